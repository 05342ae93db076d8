"""Every secret that a platform gives out is remembered, whichever route gave it, until a reset."""

from __future__ import annotations

import re

import httpx
import pytest

from gpucreds_emulator import Clock, Emulator, Fault
from gpucreds_emulator.handed_out import SECRET_NAMES
from gpucreds_emulator.runai import Seed
from gpucreds_emulator.runai.generation import GENERATIONS
from tests.emulator.conftest import START
from tests.emulator.walk import WALKS, Walk

WALKED = [*((name, Seed.version) for name in ("egs", "nvcf")), *(("runai", version) for version in GENERATIONS)]
A_TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
HARMLESS = set(
    """
    aud audience_service_ids auds clientId clusterId clusters createdAt createdBy created_at description details
    expires_at id issuer_service_id key_id lastLiveness lastLogin message name namespace ncaId ownerId owner_id
    owner_type overlayNetworkDeploymentMode parentId phase predefinedRole product role roleName rule_name scopeId
    scopeName scopePath scopeType scopes service_id service_name sliceDescription state status status_updated_at
    subjectId subjectType tenantId token_type type updatedAt userName username uuid validity version workspaceName
    """.split()  # noqa: SIM905 - read as a list of words
)


@pytest.fixture(params=WALKED, ids=" ".join)
def walk(request: pytest.FixtureRequest) -> Walk:
    platform, version = request.param
    return WALKS[platform](Emulator(clock=Clock(lambda: START), runai=Seed(version=version)))


def texts(value, name=""):
    """Every text in JSON, with the name that it stands under."""
    if isinstance(value, str):
        yield name, value
    for key, part in value.items() if isinstance(value, dict) else ():
        yield from texts(part, key)
    for part in value if isinstance(value, list) else ():
        yield from texts(part, name)


def answered(walk):
    bodies = [answer.json() for answer in walk.answers if "json" in answer.headers.get("Content-Type", "")]
    return [pair for body in bodies for pair in texts(body)]


def kept(emulator):
    """The secrets in what the platforms keep, where they keep them in clear."""
    runai = emulator.runai._store
    holders = [*runai.accounts.values(), *runai.keys.values(), *runai.users.values()]
    return {*emulator.egs._store.keys, *runai.refreshes, *(holder.secret for holder in holders)}


def unknown(emulator, secrets):
    """How many of them are not remembered: a number, so that no secret is in what a failing test prints."""
    return len(set(secrets) - set(emulator.handed_out()))


def size(emulator):
    return len(emulator.handed_out())


def test_the_walk_calls_every_route(walk):
    assert walk.missed() == set()


def test_every_name_in_an_answer_is_known_for_a_secret_or_as_harmless(walk):
    assert {name for name, _ in answered(walk)} - SECRET_NAMES - HARMLESS == set()


def test_every_secret_in_an_answer_is_remembered(walk):
    given = {text for name, text in answered(walk) if name in SECRET_NAMES and "***" not in text}
    tokens = {token for _, text in answered(walk) for token in A_TOKEN.findall(text)}
    missing = unknown(walk.emulator, given | tokens)
    assert missing == 0
    assert size(walk.emulator) > 6


def test_every_secret_that_a_platform_keeps_was_remembered(walk):
    own_choice = {"Own-choice-1"}  # the user's, so nobody gave it
    missing = unknown(walk.emulator, kept(walk.emulator) - own_choice)
    assert missing == 0


def test_nothing_else_is_remembered(walk):
    """Short or common texts would be found everywhere."""
    harmless = {text for name, text in answered(walk) if name in HARMLESS}
    missing, all_of_them = unknown(walk.emulator, harmless), len(harmless)
    assert missing == all_of_them
    shortest = min(map(len, walk.emulator.handed_out()))
    assert shortest >= 16


@pytest.fixture
def nvcf(emulator):
    return httpx.Client(transport=httpx.WSGITransport(app=emulator.nvcf), base_url="http://nvcf.example.com")


def test_what_a_client_begins_with_counts_from_the_start(emulator):
    logins = {emulator.egs.api_key, emulator.egs.access_token, emulator.runai.client_secret, emulator.runai.password}
    missing = unknown(emulator, logins)
    assert missing == 0
    assert size(emulator) == len(logins)


def test_an_admin_token_as_bare_text_is_remembered(emulator, nvcf):
    emulator.nvcf.knobs.admin_token_bare = True
    missing = unknown(emulator, [nvcf.post("/v1/admin/keys").text])
    assert missing == 0


def test_a_kubeconfig_is_remembered_as_a_whole_and_by_its_token(emulator, api):
    emulator.egs.knobs.polls_until_ready = 0
    api.workspace()
    text = api.kubeconfig().json()["data"]["kubeConfig"]
    kinds = [emulator.handed_out().get(secret) for secret in (text, A_TOKEN.search(text)[0])]
    assert kinds == ["egs kubeConfig", "egs token in kubeConfig"]


def test_a_secret_whose_answer_was_lost_is_remembered_too(emulator, api):
    assert api.owner
    before = size(emulator)
    emulator.inject(Fault("reset-after", path="/api/v1/api-key"))
    with pytest.raises(ConnectionError):
        api.create_key()
    assert size(emulator) == before + 1


def test_what_was_given_out_stays_so_when_a_platform_goes_back_to_what_was_saved(emulator, api):
    saved, key = emulator.save(), api.key()
    emulator.restore(saved)
    assert len(emulator.egs._store.keys) == 1
    missing = unknown(emulator, [key])
    assert missing == 0


def test_a_reset_forgets_all_but_the_log_ins(emulator, api):
    key = api.key()
    emulator.reset()
    missing = unknown(emulator, [key, emulator.egs.api_key])
    assert missing == 1
    assert size(emulator) == 4


def test_the_control_api_shows_none_of_them(emulator, api, control):
    api.key()
    routes = [rule.rule for rule in emulator.control.url_map.iter_rules() if "GET" in rule.methods]
    pages = [control.get(route.replace("<platform>", "egs")).text for route in routes]
    assert [route for route, page in zip(routes, pages, strict=True) if shows(page, emulator)] == []


def shows(page, emulator):
    return any(secret in page for secret in emulator.handed_out())


def test_their_keeper_has_a_repr_without_them(emulator, api):
    shown = api.key() in repr(emulator._world)
    assert not shown
