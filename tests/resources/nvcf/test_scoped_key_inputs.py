"""What a key is made of: defaults, what reaches NVCF, and what `check` refuses, by property and with a way out."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from gpucreds.core.durations import format_instant
from gpucreds.core.errors import ConfigurationError
from gpucreds.core.unknown import UNKNOWN
from tests.lifecycle.doors import CheckFailed
from tests.lifecycle.stack import Stack
from tests.resources.nvcf.desk import EVENTS, FUNCTIONS, MINT, OWNER, TASKS, Desk
from tests.world import BEGIN, World

ONE, TWO = str(UUID(int=1)), str(UUID(int=2))
ALL_TASKS = {"service": "tasks", "scopes": ["launch_task"], "functions": None, "tasks": ["*"]}
FIXED = {"rotation": None, "ttl": None}


def at(**later: float) -> str:
    return format_instant(BEGIN + timedelta(**later))


# What reaches NVCF


def test_a_key_that_says_little_is_for_functions_of_the_default_owner_and_lives_for_90_days(key: Stack, desk: Desk):
    state = key.up(rotation=None)
    made = desk.key()
    assert (made.owner_id, made.issuer_service_id, made.audience_service_ids) == (OWNER, FUNCTIONS, (FUNCTIONS,))
    assert desk.lives_until(state["keyId"]) == state["expiresAt"] == "2026-06-08T12:01:00Z"
    assert (state["service"], state["ownerId"], state["serviceId"]) == ("functions", OWNER, FUNCTIONS)
    assert (state["keyId"], state["status"]) == (made.id, "active")
    assert not {"ttl", "tasks", "resources", "previousKey", "previousKeyId"} & state.keys()


def test_the_key_opens_what_the_program_says(key: Stack, desk: Desk):
    state = key.up(functions=["*", f"{ONE}/*", f"{ONE}/{TWO}"])
    resources = {("account-functions", "*"), ("function", f"{ONE}/*"), ("function", f"{ONE}/{TWO}")}
    assert desk.opens(state["key"]) == ({"invoke_function", "list_functions"}, resources)


@pytest.mark.parametrize(
    ("program", "issuer", "resources"),
    [
        (ALL_TASKS, TASKS, {("account-tasks", "*")}),
        ({**ALL_TASKS, "tasks": [ONE, TWO]}, TASKS, {("task", ONE), ("task", TWO)}),
        ({**ALL_TASKS, "tasks": ONE}, TASKS, {("task", ONE)}),
        ({"service": "events", "scopes": ["read"]}, EVENTS, {("account-functions", "*")}),
        ({"functions": "*"}, FUNCTIONS, {("account-functions", "*")}),
        (
            {"functions": None, "resources": [{"type": "authorized-functions", "id": "*"}]},
            FUNCTIONS,
            {("authorized-functions", "*")},
        ),
    ],
)
def test_for_every_service_and_in_every_spelling(key: Stack, desk: Desk, program: dict, issuer: str, resources: set):
    state = key.up(**program)
    assert desk.opens(state["key"], issuer) == (set(key.program["scopes"]), resources)
    assert state["serviceId"] == desk.key().issuer_service_id == issuer


def test_an_older_events_service_is_taken_too(key: Stack, world: World, desk: Desk):
    world.emulator.nvcf.knobs.older_events_service = True
    state = key.up(service="events", scopes=["read"])
    assert state["serviceId"] == desk.key().issuer_service_id == "nvidia-cloud-events-ncp-service-id-ckozoh6f"


def test_a_given_owner_goes_before_the_default_one(key: Stack, desk: Desk):
    assert key.up(ownerId="Team A")["ownerId"] == desk.key().owner_id == "Team A"


def test_a_scope_that_gpucreds_does_not_know_is_sent_where_that_is_wanted(key: Stack, desk: Desk):
    state = key.up(scopes=["invoke_function", "teleport"], allowUnknownScopes=True)
    assert desk.opens(state["key"])[0] == {"invoke_function", "teleport"}


def test_the_description_is_the_programs_and_the_mark(key: Stack, desk: Desk):
    state = key.up()
    mark = f"gc-{key.program['address']}-{state['nonce']}-1"
    assert state["platformName"] == desk.key().description == f"ci-{mark}"
    assert key.kept.id == mark.removesuffix("-1")


@pytest.mark.parametrize("generation", [1, 99_998])
def test_the_longest_description_and_a_mark_of_five_digits_fit(key: Stack, desk: Desk, generation: int):
    key.up(description="x" * 32)
    for values in (key.kept.state, key.kept.inputs):
        values["generation"] = generation
    state = key.up(rotation={"trigger": "now"})
    assert len(state["platformName"]) == 64 - (5 - len(str(generation + 1)))
    assert desk.by_id(state["keyId"]).description == state["platformName"]


# The end


def test_a_fixed_end_is_the_end_to_the_second(key: Stack, desk: Desk):
    state = key.up(rotation=None, expiresAt="2026-04-01T02:00:07+02:00")
    assert state["expiresAt"] == desk.lives_until(state["keyId"]) == "2026-04-01T00:00:07Z"


@pytest.mark.parametrize("text", ["2026-04-01T00:00:07.5Z", "2026-04-01T00:00:07.999999999Z"])
def test_a_fixed_end_with_a_fraction_is_cut_to_whole_seconds_and_settled(key: Stack, desk: Desk, text: str):
    state = key.up(rotation=None, expiresAt=text)
    assert state["expiresAt"] == desk.lives_until(state["keyId"]) == "2026-04-01T00:00:07Z"
    assert key.preview() == {}


def test_a_year_is_five_minutes_less_for_clocks_that_differ(key: Stack, desk: Desk):
    state = key.up(ttl="365d")
    assert desk.lives_until(state["keyId"]) == at(days=365, minutes=-4, seconds=-5)


def test_a_clock_of_nvcf_that_is_almost_five_minutes_behind_takes_a_year(
    key: Stack, world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(world.clock, "now", lambda: world.emulator.clock.now() + timedelta(minutes=4))
    key.up(ttl="365d")
    assert desk.key()


@pytest.mark.parametrize("ttl", ["364d", "365d", "8760h", "52w", "1m"])
def test_a_year_and_a_minute_are_lifetimes(key: Stack, desk: Desk, ttl: str):
    key.up(ttl=ttl, rotation=None)
    assert desk.key()


def test_a_fixed_end_may_be_a_year_away_also_for_whoever_looks_at_it_with_a_slower_clock(key: Stack, world: World):
    key.up(**FIXED, expiresAt=at(days=365))
    world.advance(minutes=-1)
    assert key.preview() == {}


# Refusals

MISTAKES = [
    # scopes
    ({"scopes": None}, "scopes", "is required"),
    ({"scopes": []}, "scopes", "write at least one"),
    ({"scopes": ["invoke_functions"]}, "scopes", "did you mean 'invoke_function'"),
    ({"scopes": ["teleport"]}, "scopes", "write allowUnknownScopes"),
    ({"scopes": ["launch_task"]}, "scopes", 'is a scope of tasks, not of functions: take it out, or write service="ta'),
    ({"scopes": ["read"]}, "scopes", 'write service="events"'),
    ({"scopes": ["cluster-management"]}, "scopes", "works for an admin token only, never for a key: take it out"),
    ({"scopes": ["admin:all"], "allowUnknownScopes": True}, "scopes", "for an admin token only"),
    ({"scopes": ["launch_task"], "allowUnknownScopes": True}, "scopes", 'write service="tasks"'),
    ({"scopes": [f"x{number:04}" for number in range(250)], "allowUnknownScopes": True}, "scopes", "write fewer, or d"),
    # what it opens
    ({"functions": None}, "functions", 'is required: write functions=["*"]'),
    ({"functions": []}, "functions", 'is required: write functions=["*"]'),
    ({"functions": None, "resources": []}, "functions", 'is required: write functions=["*"]'),
    ({"functions": [ONE]}, "functions", f"write '{ONE}/*' for all its versions, or '{ONE}/<version id>'"),
    ({"functions": ["my-function"]}, "functions", "is no id of 'function': write `<function id>/*`"),
    ({**ALL_TASKS, "tasks": ["my-task"]}, "tasks", "is no id of 'task': write `<task id>`, a UUID"),
    ({**ALL_TASKS, "tasks": [f"{ONE}/*"]}, "tasks", "is no id of 'task'"),
    (
        {"functions": None, "tasks": ["*"]},
        "tasks",
        "'account-tasks' means nothing to functions: write service=\"tasks\"",
    ),
    ({**ALL_TASKS, "tasks": None, "functions": ["*"]}, "functions", "means nothing to tasks: write service="),
    (
        {"functions": None, "resources": [{"type": "functions", "id": "*"}]},
        "resources",
        "'functions' is no type of resource: did you mean",
    ),
    (
        {"functions": None, "resources": [{"type": "account-functions", "id": ONE}]},
        "resources",
        "is no id of 'account-functions': write `*`",
    ),
    (
        {"functions": None, "resources": [{"type": "account-tasks", "id": "*"}]},
        "resources",
        "'account-tasks' means nothing to functions",
    ),
    ({"functions": None, "resources": [{"type": "task"}]}, "resources[0].id", "required"),
    # its end
    ({"ttl": "366d"}, "ttl", "366d is longer than NVCF allows: write 365d or less"),
    ({"ttl": "365d1s"}, "ttl", "write 365d or less"),
    ({"ttl": "2y"}, "ttl", 'is not a duration: write for example "90d"'),
    ({"ttl": "59s", "rotation": None}, "ttl", "59s is too short for this platform: write at least 1m"),
    ({"expiresAt": at(days=90), "ttl": "90d", "rotation": None}, "ttl", "excludes expiresAt: write one of them"),
    ({"expiresAt": at(days=90)}, "rotation.before", "needs a ttl"),
    ({**FIXED, "expiresAt": at(days=365, seconds=1)}, "expiresAt", "is more than 365d away, which NVCF refuses"),
    ({**FIXED, "expiresAt": at(seconds=-1)}, "expiresAt", "is in the past"),
    ({**FIXED, "expiresAt": at()}, "expiresAt", "is in the past"),
    ({**FIXED, "expiresAt": "2026-12-31T00:00:00"}, "expiresAt", "has no time zone: write for example"),
    ({**FIXED, "expiresAt": "soon"}, "expiresAt", "Invalid isoformat"),
    # the rest
    ({"description": None}, "description", "is required"),
    ({"description": "a.b"}, "description", "write 1 to 32 letters, digits, spaces, '_' and '-'"),
    ({"description": "x" * 33}, "description", "write 1 to 32 letters"),
    ({"description": " a"}, "description", "no space at either end"),
    ({"ownerId": ""}, "ownerId", "is no owner id: write printable ASCII without '/'"),
    ({"ownerId": "a/b"}, "ownerId", "is no owner id"),
    ({"ownerId": " a"}, "ownerId", "no space at either end"),
    ({"service": "function"}, "service", "'functions', 'tasks' or 'events'"),
    ({"name": "ci"}, "name", "there is no such property"),
]


@pytest.mark.parametrize(("edit", "refused", "advice"), MISTAKES, ids=[str(number) for number in range(len(MISTAKES))])
def test_a_mistake_is_refused_at_its_property_and_nothing_is_sent(
    key: Stack, world: World, edit: dict, refused: str, advice: str
):
    with pytest.raises(CheckFailed) as failed:
        key.up(**edit)
    assert set(failed.value.failures) == {refused}
    assert advice in failed.value.failures[refused]
    assert world.requests() == []


TASK, RESOURCE = {"tasks": [ONE]}, {"resources": [{"type": "account-functions", "id": "*"}]}


@pytest.mark.parametrize(
    ("edit", "given"),
    [
        (TASK, "functions and tasks"),
        (RESOURCE, "functions and resources"),
        ({"functions": None, **TASK, **RESOURCE}, "tasks and resources"),
        ({**TASK, **RESOURCE}, "functions and tasks and resources"),
    ],
)
def test_a_key_says_in_one_way_what_it_opens(key: Stack, world: World, edit: dict, given: str):
    with pytest.raises(CheckFailed) as failed:
        key.up(**edit)
    assert failed.value.failures["functions"] == f"{given} exclude each other: write one of them"
    assert world.requests() == []


def test_just_fitting_authorizations_are_taken_by_nvcf_and_one_more_character_is_refused_here(key: Stack, desk: Desk):
    def scopes(last: int) -> list[str]:
        return [*(f"s{number:04}" for number in range(200)), "x" * last]

    with pytest.raises(CheckFailed) as failed:
        key.up(scopes=scopes(400), allowUnknownScopes=True)
    size = int(failed.value.failures["scopes"].split()[3])
    with pytest.raises(CheckFailed, match="take 2049 characters, and NVCF keeps 2048"):
        key.up(scopes=scopes(400 - size + 2049))
    key.up(scopes=scopes(400 - size + 2048))
    assert desk.key()


def test_without_an_owner_the_setting_is_asked_for(key: Stack, world: World):
    del world.settings["NVCF_OWNER_ID"]
    with pytest.raises(ConfigurationError, match="gpucreds:nvcfOwnerId is not set"):
        key.preview()
    assert key.up(ownerId="team-a")["ownerId"] == "team-a"


def test_a_default_owner_that_no_header_can_carry_is_refused_in_the_preview(key: Stack, world: World):
    world.settings["NVCF_OWNER_ID"] = "team/ä"
    with pytest.raises(ConfigurationError, match=r"gpucreds:nvcfOwnerId .* is no owner id"):
        key.preview()
    assert world.requests() == []


@pytest.mark.parametrize(
    "edit",
    [
        {"scopes": UNKNOWN},
        {"scopes": ["invoke_function", UNKNOWN]},
        {"functions": UNKNOWN},
        {"functions": [UNKNOWN]},
        {"functions": None, "resources": [{"type": "account-functions", "id": UNKNOWN}]},
        {"service": UNKNOWN},
        {"ownerId": UNKNOWN},
        {"description": UNKNOWN},
        {"ttl": UNKNOWN},
        {"expiresAt": UNKNOWN, "rotation": None},
        {"allowUnknownScopes": UNKNOWN, "scopes": ["teleport"]},
    ],
)
def test_what_is_not_known_yet_is_no_mistake(key: Stack, world: World, edit: dict):
    key.program |= edit
    key.program = {name: value for name, value in key.program.items() if value is not None}
    assert key.preview()
    assert world.requests() == []


def test_a_mint_asks_for_the_services_and_one_list_and_makes_one_key(key: Stack, world: World):
    key.up()
    assert world.requests() == ["GET /v1/services", "GET /v1/keys", MINT]
