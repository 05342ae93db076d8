"""Modules that are read when somebody asks for them, by one thread at a time.

Many threads of a provider begin at once. Where two of them import modules that need each other, Python gives one of
them a module that is half read, so every import that is not at the top of a module is made under this lock.
"""

from __future__ import annotations

import threading

LOADING = threading.RLock()
"""Held by the thread that imports."""
