"""Access rules as they are read (contract section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpucreds_emulator.runai import wire_time
from gpucreds_emulator.runai.organization import TENANT_ID

if TYPE_CHECKING:
    from gpucreds_emulator.runai.access_rule import AccessRule
    from gpucreds_emulator.runai.errors import Json
    from gpucreds_emulator.runai.organization import Scope
    from gpucreds_emulator.runai.store import Store


def shown(store: Store, rule: AccessRule, phase_now: str = "") -> Json:
    """All that a list has of one."""
    meaning = rule.meaning
    role_name = next(role.name for role in store.organization.roles if role.id == meaning.role_id)
    now = phase_now or phase(rule)
    status = {"status": {"phase": now, "message": "", "details": ""}} if store.knobs.generation.tells_status else {}
    return {
        "id": rule.id,
        "subjectId": meaning.subject_id,
        "subjectType": meaning.subject_type,
        "roleId": meaning.role_id + store.knobs.role_id_shift,
        "roleName": role_name,
        "scopeId": meaning.scope_id,
        "scopeType": meaning.scope_type,
        "scopeName": _scope(store, rule).name,
        **_cluster_id(store, rule),
        "tenantId": TENANT_ID,
        "createdBy": rule.created_by,
        "createdAt": wire_time.shown(rule.created),
        "updatedAt": wire_time.shown(rule.updated),
        "deletedAt": wire_time.shown(rule.deleted),
        **status,
    }


def scope_path(store: Store, rule: AccessRule) -> str:
    """The names from the tenant down to the scope."""
    return "/".join(_scope(store, rule).path)


def phase(rule: AccessRule) -> str:
    """How far the clusters are."""
    return "Deleting" if rule.deleted else "Ready"


def _scope(store: Store, rule: AccessRule) -> Scope:
    scope = store.organization.scope(rule.meaning.scope_type, rule.meaning.scope_id)
    if scope is None:
        raise LookupError("every rule was made for a scope that is there")
    return scope


def _cluster_id(store: Store, rule: AccessRule) -> Json:
    if rule.cluster_id is not None:
        return {"clusterId": rule.cluster_id}
    unsent: dict[str, Json] = {
        "absent": {},
        "null": {"clusterId": None},
        "filled": {"clusterId": _scope(store, rule).cluster_id},
    }
    return unsent[store.knobs.unsent_cluster_id]
