"""What a new access rule must satisfy: 403, 400, 404 and 409, in this order (contract section 7, choices 9 and 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpucreds_emulator.runai import assumptions
from gpucreds_emulator.runai.access_rule import ACCOUNT_SUBJECTS, Meaning
from gpucreds_emulator.runai.errors import forbidden, not_found

if TYPE_CHECKING:
    from gpucreds_emulator.runai.fields import Fields
    from gpucreds_emulator.runai.store import Store

_SCOPE_TYPES = ("tenant", "cluster", "department", "project")


def wanted(store: Store, fields: Fields) -> tuple[Meaning, str | None]:
    """What the rule is to say, and the cluster that was sent along."""
    if fields.holds("scopeType", "system"):
        raise forbidden("scope system is for the owner of the installation")
    meaning = Meaning(
        subject_id=fields.text("subjectId"),
        subject_type=fields.one_of("subjectType", store.knobs.generation.subject_types),
        role_id=fields.number("roleId") - store.knobs.role_id_shift,
        scope_id=fields.text("scopeId"),
        scope_type=fields.one_of("scopeType", _SCOPE_TYPES),
    )
    cluster_id = fields.uuid_or_none("clusterId")
    _check_subject(store, meaning)
    _check_existence(store, meaning, cluster_id)
    _check_duplicate(store, meaning)
    return meaning, cluster_id


def _check_subject(store: Store, meaning: Meaning) -> None:
    if store.knobs.unknown_subject_status and not _is_known(store, meaning):
        raise assumptions.unknown_subject(store.knobs)


def _is_known(store: Store, meaning: Meaning) -> bool:
    if meaning.subject_type == "user":
        return store.user_called(meaning.subject_id) is not None
    if meaning.subject_type in ACCOUNT_SUBJECTS:
        return meaning.subject_id in [account.client_id for account in store.accounts.values()]
    return True  # the groups are the identity provider's


def _check_existence(store: Store, meaning: Meaning, cluster_id: str | None) -> None:
    organization = store.organization
    known = organization.role(meaning.role_id) and organization.scope(meaning.scope_type, meaning.scope_id)
    if not known or (cluster_id is not None and organization.cluster(cluster_id) is None):
        raise not_found()


def _check_duplicate(store: Store, meaning: Meaning) -> None:
    if store.knobs.duplicate_rule_status and meaning in [rule.meaning for rule in store.live_rules()]:
        raise assumptions.duplicate_rule(store.knobs)
