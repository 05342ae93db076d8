"""What a program may ask the platforms themselves: every look-up, declared once for all doors. None writes anything."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar, get_type_hints

from pydantic import SecretStr
from pydantic.alias_generators import to_camel

from gpucreds.platforms import Platforms
from gpucreds.platforms.nvcf import Registered
from gpucreds.platforms.runai.organization import Cluster, Department, Project, Role

T = TypeVar("T")


@dataclass(frozen=True)
class ListedApiToken:
    """An API token as EGS lists it. Servers differ in what they show."""

    name: str
    """The name on EGS; one that gpucreds made ends in a mark."""
    role: str | None
    """`Owner`, `Editor` or `Viewer`."""
    workspace_name: str | None
    """The workspace of an Editor or a Viewer."""
    expires_on: date | None
    """The last day of validity (UTC)."""
    token: SecretStr | None
    """The token itself, where EGS shows it."""


@dataclass(frozen=True)
class Lookup(Generic[T]):
    """One question: its function in Pulumi, the property and the type of its answer, and how a platform is asked."""

    token: str
    """`<module>:<function>`, as programs call it."""
    gives: str
    """The name of what is answered, in snake_case."""
    form: Any
    """Its type."""
    description: str
    """What the function says of itself."""
    ask: Callable[[Platforms], T]


def _lookup(token: str, gives: str) -> Callable[[Callable[[Platforms], T]], Lookup[T]]:
    """Make a look-up of a function: its annotation says the type of the answer, its docstring what it is."""

    def declare(ask: Callable[[Platforms], T]) -> Lookup[T]:
        return Lookup(token, gives, get_type_hints(ask)["return"], inspect.getdoc(ask) or "", ask)

    return declare


@_lookup("egs:getApiTokens", gives="api_tokens")
def api_tokens(platforms: Platforms) -> Sequence[ListedApiToken]:
    """All API tokens that the provider's login may see, also those made elsewhere; each token itself is a secret."""
    return [
        ListedApiToken(key.name, key.role, key.workspace_name or None, key.validity, key.api_key)
        for key in platforms.egs.api_keys()
    ]


@_lookup("runai:getRoles", gives="roles")
def roles(platforms: Platforms) -> Sequence[Role]:
    """All roles of the control plane: id, name and description."""
    return platforms.runai.organization.roles()


@_lookup("runai:getClusters", gives="clusters")
def clusters(platforms: Platforms) -> Sequence[Cluster]:
    """All clusters of the tenant: id (a UUID) and name."""
    return platforms.runai.organization.clusters()


@_lookup("runai:getDepartments", gives="departments")
def departments(platforms: Platforms) -> Sequence[Department]:
    """All departments of all clusters: id, name and cluster."""
    return platforms.runai.organization.departments()


@_lookup("runai:getProjects", gives="projects")
def projects(platforms: Platforms) -> Sequence[Project]:
    """All projects of all clusters: id, name, cluster and department."""
    return platforms.runai.organization.projects()


@_lookup("runai:getTenantId", gives="tenant_id")
def tenant_id(platforms: Platforms) -> str:
    """The id of the tenant that the provider's login belongs to."""
    return platforms.runai.organization.tenant_id()


@_lookup("runai:getAccessToken", gives="token")
def access_token(platforms: Platforms) -> SecretStr:
    """A bearer token of the provider's own login (secret); it ends when Run:ai says so, within a day at most.

    For calls that gpucreds does not make. Whoever has it can do what the login can: prefer an `Application`.
    """
    return platforms.runai.session.token()


@_lookup("nvcf:getAdminToken", gives="token")
def admin_token(platforms: Platforms) -> SecretStr:
    """An admin token of NVCF (secret), good for twelve hours; one for all calls of a program.

    NVCF keeps no record of it: it cannot be listed or revoked, which is why it is no resource. It opens functions, not
    tasks, and cannot invoke.
    """
    return platforms.nvcf.admin_token()


@_lookup("nvcf:getServices", gives="services")
def services(platforms: Platforms) -> Sequence[Registered]:
    """The services that issue keys here: id, name, and how many keys of which length an owner may have."""
    return platforms.nvcf.services()


LOOKUPS: tuple[Lookup[Any], ...] = (
    api_tokens,
    roles,
    clusters,
    departments,
    projects,
    tenant_id,
    access_token,
    admin_token,
    services,
)
"""The one list of all look-ups."""


def answer(lookup: Lookup[Any], platforms: Platforms) -> dict[str, Any]:
    """What a look-up gives as property values: camelCase, no empty ones, secrets still as SecretStr."""
    return {to_camel(lookup.gives): _value(lookup.ask(platforms))}


def _value(found: Any) -> Any:  # noqa: ANN401 - JSON
    if dataclasses.is_dataclass(found):
        return _values({field.name: getattr(found, field.name) for field in dataclasses.fields(found)})
    if isinstance(found, (list, tuple)):
        return [_value(item) for item in found]
    return found.isoformat() if isinstance(found, date) else found


def _values(fields: Mapping[str, object]) -> dict[str, Any]:
    return {to_camel(name): _value(value) for name, value in fields.items() if value is not None}
