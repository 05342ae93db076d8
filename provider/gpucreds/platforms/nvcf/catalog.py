"""What a key of NVCF can open: scopes, resources and products, which the service takes as they come and never checks.

The API that receives the key decides. A scope or a resource that it does not know is skipped without a word, so
gpucreds knows them and speaks up first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Service = Literal["functions", "tasks", "events"]

LONGEST_AUTHORIZATIONS = 2048
"""Characters of the compact JSON."""
LONGEST_LIFE = timedelta(days=365)


@dataclass(frozen=True)
class Registration:
    """How a service is registered unless an installation says otherwise."""

    service_id: str
    service_name: str
    product: str


REGISTRATIONS: dict[Service, Registration] = {
    "functions": Registration("nvidia-cloud-functions-ncp-service-id-aketm", "nvcf-api", "nv-cloud-functions"),
    "tasks": Registration("nvidia-cloud-tasks-ncp-service-id-nvcttasks", "nvct-api", "nv-cloud-tasks"),
    "events": Registration("nvidia-event-ledger-ncp-service-id-ckozoh6f", "event-ledger", "nv-cloud-functions"),
}

SCOPES: dict[Service, frozenset[str]] = {
    "functions": frozenset(
        {
            "account_setup",
            "authorize_clients",
            "delete_function",
            "deploy_function",
            "invoke_function",
            "list_functions",
            "list_functions_details",
            "manage_registry_credentials",
            "manage_telemetries",
            "queue_details",
            "register_function",
            "update_function",
            "update_secrets",
        }
    ),
    "tasks": frozenset(
        {
            "cancel_task",
            "delete_task",
            "launch_task",
            "list_events",
            "list_results",
            "list_tasks",
            "task_details",
            "update_secrets",
        }
    ),
    "events": frozenset(
        {
            "fnds:archiveEvents",
            "fnds:createEvent",
            "fnds:getEvents",
            "fnds:getStats",
            "nvcf:deleteCluster",
            "nvcf:getCluster",
            "nvcf:writeCluster",
            "read",
            "write",
        }
    ),
}

_TOKEN_ONLY = {
    "autoscaler:auth",
    "cluster-management",
    "list_cluster_groups",
    "llm:check_invocation",
    "llm:check_worker",
}


def token_only(scope: str) -> bool:
    """Whether a scope works for an admin token alone: a key with it is made, and refused wherever it is used."""
    return scope in _TOKEN_ONLY or scope.startswith("admin:")


_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
EVERYTHING = re.compile(r"\*")
FUNCTION = re.compile(rf"{_UUID}/(?:{_UUID}|\*)")
TASK = re.compile(_UUID)
BARE_ID = re.compile(_UUID)


@dataclass(frozen=True)
class ResourceType:
    """A type of resource: the services it means something to, and the form of its ids."""

    services: frozenset[Service]
    ids: re.Pattern[str]
    form: str


RESOURCE_TYPES: dict[str, ResourceType] = {
    "account-functions": ResourceType(frozenset({"functions", "events"}), EVERYTHING, "`*`"),
    "authorized-functions": ResourceType(frozenset({"functions"}), EVERYTHING, "`*`"),
    "function": ResourceType(
        frozenset({"functions"}), FUNCTION, "`<function id>/*` for all versions, or `<function id>/<version id>`"
    ),
    "account-tasks": ResourceType(frozenset({"tasks"}), EVERYTHING, "`*`"),
    "task": ResourceType(frozenset({"tasks"}), TASK, "`<task id>`, a UUID"),
}
