"""What each generation serves, and an upgrade that keeps the objects (contract section 9)."""

from __future__ import annotations

import pytest

from gpucreds_emulator.runai import Seed

RULES = "/v1/authorization/access-rules"
OLD, MIDDLE, NEW = "2.18", "2.24", "3.0"
VERSIONS = (OLD, MIDDLE, NEW)


@pytest.fixture(params=VERSIONS)
def api(request, starting):
    return starting(Seed(version=request.param))


@pytest.mark.parametrize(
    ("path", "served"),
    [
        ("/v1/apps", (OLD, MIDDLE)),
        ("/v1/authorization/roles", (OLD, MIDDLE)),
        ("/v1/authorization/roles/1", (OLD, MIDDLE)),
        ("/v1/service-accounts", (MIDDLE, NEW)),
        ("/v1/access-keys", (MIDDLE, NEW)),
        ("/v1/administration/access-keys", (MIDDLE, NEW)),
        ("/v1/users/count", (MIDDLE, NEW)),
        ("/v2/authorization/roles", (MIDDLE, NEW)),
        ("/v2/authorization/roles/1", (MIDDLE, NEW)),
        ("/v1/users", VERSIONS),
        (RULES, VERSIONS),
        ("/v1/org-unit/projects", VERSIONS),
        ("/v1/org-unit/departments", VERSIONS),
        ("/v1/clusters", VERSIONS),
        ("/v1/user-applications", ()),
        (f"{RULES}/count", ()),
        ("/v1/users/", ()),
        ("/", ()),
    ],
)
def test_a_path_is_there_or_a_404(api, refused, path, served):
    if api.knobs.version in served:
        api.get(path)
    else:
        refused(api.call("GET", path), 404)
        # Where nothing else is, `count` could be the id of a user, and that is looked for with a token only.
        refused(api.http.get(f"/api{path}"), 401 if path == "/v1/users/count" else 404)


def test_the_token_form_is_there_from_2_24(api, refused):
    if api.knobs.version == OLD:
        refused(api.sign_in_v2(grant_type="password"), 404)
    else:
        assert api.sign_in_v2(grant_type="password").status_code == 400


@pytest.mark.parametrize(
    ("grant", "served"),
    [
        ("app_token", (OLD, MIDDLE)),
        ("client_credentials", (MIDDLE, NEW)),
        ("password", VERSIONS),
        ("refresh_token", VERSIONS),
    ],
)
def test_a_grant_is_served_or_a_400(api, refused, grant, served):
    given = {"appID": "iac-admin", "appSecret": api.platform.client_secret, "clientID": "iac-admin"}
    given |= {"clientSecret": api.platform.client_secret, "username": api.platform.username}
    given |= {"password": api.platform.password, "refreshToken": api.sign_in_as_user().json()["refreshToken"]}
    response = api.sign_in(grantType=grant, **given)
    if api.knobs.version in served:
        assert response.status_code == 200
        assert ("expiresIn" in response.json()) == (api.knobs.version != OLD)
    else:
        refused(response, 400)


def test_client_ids_are_told_from_2_20(api):
    path = "/v1/apps" if api.knobs.version == OLD else "/v1/service-accounts"
    made = api.make(path, {"name": "ci"})
    for shown in (made, api.get(path)[0], api.get(f"{path}/{made['id']}")):
        assert ("clientId" in shown) == (api.knobs.version != OLD)


@pytest.mark.parametrize("name", ["A", "Any name, ñ!", "x" * 255])
def test_2_18_takes_any_name_and_address(starting, refused, name):
    api = starting(Seed(version=OLD))
    made = api.account(name, "/v1/apps")
    assert api.sign_in_as_client(name, made["secret"]).status_code == 200
    assert api.user(name)["username"] == name.lower()
    refused(api.call("POST", "/v1/apps", {"name": ""}), 400)
    refused(api.call("POST", "/v1/apps", {"name": "x" * 256}), 400)
    refused(api.call("POST", "/v1/users", {"email": "x" * 256}), 400)


def test_2_18_answers_all_users_and_reads_only_the_old_filter(starting, refused):
    api = starting(Seed(version=OLD, sso_users=tuple(f"user{number}@example.com" for number in range(600))))
    for query in ("", "?limit=1&offset=5", "?limit=x", "?filterBy=x", "?search=x", "?sortBy=x"):
        assert len(api.get(f"/v1/users{query}")) == 601
    assert len(api.get("/v1/users?filter=runai.is_local:true")) == 1
    refused(api.call("GET", "/v1/users?filter=x"), 400)


def test_what_a_new_user_says_grows(api, refused):
    made = api.user("jo@example.com", resetPassword=None, notify=True, firstName="Jo", lastName="Doe")
    read = api.get(f"/v1/users/{made['id']}")
    names = (read.get("firstName", ...), read.get("lastName", ...))
    assert names == (("Jo", "Doe") if api.knobs.version == NEW else (..., ...))
    wrong = [{"resetPassword": "x"}]
    wrong += [{"notify": "x"}] if api.knobs.version != OLD else []
    wrong += [{"firstName": "x" * 256}, {"lastName": 5}] if api.knobs.version == NEW else []
    for body in wrong:
        refused(api.call("POST", "/v1/users", {"email": "other@example.com", **body}), 400)
    ignored = {} if api.knobs.version == NEW else {"firstName": 5}
    ignored |= {"notify": "x"} if api.knobs.version == OLD else {}
    assert api.user("other@example.com", **ignored)


def test_subjects_of_rules(api, refused):
    for subject_type in ("user", "app", "group"):
        api.rule(subjectType=subject_type)
    if api.knobs.version == OLD:
        refused(api.try_rule(subjectType="service-account"), 400)
    else:
        api.rule(subjectType="service-account")
    assert api.rules()[1]["subjectType"] == ("app" if api.knobs.version == OLD else "service-account")


def test_2_18_has_no_status_of_rules_and_no_search(api, refused):
    old = api.knobs.version == OLD
    made = api.rule()
    for rule in (made, api.get(f"{RULES}/{made['id']}"), api.rules()[-1]):
        assert ("status" in rule) != old
    assert len(api.rules("?search=vision")) == (3 if old else 1)
    assert len(api.get("/v1/org-unit/projects?search=vision")["projects"]) == (3 if old else 1)
    for query in ("filterBy=phase%3D%3DReady", "sortBy=phase"):
        response = api.call("GET", f"{RULES}?{query}")
        if old:
            refused(response, 400)
        else:
            assert response.status_code == 200


def test_2_18_has_fewer_keys_in_lookups(starting):
    api = starting(Seed(version=OLD))
    assert set(api.get("/v1/org-unit/projects")["projects"][0]) == {"id", "name", "clusterId", "parentId"}
    assert set(api.get("/v1/org-unit/departments?verbosity=x")["departments"][0]) == {"id", "name", "clusterId"}
    role = api.get("/v1/authorization/roles")[0]
    assert role["tenantId"] == 1001
    assert not {"custom", "enabled", "effectiveEnabled"} & set(role)


def test_an_upgrade_keeps_objects_ids_secrets_tokens_and_the_subjects_of_rules(starting):
    api = starting(Seed(version=OLD))
    app, user = api.account("ci", "/v1/apps"), api.user()
    rule = api.rule(subjectType="app")
    for version in (MIDDLE, NEW):
        api.knobs.version = version
        assert api.get(f"/v1/service-accounts/{app['id']}")["name"] == "ci"
        assert api.get(f"/v1/users/{user['id']}")["username"] == "jo@example.com"
        assert api.get(f"{RULES}/{rule['id']}")["subjectType"] == "app"
        assert api.sign_in_as_client("ci", app["secret"]).status_code == 200
    renewed = api.call("POST", f"/v1/service-accounts/{app['id']}/secret").json()
    assert list(renewed) == ["clientSecret"]
    assert [rule["subjectType"] for rule in api.rules()] == ["user", "app", "app"]


def test_the_version_is_turned_over_the_control_api_too(control, emulator):
    assert control.patch("/knobs/runai", json={"version": "3.0", "roleIdShift": 7}).json()["version"] == "3.0"
    assert emulator.runai.knobs.role_id_shift == 7
    assert control.patch("/knobs/runai", json={"version": "2.17"}).status_code == 400
