"""What is there at start (contract section 10, "Seed"): the tenant's parts, one administrator, one account."""

from __future__ import annotations

from dataclasses import dataclass, field

from gpucreds_emulator.runai.generation import Version
from gpucreds_emulator.runai.organization import ADMINISTRATOR, Cluster, Department, Organization, Project, Role

CREATED_BY = "system"
USER_ID = "1c9e6a70-3f52-4b8d-a1c4-7d2e5f609b13"
USERNAME = "admin@runai.example.com"
ACCOUNT_ID = "2d8f7b61-4e63-4c9a-b2d5-8e3f6071ac24"
CLIENT_ID = "iac-admin"

CLUSTER_A = Cluster("9b1f4a52-6c0e-4d3b-8a77-2f5d0c1e4b90", "cluster-a")
RESEARCH = Department("5f0c2d3e-1b4a-4c6d-9e8f-0a1b2c3d4e5f", "research", CLUSTER_A.uuid)
ENGINEERING = Department("6a1d3e4f-2c5b-4d7e-8f90-1b2c3d4e5f60", "engineering", CLUSTER_A.uuid)
PROJECTS = (
    Project("4501", "vision", RESEARCH.id),
    Project("4502", "nlp", RESEARCH.id),
    Project("4503", "inference", ENGINEERING.id),
)
ROLES = (
    Role(1, ADMINISTRATOR),
    Role(3, "Editor"),
    Role(4, "Research manager"),
    Role(5, "L1 researcher"),
    Role(6, "ML engineer"),
    Role(7, "Viewer"),
    Role(8, "L2 researcher"),
    Role(13, "Department viewer"),
    Role(1710, "Department administrator"),
)


@dataclass(frozen=True)
class Seed:
    """Two secrets a client can begin with, shown nowhere; where the knobs stand; and what can be looked up."""

    version: Version = "2.24"
    client_secret: str = field(default="iac-admin-example-secret-0001", repr=False)
    password: str = field(default="Adm1n-Example-Pass", repr=False)
    role_id_shift: int = 0
    clusters: tuple[Cluster, ...] = (CLUSTER_A,)
    departments: tuple[Department, ...] = (RESEARCH, ENGINEERING)
    projects: tuple[Project, ...] = PROJECTS
    roles: tuple[Role, ...] = ROLES
    sso_users: tuple[str, ...] = ()
    """E-mail addresses of users that have signed in through the identity provider."""

    @property
    def organization(self) -> Organization:
        """The parts of the tenant."""
        return Organization(self.clusters, self.departments, self.projects, self.roles)
