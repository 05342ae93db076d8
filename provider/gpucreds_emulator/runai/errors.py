"""How a refusal is told (contract section 1), and as OAuth tells it (section 2)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

Json = dict[str, Any]

_MESSAGES = {
    400: "Required parameter is missing",
    401: "Issuer is not familiar.",
    403: "You do not have sufficient permissions.",
    404: "Resource id not found.",
    409: "Resource with this name already exists",
    500: "Something went wrong.",
    503: "Please try again in few minutes.",
}


class Refusal(Exception):
    """An answer that is not a success."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(f"refused with {status}")
        self.status = status
        self.body = body


def refusal(status: int, details: str = "", message: str = "") -> Refusal:
    """The error body of every call but `/api/v2/token`; `details` only where there is something to add."""
    body: Json = {"code": status, "message": message or _MESSAGES.get(status) or HTTPStatus(status).phrase}
    return Refusal(status, {**body, "details": details} if details else body)


def oauth(status: int, code: str, description: str) -> Refusal:
    """The error body of `/api/v2/token`."""
    return Refusal(status, {"error": code, "error_description": description})


def missing(name: str) -> Refusal:
    """A field that must be there is not."""
    return refusal(400, f"{name} is required")


def invalid(name: str, problem: str) -> Refusal:
    """A field or parameter has a value that cannot be; `problem` never repeats it."""
    return refusal(400, f"{name} {problem}", "Invalid parameter")


def not_found() -> Refusal:
    """There is no such object."""
    return refusal(404)


def forbidden(details: str = "") -> Refusal:
    """The caller may not do that."""
    return refusal(403, details)
