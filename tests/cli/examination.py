"""An examination of the platforms of a world, and what is wrong by it."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from gpucreds.core.clock import Clock
from gpucreds.core.resource import Run
from gpucreds.platforms.configuration import Configuration
from gpucreds_cli.doctor import Examination, Finding, examine
from tests.world import Lines, World


@dataclass
class Doctor:
    """Examines what a world's settings lead to, in process."""

    world: World

    def __call__(
        self, *, clock: Clock | None = None, transport: httpx.BaseTransport | None = None, **settings: str | None
    ) -> Examination:
        """`settings` by the names of their variables win over those of the world; None unsets one."""
        known = {name: value for name, value in (self.world.settings | settings).items() if value}
        run = Run(clock or self.world.clock, self.world.warnings.append)
        return examine([Configuration.load(lambda _: None, known)], run, transport or self.lines())

    def lines(self) -> Lines:
        """The wires to the platforms."""
        return Lines({f"{name}.test": it for name, it in self.world.emulator.platforms.items()})


def of(found: Examination, platform: str, check: str) -> Finding:
    """The one finding of a check."""
    return next(one for one in found.findings if (one.platform, one.check) == (platform, check))


def failures(found: Examination) -> list[tuple[str, str]]:
    """What failed: platform and check."""
    return [(one.platform, one.check) for one in found.findings if one.outcome == "failed"]


def outcomes(found: Examination, platform: str) -> dict[str, str]:
    """How each check of a platform came out."""
    return {one.check: one.outcome for one in found.findings if one.platform == platform}
