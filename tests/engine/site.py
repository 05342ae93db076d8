"""Programs on the real engine, the real file backend and the emulator on a port."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from gpucreds_emulator import Emulator
from tools.program import Program


def _quick(folder: Path) -> str:
    """A `PYTHONPATH` with a `pip` that knows no package: to list them all takes the engine half a second each time."""
    folder.mkdir()
    (folder / "pip.py").write_text("print('[]')")
    return os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))


class Site:
    """An emulator on ports, and programs that reach it."""

    def __init__(self, emulator: Emulator, urls: Mapping[str, str], folder: Path) -> None:
        self.emulator = emulator
        self.settings = emulator.environment(urls) | {"PYTHONPATH": _quick(folder / "quick")}
        self.package = "gpucreds"
        """What programs are written on: the dynamic door, or the SDK of the plugin."""
        self._folder = folder

    def program(self, text: str) -> Program:
        """A new program with an empty stack."""
        program = self._project("name: program\nruntime: python\n")
        self.rewrite(program, text)
        program.pulumi("stack", "init", "dev")
        return program

    def yaml(self, text: str) -> Program:
        """A new program in YAML, on the plugin, with an empty stack."""
        program = self._project("")
        self.rewrite_yaml(program, text)
        program.pulumi("stack", "init", "dev")
        return program

    def _project(self, about: str) -> Program:
        folder = self._folder / "program"
        folder.mkdir()
        (folder / "Pulumi.yaml").write_text(about)
        return Program(folder, self._folder, dict(self.settings))

    def rewrite(self, program: Program, text: str) -> None:
        """Edit a program."""
        source = f"import pulumi\nfrom {self.package} import egs, nvcf, runai\n" + textwrap.dedent(text)
        (program.folder / "__main__.py").write_text(source)

    def rewrite_yaml(self, program: Program, text: str) -> None:
        """Edit a program in YAML."""
        source = "name: program\nruntime: yaml\n" + textwrap.dedent(text)
        (program.folder / "Pulumi.yaml").write_text(source)

    def advance(self, program: Program, days: int) -> None:
        """Move the clocks of platform and provider."""
        self.emulator.clock.advance(timedelta(days=days))
        program.settings["GPUCREDS_NOW"] = self.emulator.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")

    def requests(self) -> list[str]:
        """What reached the platform so far."""
        return [f"{entry.method} {entry.path}" for entry in self.emulator.log()]

    def names(self) -> list[str]:
        """The names of what is live, without their marks."""
        return sorted(live.name.partition("-gc-")[0] for live in self.emulator.live())
