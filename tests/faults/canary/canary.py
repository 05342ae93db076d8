"""A program with everything that gpucreds can make, its life on the real engine, and what of it somebody can read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gpucreds_emulator import Emulator
from tests.engine.site import Site
from tools.program import Program
from tools.scanner import Finding, Scanner

PROGRAM = """
from {package} import TeamEnvironment

ROTATION = dict(before="14d", overlap="2d")
config = pulumi.Config()

red = egs.SliceWorkspace("red", clusters=["worker-1"], namespaces=["red"], username="Jo", email="jo@example.com")
ci = egs.ApiToken("ci", role="Editor", workspace_name=red.name, rotation=ROTATION)
app = runai.Application("red-ci", rotation=dict(every="60d"))
jo = runai.LocalUser("jo", email="jo@example.com", password_reset=config.get("reset"))
rule = runai.AccessRule(
    "rule",
    subject=dict(type="application", name=app.name),
    role="L1 researcher",
    scope=dict(type="project", name="vision"),
)
key = nvcf.ScopedKey("invoke", scopes=["invoke_function"], functions=["*"], rotation=ROTATION)
team = TeamEnvironment(
    "blue",
    egs=dict(
        clusters=["worker-2"], namespaces=["blue"], username="Bo", email="bo@example.com", tokens=dict(ci="Viewer")
    ),
    runai=dict(scope=dict(type="project", name="nlp"), application_role="Viewer"),
    nvcf=dict(keys=dict(tasks=dict(scopes=["list_tasks"], tasks=["*"], service="tasks"))),
    rotation=dict(ttl="90d", **ROTATION),
)

pulumi.export("egs", [ci.token, ci.previous_token, red.kubeconfigs])
pulumi.export("runai", [app.client_secret, jo.temp_password, {access_token}])
pulumi.export("nvcf", [key.key, key.previous_key, {admin_token}])
pulumi.export("team", team.environment)
pulumi.export("written", pulumi.Output.concat("key=", key.key, "&token=", ci.token))
"""


WORDS = {
    "dynamic": {
        "package": "gpucreds",
        "access_token": "runai.get_access_token()",
        "admin_token": "nvcf.get_admin_token()",
    },
    "plugin": {
        "package": "pulumi_gpucreds",
        "access_token": "runai.get_access_token_output().token",
        "admin_token": "nvcf.get_admin_token_output().token",
    },
}
"""How the program says the same at either door."""
TEXT = PROGRAM.format(**WORDS["dynamic"])


class Canary:
    """A stack of the program, and whatever the engine and the program wrote and printed for it."""

    def __init__(self, emulator: Emulator, urls: dict[str, str], folder: Path, door: str = "dynamic") -> None:
        emulator.egs.knobs.polls_until_ready = 0  # every poll costs a second here
        self.site = Site(emulator, urls, folder)
        self.emulator = emulator
        self._temporary = folder / "tmp"
        self._temporary.mkdir()
        self.site.settings["TMPDIR"] = str(self._temporary)
        self.site.package = WORDS[door]["package"]
        self.program: Program = self.site.program(PROGRAM.format(**WORDS[door]))
        self.printed: list[tuple[str, str]] = []

    def run(self, *arguments: str, succeeds: bool = True) -> str:
        """Run a command and keep what it printed."""
        printed = self.program.pulumi(*arguments, succeeds=succeeds)
        self.printed.append((" ".join(arguments), printed))
        return printed

    def ask(self, *arguments: str) -> None:
        """Run `gpucreds` and keep what it printed, for programs and for people."""
        self.program.gpucreds(*arguments)
        self.printed.append((f"gpucreds {' '.join(arguments)}", "".join(self.program.log[-2:])))

    def up(self, *arguments: str, succeeds: bool = True) -> str:
        return self.run("up", "--yes", "--skip-preview", *arguments, succeeds=succeeds)

    def says(self, words: str) -> bool:
        """Whether the last command printed that. Tests ask so, for a failing test prints what it compares."""
        return words in self.printed[-1][1]

    def given(self) -> set[str]:
        """Which kinds of secrets the platforms gave out."""
        return set(self.emulator.handed_out().values())

    def found(self, more: Mapping[str, str] | None = None) -> list[Finding]:
        """Where a secret can be read: all files of the run, and all that its commands printed."""
        scanner = Scanner(self.emulator.handed_out() | dict(more or {}))
        texts = (scanner.in_text(f"what `{command}` printed", text) for command, text in self.printed)
        return [*scanner.in_folder(self.program.home), *(finding for text in texts for finding in text)]

    def shown(self) -> set[str]:
        """Which kinds of secrets the last command printed."""
        scanner = Scanner(self.emulator.handed_out())
        return {finding.kind for finding in scanner.in_text("", self.printed[-1][1])}

    def places(self) -> set[str]:
        """The same without what and how."""
        return {finding.place for finding in self.found()}
