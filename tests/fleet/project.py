"""A project with a stack for each team of a file, and `gpucreds fleet up` on it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import psutil
import yaml

from tests.engine.site import Site
from tests.faults.crash.processes import PATIENCE, wait_until
from tools.environment import pulumi_environment
from tools.program import Program

TEXT = """
from pathlib import Path

import yaml

terms = egs.Rotation(before="14d", overlap="2d")
team = pulumi.Config().require("team")
for name, role in (yaml.safe_load(Path("teams.yaml").read_text())[team] or {}).items():
    pulumi.export(name, egs.ApiToken(name, role=role, rotation=terms).token)
"""
"""A token for each line of a team."""


class FleetProject:
    """The project: `teams` is what its file says after `write`."""

    def __init__(self, site: Site, backend: Mapping[str, str]) -> None:
        self.site = site
        self.program: Program = site._project("name: program\nruntime: python\n")
        self.program.settings |= backend
        site.rewrite(self.program, TEXT)
        self.teams: dict[str, dict[str, str]] = {}

    def write(self, teams: Mapping[str, Mapping[str, str]]) -> None:
        """Write the file of teams."""
        self.teams = {name: dict(entry) for name, entry in teams.items()}
        (self.program.folder / "teams.yaml").write_text(yaml.safe_dump(self.teams, sort_keys=False))

    def edit(self, team: str, **entry: str) -> None:
        """Give a team more tokens, or other roles."""
        self.write({**self.teams, team: {**self.teams[team], **entry}})

    def up(self, *arguments: str, status: int = 0) -> Any:
        """What `gpucreds fleet up` tells a program."""
        return json.loads(self.program.gpucreds("fleet", "up", "--json", *arguments, status=status))

    def history(self, team: str) -> list[dict[str, Any]]:
        """The updates of a team's stack, the newest first."""
        told: list[dict[str, Any]] = json.loads(self.program.pulumi("stack", "history", "--json", "--stack", team))
        return told

    def tokens(self) -> int:
        """How many tokens are live."""
        return len(self.site.emulator.live())

    @contextmanager
    def running(self, *arguments: str) -> Iterator[RunningCommand]:
        """Start the command, and leave no process of it behind."""
        run = RunningCommand(self.program, ["gpucreds", "fleet", "up", "--json", *arguments])
        try:
            yield run
        finally:
            run.clear()
            self.program.log.append(run.told())


class RunningCommand:
    """The command and the engines that it starts; each engine is in a session of its own."""

    def __init__(self, program: Program, command: list[str]) -> None:
        self._told = program.home / "told.json"
        with self._told.open("wb") as file:
            self._started = subprocess.Popen(
                command,
                cwd=program.folder,
                env=pulumi_environment(program.home) | program.settings | {"GPUCREDS_TIMEOUT": "5m"},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._sessions: set[int] = set()

    def engines(self) -> list[psutil.Process]:
        """The engines that run now, and are remembered."""
        with suppress(psutil.NoSuchProcess):
            found = [one for one in psutil.Process(self._started.pid).children() if _leads(one)]
            self._sessions |= {one.pid for one in found}
            return found
        return []

    def signal(self, what: signal.Signals) -> None:
        """What a terminal or a CI system sends to the command, and to nobody else."""
        self.engines()
        self._started.send_signal(what)

    def ended(self) -> int:
        """Wait for the command; gives its exit code."""
        return self._started.wait(PATIENCE)

    def told(self) -> str:
        """What it has printed for programs."""
        return self._told.read_text()

    def left(self) -> list[psutil.Process]:
        """Processes of its engines that are there still."""
        return [one for one in psutil.process_iter() if _session(one) in self._sessions]

    def clear(self) -> None:
        """End what is left."""
        self.engines()
        self._started.kill()
        self._started.wait()
        for one in self.left():
            with suppress(psutil.NoSuchProcess):
                one.kill()
        wait_until("no process of the run is left", lambda: not self.left())


def _leads(process: psutil.Process) -> bool:
    return _session(process) == process.pid


def _session(process: psutil.Process) -> int | None:
    with suppress(ProcessLookupError, PermissionError, psutil.NoSuchProcess):
        return os.getsid(process.pid) if process.status() != psutil.STATUS_ZOMBIE else None
    return None
