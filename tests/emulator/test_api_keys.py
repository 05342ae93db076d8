"""Creating, listing and deleting API keys (contract section 5)."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

ROOT = {
    "apiKey": "00000000-0000-4000-8000-000000000001",
    "name": "root",
    "userName": "admin",
    "description": "",
    "role": "Owner",
    "validity": "2099-12-31",
    "workspaceName": "",
}


def ends_in(response, text):
    """The one E11 or E10 sentence of a 422."""
    assert response.status_code == 422
    return text in response.json()["error"]["data"].replace('\\"', '"')


def test_a_new_key_is_a_lower_case_uuid_of_version_4_and_all_the_answer_has(api):
    response = api.create_key()
    key = response.json()["data"]["apiKey"]
    assert str(uuid.UUID(key, version=4)) == key
    assert response.json() == {"statusCode": 200, "status": "OK", "message": "Success", "data": {"apiKey": key}}


def test_names_repeat_and_give_different_keys(api):
    assert api.key(name="same") != api.key(name="same")


def test_user_name_and_description_have_defaults(api):
    api.key(userName=None, description=None)
    assert (api.listed_keys()[-1]["userName"], api.listed_keys()[-1]["description"]) == ("admin", "")


@pytest.mark.parametrize("field", ["name", "role", "validity"])
def test_a_required_field_that_is_missing_or_empty_is_named(api, field):
    assert ends_in(api.create_key(**{field: None}), f'"{field}" is required')
    assert ends_in(api.create_key(**{field: ""}), f'"{field}" is not allowed to be empty')


@pytest.mark.parametrize("field", ["name", "userName", "description", "role", "validity"])
def test_a_field_that_is_no_text_is_named(api, field):
    assert ends_in(api.create_key(**{field: 5}), f'"{field}" must be a string')


@pytest.mark.parametrize("role", ["owner", "EDITOR", "Admin", "OWNER"])
def test_roles_are_three_and_case_counts(api, role):
    assert ends_in(api.create_key(role=role), '"role" must be one of [Owner, Editor, Viewer]')


@pytest.mark.parametrize("role", ["Editor", "Viewer"])
def test_editor_and_viewer_need_a_workspace(api, role):
    assert ends_in(api.create_key(role=role), '"workspaceName" is required')
    assert ends_in(api.create_key(role=role, workspaceName=""), '"workspaceName" is not allowed to be empty')
    assert api.key(role, api.workspace("red"))


@pytest.mark.parametrize("workspace", ["red", "", 5, ["x"]])
def test_the_workspace_of_an_owner_is_ignored(api, workspace):
    api.key("Owner", workspace)
    assert api.listed_keys()[-1]["workspaceName"] == ""


@pytest.mark.parametrize("validity", ["30d", "2026-02-30", "20261231", "2026-W50-1", "31-12-2026", "2026-06-14", "x"])
def test_a_validity_that_is_no_date_from_today_on_is_refused(api, validity):
    assert ends_in(api.create_key(validity=validity), '"validity" must be a date from today on, YYYY-MM-DD')


@pytest.mark.parametrize("validity", ["2026-06-15", "2028-02-29", "9999-12-31"])
def test_a_validity_from_today_on_is_accepted_with_no_maximum(api, validity):
    assert api.create_key(validity=validity).status_code == 200


def test_a_key_is_good_to_the_last_second_of_its_day_and_stays_listed(api, emulator):
    key = api.key(validity="2026-06-15")
    emulator.clock.set(emulator.clock.now().replace(hour=23, minute=59, second=59))
    assert api.log_in(key).status_code == 200
    emulator.clock.advance(timedelta(seconds=1))
    assert api.log_in(key).status_code == 401
    items = api.call("GET", "/api-key/list", bearer=emulator.egs.access_token).json()["data"]["data"]
    assert key in [item["apiKey"] for item in items]


def test_the_list_begins_with_the_seeded_key(api):
    response = api.call("GET", "/api-key/list")
    assert response.json() == {"statusCode": 200, "status": "OK", "message": "Success", "data": {"data": [ROOT]}}


def test_the_list_is_in_order_of_creation_with_the_keys_in_clear(api):
    owner = api.key(name="z", description="first")
    editor = api.key("Editor", api.workspace("red"), name="a")
    assert api.listed_keys() == [
        ROOT,
        {**ROOT, "apiKey": owner, "name": "z", "userName": "jo", "description": "first", "validity": "2026-12-31"},
        {
            "apiKey": editor,
            "name": "a",
            "userName": "jo",
            "description": "",
            "role": "Editor",
            "validity": "2026-12-31",
            "workspaceName": "red",
        },
    ]


def test_the_list_can_be_of_one_workspace(api):
    editor = api.key("Editor", api.workspace("red"))
    api.key("Viewer", api.workspace("blue"))
    assert [item["apiKey"] for item in api.listed_keys("?workspaceName=red")] == [editor]


def test_a_query_value_may_come_encoded_or_not(api):
    assert api.listed_keys("?workspaceName=a/b:c@d") == api.listed_keys("?workspaceName=a%2Fb%3Ac%40d") == []


def test_a_workspace_without_keys_or_unknown_has_an_empty_list(api):
    api.workspace("red")
    assert api.listed_keys("?workspaceName=red") == api.listed_keys("?workspaceName=unknown") == []


def test_an_empty_filter_is_no_filter(api):
    assert api.listed_keys("?workspaceName=") == [ROOT]


def test_a_delete_takes_the_key_itself_and_answers_an_empty_object(api):
    key = api.key()
    response = api.call("DELETE", "/api-key", {"apiKey": key})
    assert response.json() == {"statusCode": 200, "status": "OK", "message": "Success", "data": {}}
    assert api.listed_keys() == [ROOT]
    assert api.call("DELETE", "/api-key", {"apiKey": key}).status_code == 404


def test_the_seeded_key_can_be_deleted(api, emulator):
    assert api.call("DELETE", "/api-key", {"apiKey": emulator.egs.api_key}).status_code == 200
    assert api.log_in(emulator.egs.api_key).status_code == 401


def test_a_delete_without_a_key_names_the_field(api):
    assert ends_in(api.call("DELETE", "/api-key", {}), '"apiKey" is required')
    assert ends_in(api.call("DELETE", "/api-key", {"apiKey": ""}), '"apiKey" is not allowed to be empty')
    assert ends_in(api.call("DELETE", "/api-key", {"apiKey": 1}), '"apiKey" must be a string')
    assert ends_in(api.call("DELETE", "/api-key", {}), "Error deleting API key")


@pytest.mark.parametrize("form", ["data.data", "data", "data.items"])
def test_where_the_list_is_is_a_knob(api, emulator, form):
    emulator.egs.knobs.key_list_form = form
    found = api.call("GET", "/api-key/list").json()
    for name in form.split("."):
        assert set(found) in ({"statusCode", "status", "message", "data"}, {name})
        found = found[name]
    assert found == [ROOT]


def test_the_names_in_the_list_are_a_knob(api, emulator):
    emulator.egs.knobs.key_list_names = "documented"
    (item,) = api.listed_keys()
    assert item.pop("validUntil") == "2099-12-31"
    assert item.pop("sliceName") == ""
    assert set(item) == {"apiKey", "name", "userName", "description", "role"}


def test_whether_the_list_shows_the_keys_is_a_knob(api, emulator):
    emulator.egs.knobs.key_list_shows_keys = False
    assert api.listed_keys() == [{name: value for name, value in ROOT.items() if name != "apiKey"}]


def test_unknown_fields_are_ignored(api):
    assert api.create_key(other=1, validUntil=2).status_code == 200
