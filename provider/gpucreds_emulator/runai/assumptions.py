"""Every choice that the contract leaves open (its section 10, A1 to A21), in one place.

A choice with a value is that value, and a choice that is a way of working names the function that works so. What a
client must survive besides is a knob, which the choice names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gpucreds_emulator.runai.errors import Refusal, not_found, oauth, refusal

if TYPE_CHECKING:
    from gpucreds_emulator.runai.knobs import Knobs

# A1: a path that this version does not have is a 404 in the error body, before any look at the token (`app`; knob
# `missing_path`).
missing_path = not_found

# A2: a bad `limit`, filter or sort order is a 400 (`query`; knob `bad_query`).

# A3: `password` works with any client id or none, which then counts as this one (knob `password_needs_cli`).
CLI: Final = "cli"


# A4: wrong credentials at `/api/v1/token` (knobs `refused_login_status` and `refused_login_body`).
def refused_login(knobs: Knobs) -> Refusal:
    """The id, secret, user or password is wrong."""
    if knobs.refused_login_body == "oauth":
        return oauth(knobs.refused_login_status, "invalid_grant", "Invalid credentials")
    return refusal(knobs.refused_login_status, "Invalid credentials")


# A5: a grant that `/api/v1/token` does not know (knob `unsupported_grant_status`).
def unsupported_grant(knobs: Knobs) -> Refusal:
    """The grant is none of this version's."""
    return refusal(knobs.unsupported_grant_status, "grantType is not supported", "Invalid parameter")


# A6: the codes of `/api/v2/token`.
def wrong_client() -> Refusal:
    """No such id and secret."""
    return oauth(401, "invalid_client", "Invalid client or Invalid client credentials")


def wrong_user() -> Refusal:
    """No such user and password."""
    return oauth(401, "invalid_grant", "Invalid user credentials")


def wrong_refresh_token() -> Refusal:
    """The refresh token is unknown, too old or ended."""
    return oauth(400, "invalid_grant", "Invalid refresh token")


def missing_form_field(name: str) -> Refusal:
    """A field of the form is missing or empty."""
    return oauth(400, "invalid_request", f"Missing form parameter: {name}")


def unknown_grant_type() -> Refusal:
    """The grant is none of the three."""
    return oauth(400, "unsupported_grant_type", "Unsupported grant_type")


# A7: `tenant_id` in a token is a number (`tokens.issue`; knob `tenant_id_as_text`).

# A8: tokens live until `exp`, whatever becomes of the secret (`sign_in.caller_of`; knob `tokens_die_at_once`).

# A9: a new account is enabled (`accounts.create`; knob `new_accounts_enabled`).

# A10: applications and service accounts are one store in two views (`accounts`; knob `separate_stores`).


# A11: the 21st access key of a user (knob `key_limit_status`).
MOST_KEYS: Final = 20


def too_many_keys(knobs: Knobs) -> Refusal:
    """The user has as many keys as can be."""
    return refusal(knobs.key_limit_status, message="Access keys limit reached")


# A12: an account may make none of the access-key calls (`permissions`, `Right.USER`).

# A13: `username` is the e-mail in lower case, and matched without case (`users.create`, `User.is_called`; knob
# `keeps_email_case`).

# A14: `resetPassword` is stored and changes nothing (`User.reset_password`).


# A15: the last administrator can be deleted (`users.delete`; knob `last_administrator_status`).
def last_administrator(knobs: Knobs) -> Refusal:
    """It cannot, for once."""
    return refusal(knobs.last_administrator_status or 409, "at least one local administrator must stay")


# A16: a rule may be about an unknown subject (`rule_checks`; knob `unknown_subject_status`).
def unknown_subject(knobs: Knobs) -> Refusal:
    """It may not, for once."""
    return refusal(knobs.unknown_subject_status or 404, "subjectId is unknown")


# A17: `totalRecords` counts all matches, `displayRecords` the items of the answer (`access_rules.listing`; knob
# `odd_counters`).


# A18: a rule with the meaning of a live one, whatever its `clusterId` (`rule_checks`; knob `duplicate_rule_status`).
def duplicate_rule(knobs: Knobs) -> Refusal:
    """There is such a rule already."""
    return refusal(knobs.duplicate_rule_status or 409, "access rule already exists")


# A19: a deleted rule is not found (`access_rules`; knob `deleted_rules_answer`).

# A20: the rules of a deleted subject stay (`accounts.delete`, `users.delete`; knob `rules_go_with_subject`).

# A21: a `clusterId` that was not sent is not answered (`rule_view`; knob `unsent_cluster_id`).
