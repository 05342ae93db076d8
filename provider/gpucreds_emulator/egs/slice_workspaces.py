"""`/api/v1/slice-workspace`: create, delete and list slice workspaces (contract section 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gpucreds_emulator.egs import assumptions
from gpucreds_emulator.egs.errors import invalid_workspace, name_taken
from gpucreds_emulator.egs.slice_rules import MAX_CLUSTERS, first_finding
from gpucreds_emulator.egs.workspace import Workspace

if TYPE_CHECKING:
    from datetime import datetime

    from gpucreds_emulator.egs.asked import Asked
    from gpucreds_emulator.egs.envelope import Json
    from gpucreds_emulator.egs.fields import Fields
    from gpucreds_emulator.egs.store import Store


def create(store: Store, asked: Asked) -> Json:
    """A new workspace, listed at once; its kubeconfigs come later."""
    new = _wanted(asked.fields, store.clock.now())
    finding = first_finding(new, store)
    if finding:
        raise invalid_workspace(asked.call, new.name, finding)
    if store.workspaces.conflict(new.name):
        raise name_taken(asked.call, new.name)
    store.workspaces.add(new)
    return {"workspaceName": new.name}


def _wanted(fields: Fields, now: datetime) -> Workspace:
    return Workspace(
        name=fields.text("workspaceName"),
        clusters=fields.texts("clusters"),
        namespaces=fields.texts("namespaces"),
        username=fields.text("username"),
        email=fields.text("email"),
        network_mode=fields.text_or("overlayNetworkDeploymentMode", assumptions.DEFAULT_NETWORK_MODE),
        created=now,
    )


def delete(store: Store, asked: Asked) -> Json:
    """Begin to delete; how long it takes is for the knobs to say (A22)."""
    name = asked.fields.text("workspaceName")
    workspace = store.workspaces.get(name)
    if not workspace:
        raise assumptions.unknown_workspace(asked.call, name)
    if name in store.knobs.active_gpu_requests and not workspace.leaving:
        raise assumptions.gpu_requests_active(asked.call)
    knobs = store.knobs
    store.workspaces.delete(workspace, polls=knobs.polls_until_gone, late_conflicts=knobs.late_conflicts)
    return {}


def listing(store: Store, asked: Asked) -> Json:
    """The workspaces within reach of the caller, by name; those in the answer count it as a poll."""
    seen = sorted(filter(lambda one: asked.account.may_see(one.name), store.workspaces), key=lambda one: one.name)
    for workspace in seen:
        store.workspaces.polled(workspace)
    return {"workspaces": [item(workspace) for workspace in seen]}


def item(workspace: Workspace) -> Json:
    """One workspace in a list: six keys, and neither user name nor e-mail."""
    clusters = workspace.clusters
    namespaces = [{"namespace": namespace, "clusters": clusters} for namespace in workspace.namespaces]
    return {
        "name": workspace.name,
        "overlayNetworkDeploymentMode": workspace.network_mode,
        "maxClusters": MAX_CLUSTERS,
        "sliceDescription": "Created via slice workspace API",
        "clusters": clusters,
        "namespaces": namespaces or assumptions.NO_NAMESPACES,
    }
