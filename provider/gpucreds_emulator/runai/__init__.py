"""NVIDIA Run:ai by its wire contract: what its vendor publishes, what clients in use do, what is assumed.

"Contract section 7", "A12" and "choice 9" refer to the notes that the maintainers keep of it; every assumption stands
in `assumptions`. Three generations are played: 2.18, 2.24 and 3.0 (`generation`).
"""

from gpucreds_emulator.runai.knobs import Knobs
from gpucreds_emulator.runai.platform import Runai
from gpucreds_emulator.runai.seed import Seed

__all__ = ["Knobs", "Runai", "Seed"]
