"""The platforms that resources talk to: one client each, opened when the first resource asks for it."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from gpucreds.core.loading import LOADING
from gpucreds.platforms._snapshot import Snapshot

if TYPE_CHECKING:
    from gpucreds.core.resource import Run
    from gpucreds.platforms._api import Transport
    from gpucreds.platforms.configuration import Configuration
    from gpucreds.platforms.egs import Egs
    from gpucreds.platforms.nvcf import Nvcf
    from gpucreds.platforms.runai import Runai

__all__ = ["Egs", "Nvcf", "Platforms", "Runai"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the class of that name
    if name in __all__:
        with LOADING:
            return getattr(importlib.import_module(f"{__name__}.{name.lower()}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class Platforms:
    """One client per platform and run. `transport` replaces the network, for tests.

    To ask for a platform whose settings are missing raises ConfigurationError.
    """

    def __init__(self, configuration: Configuration, run: Run, transport: Transport | None = None) -> None:
        self.import_secret = configuration.import_secret
        self._opening = configuration, run, transport
        self._egs, self._runai, self._nvcf = (
            Snapshot(self._open_egs),
            Snapshot(self._open_runai),
            Snapshot(self._open_nvcf),
        )

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

    def _open_egs(self) -> Egs:
        with LOADING:  # HTTP takes long to import, and a preview sends nothing
            from gpucreds.platforms.egs import Egs  # noqa: PLC0415
        return Egs.open(*self._opening)

    def _open_runai(self) -> Runai:
        with LOADING:
            from gpucreds.platforms.runai import Runai  # noqa: PLC0415
        return Runai.open(*self._opening)

    def _open_nvcf(self) -> Nvcf:
        with LOADING:
            from gpucreds.platforms.nvcf import Nvcf  # noqa: PLC0415
        return Nvcf.open(*self._opening)
