"""The contestants on Pulumi's engine: each is one program."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.contestants.contestant import Stored
from bench.emulated import Emulated
from bench.metered import Cost, metered
from tools.environment import pulumi_environment
from tools.program import Program

PROGRAMS = Path(__file__).parent / "programs"
PARALLEL = 16
"""How many things the engine does at a time: what it takes by itself on four cores."""
COMMANDS = {
    "up": ("up", "--yes", "--skip-preview"),
    "no-op up": ("up", "--yes", "--skip-preview"),
    "preview": ("preview",),
    "refresh": ("refresh", "--yes", "--skip-preview"),
    "destroy": ("destroy", "--yes", "--skip-preview"),
}
ENGINES_OWN = ("pulumi:pulumi:Stack", "pulumi:providers:")


@dataclass(frozen=True)
class PulumiLife:
    """A stack of a program."""

    program: Program
    credentials: int
    parallel: int

    def run(self, operation: str) -> Cost:
        """Run a command of the life."""
        command = ["pulumi", "--non-interactive", "--color=never", *COMMANDS[operation], f"--parallel={self.parallel}"]
        environment = pulumi_environment(self.program.home) | self.program.settings
        return metered(command, self.program.folder, environment)

    def stored(self) -> Stored:
        """What the checkpoint has: inputs and outputs of our resources, and its file."""
        ours = [one for one in self.program.resources() if not one["type"].startswith(ENGINES_OWN)]
        own = sum(len(compact([one.get("inputs", {}), one.get("outputs", {})])) for one in ours)
        whole = sum(file.stat().st_size for file in checkpoints(self.program.home))
        return Stored(own / self.credentials, whole / self.credentials)


@dataclass(frozen=True)
class OnPulumi:
    """The program `programs/<program>.py`. `settings` are variables for the engine."""

    name: str
    program: str
    parallel: int = PARALLEL
    settings: Mapping[str, str] = field(default_factory=dict)

    def begin(self, folder: Path, emulated: Emulated, credentials: int) -> PulumiLife:
        """Lay out the program, with an empty stack."""
        home = folder / "program"
        home.mkdir()
        (home / "Pulumi.yaml").write_text("name: bench\nruntime: python\n")
        shutil.copy(PROGRAMS / f"{self.program}.py", home / "__main__.py")
        for beside in PROGRAMS.glob(f"{self.program}_provider.py"):
            shutil.copy(beside, home)
        settings = emulated.variables | {"BENCH_CREDENTIALS": str(credentials)} | dict(self.settings)
        program = Program(home, folder, settings)
        for served in PROGRAMS.glob(f"{self.program}_server.py"):
            program.settings["PATH"] = f"{plugin(folder, served)}{os.pathsep}{pulumi_environment(folder)['PATH']}"
        program.pulumi("stack", "init", "bench")
        return PulumiLife(program, credentials, self.parallel)


def plugin(folder: Path, served: Path) -> Path:
    """A folder for `PATH` with a plugin in it that this file serves."""
    place = folder / "plugins"
    place.mkdir()
    program = place / "pulumi-resource-bench"
    program.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(served))}\n")
    program.chmod(0o755)
    return place


def compact(value: object) -> str:
    """JSON without spaces, as the engine writes a checkpoint."""
    return json.dumps(value, separators=(",", ":"))


def checkpoints(home: Path) -> list[Path]:
    """The files of the stacks in a backend, packed or not, without what the engine keeps beside them."""
    stacks = home / "state" / ".pulumi" / "stacks"
    return [file for file in stacks.rglob("*.json*") if not file.name.endswith((".bak", ".bak.gz", ".attrs"))]
