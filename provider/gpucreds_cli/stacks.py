"""What stacks hold: read from their states, which stay encrypted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from gpucreds.core.errors import Refused
from gpucreds.core.spelling import did_you_mean
from gpucreds_cli import engine
from gpucreds_policy.subject import PROVIDER, declared_type

AT_ONCE = 8
"""How many states are read side by side; each takes a process of the engine."""
_SECRET = "4dabf18193072939515e22adb298388d"  # noqa: S105 # pragma: allowlist secret - the key of what is encrypted
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Held:
    """One resource of a state, its secrets encrypted."""

    type: str
    """The declared type, such as `egs:ApiToken`; the engine's own for all others."""
    urn: str
    inputs: Mapping[str, Any]
    """What the program gives and `check` plans."""
    outputs: Mapping[str, Any]
    parent: str | None = None
    doomed: bool = False
    """Whether its replacement is made, and the next update deletes it."""


@dataclass(frozen=True)
class Stack:
    """A stack as its state tells it."""

    name: str
    """As the engine takes it, with its organization and its project."""
    folder: Path
    """Where the engine is asked about it."""
    deployment: Mapping[str, Any]

    @property
    def project(self) -> str:
        """The name of its project."""
        return self.short.partition("/")[0]

    @property
    def short(self) -> str:
        """`<project>/<stack>`."""
        return "/".join(self.name.split("/")[-2:])

    @cached_property
    def resources(self) -> Sequence[Held]:
        """All that it holds; what a replacement has still to delete counts too."""
        return [held(one) for one in self.deployment.get("resources") or []]

    @cached_property
    def identities(self) -> frozenset[str]:
        """The identities that its marks begin with: that of the dynamic door, and one for each provider."""
        told = [
            one.outputs.get("identity") for one in self.resources if one.type in (PROVIDER, "gpucreds:StackIdentity")
        ]
        return frozenset(identity for identity in told if isinstance(identity, str))

    @property
    def interrupted(self) -> Sequence[str]:
        """The resources that an operation was under way on when the last command died."""
        return [one["resource"]["urn"] for one in self.deployment.get("pending_operations") or []]


def names(folder: Path, *, everywhere: bool) -> list[str]:
    """The stacks of the project in `folder`, or all of the backend. Raises Refused."""
    which = ["--all"] if everywhere else []
    return [one["name"] for one in engine.read(folder, "stack", "ls", "--json", "-Q", *which)]


def full_name(folder: Path, name: str) -> str:
    """The whole name of a stack: `dev` is one of the project in `folder`. Raises Refused."""
    if name.count("/") >= 2:  # noqa: PLR2004 - organization, project and stack
        return name
    known = names(folder, everywhere="/" in name)
    found = [one for one in known if one == name or one.endswith(f"/{name}")]
    if len(found) == 1:
        return found[0]
    raise Refused(f"there is no stack {name!r} here", f"Name one that is there: {did_you_mean(name, known)}")


def read(folder: Path, wanted: Sequence[str], told: Tell = lambda _: None) -> list[Stack]:
    """The states of these stacks; `told` hears of each that is read. Raises Refused."""

    def one(name: str) -> Stack:
        exported = engine.read(folder, "stack", "export", "--stack", name)
        told(name)
        return Stack(name, folder, exported["deployment"] or {})

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(one, wanted))


def held(one: Mapping[str, Any]) -> Held:
    """A resource as the engine writes it into a state."""
    given, outputs, doomed = one.get("inputs") or {}, one.get("outputs") or {}, bool(one.get("delete"))
    return Held(declared_type(one["type"]), one["urn"], given, outputs or given, one.get("parent"), doomed)


def is_secret(value: object) -> bool:
    """Whether the engine keeps a value of a state encrypted."""
    return isinstance(value, Mapping) and _SECRET in value
