"""The clusters, departments, projects and roles of the tenant (contract section 8): looked up, never changed."""

from __future__ import annotations

from dataclasses import dataclass

TENANT_ID = 1001
TENANT_NAME = "tenant-a"
ADMINISTRATOR = "System administrator"


@dataclass(frozen=True)
class Cluster:
    """A cluster, known by its `uuid`."""

    uuid: str
    name: str


@dataclass(frozen=True)
class Department:
    """A department on one cluster."""

    id: str
    name: str
    cluster_id: str


@dataclass(frozen=True)
class Project:
    """A project in one department, and so on that one's cluster."""

    id: str
    name: str
    department_id: str


@dataclass(frozen=True)
class Role:
    """A role by the id that it has without the knob `role_id_shift`."""

    id: int
    name: str
    custom: bool = False
    deleted: bool = False


@dataclass(frozen=True)
class Scope:
    """Where an access rule holds; `path` has the names from the tenant down."""

    path: tuple[str, ...]
    cluster_id: str | None = None

    @property
    def name(self) -> str:
        """The name of the thing itself."""
        return self.path[-1]


@dataclass(frozen=True)
class Organization:
    """All of them."""

    clusters: tuple[Cluster, ...]
    departments: tuple[Department, ...]
    projects: tuple[Project, ...]
    roles: tuple[Role, ...]

    def cluster(self, uuid: str) -> Cluster | None:
        """The cluster with that uuid."""
        return next((one for one in self.clusters if one.uuid == uuid), None)

    def department(self, wanted: str) -> Department | None:
        """The department with that id."""
        return next((one for one in self.departments if one.id == wanted), None)

    def project(self, wanted: str) -> Project | None:
        """The project with that id."""
        return next((one for one in self.projects if one.id == wanted), None)

    def role(self, wanted: int) -> Role | None:
        """The role with that id, unless it is deleted."""
        return next((one for one in self.roles if one.id == wanted and not one.deleted), None)

    def department_of(self, project: Project) -> Department:
        """The department that a project is in."""
        return next(one for one in self.departments if one.id == project.department_id)

    def scope(self, scope_type: str, scope_id: str) -> Scope | None:
        """What a type and an id name together."""
        if scope_type == "tenant":
            return Scope((TENANT_NAME,)) if scope_id == str(TENANT_ID) else None
        if scope_type == "cluster":
            return self._below_tenant(self.cluster(scope_id))
        if scope_type == "department":
            return self._below_cluster(self.department(scope_id))
        project = self.project(scope_id)
        above = self._below_cluster(self.department_of(project)) if project else None
        return Scope((*above.path, project.name), above.cluster_id) if project and above else None

    def _below_tenant(self, cluster: Cluster | None) -> Scope | None:
        return Scope((TENANT_NAME, cluster.name), cluster.uuid) if cluster else None

    def _below_cluster(self, department: Department | None) -> Scope | None:
        above = self._below_tenant(self.cluster(department.cluster_id)) if department else None
        return Scope((*above.path, department.name), above.cluster_id) if department and above else None
