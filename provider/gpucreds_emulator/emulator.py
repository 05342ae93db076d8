"""The whole emulator: one clock, one log, one queue of faults, the platforms and the control API."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from gpucreds_emulator.clock import Clock
from gpucreds_emulator.control import Control
from gpucreds_emulator.egs import Egs, Seed
from gpucreds_emulator.faults import Fault, Faults
from gpucreds_emulator.handed_out import HandedOut
from gpucreds_emulator.log import Log, LogEntry
from gpucreds_emulator.nvcf import Nvcf
from gpucreds_emulator.nvcf import Seed as NvcfSeed
from gpucreds_emulator.platform import Platform, Store, World
from gpucreds_emulator.runai import Runai
from gpucreds_emulator.runai import Seed as RunaiSeed
from gpucreds_emulator.server import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from gpucreds_emulator.live import Live

PLATFORMS: tuple[type[Platform[Any, Any]], ...] = (Egs, Runai, Nvcf)


class Emulator:
    """All platforms in one process: each of them, and `emulator.control`, is a WSGI application."""

    def __init__(
        self,
        *,
        egs: Seed | None = None,
        runai: RunaiSeed | None = None,
        nvcf: NvcfSeed | None = None,
        clock: Clock | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._world = World(clock or Clock(), Log(), Faults(), HandedOut(), wait)
        self.egs = Egs(self._world, egs or Seed())
        self.runai = Runai(self._world, runai or RunaiSeed())
        self.nvcf = Nvcf(self._world, nvcf or NvcfSeed())
        platforms: tuple[Platform[Any, Any], ...] = (self.egs, self.runai, self.nvcf)
        self.platforms = {platform.name: platform for platform in platforms}
        self.control = Control(self).app

    @contextmanager
    def serving(self, host: str = "127.0.0.1", ports: Mapping[str, int] | None = None) -> Iterator[dict[str, str]]:
        """Serve every platform until the block ends; gives the base URLs by name. Port 0, the default: any."""
        with ExitStack() as running:
            yield {
                name: running.enter_context(serving(platform, host, (ports or {}).get(name, 0)))
                for name, platform in self.platforms.items()
            }

    def environment(self, urls: Mapping[str, str]) -> dict[str, str]:
        """The variables with which a client reaches and enters the platforms at `urls`."""
        return {
            variable: value
            for name, url in urls.items()
            for variable, value in self.platforms[name].environment(url).items()
        }

    @property
    def clock(self) -> Clock:
        """The one clock of all platforms."""
        return self._world.clock

    def live(self) -> list[Live]:
        """Every credential and workspace that exists and was not seeded."""
        return [live for platform in self.platforms.values() for live in platform.live()]

    def log(self) -> list[LogEntry]:
        """Each request to a platform since start or reset, in order of arrival."""
        return self._world.log.entries()

    def handed_out(self) -> dict[str, str]:
        """Every secret that a client began with or was given since start or reset, with what it is called."""
        kinds = self._world.handed_out.kinds()
        for platform in self.platforms.values():
            kinds |= platform.logins()
        return kinds

    def save(self) -> Mapping[str, Store]:
        """A copy of all platforms' data, for `restore`."""
        return {name: platform.save() for name, platform in self.platforms.items()}

    def restore(self, saved: Mapping[str, Store]) -> None:
        """Let the platforms hold what was saved; clock, knobs, log and faults stay as they are."""
        for name, store in saved.items():
            self.platforms[name].restore(store)

    def inject(self, *faults: Fault) -> None:
        """Let calls fail; see `Fault`."""
        for fault in faults:
            if fault.platform is not None and fault.platform not in self.platforms:
                raise ValueError(f"no platform {fault.platform!r} here, only {', '.join(self.platforms)}")
        self._world.faults.add(*faults)

    def faults(self) -> list[Fault]:
        """The faults that have not hit yet."""
        return self._world.faults.waiting()

    def clear_faults(self) -> None:
        """Drop the faults that have not hit yet."""
        self._world.faults.clear()

    def reset(self) -> None:
        """Back to the state at start: clock, knobs, faults, log and data."""
        self.clock.reset()
        self.clear_faults()
        for platform in self.platforms.values():
            platform.reset()
        self._world.log.clear()
        self._world.handed_out.clear()
