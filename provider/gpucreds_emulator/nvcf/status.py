"""The status of a key and of an owner, and the moves that an administrator may make (contract section 4)."""

from enum import Enum


class Status(str, Enum):
    """Owners are ACTIVE or SUSPENDED; REVOKED is of later versions (E15), and only shown."""

    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    SUSPENDED = "SUSPENDED"
    REVOKED = "REVOKED"


KEY_STATUSES = ("ACTIVE", "EXPIRED", "SUSPENDED")
OWNER_STATUSES = ("ACTIVE", "SUSPENDED")

MOVES = {
    (Status.ACTIVE, Status.SUSPENDED),
    (Status.SUSPENDED, Status.ACTIVE),
    (Status.EXPIRED, Status.SUSPENDED),
}
