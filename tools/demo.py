"""The main job in a minute: the real engine gives three teams what they need on three platforms, all of it emulated.

    python -m tools.demo

It tells each step with the command it runs, checks what it tells, and fails when one of it is not true.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx
import yaml

from gpucreds_emulator import Emulator
from tools.environment import ROOT
from tools.program import CommandFailed, Program

SCRATCH = ROOT / ".demo"
EXAMPLE = ROOT / "examples" / "team-environments"
NVCF_FUNCTIONS = "nvidia-cloud-functions-ncp-service-id-aketm"

Environment = dict[str, str]

_PROGRESS = re.compile(r"^@ |(creat|updat|delet|replac)ing \(0s\)")


class NotTrueError(Exception):
    """Something that the demo tells did not happen."""


class Story:
    """One program, one emulator, one clock for both, and the secrets seen so far."""

    def __init__(self, program: Program, emulator: Emulator, urls: dict[str, str]) -> None:
        self.program = program
        self.emulator = emulator
        self.urls = urls
        runai = emulator.runai
        self.secrets = {emulator.egs.api_key, runai.client_secret, runai.password}

    def tell(self, text: str) -> None:
        """Say what comes next."""
        print(f"\n\033[1m# {text}\033[0m" if sys.stdout.isatty() else f"\n# {text}", flush=True)

    def run(self, *arguments: str, succeeds: bool = True) -> str:
        """Run a command and show it with what it prints."""
        print(f"$ pulumi {' '.join(arguments)}", flush=True)
        printed = self.program.pulumi(*arguments, succeeds=succeeds)
        shown = [line for line in printed.splitlines() if line.strip() and not _PROGRESS.search(line)]
        print("\n".join(f"    {line}" for line in shown), flush=True)
        return printed

    def check(self, fact: str, truth: object) -> None:
        """Say that a fact holds, or end the demo."""
        if not truth:
            raise NotTrueError(fact)
        print(f"  ✓ {fact}", flush=True)

    def pass_time(self, days: int) -> None:
        """Move the clocks of the platforms and the provider."""
        self.emulator.clock.advance(timedelta(days=days))
        now = self.emulator.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        self.program.settings["GPUCREDS_NOW"] = now
        print(f"$ export GPUCREDS_NOW={now}", flush=True)

    def requests(self) -> int:
        """How many requests have reached the platforms."""
        return len(self.emulator.log())

    def environments(self) -> dict[str, Environment]:
        """What the stack has for each team, remembered as secrets."""
        teams: dict[str, Environment] = self.program.outputs()
        hidden = ("TOKEN", "SECRET", "KEY")
        for team in teams.values():
            self.secrets |= {value for name, value in team.items() if any(part in name for part in hidden)}
        return teams

    def teams(self) -> dict[str, Any]:
        """The file that the program reads."""
        teams: dict[str, Any] = yaml.safe_load((self.program.folder / "teams.yaml").read_text())
        return teams

    def rewrite(self, teams: dict[str, Any]) -> None:
        """Edit the file that the program reads."""
        (self.program.folder / "teams.yaml").write_text(yaml.safe_dump(teams, sort_keys=False))

    def on_egs(self, team: Environment) -> bool:
        """Whether EGS takes the team's token."""
        return self._taken("egs", "/api/v1/auth", json={"apiKey": team["EGS_TOKEN_CI"]})

    def on_runai(self, team: Environment) -> bool:
        """Whether Run:ai takes the team's application."""
        login = {"client_id": team["RUNAI_CLIENT_ID"], "client_secret": team["RUNAI_CLIENT_SECRET"]}
        return self._taken("runai", "/api/v2/token", data={"grant_type": "client_credentials", **login})

    def on_nvcf(self, team: Environment) -> bool:
        """Whether NVCF takes the team's key."""
        key = team["NVCF_KEY_INVOKE"]
        return self._taken("nvcf", "/v1/introspect", json={"audience_service_id": NVCF_FUNCTIONS, "key": key})

    def _taken(self, platform: str, path: str, **what: Any) -> bool:  # noqa: ANN401 - httpx's
        return httpx.post(f"{self.urls[platform]}{path}", **what).is_success


def main() -> int:
    """Tell the story; 0 when all of it was true."""
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(mode=0o700)
    try:
        with _story() as story:
            _tell(story)
    except (NotTrueError, CommandFailed) as error:
        print(f"demo: not true: {error}", file=sys.stderr)
        return 1
    shutil.rmtree(SCRATCH)
    return 0


@contextmanager
def _story() -> Iterator[Story]:
    emulator = Emulator()
    with emulator.serving() as urls:
        program = Program.copied(EXAMPLE, SCRATCH, emulator.environment(urls))
        program.pulumi("stack", "init", "dev")
        yield Story(program, emulator, urls)


def _tell(story: Story) -> None:
    story.tell(f"Three teams on three platforms ({os.path.relpath(EXAMPLE)}), emulated: no real credential is made")
    print((EXAMPLE / "teams.yaml").read_text(), end="", flush=True)
    _refuse(story)
    first = _create(story)
    second = _rotate(story, first)
    _revoke(story, first, second)
    _remove_a_team(story)
    _destroy(story)


def _refuse(story: Story) -> None:
    story.tell("What a platform would swallow silently, the preview refuses: a scope with a slip of the pen")
    teams = story.teams()
    scopes = teams["inference"]["nvcf"]["keys"]["invoke"]["scopes"]
    scopes[0] = "invoke_functions"
    story.rewrite(teams)
    refused = story.run("preview", succeeds=False)
    story.check("the preview names the property and the way out", "did you mean 'invoke_function'" in refused)
    story.check("it sent no request", story.requests() == 0)
    scopes[0] = "invoke_function"
    story.rewrite(teams)


def _create(story: Story) -> Environment:
    story.tell("Create all that the three teams need")
    story.run("up", "--yes", "--skip-preview")
    vision = story.environments()["vision"]
    story.check(f"objects live on the platforms: {len(story.emulator.live())}", len(story.emulator.live()) == 17)  # noqa: PLR2004
    story.check(f"team vision has: {' '.join(vision)}", len(vision) == 7)  # noqa: PLR2004
    story.check("EGS takes its token", story.on_egs(vision))
    story.check("Run:ai takes its application", story.on_runai(vision))
    story.check("NVCF takes its key", story.on_nvcf(vision))
    story.tell("A second up changes nothing")
    before = story.requests()
    story.run("up", "--yes", "--skip-preview", "--expect-no-changes")
    story.check("it sent no request", story.requests() == before)
    return vision


def _rotate(story: Story, first: Environment) -> Environment:
    story.tell("80 days later the preview plans rotations: all of it ends within the 14 days that the program asks for")
    story.pass_time(80)
    before = story.requests()
    planned = story.run("preview", "--diff")
    story.check("the preview shows generation 1 => 2", "1 => 2" in planned)
    story.check("the preview shows when the old ones will be revoked", "revokeAfter" in planned)
    story.check("the preview says where there is no overlap", "stops working at once" in planned)
    story.check("the preview sent no request", story.requests() == before)
    story.tell("up rotates: the new credentials exist before the old ones go")
    story.run("up", "--yes", "--skip-preview")
    second = story.environments()["vision"]
    story.check("both EGS tokens are taken", story.on_egs(first) and story.on_egs(second))
    story.check("both NVCF keys are taken", story.on_nvcf(first) and story.on_nvcf(second))
    story.check("Run:ai takes the new secret only", story.on_runai(second) and not story.on_runai(first))
    return second


def _revoke(story: Story, first: Environment, second: Environment) -> None:
    story.tell("After the overlap of two days, up revokes the old ones")
    story.pass_time(3)
    story.run("up", "--yes", "--skip-preview")
    story.check("the old token and the old key are refused", not (story.on_egs(first) or story.on_nvcf(first)))
    story.check("the new ones are taken", story.on_egs(second) and story.on_nvcf(second))


def _remove_a_team(story: Story) -> None:
    story.tell("A team that is taken out of teams.yaml goes, with all it has on every platform")
    teams = story.teams()
    del teams["nlp"]
    story.rewrite(teams)
    story.run("up", "--yes", "--skip-preview")
    story.check("nothing of nlp is left", not [live for live in story.emulator.live() if "nlp" in live.name])
    story.check("the others have what they had", len(story.emulator.live()) == 12)  # noqa: PLR2004


def _destroy(story: Story) -> None:
    story.tell("destroy leaves nothing, and no secret was ever written in clear")
    story.run("destroy", "--yes", "--skip-preview")
    live, readable = story.emulator.live(), story.program.readable(story.secrets)
    story.check(f"credentials and workspaces live on the platforms: {len(live)}", not live)
    story.check(f"secrets in clear in state files and logs: {len(readable)}", not readable)


if __name__ == "__main__":
    sys.exit(main())
