"""An emulator of the GPU platforms that gpucreds speaks to: the wire contracts, in memory, with no real credential.

It shares no code with `gpucreds`, so that it can bear witness about it. `Emulator` is the whole of it in one process
(each platform is a WSGI application); `python -m gpucreds_emulator` serves the same on ports.
"""

from gpucreds_emulator.admission import Limits
from gpucreds_emulator.clock import Clock
from gpucreds_emulator.emulator import Emulator
from gpucreds_emulator.faults import Fault, FaultKind
from gpucreds_emulator.live import Live
from gpucreds_emulator.log import LogEntry
from gpucreds_emulator.platform import Platform
from gpucreds_emulator.server import serving

__all__ = ["Clock", "Emulator", "Fault", "FaultKind", "Limits", "Live", "LogEntry", "Platform", "serving"]
