"""How a control plane of another generation says that it has no such call."""

from __future__ import annotations

from gpucreds.core.errors import NotFound, NotServed, Unrecognized

MISSING = (NotFound, NotServed, Unrecognized)
"""404 in the words of Run:ai or of a router, 405, or a page where JSON was due. Never 401, 403 or 5xx of Run:ai."""
