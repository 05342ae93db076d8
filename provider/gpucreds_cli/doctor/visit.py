"""The course of an examination, the same for all platforms: settings, a first answer, and what that makes possible."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

from gpucreds.core.durations import format_duration
from gpucreds.core.errors import (
    ConfigurationError,
    Forbidden,
    GpucredsError,
    HandshakeFailed,
    LoginRefused,
    PlatformError,
)
from gpucreds.doors.run import NOW
from gpucreds.platforms._in_clear import ADVICE, InClear
from gpucreds.platforms._observed import Observation
from gpucreds.resources.scoped_key_declaration import SKEW
from gpucreds_cli.doctor.finding import Finding
from gpucreds_cli.doctor.patient import NEAR, Patient

if TYPE_CHECKING:
    from gpucreds.platforms._api import Transport

NOTICEABLE = timedelta(minutes=1)
"""Clocks that differ by more than this are a warning, by more than SKEW a failure."""


def visit(patient: Patient, transport: Transport | None) -> list[Finding]:
    """All findings about one platform."""
    chart = patient.chart
    if not patient.is_configured:
        chart.note("settings", "skipped", f"not configured: none of {patient.named()} is set")
        return chart.alone("settings")
    missing = patient.missing() or _opening(patient, transport)
    if missing:
        chart.fail("settings", *missing)
        return chart.findings()
    with closing(patient.client):
        _meet(patient)
    chart.note("settings", "ok", "what is needed is set")
    return chart.findings()


def _opening(patient: Patient, transport: Transport | None) -> list[ConfigurationError]:
    try:
        patient.open(transport)
    except ConfigurationError as error:
        return [error]
    patient.chart.endpoint = patient.endpoint
    return []


def _meet(patient: Patient) -> None:
    try:
        patient.log_in()
    except HandshakeFailed as error:
        patient.chart.fail("tls", error)
    except (LoginRefused, Forbidden) as error:
        patient.chart.fail("login", error)
        _answered(patient, f"there is an answer at {patient.endpoint}")
    except PlatformError as error:
        patient.chart.fail("reach", error)
    else:
        _answered(patient, f"{patient.title} answers at {patient.endpoint}")
        _look(patient)


def _look(patient: Patient) -> None:
    try:
        patient.look()
    except GpucredsError as error:
        patient.chart.fail("rights", error)


def _answered(patient: Patient, sentence: str) -> None:
    patient.chart.note("reach", "ok", sentence)
    seen = patient.client.observed.last
    if seen:
        _protection(patient, seen)
        _clocks(patient, seen)


def _protection(patient: Patient, seen: Observation) -> None:
    in_clear = InClear(patient.title, patient.endpoint or "")
    if in_clear.is_so:
        patient.chart.note("tls", "warning", in_clear.problem, ADVICE)
    elif not seen.tls:
        patient.chart.note("tls", "skipped", "there is none, and the connection does not leave this machine")
    elif seen.certificate_end is None:
        patient.chart.note("tls", "ok", seen.tls)
    else:
        left = seen.certificate_end - patient.run.clock.now()
        sentence = f"{seen.tls}; the certificate ends on {seen.certificate_end:%Y-%m-%d}, in {left.days} days"
        near = left < NEAR
        advice = f"Have the certificate of {patient.title} renewed" if near else ""
        patient.chart.note("tls", "warning" if near else "ok", sentence, advice)


def _clocks(patient: Patient, seen: Observation) -> None:
    skew = seen.skew
    if skew is None:
        patient.chart.note("clock", "skipped", f"{patient.title} does not say what time it is there")
        return
    if skew.least <= NOTICEABLE:
        patient.chart.note("clock", "ok", f"{patient.title}'s clock is within a minute of ours")
        return
    by = format_duration(timedelta(seconds=round(abs(skew.ahead).total_seconds())))
    sentence = f"{patient.title}'s clock is {by} {'ahead of' if skew.ahead > timedelta(0) else 'behind'} ours"
    usual = "Set the clock that is wrong: that of this machine, if other platforms say the same"
    advice = f"Take {NOW} away, which moves our clock" if os.environ.get(NOW) else usual
    patient.chart.note("clock", "failed" if skew.least > SKEW else "warning", sentence, advice)
