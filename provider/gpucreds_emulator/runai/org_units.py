"""`/api/v1/org-unit/projects`, `/api/v1/org-unit/departments` and `/api/v1/clusters` (contract section 8)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from gpucreds_emulator.runai import wire_time
from gpucreds_emulator.runai.conditions import Field
from gpucreds_emulator.runai.errors import not_found
from gpucreds_emulator.runai.listing import Listing
from gpucreds_emulator.runai.organization import TENANT_ID

if TYPE_CHECKING:
    from gpucreds_emulator.runai.asked import Asked
    from gpucreds_emulator.runai.errors import Json
    from gpucreds_emulator.runai.organization import Cluster, Department, Project
    from gpucreds_emulator.runai.store import Store

_DEPARTMENTS = Listing(filters={name: Field(name) for name in ("name", "clusterId")})
_PROJECTS = Listing(
    filters={name: Field(name) for name in ("name", "clusterId", "departmentId", "parentId", "parentName")},
)
_FILTERED_BY_ONLY = {"departmentId", "parentName"}
_DEPARTMENT_KEYS = {"verbose": 0, "brief": 5, "meta": 3}


def projects(store: Store, asked: Asked) -> Json:
    """A page of them."""
    listing = dataclasses.replace(_PROJECTS, searched=("name",) if store.knobs.generation.searches else ())
    page = listing.page([_filterable(store, one) for one in store.organization.projects], asked.query)
    items = [{key: value for key, value in item.items() if key not in _FILTERED_BY_ONLY} for item in page.items]
    return dataclasses.replace(page, items=items).envelope("projects")


def project(store: Store, asked: Asked) -> Json:
    """One of them."""
    found = store.organization.project(asked.id)
    if found is None:
        raise not_found()
    return _project(store, found)


def departments(store: Store, asked: Asked) -> Json:
    """A page of them, with all keys or the first ones."""
    verbosity = "verbose"
    if store.knobs.generation.searches:
        verbosity = asked.query.one_of("verbosity", ("verbose", "brief", "meta"), "verbose")
    page = _DEPARTMENTS.page([_department(store, one) for one in store.organization.departments], asked.query)
    kept = _DEPARTMENT_KEYS[verbosity] or None
    items = [dict(list(item.items())[:kept]) for item in page.items]
    return dataclasses.replace(page, items=items).envelope("departments")


def department(store: Store, asked: Asked) -> Json:
    """One of them."""
    found = store.organization.department(asked.id)
    if found is None:
        raise not_found()
    return _department(store, found)


def clusters(store: Store, asked: Asked) -> list[Json]:
    """All of them; there is no filter."""
    full = asked.query.one_of("verbosity", ("metadata", "full"), "full") == "full"
    return [_cluster(store, one, full=full) for one in store.organization.clusters]


def cluster(store: Store, asked: Asked) -> Json:
    """One of them, by its uuid."""
    found = store.organization.cluster(asked.id)
    if found is None:
        raise not_found()
    return _cluster(store, found, full=True)


def _filterable(store: Store, one: Project) -> Json:
    parent = store.organization.department_of(one)
    return {**_project(store, one), "departmentId": parent.id, "parentName": parent.name}


def _project(store: Store, one: Project) -> Json:
    parent = store.organization.department_of(one)
    needed = {"id": one.id, "name": one.name, "clusterId": parent.cluster_id, "parentId": parent.id}
    details = {
        **_details(store),
        "effective": {},
        "enforceRunaiScheduler": True,
        "status": {"phase": "Ready", "namespace": f"runai-{one.name}"},
    }
    return _complete(store, needed, details)


def _department(store: Store, one: Department) -> Json:
    return _complete(store, {"id": one.id, "name": one.name, "clusterId": one.cluster_id}, _details(store))


def _details(store: Store) -> Json:
    born = wire_time.shown(store.born)
    return {"createdAt": born, "updatedAt": born, "description": "", "resources": [], "totalResources": {}}


def _complete(store: Store, needed: Json, details: Json) -> Json:
    return {**needed, **details} if store.knobs.generation.tells_details else needed


def _cluster(store: Store, one: Cluster, *, full: bool) -> Json:
    born = wire_time.shown(store.born)
    needed = {"uuid": one.uuid, "tenantId": TENANT_ID, "name": one.name, "createdAt": born}
    rest = {
        "domain": None,
        "version": store.knobs.version,
        "status": {"state": "Connected"},
        "updatedAt": born,
        "deletedAt": None,
        "lastLiveness": wire_time.shown(store.clock.now()),
    }
    return {**needed, **rest} if full else needed
