"""The three roles of a key (contract section 8)."""

from enum import Enum


class Role(str, Enum):
    """Spelled as on the wire, where case counts."""

    OWNER = "Owner"
    EDITOR = "Editor"
    VIEWER = "Viewer"
