"""What `doctor` tells of each platform alone: log-ins that ended, rights that lack, what a control plane has."""

from datetime import date, timedelta

import httpx
import pytest

from gpucreds_emulator import Clock, Emulator
from gpucreds_emulator.faults import Fault
from gpucreds_emulator.nvcf import Seed
from gpucreds_emulator.nvcf.registration import EVENTS, FUNCTIONS, TASKS, Registration
from gpucreds_emulator.signing import sign
from tests.cli.examination import Doctor, failures, of, outcomes
from tests.world import BEGIN, Lines, World

WORKSPACES = "/api/v1/slice-workspace"
NOT_SERVED = {
    "statusCode": 404,
    "status": "UNHANDLED_REQUEST_ERROR",
    "message": "Not Found",
    "error": {"errorKey": "UNHANDLED_REQUEST_ERROR", "message": "Not Found", "data": None},
}
OWNER_KEY = "Make an Owner key of EGS, then write `pulumi config set --secret gpucreds:egsApiKey`, or set EGS_API_KEY"


@pytest.fixture
def doctor(world):
    return Doctor(world)


@pytest.fixture
def egs(world):
    """The client of somebody who prepares what is examined."""
    return world.open().platforms.egs


def key(egs, role="Owner", workspace=None, days=365):
    until = date.fromordinal(BEGIN.date().toordinal() + days)
    made = egs.create_api_key(
        name="login", user_name="admin", description="", role=role, validity=until, workspace_name=workspace
    )
    return made.get_secret_value()


def workspace(egs):
    egs.create_workspace(name="red", clusters=["worker-1"], namespaces=[], username="Jo", email="jo@example.com")


def token(**ends_in):
    return sign({"sub": "admin", "exp": int((BEGIN + timedelta(**ends_in)).timestamp())})


def test_an_expired_key_of_egs_is_one_failure_that_says_so(doctor, world, egs):
    bootstrap = key(egs, days=3)
    world.advance(days=5)
    found = doctor(EGS_API_KEY=bootstrap)
    assert failures(found) == [("egs", "login")]
    login = of(found, "egs", "login")
    assert login.sentence == (
        "gpucreds:egsApiKey has expired: EGS: POST http://egs.test/api/v1/auth answered 401: Api Key has expired"
    )
    assert login.advice == OWNER_KEY
    assert outcomes(found, "egs")["clock"] == "ok"


def test_an_unknown_key_of_egs_has_not_expired(doctor):
    found = doctor(EGS_API_KEY="11111111-1111-4111-8111-111111111111")
    assert failures(found) == [("egs", "login")]
    assert of(found, "egs", "login").sentence.endswith("answered 401: Unauthenticated")
    assert "gpucreds:egsApiKey" in of(found, "egs", "login").advice


def test_a_key_of_a_workspace_that_is_gone_is_a_failure_of_the_login(doctor, world, egs):
    workspace(egs)
    orphan = key(egs, "Editor", "red")
    egs.delete_workspace("red")
    while egs.workspaces(fresh=True):
        pass
    found = doctor(EGS_API_KEY=orphan)
    assert failures(found) == [("egs", "login")]
    assert of(found, "egs", "login").advice == OWNER_KEY
    assert world.warnings == []


@pytest.mark.parametrize("role", ["Viewer", "Editor"])
def test_a_key_of_egs_that_may_not_make_keys_is_one_failure_that_names_its_role(doctor, egs, role):
    workspace(egs)
    found = doctor(EGS_API_KEY=key(egs, role, "red"))
    assert failures(found) == [("egs", "rights")]
    rights = of(found, "egs", "rights")
    assert rights.sentence.startswith(f"our login has the role {role} of red and may not list API keys: EGS: GET http:")
    assert rights.advice == f"Only a login of the role Owner makes tokens and workspaces. {OWNER_KEY}"


def test_a_login_that_may_not_list_workspaces_is_one_failure_of_the_rights(doctor, world):
    world.emulator.inject(Fault("status-before", platform="egs", path=f"{WORKSPACES}/list", status=403, count=9))
    found = doctor()
    assert failures(found) == [("egs", "rights")]
    assert of(found, "egs", "rights").sentence.startswith(
        "our login has the role Owner and may not list workspaces: EGS"
    )


def test_the_rights_of_an_owner_are_shown_by_what_it_lists(doctor, egs):
    workspace(egs)
    key(egs)
    assert of(doctor(), "egs", "rights").sentence == "as Owner, our login lists API keys (2) and workspaces (1)"


def test_a_key_of_egs_whose_end_is_near_is_a_warning(doctor, egs):
    near, far = doctor(EGS_API_KEY=key(egs, days=12)), doctor(EGS_API_KEY=key(egs, days=15))
    assert failures(near) == []
    assert of(near, "egs", "login").outcome == "warning"
    assert of(near, "egs", "login").sentence == "EGS takes gpucreds:egsApiKey, which ends on 2026-03-22"
    assert of(far, "egs", "login").outcome == "ok"


def test_an_access_token_of_egs_that_has_ended_is_one_failure_that_says_when(doctor):
    found = doctor(EGS_API_KEY=None, EGS_ACCESS_TOKEN=token(hours=-1))
    assert failures(found) == [("egs", "login")]
    assert of(found, "egs", "login").sentence.startswith("gpucreds:egsAccessToken ended at 2026-03-10T11:00:05Z: EGS:")


def test_an_access_token_that_is_refused_and_has_not_ended_is_only_refused(doctor):
    found = doctor(EGS_API_KEY=None, EGS_ACCESS_TOKEN=token(hours=1)[:-4] + "AAAA")
    assert failures(found) == [("egs", "login")]
    assert "ended" not in of(found, "egs", "login").sentence


def test_an_access_token_of_egs_is_enough(doctor, world):
    found = doctor(EGS_API_KEY=None, EGS_ACCESS_TOKEN=world.emulator.egs.access_token)
    assert failures(found) == []
    assert of(found, "egs", "login").sentence == "EGS takes gpucreds:egsAccessToken"


@pytest.mark.parametrize("answer", [httpx.Response(404, json=NOT_SERVED), httpx.Response(404, html="<p>none</p>")])
def test_an_egs_without_an_api_for_keys_is_a_warning_for_workspaces_need_none(doctor, world, answer):
    class Older(Lines):
        def handle_request(self, request):
            older = request.url.path.startswith("/api/v1/api-key")
            return answer if older else super().handle_request(request)

    found = doctor(transport=Older({"egs.test": world.emulator.egs}), RUNAI_ENDPOINT=None, NVCF_API_KEYS_URL=None)
    version = of(found, "egs", "version")
    assert (version.outcome, of(found, "egs", "rights").outcome) == ("warning", "ok")
    assert version.sentence.startswith("this EGS has no API for keys: EGS: GET http://egs.test/api/v1/api-key/list")


@pytest.mark.parametrize(
    ("version", "says"),
    [
        ("2.18", "before 2.24 (no service accounts, no log-in by /api/v2/token)"),
        ("2.24", "2.24 or later (service accounts)"),
        ("3.0", "3.0 or later (service accounts, no applications)"),
    ],
)
def test_the_generation_of_run_ai_is_told_by_what_it_has(doctor, world, version, says):
    world.emulator.runai.turn({"version": version})
    found = doctor()
    assert failures(found) == []
    assert of(found, "runai", "version").sentence == f"by what it has: {says}"


@pytest.mark.parametrize(
    ("version", "says"),
    [("2.18", "before 2.24 (no log-in by /api/v2/token)"), ("2.24", "2.24 or later (log-in by /api/v2/token)")],
)
def test_an_account_without_rights_is_one_failure_and_shows_the_generation_all_the_same(doctor, world, version, says):
    world.emulator.runai.turn({"version": version})
    made = world.open().platforms.runai.accounts.create("reader")
    found = doctor(RUNAI_CLIENT_ID=made.client_id, RUNAI_CLIENT_SECRET=made.secret.get_secret_value())
    assert failures(found) == [("runai", "rights")]
    rights = of(found, "runai", "rights")
    assert rights.sentence.startswith("reader may not list accounts, users, access rules: Run:ai: GET http://runai")
    assert "System administrator of the tenant" in rights.advice
    assert of(found, "runai", "version").sentence == f"by what it has: {says}"


def test_the_roles_of_the_login_are_named(doctor):
    rights = of(doctor(), "runai", "rights")
    assert rights.outcome == "ok"
    assert rights.sentence.endswith("access rules (2); its roles: System administrator (tenant tenant-a)")


def test_a_login_that_lists_all_and_administers_nothing_is_a_warning(doctor, world):
    class Reader(Lines):
        def handle_request(self, request):
            response = super().handle_request(request)
            response.read()
            return httpx.Response(200, content=response.content.replace(b"System administrator", b"Viewer"))

    found = doctor(transport=Reader({"runai.test": world.emulator.runai}), EGS_ENDPOINT=None, NVCF_API_KEYS_URL=None)
    rights = of(found, "runai", "rights")
    assert rights.outcome == "warning"
    assert rights.sentence.endswith("its roles: Viewer (tenant tenant-a)")


def test_a_wrong_secret_of_run_ai_is_one_failure_of_the_login(doctor):
    found = doctor(RUNAI_CLIENT_SECRET="wr0ng-s3cret")
    assert failures(found) == [("runai", "login")]
    assert of(found, "runai", "login").advice == (
        "Check gpucreds:runaiClientId and gpucreds:runaiClientSecret (RUNAI_CLIENT_ID, RUNAI_CLIENT_SECRET)"
    )


def test_a_user_of_run_ai_is_a_login_like_another(doctor, world):
    user = {"RUNAI_USERNAME": world.emulator.runai.username, "RUNAI_PASSWORD": world.emulator.runai.password}
    found = doctor(RUNAI_CLIENT_ID=None, RUNAI_CLIENT_SECRET=None, **user)
    assert failures(found) == []
    assert of(found, "runai", "login").sentence == "Run:ai takes admin@runai.example.com"
    assert "System administrator" in of(found, "runai", "rights").sentence


def test_a_host_that_the_gateway_of_nvcf_does_not_know_is_one_failure_that_names_the_setting(doctor, world):
    world.emulator.nvcf.turn({"domain": "nvcf.example.com"})
    found = doctor(NVCF_API_KEYS_HOST="api.nvcf.example.com")
    assert failures(found) == [("nvcf", "reach")]
    assert "gpucreds:nvcfApiKeysHost" in of(found, "nvcf", "reach").advice
    assert failures(doctor(NVCF_API_KEYS_HOST="api-keys.nvcf.example.com")) == []


def test_a_gateway_that_wants_a_login_is_one_failure_that_names_the_setting(doctor, world):
    world.emulator.nvcf.turn({"require_bearer": True})
    found = doctor()
    assert failures(found) == [("nvcf", "login")]
    assert of(found, "nvcf", "login").advice == "A gateway wants a login: check gpucreds:nvcfToken or NVCF_TOKEN"


def test_a_token_of_nvcf_that_has_ended_is_one_failure_that_says_when(doctor, world):
    bought = world.open().platforms.nvcf.admin_token().get_secret_value()
    world.emulator.nvcf.turn({"require_bearer": True})
    taken = doctor(NVCF_TOKEN=bought)
    assert failures(taken) == []
    assert of(taken, "nvcf", "login").sentence == "nobody refuses gpucreds:nvcfToken"
    world.advance(hours=13)
    found = doctor(NVCF_TOKEN=bought)
    assert failures(found) == [("nvcf", "login")]
    assert of(found, "nvcf", "login").sentence.startswith("gpucreds:nvcfToken ended at 2026-03-11T00:00:05Z: NVCF: GET")


def test_a_token_of_nvcf_that_has_ended_where_none_is_needed_is_a_warning(doctor):
    login = of(doctor(NVCF_TOKEN=token(days=-2)), "nvcf", "login")
    assert (login.outcome, login.sentence) == (
        "warning",
        "gpucreds:nvcfToken ended at 2026-03-08T12:00:05Z, and nobody refuses it",
    )


def with_services(*registrations):
    return Doctor(World(Emulator(clock=Clock(lambda: BEGIN), nvcf=Seed(registrations=registrations))))


def test_an_nvcf_that_lacks_a_service_is_a_warning_and_one_that_lacks_all_a_failure():
    lacking = of(with_services(FUNCTIONS, TASKS)(), "nvcf", "version")
    assert lacking.outcome == "warning"
    assert lacking.sentence == (
        "this NVCF has no service event-ledger for events; "
        "it has these: nvcf-api, nvct-api (8 keys for an owner, 365 days at most)"
    )
    none = with_services(Registration("acme-id", "acme-api", None, 5, 30))()
    assert failures(none) == [("nvcf", "version")]
    assert of(none, "nvcf", "version").sentence.endswith(
        "it has these: acme-api (5 keys for an owner, 30 days at most)"
    )


@pytest.mark.parametrize(("taken", "outcome"), [(6, "ok"), (7, "warning"), (8, "warning")])
def test_a_service_with_hardly_a_free_slot_is_a_warning(taken, outcome):
    doctor = with_services(FUNCTIONS, TASKS, EVENTS)
    for number in range(taken):
        made(doctor.world, f"key {number}")
    rights = of(doctor(), "nvcf", "rights")
    assert rights.outcome == outcome
    assert rights.sentence.endswith(f"can be listed: nvcf-api {taken} of 8, nvct-api 0 of 8, event-ledger 0 of 8")
    assert ("nvcf-api" in rights.advice) == (outcome == "warning")


def test_a_suspended_owner_is_one_failure_of_the_rights(doctor, world):
    made(world, "first")
    owner = world.settings["NVCF_OWNER_ID"]
    suspended = world.call("nvcf", "PUT", f"/v1/admin/users/{owner}/status", json={"status": "SUSPENDED"})
    assert suspended.is_success
    found = doctor()
    assert failures(found) == [("nvcf", "rights")]
    assert of(found, "nvcf", "rights").sentence.startswith(
        f"the keys of {owner!r} at nvcf-api cannot be listed: NVCF: "
    )


def made(world, description):
    """A key of the configured owner."""
    headers = {"Key-Owner-Id": world.settings["NVCF_OWNER_ID"], "Key-Issuer-Id": FUNCTIONS.service_id}
    body = {"description": description, "expires_at": "2026-06-01T00:00:00Z", "authorizations": {"policies": []}}
    assert world.call("nvcf", "POST", "/v1/keys", headers=headers, json=body).is_success
