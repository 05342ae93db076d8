"""What `check` refuses of an application, at which property, and with which way out; and what it takes."""

from __future__ import annotations

import pytest

from gpucreds.core.unknown import UNKNOWN
from tests.lifecycle.doors import CheckFailed
from tests.lifecycle.stack import Stack
from tests.resources.runai.console import Console
from tests.world import World


def refused(stack: Stack, **changes: object) -> dict[str, str]:
    stack.program |= changes
    with pytest.raises(CheckFailed) as caught:
        stack.preview()
    return caught.value.failures


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("Team_A-", "team_a"),
        ("CI", "ci"),
        ("CI-7", "ci-7"),
        ("7-of-9", "of-9"),
        ("-ci", "ci"),
        ("my app", "my-app"),
        ("ci.", "ci"),
        ("Späß", "sp"),
        ("ci\n", "ci"),
        ("a" * 256, "a" * 255),
        (("a" * 254) + "-bc", "a" * 254),
        ("x", None),
        ("7", None),
        ("", None),
        ("--", None),
    ],
)
def test_a_name_that_run_ai_does_not_take_is_refused_with_one_that_it_takes(
    application: Stack, world: World, name: str, better: str | None
):
    failures = refused(application, name=name)
    assert list(failures) == ["name"]
    assert f"{name!r} is not a name that Run:ai takes: write 2 to 255 lower-case letters" in failures["name"]
    assert failures["name"].endswith(f", for example {better!r}" if better else "last a letter or a digit")
    assert world.requests() == []


@pytest.mark.parametrize("name", ["ci", "a1", "a-b_c", "team_a", "a" * 255])
def test_a_name_that_run_ai_takes_is_taken(application: Stack, console: Console, name: str):
    application.up(name=name)
    assert [account.name for account in console.accounts()] == [name]


def test_an_overlap_is_refused_with_the_way_to_have_one(application: Stack, world: World):
    failures = refused(application, rotation={"every": "30d", "overlap": "2d"})
    assert list(failures) == ["rotation.overlap"]
    assert "Run:ai ends the old secret in the moment it makes the new one" in failures["rotation.overlap"]
    assert "declare two applications" in failures["rotation.overlap"]
    assert world.requests() == []


@pytest.mark.parametrize(
    ("rotation", "told"),
    [
        ({"every": "59s"}, r"59s is too short: write at least 1m"),
        ({"every": "0s"}, r"0s is too short: write at least 1m"),
        ({"jitter": "1d"}, r"needs every: it makes the secret anew before that age"),
        ({"every": "7d", "jitter": "7d"}, r"7d is not shorter than every \(7d\): write 6d23h59m or less"),
        ({"every": "monthly"}, r"'monthly' is not a duration: write for example \"90d\""),
        ({"every": "1y"}, r"is not a duration"),
    ],
)
def test_an_age_that_cannot_be_kept_is_refused(application: Stack, rotation: dict, told: str):
    failures = refused(application, rotation=rotation)
    assert len(failures) == 1
    [(name, reason)] = failures.items()
    assert name.startswith("rotation")
    assert told.replace("\\", "") in reason


@pytest.mark.parametrize(
    ("changes", "property_name"),
    [
        ({"enabled": "maybe"}, "enabled"),
        ({"rotation": {"before": "2d"}}, "rotation.before"),
        ({"rotation": "30d"}, "rotation"),
        ({"roles": ["Viewer"]}, "roles"),
        ({"name": None}, "name"),
    ],
)
def test_what_is_wrong_is_told_at_its_property(application: Stack, changes: dict, property_name: str):
    assert list(refused(application, **changes)) == [property_name]


def test_a_name_that_is_not_known_yet_is_planned_without_it(application: Stack, world: World):
    old = application.up()
    for olds in (None, application.kept.inputs):
        checked = world.run().check(application.token, {"name": UNKNOWN}, olds)
        assert checked.failures == []
        assert checked.inputs["name"] is UNKNOWN
    assert world.run().diff(application.token, old, checked.inputs).replaces == ["name"]
