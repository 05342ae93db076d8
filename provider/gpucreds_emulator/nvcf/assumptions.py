"""Every point that the contract leaves open (its section 11, E1 to E15), in one place.

A choice with a value is that value, and changing it here changes the emulator. A choice that is a way of working names
the function that works so. What other installations may do instead is in `knobs`.
"""

from __future__ import annotations

import re
from typing import Any, Final

from gpucreds_emulator.nvcf import problems
from gpucreds_emulator.nvcf.problems import Refusal
from gpucreds_emulator.nvcf.registration import EVENTS, FUNCTIONS, TASKS

# E1: nothing reads `Authorization` unless a knob says so. Then `gate` asks for a bearer on every path, also on that of
# the token issuer, and takes the admin tokens of this life only.

# E2: the media type of errors and the `type` of those that the service did not make itself are knobs (`error_*`).

# E3: a body that is not there or cannot be read. A member of a wrong JSON type is the same thing as bad JSON.
BODY_MISSING: Final = "Required request body is missing"


def unreadable(reason: str) -> Refusal:
    """The 400 for bad JSON."""
    return problems.of_framework(400, f"JSON parse error: {reason}")


# E4: the other errors of the framework. HEAD and OPTIONS are methods that no row has.
NO_CONTENT_TYPE: Final = "application/octet-stream"


def no_such_route(path: str) -> Refusal:
    """No row has this path; nor one with a slash at its end."""
    return problems.of_framework(404, f"No static resource {path}.")


def no_such_method(method: str) -> Refusal:
    """The path has rows, with other methods."""
    return problems.of_framework(405, f"Request method '{method}' is not supported")


def not_json(content_type: str) -> Refusal:
    """The row takes JSON alone."""
    return problems.of_framework(415, f"Content-Type '{content_type or NO_CONTENT_TYPE}' is not supported")


# E5: an unexpected 500 is in the form of E2 (`Nvcf.failure`).

# E6: a wrong host is 404 without body and content type (`gate`), when there is a domain.

# E7: slots are counted strictly, as one lock holds every call together.

# E8: services come as registered, and audiences as sent, each once (`new_key`).


# E9: how long authorizations are (`authorizations.size`): compact JSON, nothing escaped that need not be, UTF-16 units.

# E10: how an instant may be written.
EXPIRES_AT_FORM: Final = re.compile(
    r"(?P<whole>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"(?:\.(?P<fraction>[0-9]{1,9}))?(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})"
)

# E11: nothing purges expired keys, unless a knob says so; then they go this long after their expiry.
PURGED_AFTER_DAYS: Final = 2

# E12: the token issuer works, unless a knob says otherwise; its failure is 500 in plain text.
ISSUER_FAILURE: Final = "Internal Server Error"

# E13: the answer and the token are in `admin_tokens`, with this header and as many random bytes for a signature.
JWT_HEADER: Final = {"alg": "ES256", "kid": "emulator", "typ": "JWT"}
SIGNATURE_BYTES: Final = 64
ADMIN_SCOPES: Final = (
    "register_function",
    "list_functions",
    "list_functions_details",
    "deploy_function",
    "update_function",
    "update_secrets",
    "delete_function",
    "manage_telemetries",
    "manage_registry_credentials",
    "cluster-management",
)

# E14: the events service is the newer one, unless a knob says otherwise.
REGISTRATIONS: Final = (FUNCTIONS, TASKS, EVENTS)

# E15: no answer has anything that the contract does not name, unless a knob asks for what a later version might bring.
RULE: Final = re.compile(r"[\w-]+\.allow", re.ASCII)
LATER_RULE: Final = re.compile(r"[\w-]+\.(llm_)?allow", re.ASCII)
LATER_MEMBERS: Final = {"introduced_later": {"by": "a later version"}}


def later(body: dict[str, Any]) -> dict[str, Any]:
    """An answer, and each item of the list that it may be, with members that nobody knows yet."""
    lists = {name: list(map(later, items)) for name, items in body.items() if name in {"keys", "services"}}
    return {**body, **lists, **LATER_MEMBERS}
