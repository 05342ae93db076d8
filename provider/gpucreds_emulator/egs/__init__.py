"""Elastic GPU Service by its wire contract: what was captured from servers, what the vendor publishes, what is assumed.

"Contract section 5" and "A12" refer to the notes that the maintainers keep of it; every assumption stands in
`assumptions`.
"""

from gpucreds_emulator.egs.knobs import Knobs
from gpucreds_emulator.egs.platform import Egs
from gpucreds_emulator.egs.seed import Seed

__all__ = ["Egs", "Knobs", "Seed"]
