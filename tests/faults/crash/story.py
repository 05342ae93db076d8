"""One program with every resource, and the commands of its life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from tests.engine.site import Site
from tools.program import Program

Edits = Mapping[str, object]

DOORS = {"dynamic": "gpucreds", "plugin": "pulumi_gpucreds"}
"""The package that the program is written on."""
PROGRAM = """
# One after the other without depending on each other, so that request k is the same one in every run.
async def after(resource, value):
    await resource.urn.future()
    return value

workspace = egs.SliceWorkspace(
    "red",
    clusters=["worker-1"],
    namespaces=[{namespace!r}],
    username="Jo",
    email="jo@example.com",
    ready_timeout="15s",
    adopt={adopt!r},
)
token = egs.ApiToken(
    "ci",
    role="Editor",
    workspace_name=workspace.name,
    description={text!r},
    rotation={{"before": "14d", "overlap": "2d", "trigger": {trigger!r}}},
)
application = runai.Application(
    "app",
    name=after(token, {account!r}),
    rotation={{"every": "400d", "trigger": {trigger!r}}},
)
rule = runai.AccessRule(
    "rule",
    subject={{"type": "application", "name": application.name}},
    role="L1 researcher",
    scope={{"type": "project", "name": "vision"}},
)
user = runai.LocalUser(
    "jo", email=after(rule, "jo@example.com"), reset_password={reset!r}, password_reset={trigger!r}
)
key = nvcf.ScopedKey(
    "key",
    scopes=after(user, ["invoke_function"]),
    functions=["*"],
    description={text!r},
    rotation={{"before": "14d", "overlap": "2d", "trigger": {trigger!r}}},
)
pulumi.export("egs:SliceWorkspace", {{"kubeconfigs": workspace.kubeconfigs, "pending": workspace.pending}})
pulumi.export(
    "egs:ApiToken", {{"token": token.token, "previousToken": token.previous_token, "pending": token.pending}}
)
pulumi.export(
    "runai:Application",
    {{
        "clientId": application.client_id,
        "clientSecret": application.client_secret,
        "enabled": application.enabled,
        "pending": application.pending,
    }},
)
pulumi.export("runai:LocalUser", {{"username": user.username, "tempPassword": user.temp_password}})
pulumi.export("runai:AccessRule", {{"ruleId": rule.rule_id}})
pulumi.export(
    "nvcf:ScopedKey",
    {{
        "serviceId": key.service_id,
        "key": key.key,
        "previousKey": key.previous_key,
        "pending": key.pending,
    }},
)
"""
FIRST: Edits = {"namespace": "a", "adopt": False, "text": "one", "trigger": "a", "account": "app-a", "reset": None}
UP = ("up", "--yes", "--skip-preview", "--parallel", "1")
DESTROY = ("destroy", "--yes", "--skip-preview", "--parallel", "1")
REFRESH = ("refresh", "--yes", "--skip-preview", "--parallel", "1")


@dataclass(frozen=True)
class Command:
    """A step of the life: what the user changes before it, what the user types, and what stands afterwards."""

    name: str
    edits: Edits = field(default_factory=dict)
    passed: timedelta = timedelta()
    typed: tuple[str, ...] = UP
    generations: int = 1
    """How many generations of the token, and of the key, live afterwards."""

    def __str__(self) -> str:
        return self.name


LIFE = (
    Command("create"),
    Command("refresh", typed=REFRESH),
    Command("rotate", {"trigger": "b"}, generations=2),
    Command("overlap-end", passed=timedelta(days=4)),
    Command("replace", {"namespace": "b", "text": "two", "account": "app-b", "reset": True}),
    Command("destroy", typed=DESTROY, generations=0),
)
COMMANDS = {command.name: command for command in LIFE}


class Story:
    """The program as it is written now, and the date."""

    def __init__(self, site: Site, door: str) -> None:
        self.site = site
        site.package = DOORS[door]
        self.edits = dict(FIRST)
        self.program: Program = site.program(self._text())
        self.tell_the_date()

    def edit(self, edits: Edits) -> None:
        """Change the program."""
        self.edits |= edits
        self.site.rewrite(self.program, self._text())

    def turn_to(self, command: Command) -> None:
        """What happens before a command is typed."""
        self.edit(command.edits)
        self.site.emulator.clock.advance(command.passed)
        self.tell_the_date()

    def tell_the_date(self) -> None:
        """Let the provider have the date of the platforms."""
        now = self.site.emulator.clock.now()
        self.program.settings["GPUCREDS_NOW"] = now.strftime("%Y-%m-%dT%H:%M:%SZ")

    def _text(self) -> str:
        return PROGRAM.format(**self.edits)
