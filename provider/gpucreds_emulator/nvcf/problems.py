"""What the service refuses with, and the frame of every error: RFC 7807 (contract sections 4 and 6)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gpucreds_emulator.nvcf.knobs import Knobs

_URN = "urn:nv-boot:problem-details:"
_NO_TYPE = "about:blank"


class Refusal(Exception):
    """An answer that is not a success; `type` says whose error it is, the service's own or its framework's."""

    def __init__(self, status: int, detail: str, type_: str = _NO_TYPE) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.type = type_

    def body(self, path: str, knobs: Knobs) -> dict[str, Any]:
        """The members, in their order."""
        shown = {"all": True, "urn": self.type != _NO_TYPE, "none": False}[knobs.error_types]
        return {
            **({"type": self.type} if shown else {}),
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "instance": path,
        }


def bad_request(detail: str) -> Refusal:
    """What was sent cannot be."""
    return Refusal(400, detail, f"{_URN}bad-request")


def forbidden(detail: str) -> Refusal:
    """The owner may not do anything now."""
    return Refusal(403, detail, f"{_URN}forbidden")


def not_found(detail: str) -> Refusal:
    """There is no such thing."""
    return Refusal(404, detail, f"{_URN}not-found")


def no_such_key() -> Refusal:
    """No such key, or none of this owner and issuer."""
    return not_found("Key not found")


def slow_down() -> Refusal:
    """The last write was just now."""
    return Refusal(429, "Slow down.", f"{_URN}too-many-requests")


def of_framework(status: int, detail: str | None = None) -> Refusal:
    """Not an error of the service itself: in the same frame, without a type of its own (E2)."""
    return Refusal(status, detail or HTTPStatus(status).phrase)
