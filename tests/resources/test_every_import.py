"""What an import promises, of whatever resource: a lost state comes back, and the platform sees nothing of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gpucreds.core.errors import GpucredsError, Refused
from gpucreds.resources import RESOURCES
from gpucreds_emulator.faults import Fault
from tests.lifecycle.cases import ON_PLATFORMS, Case
from tests.lifecycle.doors import DOORS, Aborted, Properties
from tests.lifecycle.stack import Stack
from tests.resources.importing import lose, supplying, take
from tests.world import World

IDS: dict[str, Callable[[Properties], str]] = {
    "egs:ApiToken": lambda state: state["platformName"],
    "egs:SliceWorkspace": lambda state: "/".join(state[name] for name in ("name", "username", "email")),
    "runai:Application": lambda state: state["name"],
    "runai:LocalUser": lambda state: state["username"],
    "runai:AccessRule": lambda state: f"{state['ruleId']:.0f}",
    "nvcf:ScopedKey": lambda state: "/".join(state[name] for name in ("ownerId", "service", "keyId")),
}
"""What to give to the import of an object whose state this was."""
NEVER_SHOWN = {"runai:Application": "clientSecret", "runai:LocalUser": "tempPassword", "nvcf:ScopedKey": "key"}
UNSURE = ["refuse", "reset-after", "timeout-before", "broken-json"]


@pytest.fixture(params=ON_PLATFORMS, ids=lambda case: case.token)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture(params=["hub", "plugin"])
def stack(request: pytest.FixtureRequest, case: Case, world: World, monkeypatch: pytest.MonkeyPatch) -> Stack:
    """A stack with the object, whose program says no terms. A dynamic provider cannot import."""
    stack = Stack(world, monkeypatch, request.param, case.token, case.program(world))
    stack.up(rotation=None)
    return stack


def secret_of(stack: Stack) -> str | None:
    """The secret that an import has to be given."""
    return stack.kept.state.get(NEVER_SHOWN.get(stack.token))


def test_every_resource_of_a_platform_says_what_its_id_is(case: Case):
    assert case.token in IDS
    [resource] = [resource for resource in RESOURCES if resource.resource_type == case.token]
    assert "The id is" in resource.import_id


def test_an_identity_cannot_be_imported(world: World):
    with pytest.raises(Refused, match=r"a gpucreds:StackIdentity cannot be imported\. Let gpucreds make it"):
        world.run().import_("gpucreds:StackIdentity", "0123abcd", "")


def test_a_lost_state_comes_back_and_the_same_run_sees_no_change(stack: Stack):
    object_id, secret, writes = IDS[stack.token](stack.kept.state), secret_of(stack), stack.world.writes()
    lost = lose(stack)
    with supplying(stack, secret):
        door = DOORS[stack.door](stack.world, stack.patch)
    found_id, state, inputs = door.import_(stack.token, object_id, stack.program.get("address", ""))
    compared = door.diff(stack.token, found_id, state, door.check(stack.token, stack.program, inputs))
    assert (compared.replaces, compared.forced) == ([], False)
    assert found_id == lost.id
    assert state["endpoint"] == lost.state["endpoint"]
    assert stack.world.writes() == writes


def test_what_came_back_goes_with_the_stack(stack: Stack):
    take(stack, IDS[stack.token](stack.kept.state), secret_of(stack))
    stack.destroy()
    assert [one for one in stack.world.emulator.live() if one.platform == stack.token.partition(":")[0]] == []


@pytest.mark.parametrize("supplied", [True, False])
def test_no_secret_is_told(case: Case, stack: Stack, supplied: bool):
    secrets = case.secrets(stack.kept.state)
    secret = secret_of(stack)
    take(stack, IDS[stack.token](stack.kept.state), secret if supplied else None)
    stack.up()
    assert not [told for told in stack.world.warnings for secret in secrets if secret in told]


@pytest.mark.parametrize(("kind", "status"), [*((kind, 500) for kind in UNSURE), ("html", 404), ("status-before", 503)])
def test_only_the_platform_itself_says_that_there_is_nothing(case: Case, stack: Stack, kind: str, status: int):
    stack.world.emulator.inject(Fault(kind, platform=case.platform, method="GET", status=status, count=1000))
    with pytest.raises((GpucredsError, Aborted)):
        take(stack, IDS[stack.token](stack.kept.state))
