"""Lists of many pages, those that tell the next one and those that do not, and counters that lie."""

from urllib.parse import parse_qs

import pytest

from gpucreds.core.errors import AnswerLost
from gpucreds.platforms.runai.session import PAGE
from gpucreds_emulator.runai.access_rule import Meaning
from gpucreds_emulator.runai.organization import Project, Role
from tests.platforms.runai.answers import error, ok, page, paths, rule, token, user
from tests.platforms.wire import named

MANY = 2 * PAGE + 3


def queries(wire):
    return [
        {name: values[0] for name, values in parse_qs(request.url.query.decode()).items()} for request in wire.requests
    ]


@pytest.fixture
def store(world):
    return world.emulator.runai._store


@pytest.fixture
def many_users(store):
    admin = next(iter(store.users.values()))
    for number in range(MANY):
        store.users[f"u-{number}"] = type(admin)(
            f"u-{number}", f"u{number}@example.com", "p", "system", admin.created, admin.updated
        )
    return MANY + 1


@pytest.fixture
def many_rules(store):
    for number in range(MANY):
        store.add_rule(Meaning("group", f"g-{number}", 7, "project", "4501"), None, "system")
    return MANY + 2


def test_users_are_read_to_the_last_page(runai, many_users, tap):
    assert len(runai.users.all()) == many_users
    assert [query.get("offset") for query in queries(tap)] == [None, "0", "500", "1000", "1004"]
    assert {query.get("limit") for query in queries(tap)[1:]} == {"500"}


def test_users_of_2_18_come_all_at_once_and_are_read_once(runai, knobs, many_users, tap):
    knobs.version = "2.18"
    assert len(runai.users.all()) == many_users
    assert paths(tap).count("GET /api/v1/users") == 2


def test_a_later_version_that_ignores_paging_is_no_endless_loop(runai, knobs, many_users):
    knobs.users_ignore_paging = True
    assert len(runai.users.all()) == many_users


@pytest.mark.parametrize("odd", [False, True])
def test_rules_are_read_to_the_last_page_whatever_the_counters_say(runai, knobs, many_rules, odd):
    knobs.odd_counters = odd
    assert len(runai.access_rules.all()) == many_rules
    assert len({found.id for found in runai.access_rules.all()}) == many_rules


@pytest.mark.parametrize("counters", [{}, {"totalRecords": 0, "displayRecords": 0}, {"totalRecords": 10**9}])
def test_counters_say_nothing(answering, counters):
    one, two = {"accessRules": [rule(1)], **counters}, {"accessRules": [rule(2)], **counters}
    runai = answering(token(), ok(one), ok(two), ok({"accessRules": [], **counters}))
    assert [found.id for found in runai.access_rules.all()] == [1, 2]
    assert [query.get("offset") for query in queries(runai.wire)] == [None, "0", "1", "2"]


def test_a_limit_that_is_clipped_loses_nothing(answering):
    pages = [[user(1), user(2)], [user(3), user(4)], [user(5)], []]
    runai = answering(token(), *map(ok, pages))
    assert [found.id for found in runai.users.all()] == ["u-1", "u-2", "u-3", "u-4", "u-5"]


def test_a_page_that_repeats_some_items_goes_on(answering):
    runai = answering(token(), ok([user(1), user(2)]), ok([user(2), user(3)]), ok([]))
    assert [found.id for found in runai.users.all()] == ["u-1", "u-2", "u-3"]


@pytest.mark.parametrize("version", ["2.18", "2.24", "3.0"])
def test_projects_are_read_to_the_last_page(runai, knobs, store, version):
    knobs.version = version
    parent = store.organization.departments[0].id
    more = tuple(Project(str(5000 + number), f"p-{number}", parent) for number in range(MANY))
    object.__setattr__(store.organization, "projects", store.organization.projects + more)
    assert len(runai.organization.projects()) == MANY + 3
    assert runai.organization.scope("project", f"p-{MANY - 1}", None)[0] == str(5000 + MANY - 1)


def test_roles_are_read_to_the_last_page(runai, store, tap):
    more = tuple(Role(5000 + number, f"role {number}") for number in range(MANY))
    object.__setattr__(store.organization, "roles", store.organization.roles + more)
    assert runai.organization.role(f"ROLE {MANY - 1}").id == str(5000 + MANY - 1)
    assert [query.get("offset") for query in queries(tap)[1:]] == ["0", "500", "1000"]


@pytest.mark.parametrize("following", [0, -5, None, "1", 1.5])
def test_a_next_page_that_is_none_ends_the_list(answering, following):
    runai = answering(token(), ok({"roles": [{"id": 7, "name": "Viewer"}], "next": following}))
    assert [role.id for role in runai.organization.roles()] == ["7"]


def test_an_empty_page_ends_the_list_even_where_another_one_is_promised(answering):
    runai = answering(token(), ok({"roles": [], "next": 50}))
    assert runai.organization.roles() == []


def test_lists_without_a_limit_are_asked_for_without_one(runai, tap):
    runai.accounts.all()
    runai.organization.clusters()
    assert queries(tap) == [{}, {}, {}]


def test_a_list_is_read_once_per_run_and_anew_when_that_is_asked(runai, tap):
    for _ in range(3):
        runai.accounts.all()
    assert paths(tap).count("GET /api/v1/service-accounts") == 1
    runai.accounts.all(fresh=True)
    assert paths(tap).count("GET /api/v1/service-accounts") == 2


@pytest.mark.parametrize(
    "answer", [ok({}), ok({"accessRules": None}), ok([1]), ok({"rules": []}), ok({"x": [rule(1)]})]
)
def test_a_list_in_another_form_is_never_an_empty_one(answering, answer):
    runai = answering(token(), answer)
    with pytest.raises(AnswerLost, match="in a form that nobody knows"):
        runai.access_rules.all()


@pytest.mark.parametrize("answer", [ok({}), ok([]), ok([{"id": "u-1"}])], ids=named)
@pytest.mark.parametrize("path", ["/api/v1/service-accounts", "/api/v1/users", "/api/v1/authorization/access-rules"])
def test_an_object_in_another_form_is_never_a_gone_one(answering, path, answer):
    empty = ok({"accessRules": []}) if "rules" in path else ok([])
    finds = {
        "/api/v1/service-accounts": lambda runai: runai.accounts.find("service-account", "a"),
        "/api/v1/users": lambda runai: runai.users.find("u"),
        "/api/v1/authorization/access-rules": lambda runai: runai.access_rules.find(3),
    }
    with pytest.raises(AnswerLost):
        finds[path](answering(token(), empty, answer))


@pytest.mark.parametrize("path", ["accounts", "users", "rules"])
def test_only_run_ai_s_own_not_found_means_gone(answering, path):
    finds = {
        "accounts": (ok([]), lambda runai: runai.accounts.find("service-account", "a")),
        "users": (ok([]), lambda runai: runai.users.find("u")),
        "rules": (ok({"accessRules": []}), lambda runai: runai.access_rules.find(3)),
    }
    listed, find = finds[path]
    assert find(answering(token(), listed, error(404))) is None
    for answer in (page(404), ok({"message": "no Route matched"}, 404), error(405)):
        with pytest.raises(Exception, match=r"answered 40|not Run:ai's"):
            find(answering(token(), listed, answer))


def test_a_list_that_was_cut_off_hides_nobody(answering):
    one = {"id": "a", "name": "ci", "enabled": False}
    runai = answering(token(), ok([]), ok(one))
    assert runai.accounts.find("service-account", "a").enabled is False


def test_a_subject_with_a_comma_is_one_subject(runai, store, tap):
    store.add_rule(Meaning("group", "CN=dev,OU=eu", 7, "project", "4501"), None, "system")
    store.add_rule(Meaning("group", "CN=dev", 7, "project", "4501"), None, "system")
    assert [found.grant.subject_id for found in runai.access_rules.about("CN=dev,OU=eu", "group")] == ["CN=dev,OU=eu"]
    assert "subjectIds" not in queries(tap)[1]


def test_the_rules_of_a_subject_are_filtered_here_again(answering):
    listed = [rule(1, subjectId="ci"), rule(2), rule(3, subjectId="ci", subjectType="user")]
    runai = answering(token(), ok({"accessRules": listed}))
    assert [found.id for found in runai.access_rules.about("ci", "group")] == [1]
    assert queries(runai.wire)[1] == {"subjectIds": "ci", "subjectType": "group", "limit": "500", "offset": "0"}


def test_a_rule_about_everybody_does_not_hide_the_others(answering):
    everybody = rule(1, subjectType="all-authenticated-users", subjectId=None)
    runai = answering(token(), ok({"accessRules": [everybody, rule(2)]}))
    assert [found.id for found in runai.access_rules.all()] == [1, 2]


@pytest.mark.parametrize("gone", [{"deletedAt": "2026-01-01T00:00:00Z"}, {"status": {"phase": "Deleting"}}])
def test_a_rule_that_is_deleted_or_leaving_is_gone(answering, gone):
    runai = answering(token(), ok({"accessRules": [rule(1, **gone), rule(2)]}))
    assert [found.id for found in runai.access_rules.all()] == [2]
    listed = ok({"accessRules": []})
    assert answering(token(), listed, ok(rule(1, **gone))).access_rules.find(1) is None


@pytest.mark.parametrize("odd", [{"status": {"phase": "Whatever"}}, {"status": None}, {"deletedAt": None, "new": [1]}])
def test_keys_and_values_of_later_versions_are_no_trouble(answering, odd):
    runai = answering(token(), ok({"accessRules": [rule(1, **odd)]}))
    assert [found.id for found in runai.access_rules.all()] == [1]


@pytest.mark.parametrize(
    "told", ["2026-01-05T10:00:00Z", "2026-01-05T10:00:00.1Z", "2026-01-05T10:00:00.123456789Z", None, "yesterday"]
)
def test_times_have_any_number_of_fractions_or_none(answering, told):
    runai = answering(token(), ok({"accessRules": [rule(1, createdAt=told)]}))
    created = runai.access_rules.all()[0].created_at
    assert (created and created.strftime("%F %T")) == ("2026-01-05 10:00:00" if told and told[0] == "2" else None)
