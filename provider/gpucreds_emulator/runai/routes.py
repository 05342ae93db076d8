"""Every path of the API: who may call it, what it takes, in which versions it is there (contract sections 2 to 9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from gpucreds_emulator.runai import (
    access_keys,
    access_rules,
    org_units,
    roles,
    token_v1,
    token_v2,
    user_view,
    users,
)
from gpucreds_emulator.runai.accounts import APPS, SERVICE_ACCOUNTS, Accounts
from gpucreds_emulator.runai.generation import Version
from gpucreds_emulator.runai.permissions import Right

TOKEN_V2 = "/api/v2/token"  # noqa: S105  a path

_ALWAYS: tuple[Version, ...] = ("2.18", "2.24", "3.0")
_LEGACY: tuple[Version, ...] = ("2.18", "2.24")
_NEW: tuple[Version, ...] = ("2.24", "3.0")
_APPS, _SERVICE_ACCOUNTS, _KEYS = "/api/v1/apps", "/api/v1/service-accounts", "/api/v1/access-keys"
_ALL_KEYS, _USERS, _RULES = "/api/v1/administration/access-keys", "/api/v1/users", "/api/v1/authorization/access-rules"
_ROLES_V1, _ROLES_V2 = "/api/v1/authorization/roles", "/api/v2/authorization/roles"
_PROJECTS, _DEPARTMENTS, _CLUSTERS = "/api/v1/org-unit/projects", "/api/v1/org-unit/departments", "/api/v1/clusters"


class Body(Enum):
    """What a call takes."""

    NONE = "whatever comes is not looked at"
    OBJECT = "a JSON object"
    OPTIONAL = "a JSON object or nothing"
    FORM = "a form"


@dataclass(frozen=True)
class Route:
    """One call; `status` is that of its success."""

    method: str
    path: str
    verb: Callable[..., Any]
    versions: tuple[Version, ...] = _ALWAYS
    right: Right = Right.ADMINISTRATOR
    body: Body = Body.NONE
    status: int = 200


def _of_accounts(path: str, view: Accounts, versions: tuple[Version, ...]) -> list[Route]:
    return [
        Route("GET", path, view.listing, versions),
        Route("POST", path, view.create, versions, body=Body.OBJECT, status=201),
        Route("GET", f"{path}/<id>", view.read, versions),
        Route("PATCH", f"{path}/<id>", view.change, versions, body=Body.OBJECT),
        Route("DELETE", f"{path}/<id>", view.delete, versions, status=204),
        Route("POST", f"{path}/<id>/secret", view.renew_secret, versions, body=Body.OPTIONAL),
    ]


ROUTES: tuple[Route, ...] = (
    Route("POST", "/api/v1/token", token_v1.fetch, right=Right.NONE, body=Body.OBJECT),
    Route("POST", TOKEN_V2, token_v2.fetch, _NEW, right=Right.NONE, body=Body.FORM),
    *_of_accounts(_APPS, APPS, _LEGACY),
    *_of_accounts(_SERVICE_ACCOUNTS, SERVICE_ACCOUNTS, _NEW),
    Route("GET", _KEYS, access_keys.listing, _NEW, Right.USER),
    Route("POST", _KEYS, access_keys.create, _NEW, Right.USER, Body.OBJECT, 201),
    Route("GET", f"{_KEYS}/<id>", access_keys.read, _NEW, Right.USER),
    Route("DELETE", f"{_KEYS}/<id>", access_keys.delete, _NEW, Right.USER, status=204),
    Route("POST", f"{_KEYS}/<id>/secret", access_keys.renew_secret, _NEW, Right.USER, Body.OPTIONAL),
    Route("GET", _ALL_KEYS, access_keys.listing_of_all, _NEW),
    Route("DELETE", f"{_ALL_KEYS}/<id>", access_keys.delete_any, _NEW, status=204),
    Route("GET", _USERS, user_view.listing),
    Route("POST", _USERS, users.create, body=Body.OBJECT, status=201),
    Route("GET", f"{_USERS}/count", user_view.count, _NEW),
    Route("GET", f"{_USERS}/<id>", user_view.read),
    Route("DELETE", f"{_USERS}/<id>", users.delete, status=204),
    Route("POST", f"{_USERS}/<id>/password", users.reset_password, body=Body.OPTIONAL),
    Route("POST", f"{_USERS}/<id>/logout", users.log_out, body=Body.OPTIONAL),
    Route("POST", "/api/v1/me/password", users.change_own_password, right=Right.USER, body=Body.OBJECT),
    Route("GET", _RULES, access_rules.listing),
    Route("POST", _RULES, access_rules.create, body=Body.OBJECT, status=201),
    Route("GET", f"{_RULES}/<int:id>", access_rules.read),
    Route("DELETE", f"{_RULES}/<int:id>", access_rules.delete, status=204),
    Route("GET", _ROLES_V1, roles.listing_v1, _LEGACY, Right.CALLER),
    Route("GET", f"{_ROLES_V1}/<int:id>", roles.read_v1, _LEGACY, Right.CALLER),
    Route("GET", _ROLES_V2, roles.listing_v2, _NEW, Right.CALLER),
    Route("GET", f"{_ROLES_V2}/<int:id>", roles.read_v2, _NEW, Right.CALLER),
    Route("GET", _PROJECTS, org_units.projects, right=Right.CALLER),
    Route("GET", f"{_PROJECTS}/<id>", org_units.project, right=Right.CALLER),
    Route("GET", _DEPARTMENTS, org_units.departments, right=Right.CALLER),
    Route("GET", f"{_DEPARTMENTS}/<id>", org_units.department, right=Right.CALLER),
    Route("GET", _CLUSTERS, org_units.clusters, right=Right.CALLER),
    Route("GET", f"{_CLUSTERS}/<id>", org_units.cluster, right=Right.CALLER),
)
