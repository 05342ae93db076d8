"""What stands in users' states in place of a provider. It is read back by every later version, so it never changes."""

from __future__ import annotations

import base64
import pickle

import dill
import pytest
from pulumi.dynamic.dynamic import serialize_provider

from gpucreds.doors import dynamic
from gpucreds.resources import RESOURCES

STORED = {
    "gpucreds:StackIdentity": (
        "StackIdentityProvider",
        "gASVNwAAAAAAAACMFmdwdWNyZWRzLmRvb3JzLmR5bmFtaWOUjBVTdGFja0lkZW50aXR5UHJvdmlkZXKUk5QpgZQu",
    ),
    "egs:ApiToken": (
        "ApiTokenProvider",
        "gASVMgAAAAAAAACMFmdwdWNyZWRzLmRvb3JzLmR5bmFtaWOUjBBBcGlUb2tlblByb3ZpZGVylJOUKYGULg==",
    ),
    "runai:Application": (
        "ApplicationProvider",
        "gASVNQAAAAAAAACMFmdwdWNyZWRzLmRvb3JzLmR5bmFtaWOUjBNBcHBsaWNhdGlvblByb3ZpZGVylJOUKYGULg==",
    ),
    "runai:LocalUser": (
        "LocalUserProvider",
        "gASVMwAAAAAAAACMFmdwdWNyZWRzLmRvb3JzLmR5bmFtaWOUjBFMb2NhbFVzZXJQcm92aWRlcpSTlCmBlC4=",
    ),
    "runai:AccessRule": (
        "AccessRuleProvider",
        "gASVNAAAAAAAAACMFmdwdWNyZWRzLmRvb3JzLmR5bmFtaWOUjBJBY2Nlc3NSdWxlUHJvdmlkZXKUk5QpgZQu",
    ),
    "nvcf:ScopedKey": (
        "ScopedKeyProvider",
        "gASVMwAAAAAAAACMFmdwdWNyZWRzLmRvb3JzLmR5bmFtaWOUjBFTY29wZWRLZXlQcm92aWRlcpSTlCmBlC4=",
    ),
    "egs:SliceWorkspace": (
        "SliceWorkspaceProvider",
        "gASVOAAAAAAAAACMFmdwdWNyZWRzLmRvb3JzLmR5bmFtaWOUjBZTbGljZVdvcmtzcGFjZVByb3ZpZGVylJOUKYGULg==",
    ),
}
"""Add to this table, and change nothing in it."""


@pytest.fixture(params=STORED)
def token(request: pytest.FixtureRequest) -> str:
    return request.param


def test_every_resource_has_a_stored_reference():
    assert STORED.keys() == dynamic.PROVIDERS.keys() == {resource.resource_type for resource in RESOURCES}


def test_the_sdk_writes_exactly_the_reference_that_users_have(token: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pickle, "DEFAULT_PROTOCOL", 4)  # Python 3.14 writes 5
    assert serialize_provider(dynamic.PROVIDERS[token]()) == STORED[token][1]


def test_a_stored_reference_is_read_back_as_the_provider_of_its_resource(token: str):
    name, reference = STORED[token]
    provider = dill.loads(base64.b64decode(reference))  # noqa: S301 - our own
    assert type(provider) is dynamic.PROVIDERS[token] is getattr(dynamic, name)
    assert provider.resource_type == token


def test_a_reference_is_small(token: str):
    assert len(serialize_provider(dynamic.PROVIDERS[token]())) < 100


def test_a_provider_has_no_state_of_its_own_and_nothing_secret(token: str):
    provider = dynamic.PROVIDERS[token]()
    assert vars(provider) == {}
    assert provider.serialize_as_secret_always is False
    assert (type(provider).__module__, type(provider).__qualname__) == ("gpucreds.doors.dynamic", STORED[token][0])


def test_a_provider_in_use_is_referred_to_as_before(token: str, configure):
    before = serialize_provider(dynamic.PROVIDERS[token]())
    configure(token=token)
    assert serialize_provider(dynamic.PROVIDERS[token]()) == before
