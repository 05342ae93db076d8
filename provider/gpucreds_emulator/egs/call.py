"""The eight calls of the API (contract section 2), each with the words that errors use for it (section 9)."""

from __future__ import annotations

from enum import Enum


class Call(Enum):
    """Method, path, the inner `Message` when it fails, and the Kubernetes verb and resource when it is forbidden."""

    LOG_IN = "POST", "/api/v1/auth", "Error authenticating", "create", "tokens"
    CREATE_KEY = "POST", "/api/v1/api-key", "Error creating API key", "create", "apikeys"
    DELETE_KEY = "DELETE", "/api/v1/api-key", "Error deleting API key", "delete", "apikeys"
    LIST_KEYS = "GET", "/api/v1/api-key/list", "Error listing API keys", "list", "apikeys"
    CREATE_WORKSPACE = "POST", "/api/v1/slice-workspace", "Error registering Slice", "create", "sliceconfigs"
    DELETE_WORKSPACE = "DELETE", "/api/v1/slice-workspace", "Error deleting slice", "delete", "sliceconfigs"
    LIST_WORKSPACES = "GET", "/api/v1/slice-workspace/list", "Error listing slices", "list", "sliceconfigs"
    FETCH_KUBECONFIG = (
        "POST",
        "/api/v1/slice-workspace/kube-config",
        "Error fetching kubeconfig",
        "get",
        "sliceconfigs",
    )

    def __init__(self, method: str, path: str, failure: str, verb: str, resource: str) -> None:
        self.method = method
        self.path = path
        self.failure = failure
        self.verb = verb
        self.resource = resource

    @property
    def has_body(self) -> bool:
        """Whether a JSON body belongs to it; DELETE has one too."""
        return self.method != "GET"
