"""A name, an address or a rule that is there already: whose it is, and when it may become ours."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gpucreds.core.errors import GpucredsError, Refused
from gpucreds_emulator import Fault
from gpucreds_emulator.runai.knobs import Knobs
from tests.resources.runai.conftest import Make
from tests.resources.runai.console import ACCOUNT, LOGIN, RULE, USER, Console
from tests.resources.runai.unique import TAKEN, TOLD, Unique
from tests.world import World


def test_it_is_made_once_and_works(unique: Unique, world: World):
    unique.stack.up()
    assert unique.works()
    assert len(unique.there()) == 1
    assert world.requests().count(unique.route) == 1
    assert unique.stack.preview() == {}
    unique.stack.destroy()
    assert unique.there() == []


def test_what_somebody_else_made_is_an_error_that_names_it_and_the_way_out(unique: Unique, world: World):
    unique.add(created_by="somebody@example.com")
    with pytest.raises(Refused, match=f"{TAKEN}.*give it an alias.*delete it on the platform") as caught:
        unique.stack.up()
    assert any(name in str(caught.value) for name in ("'ci'", "'jo@example.com'", "'vision-team'"))
    assert "\n" not in str(caught.value)
    assert unique.route not in world.requests()
    assert unique.stack.kept is None
    assert world.warnings == []


def test_what_somebody_else_makes_between_the_look_and_the_create_is_the_same_error(
    unique: Unique, world: World, on_the_way: Callable[..., None]
):
    on_the_way(unique.route, lambda: unique.add(created_by="somebody@example.com"))
    with pytest.raises(Refused, match=TAKEN):
        unique.stack.up()
    assert world.clock.waited == 0
    assert len(unique.there()) == 1


def test_what_a_dead_run_made_is_taken_over_with_a_warning(
    unique: Unique, world: World, forgotten: Callable[..., None]
):
    forgotten(unique.stack, unique.stack.up)
    world.advance(days=3)
    unique.stack.up()
    assert unique.works()
    assert len(unique.there()) == 1
    assert [warning.endswith(TOLD) for warning in world.warnings] == [True]
    assert unique.stack.preview() == {}


def test_the_same_when_the_dead_run_was_a_replacement(unique: Unique, forgotten: Callable[..., None]):
    edit = {ACCOUNT: {"name": "cd"}, USER: {"email": "al@example.com"}, RULE: {"role": "Viewer"}}[unique.route]
    unique.stack.up()
    forgotten(unique.stack, lambda: unique.stack.up(**edit))
    unique.stack.condemned.clear()
    unique.stack.up()
    assert len(unique.there()) == 1


def test_the_login_s_name_is_compared_in_any_letter_case(unique: Unique):
    unique.add(created_by=LOGIN.upper())
    unique.stack.up()
    assert unique.works()


@pytest.mark.usefixtures("administrator")
def test_a_user_who_logs_in_for_gpucreds_takes_over_too(unique: Unique, forgotten: Callable[..., None]):
    forgotten(unique.stack, unique.stack.up)
    unique.stack.up()
    assert unique.works()


@pytest.mark.usefixtures("administrator")
def test_what_another_login_made_is_somebody_s(unique: Unique):
    unique.add(created_by=LOGIN)
    with pytest.raises(Refused, match=TAKEN):
        unique.stack.up()


def test_what_has_logged_in_is_used_and_stays_as_it_is(
    secretive: Unique, console: Console, forgotten: Callable[..., None]
):
    secretive.stack.up()
    state = secretive.stack.kept.state
    assert secretive.works()
    forgotten(secretive.stack, lambda: None)
    secretive.stack.kept = None
    with pytest.raises(Refused, match=TAKEN):
        secretive.stack.up()
    name, secret = ("ci", "clientSecret") if secretive.route == ACCOUNT else ("jo@example.com", "tempPassword")
    works = console.logs_in if secretive.route == ACCOUNT else console.signs_in
    assert works(name, state[secret])


@pytest.mark.parametrize("version", ["2.18", "2.24"])
def test_what_an_access_rule_names_is_used_too(secretive: Unique, console: Console, knobs: Knobs, version: str):
    knobs.version = version
    made = secretive.add()
    kinds = ["service-account", "app"] if secretive.route == ACCOUNT else ["user"]
    name = "ci" if secretive.route == ACCOUNT else "jo@example.com"
    for kind in kinds:
        rule = console.add_rule(kind, name)
        with pytest.raises(Refused, match=TAKEN):
            secretive.stack.up()
        console.remove(rule)
    assert secretive.there() == [made]
    secretive.stack.up()
    assert secretive.works()


def test_a_takeover_that_fails_half_way_is_finished_by_the_next_up(
    secretive: Unique, world: World, forgotten: Callable[..., None]
):
    forgotten(secretive.stack, secretive.stack.up)
    made = secretive.there()[0]
    word = "secret" if secretive.route == ACCOUNT else "password"
    path = f"{secretive.route.split()[1]}/{made.id}/{word}"
    world.emulator.inject(Fault("reset-after", path=path, count=1000))
    with pytest.raises(GpucredsError):
        secretive.stack.up()
    world.emulator.clear_faults()
    secretive.stack.up()
    assert secretive.works()
    assert secretive.there() == [made]


def test_a_renamed_resource_without_an_alias_takes_its_unused_object_along(unique: Unique, twin: Make, world: World):
    unique.stack.up()
    renamed = twin(unique.stack)
    run = world.run()
    world.run = lambda: run  # the engine makes the new one and deletes the old one in one run
    renamed.up()
    unique.stack.destroy()
    assert len(unique.there()) == 1
    unique.stack.kept = renamed.kept
    assert unique.works()


def test_deleting_what_is_gone_is_a_success(unique: Unique, console: Console):
    unique.stack.up()
    console.remove(unique.there()[0])
    unique.stack.destroy()
    assert unique.there() == []


def test_what_is_gone_is_seen_and_made_anew(unique: Unique, console: Console):
    unique.stack.up()
    console.remove(unique.there()[0])
    assert unique.stack.refresh() is None
    unique.stack.up()
    assert unique.works()


def test_another_control_plane_is_not_asked_about_it(unique: Unique, world: World):
    unique.stack.up()
    world.settings["RUNAI_ENDPOINT"] = "http://other.test"
    for command in (unique.stack.refresh, unique.stack.destroy):
        with pytest.raises(
            Refused, match=r"lives at http://runai\.test, and the configuration names http://other\.test"
        ):
            command()
    assert len(unique.there()) == 1


def test_two_resources_for_one_object_do_not_steal_it_from_each_other(unique: Unique, twin: Make, world: World):
    other = twin(unique.stack)
    run = world.run()
    world.run = lambda: run
    unique.stack.up()
    with pytest.raises(Refused, match=TAKEN):
        other.up()
    assert unique.works()
