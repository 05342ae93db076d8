"""Elastic GPU Service, as its wire contract (platforms/egs.md, "the contract" in this package) describes it."""

from gpucreds_emulator.egs.knobs import Knobs
from gpucreds_emulator.egs.platform import Egs
from gpucreds_emulator.egs.seed import Seed

__all__ = ["Egs", "Knobs", "Seed"]
