"""What a new workspace must satisfy: checks 2 to 9 of contract section 6, in that order (A15), told as E10."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gpucreds_emulator.egs.assumptions import NETWORK_MODES, WORKSPACE_NAME
from gpucreds_emulator.egs.errors import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gpucreds_emulator.egs.envelope import Json
    from gpucreds_emulator.egs.store import Store
    from gpucreds_emulator.egs.workspace import Workspace

MAX_CLUSTERS = 16
_NAMESPACE = re.compile(r"[a-zA-Z0-9-]+")
_APPLICATION = "Spec.NamespaceIsolationProfile.ApplicationNamespaces"


def first_finding(new: Workspace, store: Store) -> Json | None:
    """What is wrong first, as an item of `Details`; None when all is well."""
    return next((finding for rule in RULES for finding in rule(new, store)), None)


def _invalid(field: str, value: str, problem: str) -> Json:
    return {"reason": "FieldValueInvalid", "message": f"Invalid value: {value}: {problem}", "field": field}


def _duplicates(field: str, values: list[str]) -> Iterator[Json]:
    for index, value in enumerate(values):
        if value in values[:index]:
            message = f"Duplicate value: {quoted(value)}"
            yield {"reason": "FieldValueDuplicate", "message": message, "field": field}


def _name(new: Workspace, _store: Store) -> Iterator[Json]:
    if not WORKSPACE_NAME.fullmatch(new.name):
        yield _invalid("metadata.name", quoted(new.name), "must be a lower case RFC 1123 label")


def _network_mode(new: Workspace, _store: Store) -> Iterator[Json]:
    if new.network_mode not in NETWORK_MODES:
        problem = f"must be one of {', '.join(NETWORK_MODES)}"
        yield _invalid("Spec.OverlayNetworkDeploymentMode", quoted(new.network_mode), problem)


def _no_cluster_twice(new: Workspace, _store: Store) -> Iterator[Json]:
    yield from _duplicates("Spec.Clusters", new.clusters)


def _clusters_registered(new: Workspace, store: Store) -> Iterator[Json]:
    for index, cluster in enumerate(new.clusters):
        if cluster not in store.knobs.registered_clusters:
            yield _invalid(f"Spec.Clusters[{index}]", quoted(cluster), "cluster is not registered")


def _some_cluster(new: Workspace, _store: Store) -> Iterator[Json]:
    if not new.clusters:
        field = f"{_APPLICATION}.Clusters"
        yield {"reason": "FieldValueRequired", "message": "Required value: clusters", "field": field}


def _namespaces_free(new: Workspace, store: Store) -> Iterator[Json]:
    others = [other for other in store.workspaces if other.name != new.name]
    for namespace in new.namespaces:
        for cluster in new.clusters:
            for other in others:
                if namespace in other.namespaces and cluster in other.clusters:
                    problem = (
                        f"The given namespace: {namespace} in cluster {cluster} "
                        f"is already acquired by other slice: {other.name}"
                    )
                    yield _invalid(f"{_APPLICATION}.Namespace", quoted(namespace), problem)


def _namespaces_plain(new: Workspace, _store: Store) -> Iterator[Json]:
    for namespace in new.namespaces:
        if not _NAMESPACE.fullmatch(namespace):
            problem = "Namespaces cannot contain special characteres"
            yield _invalid(f"{_APPLICATION}.Namespace", quoted(namespace), problem)


def _no_namespace_twice(new: Workspace, _store: Store) -> Iterator[Json]:
    yield from _duplicates(f"{_APPLICATION}.Namespace", new.namespaces)


def _few_clusters(new: Workspace, _store: Store) -> Iterator[Json]:
    if len(new.clusters) > MAX_CLUSTERS:
        problem = f"participating clusters cannot be greater than MaxClusterCount :{MAX_CLUSTERS}"
        yield _invalid("Spec.Clusters", str(len(new.clusters)), problem)


RULES: tuple[Callable[[Workspace, Store], Iterator[Json]], ...] = (
    _name,
    _network_mode,  # A14 names no place for it; in Kubernetes an enumeration is checked before any webhook runs
    _no_cluster_twice,
    _clusters_registered,
    _some_cluster,
    _namespaces_free,
    _namespaces_plain,
    _no_namespace_twice,
    _few_clusters,
)
