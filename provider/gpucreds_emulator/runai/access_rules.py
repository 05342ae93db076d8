"""`/api/v1/authorization/access-rules`: create, list, read and delete (contract section 7)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from gpucreds_emulator.runai import rule_checks, rule_view
from gpucreds_emulator.runai.conditions import Field, Kind, contains
from gpucreds_emulator.runai.errors import not_found
from gpucreds_emulator.runai.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from gpucreds_emulator.runai.access_rule import AccessRule
    from gpucreds_emulator.runai.asked import Asked
    from gpucreds_emulator.runai.errors import Json
    from gpucreds_emulator.runai.generation import Generation
    from gpucreds_emulator.runai.query import Query
    from gpucreds_emulator.runai.store import Store

_LISTING = Listing(
    filters={
        "subjectId": Field("subjectId"),
        "subjectType": Field("subjectType"),
        "roleId": Field("roleId", Kind.NUMBER),
        "scopeId": Field("scopeId"),
        "scopeType": Field("scopeType"),
        "roleName": Field("roleName"),
        "scopeName": Field("scopeName"),
        "createdAt": Field("createdAt", Kind.TIME),
        "deletedAt": Field("deletedAt", Kind.TIME),
        "createdBy": Field("createdBy"),
    }
)
_LISTING_NOW = dataclasses.replace(
    _LISTING,
    filters={**_LISTING.filters, "phase": Field("phase")},
    searched=("subjectId", "roleName", "scopeName"),
)


def create(store: Store, asked: Asked) -> Json:
    """A new one, that the clusters have not heard of yet."""
    meaning, cluster_id = rule_checks.wanted(store, asked.fields)
    rule = store.add_rule(meaning, cluster_id, asked.caller.name)
    return rule_view.shown(store, rule, phase_now="Creating")


def listing(store: Store, asked: Asked) -> Json:
    """One page, and the two counters (A17)."""
    rules = _matching(store, asked.query)
    page = _listing(store.knobs.generation).page([_with_phase(store, rule) for rule in rules], asked.query)
    shown = [{key: value for key, value in item.items() if key != "phase"} for item in page.items]
    total, displayed = (0, page.total + 7) if store.knobs.odd_counters else (page.total, len(shown))
    return {"totalRecords": total, "displayRecords": displayed, "accessRules": shown}


def read(store: Store, asked: Asked) -> Json:
    """One of them, with the path of its scope."""
    rule = _rule(store, asked)
    return {**rule_view.shown(store, rule), "scopePath": rule_view.scope_path(store, rule)}


def delete(store: Store, asked: Asked) -> None:
    """Soft: it stays in the data with the time of its end."""
    rule = _rule(store, asked)
    if rule.deleted is None:
        rule.delete(store.clock.now())


def _rule(store: Store, asked: Asked) -> AccessRule:
    rule = store.rules.get(asked.parts["id"])
    if rule is None or (rule.deleted and not store.knobs.deleted_rules_answer):
        raise not_found()
    return rule


def _listing(generation: Generation) -> Listing:
    return _LISTING_NOW if generation.tells_status else _LISTING


def _with_phase(store: Store, rule: AccessRule) -> Json:
    # One level up only while it is filtered by.
    return {**rule_view.shown(store, rule), "phase": rule_view.phase(rule)}


def _matching(store: Store, query: Query) -> Iterator[AccessRule]:
    """The rules that meet the parameters that are no `filterBy`."""
    subject_ids, role_id = query.texts("subjectIds"), query.integer("roleId")
    part, since = query.text("subjectIdFilter"), query.instant("lastUpdated")
    deleted_too = query.flag("includeDeleted")
    equal = {
        name: query.text(parameter)
        for name, parameter in (("subject_type", "subjectType"), ("scope_type", "scopeType"), ("scope_id", "scopeId"))
    }
    cluster_id = query.text("clusterId")
    for rule in store.rules.values():
        meaning = rule.meaning
        if (
            (deleted_too or rule.deleted is None)
            and (not subject_ids or meaning.subject_id in subject_ids)
            and (part is None or contains(meaning.subject_id, part))
            and (role_id is None or meaning.role_id + store.knobs.role_id_shift == role_id)
            and all(value in (None, getattr(meaning, name)) for name, value in equal.items())
            and cluster_id in (None, rule.cluster_id)
            and _is_since(rule.updated, since)
        ):
            yield rule


def _is_since(instant: datetime, since: datetime | None) -> bool:
    return since is None or instant >= since
