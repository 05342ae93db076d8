"""What holds after every fault, as soon as the next command is through."""

from __future__ import annotations

from gpucreds.core.errors import Refused
from gpucreds.core.ownership import Mark
from tests.faults.ledger import holds
from tests.lifecycle.cases import Case
from tests.lifecycle.doors import Aborted
from tests.lifecycle.stack import Stack
from tests.world import World


def an_error_is_one_line_without_a_secret(world: World, stack: Stack, case: Case, error: Exception | None) -> None:
    """What a user reads says what to do, and no more than that."""
    if error is None:
        return
    line = str(error)
    secrets = [*world.secrets(), *(case.secrets(stack.kept.state) if stack.kept else [])]
    holds("an error is one line", line.isprintable())
    holds("an error says what to do", bool(getattr(error, "advice", line)))
    holds("no secret is in an error", not any(secret in line for secret in secrets))
    holds("no secret is in a warning", not any(secret in repr(world.warnings) for secret in secrets))


def the_next_run_converges(stack: Stack, case: Case) -> None:
    """One up, or two where the first one left something pending, and nothing is left to do."""
    up_or_adopt(stack, case)
    stack.up()
    holds("a settled stack has nothing to do", stack.preview() == {})
    holds("nothing is pending", stack.kept.state.get("pending") is None)
    one_credential_per_generation(stack.world)
    objects = len(stack.world.emulator.live())
    holds("the platform has what the state says", objects == case.objects(stack.kept.state))
    for secret in case.secrets(stack.kept.state):
        holds("a secret in the state works", case.opens(stack.world, stack.kept.state, secret))


def up_or_adopt(stack: Stack, case: Case) -> None:
    """An up; where it is refused, and the case has a way out, the line says so, and it is taken for one up."""
    try:
        stack.up()
    except (Refused, Aborted) as refused:
        if not case.adopting:
            raise
        holds("what is refused says the way out", all(f"`{name}`" in str(refused) for name in case.adopting))
        stack.up(**case.adopting)
        stack.up(**dict.fromkeys(case.adopting))


def one_credential_per_generation(world: World) -> None:
    """No two of one mark, and no second incarnation."""
    marks = [Mark.parse(live.name) for live in world.emulator.live() if live.kind in ("api-key", "key")]
    holds("each generation lives once", len(marks) == len(set(marks)))
    holds("one incarnation lives", len({mark.incarnation for mark in marks if mark}) <= 1)


def nothing_is_left(world: World) -> None:
    """After a destroy."""
    holds("a destroy leaves nothing", world.emulator.live() == [])
