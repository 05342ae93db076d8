"""The main job in a minute: the real engine mints, rotates and revokes EGS credentials, on the emulator.

    python -m tools.demo

It tells each step with the command it runs, checks what it tells, and fails when one of it is not true.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx

from gpucreds_emulator import Emulator, serving
from tools.environment import ROOT
from tools.program import CommandFailed, Program

SCRATCH = ROOT / ".demo"
EXAMPLE = ROOT / "examples" / "egs-team"


class NotTrueError(Exception):
    """Something that the demo tells did not happen."""


class Story:
    """One program, one emulator, one clock for both, and the secrets seen so far."""

    def __init__(self, program: Program, emulator: Emulator, url: str) -> None:
        self.program = program
        self.emulator = emulator
        self.url = url
        self.secrets = {emulator.egs.api_key}

    def tell(self, text: str) -> None:
        """Say what comes next."""
        print(f"\n\033[1m# {text}\033[0m" if sys.stdout.isatty() else f"\n# {text}", flush=True)

    def run(self, *arguments: str) -> str:
        """Run a command and show it with what it prints."""
        print(f"$ pulumi {' '.join(arguments)}", flush=True)
        printed = self.program.pulumi(*arguments)
        shown = [line for line in printed.splitlines() if line.strip() and not line.startswith("@ ")]
        print("\n".join(f"    {line}" for line in shown), flush=True)
        return printed

    def check(self, fact: str, truth: object) -> None:
        """Say that a fact holds, or end the demo."""
        if not truth:
            raise NotTrueError(fact)
        print(f"  ✓ {fact}", flush=True)

    def pass_time(self, days: int) -> None:
        """Move the clocks of platform and provider."""
        self.emulator.clock.advance(timedelta(days=days))
        now = self.emulator.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        self.program.settings["GPUCREDS_NOW"] = now
        print(f"$ export GPUCREDS_NOW={now}", flush=True)

    def token(self) -> str:
        """The CI token as the stack has it now, remembered as a secret."""
        outputs = self.program.outputs()
        self.secrets |= {outputs["ci_token"], outputs["dashboard_token"], *outputs["kubeconfigs"].values()}
        return str(outputs["ci_token"])

    def logs_in(self, token: str) -> bool:
        """Whether EGS takes a token."""
        return httpx.post(f"{self.url}/api/v1/auth", json={"apiKey": token}).is_success


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
    with serving(emulator.egs) as url:
        program = Program.copied(EXAMPLE, SCRATCH, emulator.egs.environment(url))
        program.pulumi("stack", "init", "dev")
        yield Story(program, emulator, url)


def _tell(story: Story) -> None:
    story.tell(f"One team on Avesha EGS ({os.path.relpath(EXAMPLE)}), on an emulator: no real credential is made")
    print((EXAMPLE / "__main__.py").read_text(), end="", flush=True)
    first = _create(story)
    second = _rotate(story, first)
    _revoke(story, first, second)
    _destroy(story)


def _create(story: Story) -> str:
    story.tell("Create the workspace and its tokens")
    story.run("up", "--yes", "--skip-preview")
    token = story.token()
    story.check("the workspace and two tokens are live on the platform", len(story.emulator.live()) == 3)  # noqa: PLR2004
    story.check("the CI token logs in", story.logs_in(token))
    story.tell("A second up changes nothing")
    before = len(story.emulator.log())
    story.run("up", "--yes", "--skip-preview", "--expect-no-changes")
    story.check("it sent no request", len(story.emulator.log()) == before)
    return token


def _rotate(story: Story, first: str) -> str:
    story.tell(
        "80 days later the preview plans a rotation: the token ends within the 14 days that the program asks for"
    )
    story.pass_time(80)
    before = len(story.emulator.log())
    planned = story.run("preview", "--diff")
    story.check("the preview shows generation 1 => 2", "1 => 2" in planned)
    story.check("the preview shows when the old one will be revoked", "revokeAfter" in planned)
    story.check("the preview sent no request", len(story.emulator.log()) == before)
    story.tell("up rotates: the new token exists before the old one goes")
    story.run("up", "--yes", "--skip-preview")
    second = story.token()
    story.check("the CI token is a new one", second != first)
    story.check("both tokens log in", story.logs_in(first) and story.logs_in(second))
    return second


def _revoke(story: Story, first: str, second: str) -> None:
    story.tell("After the overlap of two days, up revokes the old token")
    story.pass_time(3)
    story.run("up", "--yes", "--skip-preview")
    story.check("the old token no longer logs in", not story.logs_in(first))
    story.check("the new token logs in", story.logs_in(second))


def _destroy(story: Story) -> None:
    story.tell("destroy leaves nothing, and no secret was ever written in clear")
    story.run("destroy", "--yes", "--skip-preview")
    live, readable = story.emulator.live(), story.program.readable(story.secrets)
    story.check(f"credentials and workspaces live on the platform: {len(live)}", not live)
    story.check(f"secrets in clear in state files and logs: {len(readable)}", not readable)


if __name__ == "__main__":
    sys.exit(main())
