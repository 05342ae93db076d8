"""Roles, projects, departments and clusters (contract section 8)."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from gpucreds_emulator.runai import Seed
from gpucreds_emulator.runai.organization import Cluster, Department, Project, Role
from gpucreds_emulator.runai.seed import CLUSTER_A, ENGINEERING, PROJECTS, RESEARCH, ROLES

V1, V2 = "/v1/authorization/roles", "/v2/authorization/roles"
PROJECTS_PATH, DEPARTMENTS, CLUSTERS = "/v1/org-unit/projects", "/v1/org-unit/departments", "/v1/clusters"
CLUSTER_B = Cluster("7c3d5b1e-0f2a-4b6c-8d9e-1a2b3c4d5e6f", "cluster-b")
OTHER = Department("7", "research", CLUSTER_B.uuid)


@pytest.fixture
def wide(starting):
    """Two clusters, on both of which there are a department `research` and a project `vision`."""
    return starting(
        Seed(
            clusters=(CLUSTER_A, CLUSTER_B),
            departments=(RESEARCH, ENGINEERING, OTHER),
            projects=(*PROJECTS, Project("p-1", "vision", OTHER.id)),
            roles=(*ROLES, Role(2000, "Old", deleted=True), Role(2001, "Own", custom=True)),
        )
    )


def found(api, path, query=""):
    (items,) = (value for name, value in api.get(f"{path}?{query}").items() if name != "next")
    return [item["id"] for item in items]


def test_roles_v1_are_a_bare_array(api):
    roles = api.get(V1)
    assert [(role["id"], role["name"]) for role in roles] == [(role.id, role.name) for role in ROLES]
    keys = {"id", "name", "description", "permissions", "createdAt", "updatedAt", "createdBy", "deletedAt"}
    assert set(roles[0]) == keys | {"custom", "effectiveEnabled", "enabled"}
    assert (roles[0]["custom"], roles[0]["createdBy"], roles[0]["permissions"]) == (False, "Run:ai", [])
    assert api.get(f"{V1}/3") == roles[1]


def test_roles_v2_are_in_an_envelope(api):
    answer = api.get(V2)
    assert list(answer) == ["roles"]
    assert [role["id"] for role in answer["roles"]] == [role.id for role in ROLES]
    keys = {"id", "name", "description", "enabled", "custom", "effectiveEnabled", "deprecated", "createdAt"}
    keys |= {"updatedAt", "createdBy", "permissionSets", "permissions", "kubernetesPermissions"}
    assert set(answer["roles"][0]) == keys
    assert api.get(f"{V2}/1710") == answer["roles"][-1]


def test_the_next_page_is_told_until_the_last(api):
    pages = [api.get(f"{V2}?limit=4&offset={offset}") for offset in (0, 4, 8)]
    assert [page.get("next", "none") for page in pages] == [4, 8, "none"]
    assert [len(page["roles"]) for page in pages] == [4, 4, 1]
    assert "next" not in api.get(f"{V2}?limit=9")


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("filterBy=" + quote("name==Viewer"), [7]),
        ("filterBy=" + quote("name=@VIEWER"), [7, 13]),
        ("filterBy=" + quote("custom==true"), [2001]),
        ("filterBy=" + quote("scopeType==tenant"), []),
        ("search=own", [2001]),
        ("sortBy=name&sortOrder=desc&limit=2", [7, 1]),
    ],
)
def test_roles_v2_can_be_chosen_from(wide, query, ids):
    assert found(wide, V2, query) == ids


def test_a_deleted_role_is_in_v1_with_the_time_and_nowhere_else(wide, refused):
    assert [role["name"] for role in wide.get(V1) if role["deletedAt"]] == ["Old"]
    assert 2000 not in found(wide, V2)
    for path in (V1, V2):
        refused(wide.call("GET", f"{path}/2000"), 404)
    refused(wide.try_rule(roleId=2000), 404)


def test_the_ids_of_roles_can_be_shifted(starting, refused):
    api = starting(Seed(role_id_shift=1000))
    assert [role["id"] for role in api.get(V1)] == [role.id + 1000 for role in ROLES]
    assert api.get(f"{V2}/1001")["name"] == "System administrator"
    refused(api.call("GET", f"{V2}/1"), 404)


def test_projects_have_all_keys(api):
    answer = api.get(PROJECTS_PATH)
    project = answer["projects"][0]
    assert list(answer) == ["projects"]
    assert {name: project[name] for name in ("id", "name", "clusterId", "parentId")} == {
        "id": "4501",
        "name": "vision",
        "clusterId": CLUSTER_A.uuid,
        "parentId": RESEARCH.id,
    }
    required = {"createdAt", "updatedAt", "description", "enforceRunaiScheduler", "resources", "totalResources"}
    assert set(project) == {"id", "name", "clusterId", "parentId", "effective", "status"} | required
    assert (project["enforceRunaiScheduler"], project["status"]["phase"]) == (True, "Ready")
    assert api.get(f"{PROJECTS_PATH}/4501") == project


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("filterBy=" + quote("name==vision"), ["4501", "p-1"]),
        ("filterBy=" + quote(f"name==vision,clusterId=={CLUSTER_B.uuid}"), ["p-1"]),
        ("filterBy=" + quote(f"departmentId=={RESEARCH.id}"), ["4501", "4502"]),
        ("filterBy=" + quote(f"parentId=={ENGINEERING.id}"), ["4503"]),
        ("filterBy=" + quote("parentName==research"), ["4501", "4502", "p-1"]),
        ("search=VIS", ["4501", "p-1"]),
        ("sortBy=name", ["4503", "4502", "4501", "p-1"]),
        ("limit=1&offset=3", ["p-1"]),
    ],
)
def test_projects_can_be_chosen_from(wide, query, ids):
    assert found(wide, PROJECTS_PATH, query) == ids


def test_departments_have_all_keys_unless_fewer_are_asked_for(api):
    answer = api.get(DEPARTMENTS)
    department = answer["departments"][0]
    needed = {"id": RESEARCH.id, "name": "research", "clusterId": CLUSTER_A.uuid}
    assert {name: department[name] for name in needed} == needed
    assert set(department) - set(needed) == {"createdAt", "updatedAt", "description", "resources", "totalResources"}
    assert api.get(f"{DEPARTMENTS}/{RESEARCH.id}") == department
    assert api.get(f"{DEPARTMENTS}?verbosity=verbose") == answer
    assert api.get(f"{DEPARTMENTS}?verbosity=meta")["departments"][0] == needed


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("filterBy=" + quote("name==research"), [RESEARCH.id, "7"]),
        ("filterBy=" + quote(f"name==research,clusterId=={CLUSTER_B.uuid}"), ["7"]),
        ("sortBy=name&limit=1", [ENGINEERING.id]),
    ],
)
def test_departments_can_be_chosen_from(wide, query, ids):
    assert found(wide, DEPARTMENTS, query) == ids


def test_clusters_are_a_bare_array_with_the_tenant_as_a_number(wide):
    clusters = wide.get(CLUSTERS)
    assert [(one["uuid"], one["name"], one["tenantId"]) for one in clusters] == [
        (CLUSTER_A.uuid, "cluster-a", 1001),
        (CLUSTER_B.uuid, "cluster-b", 1001),
    ]
    assert clusters[0]["status"] == {"state": "Connected"}
    assert "id" not in clusters[0]
    assert wide.get(f"{CLUSTERS}/{CLUSTER_B.uuid}") == clusters[1]
    assert wide.get(f"{CLUSTERS}?filterBy=name%3D%3Dcluster-b") == clusters
    assert set(wide.get(f"{CLUSTERS}?verbosity=metadata")[0]) == {"uuid", "tenantId", "name", "createdAt"}


@pytest.mark.parametrize("path", [V1, V2, PROJECTS_PATH, DEPARTMENTS, CLUSTERS])
def test_what_is_not_there_is_a_404(api, refused, path):
    refused(api.call("GET", f"{path}/99"), 404)


@pytest.mark.parametrize("path", [V2, PROJECTS_PATH, DEPARTMENTS])
@pytest.mark.parametrize("query", ["limit=0", "filterBy=x%3D%3Dy", "filterBy=name", "sortBy=x"])
def test_a_bad_parameter_is_a_400(api, refused, path, query):
    refused(api.call("GET", f"{path}?{query}"), 400)


@pytest.mark.parametrize("path", [DEPARTMENTS, CLUSTERS])
def test_an_unknown_verbosity_is_a_400(api, refused, path):
    refused(api.call("GET", f"{path}?verbosity=loud"), 400)


def test_a_rule_on_the_second_cluster(wide):
    made = wide.rule(scopeId="p-1", clusterId=CLUSTER_B.uuid)
    assert wide.get(f"/v1/authorization/access-rules/{made['id']}")["scopePath"] == "tenant-a/cluster-b/research/vision"
