"""Whether the configured platforms can be used: what is checked of each, and what to do where something is wrong.

Only log-ins and reads are sent: nothing is made, changed or revoked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from gpucreds.core.resource import Run
from gpucreds.platforms.configuration import Configuration
from gpucreds_cli.doctor.egs import EgsPatient
from gpucreds_cli.doctor.finding import CHECKS, Examination, Finding
from gpucreds_cli.doctor.nvcf import NvcfPatient
from gpucreds_cli.doctor.patient import Patient
from gpucreds_cli.doctor.runai import RunaiPatient
from gpucreds_cli.doctor.visit import visit

if TYPE_CHECKING:
    from gpucreds.platforms._api import Transport

__all__ = ["CHECKS", "Examination", "Finding", "examine"]

PATIENTS: tuple[type[Patient], ...] = (EgsPatient, RunaiPatient, NvcfPatient)


def examine(configurations: Iterable[Configuration], run: Run, transport: Transport | None = None) -> Examination:
    """Every platform of these configurations, each way to it once. `transport` replaces the network, for tests.

    What a platform's client would warn of is a finding here.
    """
    quiet = Run(run.clock, lambda _: None, run.redact)
    patients = [patient for kind in PATIENTS for patient in _patients(kind, list(configurations), quiet)]
    with ThreadPoolExecutor(len(patients)) as threads:
        visits = list(threads.map(lambda patient: visit(patient, transport), patients))
    return Examination(at=run.clock.now(), findings=list(_once(finding for found in visits for finding in found)))


def _patients(kind: type[Patient], configurations: Sequence[Configuration], run: Run) -> list[Patient]:
    ways = {kind.way(configuration): configuration for configuration in configurations}
    patients = [kind(configuration, run) for configuration in ways.values()]
    return [patient for patient in patients if patient.is_configured] or [kind(Configuration(), run)]


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """What is wrong with the settings of all platforms in the same words is one problem."""
    failed: dict[str, str] = {}
    for finding in findings:
        first = failed.setdefault(finding.sentence, finding.title) if finding.outcome == "failed" else finding.title
        same = {"outcome": "skipped", "sentence": f"fails as it does for {first}", "advice": ""}
        yield finding if first == finding.title else finding.model_copy(update=same)
