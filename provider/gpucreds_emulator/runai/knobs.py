"""What a test can turn (contract section 10). The clock and the faults are the emulator's; secrets: `seed`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from gpucreds_emulator.knob_form import KNOBS
from gpucreds_emulator.runai.generation import GENERATIONS, Generation, Version


@dataclass(config=KNOBS)
class Knobs:
    """In JSON the names are in camelCase. Each default is what the contract says that the emulator does."""

    version: Version = "2.24"
    """Turned while running it plays an upgrade: the same objects, with the same ids, behind other calls."""

    token_lifetime: Annotated[int, Field(ge=1)] = 3600
    """Seconds: drives `exp`, `expiresIn` and `expires_in`."""

    role_id_shift: Annotated[int, Field(ge=0)] = 0
    """Added to every role id, to catch clients that have ids built in."""

    missing_path: Literal["error", "html", "method-not-allowed", "page"] = "error"
    """A1: an unknown path gives the error body, a proxy's 404 in HTML, a 405, or a 200 with the page of the console."""

    bad_query: Literal["refused", "lenient"] = "refused"
    """A2: a bad `limit`, filter or sort order is a 400, or is clipped or ignored."""

    password_needs_cli: bool = False
    """A3: whether `password` is refused unless the client id is `cli`."""

    refused_login_status: Literal[401, 400, 403] = 401
    """A4: what `/api/v1/token` answers to wrong credentials."""

    refused_login_body: Literal["error", "oauth"] = "error"
    """A4: and in which form."""

    unsupported_grant_status: Literal[400, 401, 422, 500] = 400
    """A5: what `/api/v1/token` answers to a grant that it does not know."""

    tenant_id_as_text: bool = False
    """A7: whether `tenant_id` in a token is text."""

    tokens_die_at_once: bool = False
    """A8: whether tokens end with the secret, account, key or user that they were got with."""

    new_accounts_enabled: bool = True
    """A9: `enabled` of a new application or service account."""

    separate_stores: bool = False
    """A10: whether applications and service accounts do not see each other."""

    key_limit_status: Literal[400, 403, 409, 422] = 400
    """A11: what the 21st access key of a user is answered with."""

    keeps_email_case: bool = False
    """A13: whether `username` is the e-mail as sent; it is matched without case all the same."""

    last_administrator_status: Literal[400, 403, 409] | None = None
    """A15: how deleting the last local user with a rule for System administrator is refused; None: it is not."""

    unknown_subject_status: Literal[400, 404] | None = None
    """A16: how an access rule for an unknown user or account is refused; None: it is not."""

    odd_counters: bool = False
    """A17: whether the two counters of the rule list mean nothing."""

    duplicate_rule_status: Literal[409, 400] | None = 409
    """A18: how a second access rule of the same meaning is refused; None: it is not, and there are two."""

    deleted_rules_answer: bool = False
    """A19: whether a deleted access rule is a 200 with `deletedAt`, and deleting it again a 204."""

    rules_go_with_subject: bool = False
    """A20: whether the rules of a deleted user or account are deleted with it."""

    unsent_cluster_id: Literal["absent", "null", "filled"] = "absent"
    """A21: `clusterId` of an access rule that was sent without one."""

    users_ignore_paging: bool = False
    """Whether the list of users answers all of them, whatever `limit` and `offset` say, as 2.18 does."""

    @property
    def generation(self) -> Generation:
        """What the version serves."""
        return GENERATIONS[self.version]
