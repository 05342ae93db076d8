"""A team that has copied a recipe: its repository, its stack `prod`, its platforms, and jobs that run on a machine."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.command.ci.recipes import CI, Job
from tests.command.ci.runner import Ended, Runner
from tests.engine.site import Site
from tools.environment import PASSPHRASE, engine_settings
from tools.program import Program
from tools.scanner import Scanner

PROGRAM = """\
import pulumi
from gpucreds import nvcf, runai

rotation = nvcf.Rotation(before="14d", overlap="2d")
key = nvcf.ScopedKey("invoke", scopes=["invoke_function"], functions=["*"], ttl="90d", rotation=rotation)
pulumi.export("key", key.key)
"""
MISTAKE = 'nvcf.ScopedKey("forever", scopes=["invoke_function"], functions=["*"], ttl="364d")\n'
"""What two rules forbid: it lives too long, and nothing rotates it."""


class Team:
    """Its program keeps every rule until `write` says otherwise."""

    def __init__(self, site: Site, folder: Path, runner: Runner) -> None:
        self.site = site
        self.runner = runner
        self._repository = folder / "repository"
        self._checkouts = folder / "checkouts"
        self._repository.mkdir()
        self._checkouts.mkdir()
        self.reports = folder / "reports"
        """The volume that the audit of the operator mounts."""
        self.reports.mkdir()
        self.given = {name: value for name, value in site.settings.items() if name != "PYTHONPATH"}
        backend = engine_settings(folder)["PULUMI_BACKEND_URL"]
        self.given |= {"PULUMI_BACKEND_URL": backend, "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE}
        self.program = Program(self._repository, folder, dict(site.settings))
        self._begin()

    def _begin(self) -> None:
        (self._repository / "Pulumi.yaml").write_text("name: credentials\nruntime: python\n")
        shutil.copy(CI / "requirements.txt", self._repository)
        self.program.pulumi("stack", "init", "prod")
        self._git("init", "--quiet", "--initial-branch=main")
        self.write(PROGRAM)

    def write(self, text: str) -> None:
        """Commit a program."""
        (self._repository / "__main__.py").write_text(text)
        self._git("add", "--all")
        self._git("commit", "--quiet", "--message=credentials")

    def run(self, job: Job) -> Ended:
        """Run a job in a fresh checkout."""
        return self.runner.run(job, self.checkout(anew=True))

    def checkout(self, *, anew: bool = False) -> Path:
        """The checkout of the last job, or a new one."""
        number = len(list(self._checkouts.glob("*"))) + anew
        folder = self._checkouts / str(number)
        if anew:
            self._git("clone", "--quiet", str(self._repository), str(folder))
        return folder

    def wait(self, days: int) -> None:
        """Let days pass, for the platforms and for the jobs."""
        self.site.advance(self.program, days)
        self.runner.settings["GPUCREDS_NOW"] = self.program.settings["GPUCREDS_NOW"]

    def lose(self, name: str) -> None:
        """Take a resource out of the state, so that what its platform holds is a left-over."""
        (found,) = [one["urn"] for one in self.program.resources() if one["urn"].endswith(f"::{name}")]
        self.program.pulumi("state", "delete", "--yes", found)

    def leaked(self) -> list[str]:
        """Where a secret stands in what the jobs printed and kept."""
        scanner = Scanner(self.site.emulator.handed_out() | {PASSPHRASE: "the passphrase"})
        printed = scanner.in_text("a log", "".join(self.runner.log))
        summary = self.runner.summary.read_text() if self.runner.summary.exists() else ""
        kept = [one for folder in (self._checkouts, self.reports) for one in scanner.in_folder(folder)]
        return [str(one) for one in (*printed, *scanner.in_text("the summary", summary), *kept)]

    def _git(self, *arguments: str) -> None:
        who = ("-c", "user.name=Vera Ison", "-c", "user.email=vera@example.com")
        subprocess.run(["git", *who, *arguments], cwd=self._repository, check=True, capture_output=True)
