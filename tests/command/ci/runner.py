"""A machine of a CI system: a Python of its own, the engine, and of the rest only what a job brings.

Replaced are the index of packages, by a folder with the wheel of this checkout, and the download of what gpucreds
depends on, by what the tests' environment has: `pip install` finds it there, and compares it with what the wheel asks
for. Replaced are also the actions of GitHub and the images: a clone is the checkout, and Python and Pulumi are there.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.command.ci.recipes import Job
from tools.environment import ENGINE, ROOT, engine_settings

SHELL = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")
"""GitHub runs so what has a named shell, GitLab sets both options itself, and the CronJob names them."""
PIP = """\
#!{python}
import sys
sys.path.insert(0, {installed!r})
from pip._internal.cli.main import main
raise SystemExit(main())
"""
"""The real one, wherever the engine's quick one stands (`tests.engine.site`)."""
OURS = ("gpucreds", "_gpucreds", "pulumi_gpucreds", "__editable__")
"""How the files of this checkout's own installations begin."""


@dataclass(frozen=True)
class Packages:
    """What `pip install` can find: the wheel of this checkout, and what is installed but for gpucreds itself."""

    wheels: Path
    installed: Path

    @classmethod
    def of_this_checkout(cls, folder: Path) -> Packages:
        """Build the wheel, and link to the rest."""
        found = cls(folder / "wheels", folder / "installed")
        build = (sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(found.wheels))
        subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
        found.installed.mkdir()
        for path in Path(sysconfig.get_path("purelib")).iterdir():
            if not path.name.startswith(OURS):
                (found.installed / path.name).symlink_to(path)
        return found


@dataclass
class Ended:
    """How a job ended: the status of the first step that failed, and which shell lines ran to their end."""

    status: int = 0
    log: str = ""
    lines: list[str] = field(default_factory=list)


class Runner:
    """One fresh machine. What its jobs printed is in `log`."""

    def __init__(self, folder: Path, packages: Packages, quick: str) -> None:
        self.settings: dict[str, str] = {}
        """What a test adds to the environment of every job."""
        self.log: list[str] = []
        self.folder = folder
        self._packages = packages
        self._search = os.pathsep.join([quick, str(packages.installed)])
        venv.create(folder / "python")
        pip = folder / "python" / "bin" / "pip"
        pip.write_text(PIP.format(python=pip.with_name("python"), installed=str(packages.installed)))
        pip.chmod(0o755)

    def run(self, job: Job, checkout: Path) -> Ended:
        """Run the steps of a job as its system does: after a failure only those that run always."""
        ended = Ended()
        for step in job.steps:
            if ended.status and not step.always:
                continue
            done = self._shell(step.script, checkout, step.environment)
            ended.log += done.stdout
            ended.status = ended.status or done.returncode
            ended.lines += step.lines if done.returncode == 0 else []
        self.log.append(ended.log)
        return ended

    @property
    def summary(self) -> Path:
        """Where GitHub reads the summary of a job."""
        return self.folder / "summary.md"

    def _shell(self, script: str, checkout: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*SHELL, script],
            cwd=checkout,
            env=self._machine() | self.settings | dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def _machine(self) -> dict[str, str]:
        own = [str(self.folder / "python" / "bin"), str(ENGINE / "bin")]
        others = [one for one in os.environ.get("PATH", os.defpath).split(os.pathsep) if not _is_ours(one)]
        engine = engine_settings(self.folder)
        return {
            "PATH": os.pathsep.join([*own, *others]),
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "CI": "true",
            "PULUMI_HOME": engine["PULUMI_HOME"],
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "PYTHONPATH": self._search,
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self._packages.wheels),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }


def _is_ours(folder: str) -> bool:
    """Whether a folder of `PATH` has the command of the tests' own environment: a job has to install its own."""
    return (Path(folder) / "gpucreds").exists()
