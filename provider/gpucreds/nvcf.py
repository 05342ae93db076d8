"""NVIDIA Cloud Functions, self-hosted: scoped keys, and look-ups for programs."""

# Annotations are not postponed: the SDK would evaluate them anew for each resource.

from collections.abc import Mapping, Sequence
from typing import Literal, TypedDict

import pulumi

from gpucreds.doors.lookup import found, secret_output
from gpucreds.doors.typed import Resource
from gpucreds.platforms.nvcf import Registered
from gpucreds.resources import lookups
from gpucreds.rotation import Retiring, Rotation

__all__ = ["KeyResource", "Registered", "Retiring", "Rotation", "ScopedKey", "get_admin_token", "get_services"]


class KeyResource(TypedDict):
    """Something that a key opens, in the words of NVCF."""

    type: pulumi.Input[str]
    """`account-functions`, `authorized-functions`, `function`, `account-tasks` or `task`."""
    id: pulumi.Input[str]
    """`*` for the types that begin with `account-` or `authorized-`; `<function id>/*` or `<function id>/<version id>`
    for a `function`; `<task id>` for a `task`."""


class ScopedKey(Resource, resource_type="nvcf:ScopedKey"):
    """A key for functions, tasks or events, rotated before it ends.

    Scopes and resources change in place, also for the key that retires. A change of `description`, `service` or
    `owner_id` makes a new key, and the old one goes when its dependents have moved. A change of `ttl` or `rotation`
    counts from the next rotation. An owner has 8 keys at each service, and a rotation needs a free one. What is revoked
    or narrowed takes up to three minutes until every API of NVCF refuses it.
    """

    scopes: pulumi.Output[Sequence[str]]
    functions: pulumi.Output[Sequence[str] | None]
    tasks: pulumi.Output[Sequence[str] | None]
    resources: pulumi.Output[Sequence[Mapping[str, str]] | None]
    service: pulumi.Output[str]
    description: pulumi.Output[str]
    owner_id: pulumi.Output[str]
    allow_unknown_scopes: pulumi.Output[bool]
    ttl: pulumi.Output[str | None]
    expires_at: pulumi.Output[str]
    rotation: pulumi.Output[Mapping[str, str] | None]

    key: pulumi.Output[str]
    """The key (secret): a bearer token for the API of its service."""
    key_id: pulumi.Output[str]
    """Its id on NVCF."""
    previous_key: pulumi.Output[str | None]
    """The key before the last rotation, while it is still valid (secret)."""
    previous_key_id: pulumi.Output[str | None]
    """Its id on NVCF."""
    service_id: pulumi.Output[str]
    """The id under which the service is registered: issuer and audience of the key."""
    issued_at: pulumi.Output[str]
    """The minute in which the key was planned, RFC 3339 in UTC."""
    rotate_after: pulumi.Output[str | None]
    """The first update after this instant rotates, RFC 3339 in UTC; none where the clock alone rotates nothing."""
    generation: pulumi.Output[int]
    """Counts the rotations, from 1."""
    retiring: pulumi.Output[Retiring | None]
    """The generation before, while it is still valid."""
    rotation_reason: pulumi.Output[str]
    """Why this generation exists."""
    status: pulumi.Output[str]
    """`active`, `expired`, `unusable` (suspended, say), or `pending` while the next update has something to finish."""
    pending: pulumi.Output[str | None]
    """What the next update has to finish."""
    endpoint: pulumi.Output[str | None]
    """The base URL of the API Keys service that the key lives on."""
    platform_name: pulumi.Output[str]
    """The description on NVCF; it ends in the mark that says whose it is."""

    def __init__(
        self,
        resource_name: str,
        *,
        scopes: pulumi.Input[Sequence[pulumi.Input[str]]],
        functions: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None,
        tasks: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None,
        resources: pulumi.Input[Sequence[pulumi.Input[KeyResource]]] | None = None,
        service: pulumi.Input[Literal["functions", "tasks", "events"]] = "functions",
        description: pulumi.Input[str] | None = None,
        ttl: pulumi.Input[str] | None = None,
        expires_at: pulumi.Input[str] | None = None,
        rotation: pulumi.Input[Rotation] | None = None,
        owner_id: pulumi.Input[str] | None = None,
        allow_unknown_scopes: pulumi.Input[bool] = False,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a key.

        Args:
            resource_name: The name in the stack.
            scopes: What the key may do, for example `invoke_function`.
            functions: The functions that it opens: `*` for all of the account, `<id>/*`, or `<id>/<version id>`.
            tasks: The tasks that it opens: `*` for all, or ids.
            resources: Instead of both, whatever NVCF knows: `KeyResource(type=…, id=…)`.
            service: The API that takes the key.
            description: The text that NVCF shows, which gets a mark at its end: 1 to 32 letters, digits, spaces, `_`
                and `-`; if none is given, `resource_name`.
            ttl: How long a key lives, at most 365 days. Default: `90d`, unless `expires_at` is given.
            expires_at: The instant at which it ends, `2027-01-31T12:00:00Z`, instead of a lifetime. A later one
                rotates.
            rotation: When and how to rotate. Without it nothing rotates, and `status` says when the key has expired.
            owner_id: Whose key it is. Default: `gpucreds:nvcfOwnerId`, as it was when the key was made.
            allow_unknown_scopes: Take scopes that gpucreds does not know.
            opts: Options of the engine.
        """
        super().__init__(
            resource_name,
            opts,
            scopes=scopes,
            functions=functions,
            tasks=tasks,
            resources=resources,
            service=service,
            description=description,
            ttl=ttl,
            expires_at=expires_at,
            rotation=rotation,
            owner_id=owner_id,
            allow_unknown_scopes=allow_unknown_scopes,
        )


def get_admin_token() -> pulumi.Output[str]:
    """An admin token of NVCF (secret), good for twelve hours; one for all calls of a program.

    NVCF keeps no record of it: it cannot be listed or revoked, which is why it is no resource. It opens functions, not
    tasks, and cannot invoke.
    """
    return secret_output(found(lookups.admin_token))


def get_services() -> Sequence[Registered]:
    """The services that issue keys here: id, name, and how many keys of which length an owner may have."""
    return found(lookups.services)
