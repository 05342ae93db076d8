"""A Pulumi program and the real engine: what the demo and the tests on the engine have in common."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools import node
from tools.environment import pulumi_environment
from tools.scanner import Scanner
from tools.sdk import SDKS, go

GO_SDK = "github.com/gpucreds/gpucreds/sdk/go"
"""The module in `sdk/go`."""


class CommandFailed(Exception):
    """The engine ended otherwise than expected; the text is all that it printed."""


def link_node_sdk(folder: Path) -> None:
    """Give a TypeScript program the packages that `npm install` would fetch and compile for it."""
    node.install_sdk(SDKS / "nodejs")
    (folder / "node_modules").symlink_to(node.NODE / "node_modules")


def replace_go_sdk(folder: Path) -> None:
    """Let a Go program that is elsewhere find the SDK of this checkout."""
    go(folder, "mod", "edit", f"-replace={GO_SDK}={SDKS / 'go'}")


@dataclass
class Program:
    """A program's folder with a backend of its own beside it; `log` is everything that the engine printed for it."""

    folder: Path
    home: Path
    settings: dict[str, str] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    @classmethod
    def copied(cls, source: Path, scratch: Path, settings: dict[str, str]) -> Program:
        """A copy of `source` under `scratch` that finds the SDK, without the stacks somebody made there."""
        folder = scratch / source.name
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns("Pulumi.*.yaml", "__pycache__", "node_modules"))
        if (folder / "package.json").exists():
            link_node_sdk(folder)
        if (folder / "go.mod").exists():
            replace_go_sdk(folder)
        return cls(folder, scratch, settings)

    def pulumi(self, *arguments: str, succeeds: bool = True, given: str = "") -> str:
        """Run `pulumi` there with what is `given` to it through a pipe, and return what it printed.

        Raises CommandFailed when it ends otherwise than expected.
        """
        ended = self._run(["pulumi", "--non-interactive", "--color=never", *arguments], subprocess.STDOUT, given)
        self.log.append(ended.stdout)
        if (ended.returncode == 0) != succeeds:
            raise CommandFailed(f"pulumi {' '.join(arguments)} ended with {ended.returncode}:\n{ended.stdout}")
        return ended.stdout

    def gpucreds(self, *arguments: str, status: int = 0) -> str:
        """Run `gpucreds` there, and return what it printed for programs; the rest is in `log`.

        Raises CommandFailed when it ends with another status.
        """
        ended = self._run(["gpucreds", *arguments], subprocess.PIPE)
        self.log += [ended.stdout, ended.stderr]
        if ended.returncode != status:
            told = f"gpucreds {' '.join(arguments)} ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}"
            raise CommandFailed(told)
        return ended.stdout

    def _run(self, command: list[str], errors: int, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=pulumi_environment(self.home) | self.settings,
            input=given,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            check=False,
        )

    def set_secret(self, name: str, value: str) -> None:
        """Encrypt a setting into the stack, through a pipe as a careful user would."""
        self.pulumi("config", "set", "--secret", name, given=value)

    def up(self, *arguments: str, succeeds: bool = True) -> str:
        """`pulumi up` without questions."""
        return self.pulumi("up", "--yes", "--skip-preview", *arguments, succeeds=succeeds)

    def outputs(self) -> dict[str, Any]:
        """The stack's outputs, secrets in clear; they are not kept in `log`."""
        text = self.pulumi("stack", "output", "--json", "--show-secrets")
        self.log.pop()
        outputs: dict[str, Any] = json.loads(text)
        return outputs

    def readable(self, secrets: Mapping[str, str] | Iterable[str]) -> list[str]:
        """Where one of `secrets` stands in a readable form: files of stack and engine, and what the commands printed.

        Each is named by its place, its kind (which a mapping of secrets tells) and the form, never by its value.
        """
        scanner = Scanner(secrets)
        printed = scanner.in_text("what the commands printed", "".join(self.log))
        return sorted({str(finding) for finding in (*scanner.in_folder(self.home), *printed)})

    def resources(self) -> list[dict[str, Any]]:
        """The resources in the state, secrets encrypted."""
        deployment = json.loads(self.pulumi("stack", "export"))["deployment"]
        return list(deployment.get("resources", []))
