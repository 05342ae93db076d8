"""The API Keys service of a self-hosted NVCF by its wire contract: what its source does, and what is assumed.

"Contract section 4" and "E7" refer to the notes that the maintainers keep of it, as do "row 3" (section 2) and "step 5"
(section 4); every assumption stands in `assumptions`.
"""

from gpucreds_emulator.nvcf.knobs import Knobs
from gpucreds_emulator.nvcf.platform import Nvcf
from gpucreds_emulator.nvcf.registration import Registration
from gpucreds_emulator.nvcf.seed import Seed

__all__ = ["Knobs", "Nvcf", "Registration", "Seed"]
