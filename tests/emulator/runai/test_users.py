"""Local users and their passwords (contract section 6, A13 to A15)."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from gpucreds_emulator.runai import Seed

USERS = "/v1/users"
ME = "/v1/me/password"
ADMINISTRATOR = {
    "id": "1c9e6a70-3f52-4b8d-a1c4-7d2e5f609b13",
    "username": "admin@runai.example.com",
    "createdBy": "system",
    "createdAt": "2026-06-15T12:00:00.000000Z",
    "updatedAt": "2026-06-15T12:00:00.000000Z",
    "lastLogin": "2026-06-15T12:00:00.000000Z",
    "isLocal": True,
    "groups": [],
}


def test_create_answers_a_password_that_the_server_chose(api):
    made = api.user("jo@example.com", resetPassword=True, notify=False, firstName="ignored", password="x")
    assert list(made) == ["id", "username", "tempPassword"]
    assert str(uuid.UUID(made["id"], version=4)) == made["id"]
    assert made["username"] == "jo@example.com"
    assert api.sign_in_as_user("jo@example.com", made["tempPassword"]).status_code == 200


def test_a_temporary_password_has_all_kinds_of_characters(api):
    for number in range(20):
        password = api.user(f"jo{number}@example.com")["tempPassword"]
        assert len(password) == 16
        assert any(character.isupper() for character in password)
        assert any(character.islower() for character in password)
        assert any(character.isdigit() for character in password)
        assert sum(character in "!#%" for character in password) == 1
        assert sum(character.isalnum() for character in password) == 15


def test_a_user_as_read_has_a_username_and_no_email(api):
    made = api.user()
    expected = {**ADMINISTRATOR, "id": made["id"], "username": "jo@example.com", "lastLogin": None}
    assert api.get(f"{USERS}/{made['id']}") == {**expected, "createdBy": "admin@runai.example.com"}
    assert api.get(f"{USERS}/{ADMINISTRATOR['id']}") == ADMINISTRATOR


def test_the_list_is_a_bare_array_oldest_first(api):
    made = api.user()
    assert [user["id"] for user in api.get(USERS)] == [ADMINISTRATOR["id"], made["id"]]
    assert api.get(f"{USERS}/count") == {"count": 2}


def test_the_address_is_kept_in_lower_case_and_matched_without(api, refused):
    assert api.user("Jo.Doe@Example.COM")["username"] == "jo.doe@example.com"
    refused(api.call("POST", USERS, {"email": "JO.DOE@example.com"}), 409)


def test_the_address_can_be_kept_as_sent(api, refused):
    api.knobs.keeps_email_case = True
    made = api.user("Jo@Example.com")
    assert made["username"] == "Jo@Example.com"
    refused(api.call("POST", USERS, {"email": "jo@example.com"}), 409)
    assert api.sign_in_as_user("jo@example.com", made["tempPassword"]).status_code == 200


@pytest.mark.parametrize("email", ["a@b.cc", "A.b_c%d+e-f@x-1.example", "a" * 245 + "@b.cccccc"])
def test_an_address_that_has_the_form_is_taken(api, email):
    assert api.user(email)["username"] == email.lower()


@pytest.mark.parametrize(
    "email", ["", "jo", "jo@example", "jo@example.c", "j o@b.cc", "ü@b.cc", "a" * 250 + "@b.cc", "a@b.cc\n", 5, None]
)
def test_an_address_without_the_form_is_a_400(api, refused, email):
    refused(api.call("POST", USERS, {"email": email}), 400)


@pytest.mark.parametrize("name", ["resetPassword", "notify"])
def test_a_flag_is_true_false_or_null(api, refused, name):
    for number, value in enumerate((True, False, None)):
        api.user(f"jo{number}@example.com", **{name: value})
    refused(api.call("POST", USERS, {"email": "jo@example.com", name: "true"}), 400)


def test_a_reset_makes_a_new_password_and_ends_the_old_one(api, refused):
    made = api.user()
    api.emulator.clock.advance(timedelta(seconds=1))
    response = api.call("POST", f"{USERS}/{made['id']}/password")
    assert (response.status_code, list(response.json())) == (200, ["tempPassword"])
    refused(api.sign_in_as_user("jo@example.com", made["tempPassword"]), 401)
    assert api.sign_in_as_user("jo@example.com", response.json()["tempPassword"]).status_code == 200
    assert api.get(f"{USERS}/{made['id']}")["updatedAt"] == "2026-06-15T12:00:01.000000Z"


def test_a_user_who_must_reset_signs_in_all_the_same(api):
    made = api.user(resetPassword=True)
    assert api.sign_in_as_user("jo@example.com", made["tempPassword"]).status_code == 200


def test_a_logout_is_a_200_without_body(api):
    response = api.call("POST", f"{USERS}/{api.user()['id']}/logout")
    assert (response.status_code, response.content) == (200, b"")


def test_a_deleted_user_is_gone_and_the_address_free(api, refused):
    made = api.user()
    assert api.call("DELETE", f"{USERS}/{made['id']}").status_code == 204
    for method, ending in (("GET", ""), ("DELETE", ""), ("POST", "/password"), ("POST", "/logout")):
        refused(api.call(method, f"{USERS}/{made['id']}{ending}"), 404)
    assert api.user()["id"] != made["id"]


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_a_user_cannot_be_changed(api, refused, method):
    refused(api.call(method, f"{USERS}/{api.user()['id']}", {"email": "x@b.cc"}), 405)


def test_there_is_no_reset_password_path(api, refused):
    refused(api.call("POST", f"{USERS}/{api.user()['id']}/reset-password"), 404)


def test_the_last_administrator_can_be_deleted(api):
    assert api.call("DELETE", f"{USERS}/{ADMINISTRATOR['id']}").status_code == 204


def test_deleting_the_last_administrator_can_be_refused(api, refused):
    api.knobs.last_administrator_status = 403
    refused(api.call("DELETE", f"{USERS}/{ADMINISTRATOR['id']}"), 403)
    made = api.user()
    assert api.call("DELETE", f"{USERS}/{api.user('x@b.cc')['id']}").status_code == 204
    api.rule(subjectType="user", subjectId=made["username"], roleId=1, scopeType="tenant", scopeId="1001")
    assert api.call("DELETE", f"{USERS}/{ADMINISTRATOR['id']}").status_code == 204


def test_a_user_chooses_a_password(api, refused):
    bearer, new = api.bearer_of_user(), "Chosen-1"
    refused(api.call("POST", ME, {"currentPassword": "wrong-password", "newPassword": new}, bearer=bearer), 400)
    current = api.call("POST", f"{USERS}/{api.get(USERS)[1]['id']}/password").json()["tempPassword"]
    response = api.call("POST", ME, {"currentPassword": current, "newPassword": new}, bearer=bearer)
    assert (response.status_code, response.content) == (200, b"")
    assert api.sign_in_as_user("jo@example.com", new).status_code == 200
    refused(api.sign_in_as_user("jo@example.com", current), 401)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"currentPassword": "Adm1n-Example-Pass"},
        {"newPassword": "Chosen-1"},
        {"currentPassword": "Adm1n-Example-Pass", "newPassword": "x" * 7},
        {"currentPassword": "Adm1n-Example-Pass", "newPassword": "x" * 256},
        {"currentPassword": "Adm1n-Example-Pass", "newPassword": 12345678},
    ],
)
def test_a_password_that_cannot_be_is_a_400(api, refused, body):
    refused(api.call("POST", ME, body), 400)
    assert api.sign_in_as_user().status_code == 200


def test_an_account_has_no_password_and_a_deleted_user_none_any_more(api, refused):
    body = {"currentPassword": "x" * 8, "newPassword": "y" * 8}
    refused(api.call("POST", ME, body, bearer=api.sign_in_as_client().json()["accessToken"]), 403)
    bearer = api.bearer_of_user()
    api.call("DELETE", f"{USERS}/{api.get(USERS)[1]['id']}")
    refused(api.call("POST", ME, body, bearer=bearer), 404)


def test_no_read_shows_a_password(api):
    made = api.user()
    for path in (USERS, f"{USERS}/{made['id']}"):
        assert made["tempPassword"] not in api.call("GET", path).text
        assert api.platform.password not in api.call("GET", path).text


def test_users_of_the_identity_provider_have_no_password_here(starting, refused):
    api = starting(Seed(sso_users=("sso@example.com",)))
    user = api.get(USERS)[1]
    assert (user["username"], user["isLocal"]) == ("sso@example.com", False)
    refused(api.call("POST", f"{USERS}/{user['id']}/password"), 400)
    refused(api.sign_in_as_user("sso@example.com", "x"), 401)
    refused(api.call("POST", USERS, {"email": "sso@example.com"}), 409)
