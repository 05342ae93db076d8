"""What a key may do: any JSON, which the service does not look inside (steps 10 and 11, E9)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gpucreds_emulator.nvcf.problems import bad_request

if TYPE_CHECKING:
    from gpucreds_emulator.nvcf.registration import Registration


def checked(authorizations: Any, issuer: Registration) -> Any:  # noqa: ANN401  JSON of any form
    """The same, when it is something and not too long."""
    if authorizations is None:
        raise bad_request("authorizations can not be null")
    limit, length = issuer.max_authz_size_chars, size(authorizations)
    if length > limit:
        raise bad_request(f"authorizations size can not be greater than {limit} but was {length}")
    return authorizations


def size(authorizations: object) -> int:
    """In UTF-16 units of compact JSON."""
    text = json.dumps(authorizations, separators=(",", ":"), ensure_ascii=False)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
