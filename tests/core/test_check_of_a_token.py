"""What `check` plans for a credential, with an EGS token as the example: the preview shows it, and nothing is sent."""

import pytest

from gpucreds.core.declaration import Failure
from gpucreds.core.planning import Ask
from gpucreds.core.unknown import UNKNOWN

TYPE = "egs:ApiToken"
GIVEN = {"address": "5747ac00-00000001", "name": "ci", "role": "Owner"}
ROTATING = {**GIVEN, "ttl": "90d", "rotation": {"before": "14d", "overlap": "2d"}}
PLANNED = {"nonce", "generation", "issuedAt", "expiresAt", "retiring", "rotationReason", "dead"}


@pytest.fixture
def check(world):
    """`check` in a new run each time, as every preview is one; whatever it does, it sends nothing."""
    yield lambda news, olds=None: world.run().check(TYPE, news, olds)
    assert world.requests() == []


def planned(checked):
    return {name: value for name, value in checked.inputs.items() if name in PLANNED - {"nonce"}}


def test_a_new_token_is_planned_for_its_lifetime(check):
    checked = check(ROTATING)
    assert checked.failures == []
    assert planned(checked) == {
        "generation": 1,
        "issuedAt": "2026-03-10T00:00:00Z",
        "expiresAt": "2026-06-08T23:59:59Z",
        "rotationReason": "created",
    }


def test_each_new_token_has_a_nonce_of_its_own_and_keeps_it(check):
    one = check(ROTATING).inputs
    assert len({check(ROTATING).inputs["nonce"] for _ in range(8)}) > 1
    assert check(ROTATING, one).inputs == one


def test_a_rotation_is_planned_when_its_window_opens_and_undone_when_the_old_one_has_retired(check, world):
    first = check(ROTATING).inputs
    world.advance(days=77)
    second = check(ROTATING, first)
    assert planned(second) == {
        "generation": 2,
        "issuedAt": "2026-05-26T00:00:00Z",
        "expiresAt": "2026-08-24T23:59:59Z",
        "retiring": {"generation": 1, "revokeAfter": "2026-05-29T00:00:00Z"},
        "rotationReason": "ends at 2026-06-08T23:59:59Z, within 14d",
    }
    world.advance(seconds=30)
    assert check(ROTATING, first).inputs == second.inputs
    world.advance(days=3)
    settled = check(ROTATING, second.inputs).inputs
    assert settled == {name: value for name, value in second.inputs.items() if name != "retiring"}


@pytest.mark.parametrize("name", ["address", "name", "userName", "description"])
def test_what_the_plan_does_not_depend_on_may_be_unknown(check, name):
    checked = check({**ROTATING, name: UNKNOWN})
    assert (checked.failures, checked.inputs["generation"]) == ([], 1)
    assert [name for name, value in checked.inputs.items() if value is UNKNOWN] == [name]


@pytest.mark.parametrize("role", ["Editor", "Viewer"])
def test_the_workspace_may_be_one_that_does_not_exist_yet(check, role):
    checked = check({**GIVEN, "role": role, "workspaceName": UNKNOWN})
    assert (checked.failures, checked.inputs["generation"]) == ([], 1)


@pytest.mark.parametrize(
    "unknown",
    [{"ttl": UNKNOWN}, {"expiresOn": UNKNOWN}, {"rotation": UNKNOWN}, {"rotation": {"before": UNKNOWN}}],
    ids=lambda unknown: next(iter(unknown)),
)
def test_while_a_term_is_unknown_the_plan_is_unknown(check, unknown):
    checked = check({**GIVEN, **unknown})
    assert checked.failures == []
    assert {name for name, value in checked.inputs.items() if value is UNKNOWN} >= PLANNED - {"dead"}


def test_what_a_program_writes_of_the_plan_is_ignored(check):
    written = {"generation": 7, "expiresAt": "2999-01-01T00:00:00Z", "nonce": "0000", "retiring": {"generation": 6}}
    first = check(ROTATING).inputs
    assert check({**ROTATING, **written}, first).inputs == first


def test_a_last_day_is_kept_as_it_is_written_and_ends_the_token_at_its_last_second(check):
    checked = check({**GIVEN, "expiresOn": "2026-12-31"})
    assert (checked.inputs["expiresOn"], checked.inputs["expiresAt"]) == ("2026-12-31", "2026-12-31T23:59:59Z")


@pytest.mark.parametrize(("day", "refused"), [("2026-03-09", True), ("2026-03-10", False), ("2026-03-11", False)])
def test_a_last_day_in_the_past_is_a_failure_of_that_property(check, day, refused):
    failures = [Failure("expiresOn", "is in the past: write a date from today on")] if refused else []
    assert check({**GIVEN, "expiresOn": day}).failures == failures


def test_a_last_day_that_has_passed_since_is_no_failure(check, world):
    first = check({**GIVEN, "expiresOn": "2026-03-10"}).inputs
    world.advance(days=1)
    assert check({**GIVEN, "expiresOn": "2026-03-10"}, first).failures == []


def test_a_secret_that_was_found_dead_is_replaced_once(check):
    first = check(GIVEN).inputs
    second = check(GIVEN, {**first, "dead": "generation 1 was revoked outside gpucreds"}).inputs
    assert (second["generation"], second["rotationReason"]) == (2, "generation 1 was revoked outside gpucreds")
    assert "dead" not in second
    assert check(GIVEN, second).inputs == second


def test_what_the_operator_names_cannot_rotate_beyond_a_last_day_that_has_passed(check, world):
    first = check({**GIVEN, "expiresOn": "2026-03-10"}).inputs
    world.advance(days=1)
    world.asks = {GIVEN["address"]: Ask.ROTATION}
    past = Failure("expiresOn", "is in the past: write a date from today on")
    assert check({**GIVEN, "expiresOn": "2026-03-10"}, first).failures == [past]
    moved = check({**GIVEN, "expiresOn": "2026-03-11"}, first)
    assert (moved.failures, moved.inputs["generation"]) == ([], 2)
