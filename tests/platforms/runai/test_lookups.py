"""What a program names by its name: roles, clusters, departments, projects and the tenant."""

import pytest

from gpucreds.core.errors import AnswerLost, Forbidden, Refused
from gpucreds_emulator.runai.organization import Cluster, Department, Project, Role
from tests.platforms.runai.answers import ROLES_V1, ROLES_V2, account, error, jwt, ok, page, paths, token
from tests.platforms.wire import named

CLUSTER_A, CLUSTER_B = "9b1f4a52-6c0e-4d3b-8a77-2f5d0c1e4b90", "00000000-0000-4000-8000-00000000000b"


@pytest.fixture
def organization(runai):
    return runai.organization


@pytest.fixture
def tenant(world):
    """Add parts to the tenant."""
    held = world.emulator.runai._store.organization

    def add(**parts):
        for name, more in parts.items():
            object.__setattr__(held, name, (*getattr(held, name), *more))

    return add


@pytest.fixture
def second_cluster(tenant):
    """A cluster with a department and a project of the same names."""
    tenant(
        clusters=[Cluster(CLUSTER_B, "cluster-b")],
        departments=[Department("dep-b", "research", CLUSTER_B)],
        projects=[Project("9901", "vision", "dep-b")],
    )


@pytest.mark.parametrize(
    ("version", "asked"), [("2.18", [ROLES_V2, ROLES_V1]), ("2.24", [ROLES_V2]), ("3.0", [ROLES_V2])]
)
def test_roles_are_looked_up_where_they_are(organization, knobs, tap, version, asked):
    knobs.version = version
    assert organization.role("Viewer").id == "7"
    assert organization.role("Editor").id == "3"
    assert [path for path in paths(tap) if "roles" in path] == asked


@pytest.mark.parametrize("missing", ["error", "html", "method-not-allowed", "page"])
def test_a_missing_list_of_roles_in_any_form_means_the_old_one(organization, knobs, missing):
    knobs.version, knobs.missing_path = "2.18", missing
    assert organization.role("Viewer").id == "7"


@pytest.mark.parametrize("refusal", [error(403), page(403)], ids=named)
def test_a_refused_list_of_roles_does_not(answering, refusal):
    runai = answering(token(), refusal)
    with pytest.raises(Forbidden):
        runai.organization.roles()
    assert ROLES_V1 not in paths(runai.wire)


@pytest.mark.parametrize("shift", [0, 100])
def test_an_id_is_never_built_in(connect, knobs, shift):
    knobs.role_id_shift = shift
    runai = connect()
    assert runai.organization.role("Viewer").id == str(7 + shift)
    assert runai.organization.role(str(7 + shift)).name == "Viewer"


@pytest.mark.parametrize("written", ["viewer", "VIEWER", "l1 Researcher"])
def test_letter_case_does_not_matter_where_the_name_is_clear(organization, written):
    assert organization.role(written).name.lower() == written.lower()


def test_the_exact_name_is_preferred(organization, tenant):
    tenant(roles=[Role(21, "VIEWER")])
    assert organization.role("VIEWER").id == "21"
    assert organization.role("Viewer").id == "7"
    with pytest.raises(Refused, match=r"2 of the role 'viewer': 7, 21\. Give the id"):
        organization.role("viewer")


@pytest.mark.parametrize("version", ["2.18", "2.24"])
def test_deleted_roles_are_skipped(organization, knobs, tenant, version):
    knobs.version = version
    tenant(roles=[Role(21, "Viewer", deleted=True), Role(22, "Gone", deleted=True)])
    assert organization.role("Viewer").id == "7"
    with pytest.raises(Refused):
        organization.role("Gone")


@pytest.mark.parametrize("null", [{}, {"deletedAt": None}, {"description": None}])
def test_a_role_that_leaves_things_out_is_there(answering, null):
    runai = answering(token(), ok({"roles": [{"id": 7, "name": "Viewer", **null}]}))
    assert runai.organization.role("Viewer").description == ""


@pytest.mark.parametrize(
    ("look", "told"),
    [
        (lambda one: one.role("Viewr"), r"has no role 'Viewr'\. Did you mean 'Viewer'\?"),
        (lambda one: one.cluster("cluster-z"), r"has no cluster 'cluster-z'\. Did you mean 'cluster-a'\?"),
        (lambda one: one.scope("department", "reserch", None), r"no department 'reserch'\. Did you mean 'research'\?"),
        (lambda one: one.scope("project", "visoin", None), r"no project 'visoin'\. Did you mean 'vision'\?"),
        (lambda one: one.scope("project", "zzz", None), r"There are 'inference', 'nlp', 'vision'"),
        (lambda one: one.scope("project", "vision", "cluster-z"), "has no cluster 'cluster-z'"),
    ],
)
def test_an_unknown_name_is_told_with_those_that_are_near(organization, look, told):
    with pytest.raises(Refused, match=told):
        look(organization)


@pytest.mark.parametrize(
    ("kind", "name", "found"),
    [
        ("project", "vision", ("4501", "vision")),
        ("project", "Vision", ("4501", "vision")),
        ("project", "4502", ("4502", "nlp")),
        ("department", "research", ("5f0c2d3e-1b4a-4c6d-9e8f-0a1b2c3d4e5f", "research")),
        ("cluster", "cluster-a", (CLUSTER_A, "cluster-a")),
        ("cluster", CLUSTER_A, (CLUSTER_A, "cluster-a")),
        ("tenant", None, ("1001", "1001")),
        ("tenant", "1001", ("1001", "1001")),
    ],
)
def test_a_scope_is_found_by_name_and_by_id_at_every_version(connect, version, kind, name, found):
    assert connect().organization.scope(kind, name, None) == found, version


@pytest.mark.usefixtures("second_cluster")
@pytest.mark.parametrize(
    ("kind", "name", "other"), [("project", "vision", "9901"), ("department", "research", "dep-b")]
)
def test_a_name_that_is_there_in_two_clusters_asks_for_the_cluster(organization, kind, name, other):
    with pytest.raises(Refused, match=rf"2 of the {kind} '{name}'.*Give the cluster too, or the id"):
        organization.scope(kind, name, None)
    assert organization.scope(kind, name, "cluster-b")[0] == other
    assert organization.scope(kind, name, CLUSTER_B)[0] == other
    assert organization.scope(kind, other, None)[0] == other


@pytest.mark.usefixtures("second_cluster")
def test_a_name_of_another_cluster_is_not_found_in_this_one(organization):
    with pytest.raises(Refused, match="no project 'nlp'"):
        organization.scope("project", "nlp", "cluster-b")


def test_another_tenant_is_refused(organization):
    with pytest.raises(Refused, match=r"belongs to the tenant 1001, not to 'acme'\. Leave"):
        organization.scope("tenant", "acme", None)


@pytest.mark.parametrize("as_text", [False, True])
def test_the_token_tells_the_tenant_as_a_number_or_as_text(connect, knobs, tap, as_text):
    knobs.tenant_id_as_text = as_text
    assert connect().organization.tenant_id() == "1001"
    assert len(tap.requests) == 1


@pytest.mark.parametrize("claims", [{}, {"tenant_id": None}, {"tenant_id": ""}])
@pytest.mark.parametrize("listed", [1001, "1001"])
def test_else_a_cluster_tells_it(answering, claims, listed):
    clusters = [{"uuid": "c", "name": "a"}, {"uuid": "d", "name": "b", "tenantId": listed}]
    runai = answering(token(jwt(**claims)), ok(clusters), ok([account()]))
    assert runai.organization.tenant_id() == "1001"


@pytest.mark.parametrize("listed", [1001, "1001"])
def test_else_an_account_does(answering, listed):
    runai = answering(token("no-jwt"), ok([]), ok([account(), account("other", tenantId=listed)]))
    assert runai.organization.tenant_id() == "1001"


def test_a_tenant_that_nobody_tells_is_an_error(answering):
    with pytest.raises(AnswerLost, match="which tenant"):
        answering(token("no-jwt"), ok([]), ok([])).organization.tenant_id()


def test_each_list_is_read_once_per_run(organization, tap):
    for _ in range(3):
        organization.role("Viewer")
        organization.scope("project", "vision", "cluster-a")
        organization.scope("department", "research", "cluster-a")
    assert len(tap.requests) == 5


def test_another_run_looks_again(connect, knobs):
    assert connect().organization.role("Viewer").id == "7"
    knobs.role_id_shift = 100
    assert connect().organization.role("Viewer").id == "107"


@pytest.mark.parametrize("kind", ["role", "cluster", "department", "project"])
def test_an_item_without_an_id_is_not_taken_for_something(answering, kind):
    bodies = {
        "role": {"roles": [{"name": "x"}]},
        "cluster": [{"name": "x"}],
        "department": {"departments": [{"name": "x"}]},
        "project": {"projects": [{"name": "x"}]},
    }
    organization = answering(token(), ok(bodies[kind])).organization
    with pytest.raises(AnswerLost):
        organization.role("x") if kind == "role" else organization.scope(kind, "x", None)
