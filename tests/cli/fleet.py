"""Stacks on the platforms of a world, with the states that an engine would keep of them, and an audit of all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from gpucreds.core.declaration import property_name, secrets
from gpucreds.core.resource import Run
from gpucreds.doors.typed import dynamic_type
from gpucreds.platforms.configuration import Configuration
from gpucreds.resources import RESOURCES
from gpucreds_cli.audit import Terms, audit
from gpucreds_cli.findings import Audit, Credential
from gpucreds_cli.found import Holding
from gpucreds_cli.inventory import take
from gpucreds_cli.looking import owners
from gpucreds_cli.reclaiming import Reclaimed, reclaim
from gpucreds_cli.stacks import Stack
from tests.world import STACK, Lines, World

DECLARED = {resource.resource_type: resource for resource in RESOURCES}
SEALED = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:what:ever"}
"""What an engine writes instead of a secret."""
KEY = {"scopes": ["invoke_function"], "functions": ["*"], "ttl": "90d"}
ROTATED = KEY | {"rotation": {"before": "14d", "overlap": "2d"}}
TOKEN = {"role": "Owner", "ttl": "90d", "rotation": {"before": "14d", "overlap": "2d"}}
SILENT = {"all": "disabled"}
"""A policy that has nothing against anything."""


@dataclass
class Member:
    """A stack, as its engine runs it."""

    world: World
    project: str
    name: str
    identity: str
    resources: list[dict[str, Any]] = field(default_factory=list)
    interrupted: list[str] = field(default_factory=list)

    def up(self, resource_type: str, name: str, /, **program: object) -> dict[str, Any]:
        """Bring one resource to what the program says; its entry in the state."""
        entry = next((one for one in self.resources if one["urn"].endswith(f"::{name}")), None)
        hub, given = self.world.run(), self._program(resource_type, name, program, entry)
        checked = hub.check(resource_type, given, entry and entry["clear"], name)
        assert checked.failures == []
        if entry is None:
            made = hub.create(resource_type, checked.inputs)
            entry = {"urn": self._urn(resource_type, name), "type": dynamic_type(DECLARED[resource_type])}
            self.resources.append(entry)
        else:
            made = hub.update(resource_type, entry["id"], entry["open"], checked.inputs)
        return self._keep(entry, resource_type, made.id, made.state, checked.inputs)

    def lose(self, resource_type: str, name: str, /, **program: object) -> None:
        """Make a resource in a run that dies before the engine has noted it."""
        self.up(resource_type, name, **program)
        self.resources.pop()

    def take_over(self, resource_type: str, name: str, object_id: str) -> dict[str, Any]:
        """Import what is there already."""
        found = self.world.run().import_(resource_type, object_id, self._address(name))
        assert found is not None
        entry = {"urn": self._urn(resource_type, name), "type": dynamic_type(DECLARED[resource_type])}
        self.resources.append(entry)
        return self._keep(entry, resource_type, found.id, found.state, found.inputs)

    def stack(self) -> Stack:
        """As `gpucreds` reads it."""
        identity = {
            "urn": f"urn:pulumi:{self.name}::{self.project}::gpucreds:StackIdentity::gpucreds",
            "type": "pulumi-python:dynamic/gpucreds:StackIdentity",
            "outputs": {"identity": self.identity},
        }
        kept = [{name: one[name] for name in one if name not in ("open", "clear")} for one in self.resources]
        pending = [{"resource": {"urn": urn}, "type": "creating"} for urn in self.interrupted]
        deployment = {"resources": [identity, *kept], "pending_operations": pending}
        return Stack(f"organization/{self.project}/{self.name}", Path(), deployment)

    def _program(
        self, resource_type: str, name: str, program: Mapping[str, object], entry: dict[str, Any] | None
    ) -> dict[str, object]:
        marked = "address" in DECLARED[resource_type].inputs.model_fields
        address = entry["clear"]["address"] if entry and marked else self._address(name)
        return {**program, **({"address": address} if marked else {})}

    def _address(self, name: str) -> str:
        return f"{self.identity}-{sum(name.encode()):08x}"

    def _urn(self, resource_type: str, name: str) -> str:
        return f"urn:pulumi:{self.name}::{self.project}::{dynamic_type(DECLARED[resource_type])}::{name}"

    def _keep(
        self, entry: dict[str, Any], resource_type: str, object_id: str, state: dict[str, Any], inputs: dict[str, Any]
    ) -> dict[str, Any]:
        hidden = set(map(property_name, secrets(DECLARED[resource_type].state)))
        outputs = {name: SEALED if name in hidden else value for name, value in state.items()}
        entry |= {"id": object_id, "open": state, "clear": inputs, "inputs": inputs, "outputs": outputs}
        return entry


@dataclass
class Fleet:
    """Stacks on one world."""

    world: World
    members: list[Member] = field(default_factory=list)
    known: Sequence[str] = ("admin@runai.example.com",)
    settings: Mapping[str, Any] = field(default_factory=lambda: SILENT)

    def member(self, project: str = "program", name: str = "dev", identity: str = STACK) -> Member:
        """One more stack."""
        self.members.append(Member(self.world, project, name, identity))
        return self.members[-1]

    def holdings(self, *others: Mapping[str, str]) -> list[Holding]:
        """What the platforms hold that the world's settings lead to, and `others` beside them."""
        read = [member.stack() for member in self.members]
        ways = [Configuration.load(lambda _: None, settings) for settings in (self.world.settings, *others)]
        run = Run(self.world.clock, self.world.warnings.append)
        return take(ways, run, lambda endpoints: owners(read, endpoints), Lines(self.world._hosts))

    def audit(self, *others: Mapping[str, str], **terms: Any) -> Audit:
        """Everything that can be said of it."""
        asked = Terms(self.world.clock.now(), **({"known": self.known, "settings": self.settings} | terms))
        return audit([member.stack() for member in self.members], self.holdings(*others), asked)

    def reclaim(self, member: Member, *others: Mapping[str, str], revoke: bool = True) -> Reclaimed:
        """Revoke what a stack left."""
        everyone = [one.stack() for one in self.members]
        stack = everyone[self.members.index(member)]
        return reclaim(stack, everyone, self.holdings(*others), revoke=revoke)

    def live(self) -> list[str]:
        """The names of what is on the platforms, without their marks."""
        return sorted(live.name.partition("-gc-")[0] for live in self.world.emulator.live())

    def pass_days(self, days: float) -> None:
        """Let time pass."""
        self.world.emulator.clock.advance(timedelta(days=days))


def said(found: Audit) -> dict[str, list[str]]:
    """The names of what is in some condition, with these; without marks."""
    return {one.name.partition("-gc-")[0]: list(one.conditions) for one in found.credentials if one.conditions}


def only(found: Audit, name: str) -> Credential:
    """The one credential of that name."""
    (one,) = [one for one in found.credentials if one.name.partition("-gc-")[0] == name]
    return one
