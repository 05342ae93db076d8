"""What access rules name: roles, and the tenant with its clusters, departments and projects.

Ids differ from one control plane to the next, so whatever a program names is looked up in each run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from gpucreds.core.errors import AnswerLost, Refused
from gpucreds.core.spelling import did_you_mean
from gpucreds.platforms._snapshot import Snapshot
from gpucreds.platforms.runai.accounts import Accounts
from gpucreds.platforms.runai.missing import MISSING
from gpucreds.platforms.runai.session import Item, Session, text

ScopeType = Literal["tenant", "cluster", "department", "project"]


@dataclass(frozen=True)
class Role:
    """What may be done."""

    id: str
    """The id, a number. Ids differ between control planes."""
    name: str
    """The name, as an access rule takes it."""
    description: str
    """What Run:ai says of it."""


@dataclass(frozen=True)
class Cluster:
    """A cluster of the tenant."""

    id: str
    """The id, a UUID."""
    name: str
    """The name."""


@dataclass(frozen=True)
class Department:
    """A department of a cluster."""

    id: str
    """The id."""
    name: str
    """The name; another cluster may have one of the same."""
    cluster_id: str
    """The id of its cluster."""


@dataclass(frozen=True)
class Project:
    """A project of a department."""

    id: str
    """The id."""
    name: str
    """The name; another cluster may have one of the same."""
    cluster_id: str
    """The id of its cluster."""
    department_id: str
    """The id of its department."""


Named = TypeVar("Named", Role, Cluster, Department, Project)


class Organization:
    """The tenant and what is in it, each list read once per run."""

    def __init__(self, session: Session, accounts: Accounts) -> None:
        self._session = session
        self._accounts = accounts
        self._roles = Snapshot(self._list_roles)
        self._clusters = Snapshot(self._list_clusters)
        self._departments = Snapshot(self._list_departments)
        self._projects = Snapshot(self._list_projects)

    def roles(self) -> Sequence[Role]:
        """All roles that are not deleted."""
        return self._roles.get()

    def clusters(self) -> Sequence[Cluster]:
        """All clusters."""
        return self._clusters.get()

    def departments(self) -> Sequence[Department]:
        """All departments of all clusters."""
        return self._departments.get()

    def projects(self) -> Sequence[Project]:
        """All projects of all clusters."""
        return self._projects.get()

    def tenant_id(self) -> str:
        """The id of the tenant that the login belongs to: the token says it, else a cluster, else an account."""
        claimed = self._session.claims().get("tenant_id")
        if claimed not in (None, ""):
            return str(claimed)
        clusters = (item.get("tenantId") for item in self._session.list("/api/v1/clusters"))
        known = [*clusters, *(account.tenant_id for account in self._accounts.all())]
        found = next((tenant for tenant in known if tenant is not None), None)
        if found is None:
            raise AnswerLost("Run:ai does not say which tenant the login belongs to", "Run the command again")
        return str(found)

    def role(self, role: str) -> Role:
        """The role of that name or id. Raises Refused with the names that are near."""
        return _one("role", role, self.roles())

    def cluster(self, cluster: str) -> Cluster:
        """The cluster of that name or id."""
        return _one("cluster", cluster, self.clusters())

    def scope(self, kind: ScopeType, name: str | None, cluster: str | None) -> tuple[str, str]:
        """Id and name of a scope; `cluster` tells apart those of one name. Raises Refused."""
        if kind == "tenant":
            return self._tenant(name)
        wanted = name or ""
        if kind == "cluster":
            found: Cluster | Department | Project = self.cluster(wanted)
        elif kind == "department":
            found = _one(kind, wanted, self._in(cluster, self.departments()))
        else:
            found = _one(kind, wanted, self._in(cluster, self.projects()))
        return found.id, found.name

    def _tenant(self, name: str | None) -> tuple[str, str]:
        tenant = self.tenant_id()
        if name not in (None, tenant):
            raise Refused(f"the login belongs to the tenant {tenant}, not to {name!r}", "Leave the tenant's name out")
        return tenant, tenant

    def _in(self, cluster: str | None, units: Sequence[Named]) -> Sequence[Named]:
        if cluster is None:
            return units
        wanted = self.cluster(cluster).id
        return [unit for unit in units if getattr(unit, "cluster_id", wanted) == wanted]

    def _list_roles(self) -> Sequence[Role]:
        try:
            found = self._session.pages("/api/v2/authorization/roles", "roles")
        except MISSING:
            found = self._session.list("/api/v1/authorization/roles")
        return _read(
            lambda item: Role(str(item["id"]), text(item, "name"), item.get("description") or ""),
            [item for item in found if not item.get("deletedAt")],
        )

    def _list_clusters(self) -> Sequence[Cluster]:
        return _read(
            lambda item: Cluster(text(item, "uuid"), text(item, "name")), self._session.list("/api/v1/clusters")
        )

    def _list_departments(self) -> Sequence[Department]:
        return _read(
            lambda item: Department(str(item["id"]), text(item, "name"), str(item.get("clusterId") or "")),
            self._session.pages("/api/v1/org-unit/departments", "departments"),
        )

    def _list_projects(self) -> Sequence[Project]:
        return _read(
            lambda item: Project(
                str(item["id"]), text(item, "name"), str(item.get("clusterId") or ""), str(item.get("parentId") or "")
            ),
            self._session.pages("/api/v1/org-unit/projects", "projects"),
        )


def _read(form: Callable[[Item], Named], found: Sequence[Item]) -> list[Named]:
    try:
        return [form(item) for item in found]
    except KeyError:
        raise AnswerLost("Run:ai answered an item without an id", "Run the command again") from None


def _one(kind: str, wanted: str, known: Sequence[Named]) -> Named:
    """The one of that id, of exactly that name, or of that name in another letter case."""
    tests: tuple[Callable[[Named], bool], ...] = (
        lambda item: item.id == wanted,
        lambda item: item.name == wanted,
        lambda item: item.name.lower() == wanted.lower(),
    )
    for test in tests:
        found = [item for item in known if test(item)]
        if len(found) > 1:
            ids = ", ".join(item.id for item in found)
            advice = "Give the cluster too, or the id" if kind in ("department", "project") else "Give the id"
            raise Refused(f"Run:ai has {len(found)} of the {kind} {wanted!r}: {ids}", advice)
        if found:
            return found[0]
    hint = did_you_mean(wanted, (item.name for item in known))
    raise Refused(f"Run:ai has no {kind} {wanted!r}", hint[0].upper() + hint[1:])
