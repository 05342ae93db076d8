"""The provider's own settings: stack configuration first, then the environment."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from gpucreds.core.errors import ConfigurationError
from gpucreds.platforms.configuration import Configuration, needed

SETTINGS = [
    ("egsEndpoint", "EGS_ENDPOINT", "egs_endpoint", "https://egs.test", "https://egs.test"),
    ("egsApiKey", "EGS_API_KEY", "egs_api_key", "k-1", SecretStr("k-1")),
    ("egsAccessToken", "EGS_ACCESS_TOKEN", "egs_access_token", "t-1", SecretStr("t-1")),
    ("egsFormerEndpoint", "EGS_FORMER_ENDPOINT", "egs_former_endpoint", "https://old.test", "https://old.test"),
    ("runaiEndpoint", "RUNAI_ENDPOINT", "runai_endpoint", "https://runai.test", "https://runai.test"),
    ("runaiFormerEndpoint", "RUNAI_FORMER_ENDPOINT", "runai_former_endpoint", "https://old.test", "https://old.test"),
    ("runaiClientId", "RUNAI_CLIENT_ID", "runai_client_id", "ci", "ci"),
    ("runaiClientSecret", "RUNAI_CLIENT_SECRET", "runai_client_secret", "s-1", SecretStr("s-1")),
    ("runaiUsername", "RUNAI_USERNAME", "runai_username", "jo@example.com", "jo@example.com"),
    ("runaiPassword", "RUNAI_PASSWORD", "runai_password", "p-1", SecretStr("p-1")),
    ("runaiUserClientId", "RUNAI_USER_CLIENT_ID", "runai_user_client_id", "none", "none"),
    ("nvcfApiKeysUrl", "NVCF_API_KEYS_URL", "nvcf_api_keys_url", "https://nvcf.test", "https://nvcf.test"),
    ("nvcfFormerApiKeysUrl", "NVCF_FORMER_API_KEYS_URL", "nvcf_former_api_keys_url", "http://old", "http://old"),
    ("nvcfApiKeysHost", "NVCF_API_KEYS_HOST", "nvcf_api_keys_host", "api-keys.test", "api-keys.test"),
    ("nvcfOwnerId", "NVCF_OWNER_ID", "nvcf_owner_id", "team-a", "team-a"),
    ("nvcfToken", "NVCF_TOKEN", "nvcf_token", "t-2", SecretStr("t-2")),
    ("importSecret", "GPUCREDS_IMPORT_SECRET", "import_secret", "i-1", SecretStr("i-1")),
    ("caBundle", "GPUCREDS_CA_BUNDLE", "ca_bundle", "ca/own.pem", Path("ca/own.pem")),
    ("timeout", "GPUCREDS_TIMEOUT", "timeout", "1m", timedelta(minutes=1)),
]


def load(stack=(), environment=()):
    return Configuration.load(dict(stack).get, dict(environment))


@pytest.mark.parametrize(("name", "variable", "field", "text", "value"), SETTINGS)
def test_a_setting_comes_from_the_stack_or_the_environment(name, variable, field, text, value):
    assert getattr(load(stack={name: text}), field) == value
    assert getattr(load(environment={variable: text}), field) == value


@pytest.mark.parametrize(("name", "variable", "field", "text", "value"), SETTINGS)
def test_the_stack_wins_over_the_environment(name, variable, field, text, value):
    assert getattr(load({name: text}, {variable: "nonsense"}), field) == value


@pytest.mark.parametrize("empty", [None, ""])
@pytest.mark.parametrize(("name", "variable", "field", "text", "value"), SETTINGS)
def test_an_empty_value_counts_as_unset(name, variable, field, text, value, empty):
    assert getattr(load({name: empty}, {variable: text}), field) == value
    assert load({name: empty}, {variable: empty or ""}) == Configuration()


@pytest.mark.parametrize(("name", "variable", "field", "text", "value"), SETTINGS)
def test_white_space_around_a_value_is_no_part_of_it(name, variable, field, text, value):
    assert getattr(load(stack={name: f" {text}\n"}), field) == value
    assert getattr(load(environment={variable: f"{text}\r\n"}), field) == value
    assert getattr(load({name: " \n"}, {variable: text}), field) == value


def test_without_any_setting_a_request_may_take_thirty_seconds():
    assert load() == Configuration(timeout=timedelta(seconds=30))


def test_the_settings_here_are_all_there_are():
    assert {field for _, _, field, _, _ in SETTINGS} == set(Configuration.model_fields)


def test_a_wrong_setting_is_named_with_what_to_write():
    with pytest.raises(ConfigurationError, match=r"gpucreds:timeout '90 bananas' is not a duration: write for example"):
        load({"timeout": "90 bananas"})


def test_no_repr_shows_a_secret():
    assert "k-1" not in repr(load({"egsApiKey": "k-1"}))


@pytest.mark.parametrize("value", ["", 0, False, "x"])
def test_what_is_set_is_given(value):
    assert needed(value, "egs_endpoint") is value


def test_what_is_needed_and_missing_is_named_in_both_ways_to_set_it():
    with pytest.raises(ConfigurationError) as caught:
        needed(None, "egs_endpoint")
    assert caught.value.problem == "gpucreds:egsEndpoint is not set"
    assert caught.value.advice == (
        "Write `pulumi config set gpucreds:egsEndpoint …`, or set the environment variable EGS_ENDPOINT"
    )


def test_where_one_of_two_secrets_is_needed_both_are_named():
    with pytest.raises(ConfigurationError) as caught:
        needed(None, "egs_api_key", "egs_access_token", secret=True)
    assert caught.value.problem == "gpucreds:egsApiKey or gpucreds:egsAccessToken is not set"
    assert caught.value.advice == (
        "Write `pulumi config set --secret gpucreds:egsApiKey …`, "
        "or set the environment variable EGS_API_KEY or EGS_ACCESS_TOKEN"
    )
