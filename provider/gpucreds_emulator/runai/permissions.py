"""Who may make which call (choice 9)."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from gpucreds_emulator.runai.errors import forbidden
from gpucreds_emulator.runai.organization import ADMINISTRATOR

if TYPE_CHECKING:
    from gpucreds_emulator.runai.access_rule import AccessRule
    from gpucreds_emulator.runai.caller import Caller
    from gpucreds_emulator.runai.store import Store


class Right(Enum):
    """What a call asks of its caller."""

    NONE = "nobody has to be signed in"
    CALLER = "anybody who is"
    USER = "a user, and not an account (A12)"
    ADMINISTRATOR = "a live rule for System administrator on the tenant"


def check(store: Store, caller: Caller, right: Right) -> None:
    """A 403, unless the caller has the right."""
    if right is Right.USER and not caller.is_user:
        raise forbidden("user credentials are needed")
    if right is Right.ADMINISTRATOR and not is_administrator(store, caller):
        raise forbidden()


def is_administrator(store: Store, caller: Caller) -> bool:
    """Whether some rule lets the caller do everything."""
    return any(_makes_administrator(store, rule) and _is_about(rule, caller) for rule in store.live_rules())


def _makes_administrator(store: Store, rule: AccessRule) -> bool:
    role = store.organization.role(rule.meaning.role_id)
    return role is not None and role.name == ADMINISTRATOR and rule.meaning.scope_type == "tenant"


def _is_about(rule: AccessRule, caller: Caller) -> bool:
    return rule.is_about_user(caller.name) if caller.is_user else rule.is_about_account(caller.name)
