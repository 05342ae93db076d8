"""The one list of all rules."""

from __future__ import annotations

from typing import Any

from gpucreds_policy.rule import Rule
from gpucreds_policy.rules.expiry_near import expiry_near
from gpucreds_policy.rules.https import https
from gpucreds_policy.rules.least_privilege import least_privilege
from gpucreds_policy.rules.longest_lifetime import longest_lifetime
from gpucreds_policy.rules.narrow_roles import narrow_roles
from gpucreds_policy.rules.no_local_users import no_local_users
from gpucreds_policy.rules.no_owner_tokens import no_owner_tokens
from gpucreds_policy.rules.own_workspace import own_workspace
from gpucreds_policy.rules.rotation_required import rotation_required
from gpucreds_policy.rules.secret_exported import secret_exported
from gpucreds_policy.rules.slots import slots
from gpucreds_policy.rules.usable_scopes import usable_scopes

RULES: tuple[Rule[Any], ...] = (
    longest_lifetime,
    rotation_required,
    no_owner_tokens,
    least_privilege,
    usable_scopes,
    narrow_roles,
    no_local_users,
    expiry_near,
    own_workspace,
    secret_exported,
    slots,
    https,
)
