"""The platforms that resources talk to: one client each, opened when the first resource asks for it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from gpucreds.platforms.egs import Egs

if TYPE_CHECKING:
    from gpucreds.core.resource import Run
    from gpucreds.platforms._api import Transport
    from gpucreds.platforms.configuration import Configuration

__all__ = ["Egs", "Platforms"]


class Platforms:
    """One client per platform and run. `transport` replaces the network, for tests."""

    def __init__(self, configuration: Configuration, run: Run, transport: Transport | None = None) -> None:
        self._configuration = configuration
        self._run = run
        self._transport = transport
        self._opening = threading.Lock()
        self._egs: Egs | None = None

    @property
    def egs(self) -> Egs:
        """Avesha EGS. Raises ConfigurationError where its settings are missing."""
        with self._opening:
            self._egs = self._egs or Egs.open(self._configuration, self._run, self._transport)
            return self._egs
