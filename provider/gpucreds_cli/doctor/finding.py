"""What is found of a platform: one sentence for each check, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from gpucreds.core.declaration import Model
from gpucreds.core.durations import Instant
from gpucreds.core.errors import GpucredsError, one_line
from gpucreds.core.redaction import Redactor
from gpucreds_cli.findings import Platform

Check = Literal["settings", "reach", "tls", "login", "version", "rights", "clock"]
"""What is looked at.

`settings`: the configuration has what the platform needs. `reach`: there is a connection, and the platform answers.
`tls`: how the connection is protected. `login`: the platform takes ours. `version`: what the platform has of what
gpucreds uses. `rights`: our login may list what our resources are, and so manage it. `clock`: the platform's and ours
are the same.
"""
CHECKS: tuple[Check, ...] = get_args(Check)
Outcome = Literal["ok", "warning", "failed", "skipped"]
"""`warning`: it works, and should not stay as it is. `skipped`: nobody could look, or there is nothing to look at."""


class Finding(Model):
    """What one check found of one platform. No secret is in here."""

    platform: Platform
    """The platform."""
    title: str
    """What people call it."""
    endpoint: str | None
    """The base URL that is configured; none where none can be used."""
    check: Check
    """What was looked at."""
    outcome: Outcome
    """How it is."""
    sentence: str
    """What was found, in one line."""
    advice: str = ""
    """What to do, in one line; empty where nothing is to be done."""


class Examination(Model):
    """All findings, at one instant."""

    at: Instant
    """The instant by our clock, GPUCREDS_NOW included."""
    findings: Sequence[Finding]
    """By platform, each in the order of the checks."""

    @property
    def is_about_nothing(self) -> bool:
        """Whether no platform is configured."""
        return {finding.check for finding in self.findings} == {"settings"}

    @property
    def failed(self) -> bool:
        """Whether something has to be done before everything works."""
        return any(finding.outcome == "failed" for finding in self.findings)


class Chart:
    """What is noted of one platform, check by check; the first note of a check counts."""

    endpoint: str | None = None
    """The base URL, as soon as it is known to hold no password."""

    def __init__(self, platform: Platform, title: str, redact: Redactor) -> None:
        self._platform: Platform = platform
        self._title = title
        self._redact = redact
        self._notes: dict[Check, Finding] = {}

    def note(self, check: Check, outcome: Outcome, sentence: str, advice: str = "") -> None:
        """Write down what a check found."""
        finding = Finding(
            platform=self._platform,
            title=self._title,
            endpoint=None,
            check=check,
            outcome=outcome,
            sentence=one_line(self._redact(sentence)),
            advice=one_line(self._redact(advice)),
        )
        self._notes.setdefault(check, finding)

    def fail(self, check: Check, *errors: GpucredsError) -> None:
        """Write down that a check failed, in the words of errors."""
        advice = ". ".join(error.advice for error in errors if error.advice)
        self.note(check, "failed", "; ".join(error.problem for error in errors), advice)

    def findings(self) -> list[Finding]:
        """One for each check; what nobody came to is skipped, because of what failed before it."""
        failed = [finding.check for finding in self._notes.values() if finding.outcome == "failed"]
        why = next((f", because {check} failed" for check in failed if check != "clock"), "")
        for check in CHECKS:
            self.note(check, "skipped", f"not looked at{why}")
        return [found for check in CHECKS for found in self.alone(check)]

    def alone(self, check: Check) -> list[Finding]:
        """What was noted of that check, where there is no more to say."""
        return [self._notes[check].model_copy(update={"endpoint": self.endpoint})]
