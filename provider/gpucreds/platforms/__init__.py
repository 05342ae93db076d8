"""The platforms that resources talk to: one client each, opened when the first resource asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpucreds.platforms._snapshot import Snapshot
from gpucreds.platforms.egs import Egs
from gpucreds.platforms.nvcf import Nvcf
from gpucreds.platforms.runai import Runai

if TYPE_CHECKING:
    from gpucreds.core.resource import Run
    from gpucreds.platforms._api import Transport
    from gpucreds.platforms.configuration import Configuration

__all__ = ["Egs", "Nvcf", "Platforms", "Runai"]


class Platforms:
    """One client per platform and run. `transport` replaces the network, for tests.

    To ask for a platform whose settings are missing raises ConfigurationError.
    """

    def __init__(self, configuration: Configuration, run: Run, transport: Transport | None = None) -> None:
        self.import_secret = configuration.import_secret
        self._egs = Snapshot(lambda: Egs.open(configuration, run, transport))
        self._runai = Snapshot(lambda: Runai.open(configuration, run, transport))
        self._nvcf = Snapshot(lambda: Nvcf.open(configuration, run, transport))

    @property
    def egs(self) -> Egs:
        """Avesha EGS."""
        return self._egs.get()

    @property
    def runai(self) -> Runai:
        """NVIDIA Run:ai."""
        return self._runai.get()

    @property
    def nvcf(self) -> Nvcf:
        """NVIDIA Cloud Functions."""
        return self._nvcf.get()
