"""Avesha EGS: API tokens and slice workspaces, and a look-up for programs."""

# Annotations are not postponed: the SDK would evaluate them anew for each resource.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi

from gpucreds.doors.lookup import found, secret_output
from gpucreds.doors.typed import Resource
from gpucreds.resources import lookups
from gpucreds.rotation import Retiring, Rotation

__all__ = ["ApiToken", "ListedApiToken", "Retiring", "Rotation", "SliceWorkspace", "get_api_tokens"]


class ApiToken(Resource, resource_type="egs:ApiToken"):
    """An API token of EGS, rotated before it ends.

    A change of `name`, `role`, `workspace_name`, `user_name` or `description` makes a new token, and the old one goes
    when its dependents have moved. A change of `ttl` or `rotation` counts from the next rotation; a `ttl` that is
    shorter than the life already lived is due now. Tokens end with a day (UTC).
    """

    role: pulumi.Output[str]
    workspace_name: pulumi.Output[str | None]
    name: pulumi.Output[str]
    user_name: pulumi.Output[str]
    description: pulumi.Output[str]
    ttl: pulumi.Output[str | None]
    expires_on: pulumi.Output[str | None]
    rotation: pulumi.Output[Mapping[str, str] | None]

    token: pulumi.Output[str]
    """The token (secret)."""
    previous_token: pulumi.Output[str | None]
    """The token before the last rotation, while it is still valid (secret)."""
    expires_at: pulumi.Output[str]
    """The last instant at which the token is valid, RFC 3339 in UTC."""
    rotate_after: pulumi.Output[str | None]
    """The first update after this instant rotates, RFC 3339 in UTC; none where the clock alone rotates nothing."""
    issued_at: pulumi.Output[str]
    """The day on which the token was planned, RFC 3339 in UTC."""
    generation: pulumi.Output[int]
    """Counts the rotations, from 1."""
    retiring: pulumi.Output[Retiring | None]
    """The generation before, while it is still valid."""
    rotation_reason: pulumi.Output[str]
    """Why this generation exists."""
    status: pulumi.Output[str]
    """`active`, `expired`, `unusable`, or `pending` while the next update has something to finish."""
    pending: pulumi.Output[str | None]
    """What the next update has to finish."""
    endpoint: pulumi.Output[str | None]
    """The base URL of the EGS that the token lives on."""
    platform_name: pulumi.Output[str]
    """The name on EGS; it ends in the mark that says whose it is."""

    def __init__(
        self,
        resource_name: str,
        *,
        role: pulumi.Input[Literal["Owner", "Editor", "Viewer"]],
        workspace_name: pulumi.Input[str] | None = None,
        name: pulumi.Input[str] | None = None,
        user_name: pulumi.Input[str] = "admin",
        description: pulumi.Input[str] = "",
        ttl: pulumi.Input[str] | None = None,
        expires_on: pulumi.Input[str] | None = None,
        rotation: pulumi.Input[Rotation] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a token.

        Args:
            resource_name: The name in the stack.
            role: `Owner` manages EGS, `Editor` edits in one workspace, `Viewer` reads there.
            workspace_name: The workspace of an Editor or a Viewer; an Owner has none.
            name: The name on EGS, which gets a mark at its end. Default: `resource_name`.
            user_name: The user that EGS shows beside the token.
            description: The text that EGS shows beside the token.
            ttl: How long a token lives, at least one day. Default: `90d`, unless `expires_on` is given.
            expires_on: The last day of validity, `2027-01-31` (UTC), instead of a lifetime. A later day rotates.
            rotation: When and how to rotate. Without it nothing rotates, and `status` says when the token has expired.
            opts: Options of the engine.
        """
        super().__init__(
            resource_name,
            opts,
            role=role,
            workspace_name=workspace_name,
            name=name,
            user_name=user_name,
            description=description,
            ttl=ttl,
            expires_on=expires_on,
            rotation=rotation,
        )


class SliceWorkspace(Resource, resource_type="egs:SliceWorkspace"):
    """A slice workspace of EGS: clusters and namespaces of one team. Every change replaces it, the old one first."""

    clusters: pulumi.Output[Sequence[str]]
    namespaces: pulumi.Output[Sequence[str]]
    username: pulumi.Output[str]
    email: pulumi.Output[str]
    name: pulumi.Output[str]
    ready_timeout: pulumi.Output[str]
    adopt: pulumi.Output[bool]

    kubeconfigs: pulumi.Output[Mapping[str, str]]
    """The kubeconfig (YAML) of each cluster (secret)."""
    status: pulumi.Output[str]
    """`ready`; `pending` until an update has every kubeconfig; `unknown` until one knows whether EGS has made it."""
    pending: pulumi.Output[str | None]
    """What the next update waits for."""
    endpoint: pulumi.Output[str | None]
    """The base URL of the EGS that the workspace lives on."""

    def __init__(
        self,
        resource_name: str,
        *,
        clusters: pulumi.Input[Sequence[pulumi.Input[str]]],
        namespaces: pulumi.Input[Sequence[pulumi.Input[str]]],
        username: pulumi.Input[str],
        email: pulumi.Input[str],
        name: pulumi.Input[str] | None = None,
        ready_timeout: pulumi.Input[str] = "5m",
        adopt: pulumi.Input[bool] = False,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a workspace.

        Args:
            resource_name: The name in the stack.
            clusters: Registered worker clusters.
            namespaces: The namespaces that belong to the workspace in every cluster, in any order.
            username: The name of the owner.
            email: The e-mail address of the owner.
            name: The name on EGS: lower-case letters, digits and `-`, at best 15 characters. Default: `resource_name`.
            ready_timeout: How long an update waits for the kubeconfigs, and a removal for its end.
            adopt: Take over what a killed run left: a workspace of that name, clusters and namespaces.
            opts: Options of the engine.
        """
        super().__init__(
            resource_name,
            opts,
            clusters=clusters,
            namespaces=namespaces,
            username=username,
            email=email,
            name=name,
            ready_timeout=ready_timeout,
            adopt=adopt,
        )


@dataclass(frozen=True)
class ListedApiToken:
    """An API token as EGS lists it. Servers differ in what they show."""

    name: str
    """The name on EGS; one that gpucreds made ends in a mark."""
    role: str | None
    """`Owner`, `Editor` or `Viewer`."""
    workspace_name: str | None
    """The workspace of an Editor or a Viewer."""
    expires_on: str | None
    """The last day of validity, `2027-01-31` (UTC)."""
    token: pulumi.Output[str] | None
    """The token itself (secret), where EGS shows it."""


def get_api_tokens() -> Sequence[ListedApiToken]:
    """All API tokens that the provider's login may see, also those made elsewhere; each token itself is a secret."""
    return [_listed(one) for one in found(lookups.api_tokens)]


def _listed(one: lookups.ListedApiToken) -> ListedApiToken:
    return ListedApiToken(
        name=one.name,
        role=one.role,
        workspace_name=one.workspace_name,
        expires_on=one.expires_on.isoformat() if one.expires_on else None,
        token=secret_output(one.token) if one.token else None,
    )
