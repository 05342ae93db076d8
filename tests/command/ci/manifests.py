"""What the Pulumi Kubernetes Operator, version 2, takes: the fields of its CRD `stacks.pulumi.com` for a recipe.

A field that is not here is a mistake. The types follow the CRD of 2026.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel


class Part(BaseModel):
    """An object that has these fields and no others."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel)


class Metadata(Part):
    """The name of an object, and where it is."""

    name: str
    namespace: str


class SecretSelector(Part):
    """A key of a Secret."""

    name: str
    key: str
    namespace: str | None = None


class LiteralValue(Part):
    """A value that is no secret."""

    value: str


class ResourceRef(Part):
    """Where a value comes from. The CRD knows `Env` and `FS` too, which are of the operator's own pod."""

    type: Literal["Secret", "Literal"]
    secret: SecretSelector | None = None
    literal: LiteralValue | None = None

    @model_validator(mode="after")
    def _is_of_its_type(self) -> ResourceRef:
        given = [name for name in ("secret", "literal") if getattr(self, name) is not None]
        assert given == [self.type.lower()], f"{self.type} goes with {self.type.lower()} alone"
        return self


class WorkspaceSpec(Part):
    """The pod that a stack's commands run in."""

    image: str
    security_profile: Literal["baseline", "restricted"]


class WorkspaceTemplate(Part):
    """A patch of the workspace that the operator makes."""

    spec: WorkspaceSpec


class StackSpec(Part):
    """What the operator does with a stack."""

    stack: str
    project_repo: str
    branch: str | None = None
    commit: str | None = None
    repo_dir: str | None = None
    shallow: bool = False
    backend: str | None = None
    config: dict[str, str] | None = None
    service_account_name: str
    env_refs: dict[str, ResourceRef]
    resync_frequency_seconds: Annotated[int, Field(ge=60)]
    continue_resync_on_commit_match: bool = False
    retry_max_backoff_duration_seconds: int = 86400
    refresh: bool = False
    preview: bool = False
    use_local_stack_only: bool = False
    destroy_on_finalize: bool = False
    workspace_reclaim_policy: Literal["Retain", "Delete"] = "Retain"
    workspace_template: WorkspaceTemplate

    @model_validator(mode="after")
    def _has_one_source(self) -> StackSpec:
        assert (self.branch is None) != (self.commit is None), "either a branch or a commit"
        return self


class Stack(Part):
    """A stack for the operator."""

    api_version: Literal["pulumi.com/v1"]
    kind: Literal["Stack"]
    metadata: Metadata
    spec: StackSpec


def the(kind: str, manifests: list[dict[str, Any]]) -> dict[str, Any]:
    """The one manifest of a kind."""
    (found,) = [one for one in manifests if one["kind"] == kind]
    return found
