"""A platform that is full refuses the next credential, and the rotation of those that are there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Any

from pydantic import Field

from gpucreds_policy.rule import Parameters, stack_rule
from gpucreds_policy.scoped_keys import KEY, service
from gpucreds_policy.subject import Subject

TOKEN = "egs:ApiToken"  # noqa: S105 - a type


class Room(Parameters):
    """How many may be there."""

    most: Annotated[int, Field(ge=1)] = 7
    """The most keys of one owner at one service of NVCF. One more may be there while it retires. Default: `7`."""
    most_per_workspace: Annotated[int, Field(ge=1)] = 20
    """The most tokens for one workspace of EGS. Default: `20`."""


@stack_rule(
    "gpucreds-slots",
    Room,
    steps="Let programs share a key, or give some of them another owner_id or another workspace.",
)
def slots(stack: Sequence[Subject], room: Room) -> Iterator[tuple[None, str]]:
    """An owner has 7 keys at a service of NVCF, so that one of its 8 slots is free for a rotation.

    Keys that retire count too, and one of them may take the eighth slot. Keys whose owner is not known yet count
    together: they get the configured one. The tokens for a workspace of EGS are counted as well; Run:ai has no such
    limit. What other stacks have is not seen.
    """
    for (_, owner, api), keys in _grouped(
        stack, KEY, lambda key: (key.endpoint, key.get("ownerId", str), service(key))
    ):
        whose, retiring = f"the owner {owner}" if owner else "the configured owner", _retiring(keys)
        if len(keys) > room.most:
            yield None, f"{whose} has {len(keys)} keys for {api}, and {room.most} is the most: {_listed(keys)}"
        elif len(keys) + retiring > room.most + 1:
            yield (
                None,
                f"{whose} has {len(keys)} keys for {api} and {retiring} that retire, and {room.most + 1} is the most",
            )
    for (_, name), tokens in _grouped(stack, TOKEN, lambda token: (token.endpoint, token.get("workspaceName", str))):
        if name and len(tokens) > room.most_per_workspace:
            most = room.most_per_workspace
            yield None, f"the workspace {name} has {len(tokens)} tokens, and {most} is the most: {_listed(tokens)}"


def _grouped(
    stack: Sequence[Subject], kind: str, by: Callable[[Subject], tuple[Any, ...]]
) -> Iterable[tuple[tuple[Any, ...], list[Subject]]]:
    groups: dict[tuple[Any, ...], list[Subject]] = {}
    for subject in stack:
        if subject.type == kind:
            groups.setdefault(by(subject), []).append(subject)
    return groups.items()


def _retiring(keys: Sequence[Subject]) -> int:
    return sum(1 for key in keys if key.get("retiring.generation", int))


def _listed(subjects: Sequence[Subject]) -> str:
    return ", ".join(sorted(subject.name for subject in subjects))
