"""The error bodies E1 to E14 (contract section 9), one function each, in that order."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from gpucreds_emulator.egs.envelope import plain, wrapped

if TYPE_CHECKING:
    from gpucreds_emulator.egs.call import Call
    from gpucreds_emulator.egs.envelope import Json

_GROUP = "controller.kubeslice.io"
_REASONS = {429: "TooManyRequests", 503: "ServiceUnavailable"}


class Refusal(Exception):
    """An answer that is not a success."""

    def __init__(self, body: Json) -> None:
        super().__init__(body["message"])
        self.body = body
        self.status: int = body["statusCode"]


def quoted(text: str) -> str:
    """A value as Kubernetes quotes it in a message."""
    return json.dumps(text, ensure_ascii=False)


def unauthenticated() -> Refusal:
    """E1: the key or the bearer is no good."""
    return Refusal(plain(401, "UNAUTHENTICATED", "Unauthenticated"))


def key_expired() -> Refusal:
    """E2: the key was good once."""
    return Refusal(plain(401, "UNAUTHENTICATED", "Api Key has expired"))


def key_unusable() -> Refusal:
    """E3: the key is there, but what it stands for is not."""
    message = "Api Key Configuration is invalid. Request a new API-key or contact administrator"
    return Refusal(plain(400, "UNHANDLED_REQUEST_ERROR", message))


def bad_request() -> Refusal:
    """E4: the body is not JSON."""
    return Refusal(plain(400, "UNHANDLED_REQUEST_ERROR", "Bad Request"))


def forbidden(call: Call, account: str) -> Refusal:
    """E5: the role of the bearer does not allow the call."""
    message = (
        f"{call.resource}.{_GROUP} is forbidden: User {quoted(account)} "
        f"cannot {call.verb} resource {quoted(call.resource)}"
    )
    return Refusal(wrapped(403, call.failure, message, "Forbidden"))


def no_such_workspace(call: Call, name: str) -> Refusal:
    """E6: there is no workspace of that name."""
    return Refusal(wrapped(404, call.failure, f"sliceconfigs.{_GROUP} {quoted(name)} not found", "NotFound"))


def no_such_key(call: Call) -> Refusal:
    """E7: there is no such key to delete."""
    return Refusal(wrapped(404, call.failure, "API key not found", "NotFound"))


def no_such_route() -> Refusal:
    """E8: no such path, or not with this method."""
    return Refusal(plain(404, "UNHANDLED_REQUEST_ERROR", "Not Found"))


def name_taken(call: Call, name: str) -> Refusal:
    """E9: there is a workspace of that name already."""
    return Refusal(wrapped(409, call.failure, f"sliceconfigs.{_GROUP} {quoted(name)} already exists", "AlreadyExists"))


def invalid_workspace(call: Call, name: str, details: Json) -> Refusal:
    """E10: the admission check of a workspace found something, told in `details`."""
    message = (
        f'admission webhook "vsliceconfig.kb.io" denied the request: SliceConfig.{_GROUP} '
        f"{quoted(name)} is invalid: {details['field']}: {details['message']}"
    )
    return Refusal(wrapped(422, call.failure, message, "Invalid", [details]))


def invalid_field(call: Call, name: str, problem: str) -> Refusal:
    """E11: a field is missing or has a value that cannot be."""
    return Refusal(wrapped(422, call.failure, f"{quoted(name)} {problem}"))


def gpu_requests_active(call: Call) -> Refusal:
    """E12: a workspace with active GPU requests is not deleted."""
    message = (
        "There are few active GPRs associated with the workspace. Do you still wanna delete active GPRs and workspace?"
    )
    return Refusal(wrapped(422, call.failure, message))


def no_kubeconfig(call: Call, name: str) -> Refusal:
    """E13: there is no kubeconfig to give, or not yet."""
    return Refusal(wrapped(404, call.failure, f"No record found for slice {name}"))


def wrong_cluster(call: Call, name: str, cluster: str) -> Refusal:
    """E13 for a cluster that the workspace is not on."""
    message = f"cluster {quoted(cluster)} is not part of slice {quoted(name)}"
    return Refusal(wrapped(404, call.failure, message, "NotFound"))


def backend_failure(failure: str, status: int) -> Refusal:
    """E14: the backend broke, or would not work now."""
    reason = _REASONS.get(status, "InternalError")
    return Refusal(wrapped(status, failure, HTTPStatus(status).phrase, reason))
