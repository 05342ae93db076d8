"""NVIDIA Run:ai: applications, local users and access rules, and look-ups for programs."""

# Annotations are not postponed: the SDK would evaluate them anew for each resource.

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

import pulumi

from gpucreds.doors.lookup import found, secret_output
from gpucreds.doors.typed import Resource
from gpucreds.platforms.runai.organization import Cluster, Department, Project, Role
from gpucreds.resources import lookups

__all__ = [
    "AccessRule",
    "Application",
    "Cluster",
    "Department",
    "LocalUser",
    "Project",
    "Role",
    "Scope",
    "SecretRotation",
    "Subject",
    "get_access_token",
    "get_clusters",
    "get_departments",
    "get_projects",
    "get_roles",
    "get_tenant_id",
]


class SecretRotation(TypedDict, total=False):
    """When the secret of an application is made anew. Run:ai ends the old one at once: there is no overlap.

    Where both have to work for a while, declare two applications and rotate them in turn.
    """

    every: pulumi.Input[str]
    """How old a secret gets: `90d`, `12h`, `1d12h` or ISO 8601. Without it only the trigger rotates."""
    jitter: pulumi.Input[str]
    """Up to how much younger it is then, so that what was made together is not made anew together: how much of it, each
    application has of its own. Shorter than `every`. Default: none."""
    trigger: pulumi.Input[str]
    """Any text; a new text rotates now."""


class Application(Resource, resource_type="runai:Application"):
    """An account for programs: a service account where the control plane has them, else an application.

    Which of the two, the control plane is asked once. Only `enabled` and the secret change in place; a change of `name`
    makes a new account. A new account can do nothing until an `AccessRule` names it.
    """

    name: pulumi.Output[str]
    enabled: pulumi.Output[bool]
    rotation: pulumi.Output[Mapping[str, str] | None]

    client_id: pulumi.Output[str]
    """What it logs in with, together with the secret."""
    client_secret: pulumi.Output[str]
    """The secret (secret)."""
    application_id: pulumi.Output[str]
    """The id on Run:ai."""
    kind: pulumi.Output[str]
    """`service-account`, or `application` on control planes that have no service accounts."""
    generation: pulumi.Output[int]
    """Counts the secrets, from 1."""
    rotated_at: pulumi.Output[str]
    """When the secret was planned, RFC 3339 in UTC, to the minute."""
    rotate_after: pulumi.Output[str | None]
    """The first update after this instant makes the secret anew; none where the clock alone does nothing."""
    rotation_reason: pulumi.Output[str]
    """Why this secret exists."""
    pending: pulumi.Output[str | None]
    """What the next update has to finish."""
    endpoint: pulumi.Output[str | None]
    """The base URL of the control plane that it lives on."""

    def __init__(
        self,
        resource_name: str,
        *,
        name: pulumi.Input[str] | None = None,
        enabled: pulumi.Input[bool] = True,
        rotation: pulumi.Input[SecretRotation] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare an application.

        Args:
            resource_name: The name in the stack.
            name: The name on Run:ai, where it is unique: 2 to 255 lower-case letters, digits, `-` and `_`. Default:
                `resource_name`.
            enabled: Whether it may log in. What somebody changes on the platform is set back.
            rotation: When the secret is made anew. Without it nothing rotates.
            opts: Options of the engine.
        """
        super().__init__(resource_name, opts, name=name, enabled=enabled, rotation=rotation)


class LocalUser(Resource, resource_type="runai:LocalUser"):
    """An account for a person, with a temporary password that Run:ai chooses.

    Only the password changes in place, by `password_reset`; every other change makes a new user.
    """

    email: pulumi.Output[str]
    reset_password: pulumi.Output[bool | None]
    notify: pulumi.Output[bool | None]
    password_reset: pulumi.Output[str | None]

    temp_password: pulumi.Output[str]
    """The temporary password that Run:ai made last (secret). It says nothing about one that the user has chosen."""
    user_id: pulumi.Output[str]
    """The id on Run:ai."""
    username: pulumi.Output[str]
    """The name to sign in with."""
    generation: pulumi.Output[int]
    """Counts the temporary passwords, from 1."""
    rotated_at: pulumi.Output[str]
    """When the password was planned, RFC 3339 in UTC, to the minute."""
    rotation_reason: pulumi.Output[str]
    """Why this password exists."""
    endpoint: pulumi.Output[str | None]
    """The base URL of the control plane that the user lives on."""

    def __init__(
        self,
        resource_name: str,
        *,
        email: pulumi.Input[str],
        reset_password: pulumi.Input[bool] | None = None,
        notify: pulumi.Input[bool] | None = None,
        password_reset: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a user.

        Args:
            resource_name: The name in the stack.
            email: The e-mail address, which becomes the user name in lower case.
            reset_password: Whether the user has to choose a password at the first sign-in.
            notify: Whether Run:ai mails the user a link; control planes before 2.23 ignore it.
            password_reset: Any text; a new text resets the password, and the old one stops working at once.
            opts: Options of the engine.
        """
        super().__init__(
            resource_name,
            opts,
            email=email,
            reset_password=reset_password,
            notify=notify,
            password_reset=password_reset,
        )


class Subject(TypedDict):
    """Who gets a role."""

    type: pulumi.Input[Literal["application", "user", "group"]]
    """`application` (also a service account), `user`, or `group` of the identity provider."""
    name: pulumi.Input[str]
    """The name of an application (which is its client id), the e-mail address of a user, the name of a group."""


class Scope(TypedDict, total=False):
    """Where a role counts."""

    type: pulumi.Input[Literal["tenant", "cluster", "department", "project"]]
    """`tenant`, `cluster`, `department` or `project`."""
    name: pulumi.Input[str]
    """Its name or its id; the tenant needs none."""


class AccessRule(Resource, resource_type="runai:AccessRule"):
    """The role of a subject in a scope. Run:ai changes no rule: every change replaces it.

    Names are looked up when the rule is made; one that Run:ai does not have ends the update with those that are near.
    """

    subject: pulumi.Output[Mapping[str, str]]
    role: pulumi.Output[str]
    scope: pulumi.Output[Mapping[str, str]]
    cluster: pulumi.Output[str | None]

    rule_id: pulumi.Output[int]
    """The id on Run:ai."""
    subject_type: pulumi.Output[str]
    """The type of the subject in the words of Run:ai: `user`, `group`, `service-account` or `app`."""
    role_id: pulumi.Output[int]
    """The id of the role."""
    role_name: pulumi.Output[str]
    """The name of the role."""
    scope_id: pulumi.Output[str]
    """The id of the scope."""
    scope_name: pulumi.Output[str]
    """The name of the scope."""
    cluster_id: pulumi.Output[str | None]
    """The id of the cluster, where one is given."""
    endpoint: pulumi.Output[str | None]
    """The base URL of the control plane that the rule lives on."""

    def __init__(
        self,
        resource_name: str,
        *,
        subject: Application | LocalUser | pulumi.Input[Subject],
        role: pulumi.Input[str],
        scope: pulumi.Input[Scope],
        cluster: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a rule.

        Args:
            resource_name: The name in the stack.
            subject: Who gets the role: an `Application`, a `LocalUser`, or `Subject(type=…, name=…)`.
            role: The role, by name or id. Ids differ between control planes: prefer the name.
            scope: Where the role counts: `Scope(type="project", name="vision")`, by name or id.
            cluster: The cluster of the scope, by name or id, where a name is there in several.
            opts: Options of the engine.
        """
        super().__init__(resource_name, opts, subject=_subject(subject), role=role, scope=scope, cluster=cluster)


def _subject(subject: Any) -> Any:  # noqa: ANN401 - an input of any form
    # By their inputs: a preview knows these, while it takes every output of a changed resource for unknown.
    if isinstance(subject, Application):
        return Subject(type="application", name=subject.name)
    if isinstance(subject, LocalUser):
        return Subject(type="user", name=subject.email)
    return subject


def get_roles() -> Sequence[Role]:
    """All roles of the control plane: id, name and description."""
    return found(lookups.roles)


def get_clusters() -> Sequence[Cluster]:
    """All clusters of the tenant: id (a UUID) and name."""
    return found(lookups.clusters)


def get_departments() -> Sequence[Department]:
    """All departments of all clusters: id, name and cluster."""
    return found(lookups.departments)


def get_projects() -> Sequence[Project]:
    """All projects of all clusters: id, name, cluster and department."""
    return found(lookups.projects)


def get_tenant_id() -> str:
    """The id of the tenant that the provider's login belongs to."""
    return found(lookups.tenant_id)


def get_access_token() -> pulumi.Output[str]:
    """A bearer token of the provider's own login (secret); it ends when Run:ai says so, within a day at most.

    For calls that gpucreds does not make. Whoever has it can do what the login can: prefer an `Application`.
    """
    return secret_output(found(lookups.access_token))
