"""Whether anything is known against what `make` installs, and against the oldest versions that users may have.

`uv audit` asks the public advisory service. A known vulnerability or a withdrawn release fails this check; a service
that does not answer is only said, because nobody's build should hang on it. Options go to uv: `--service-url` is for a
service of one's own.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timezone
from pathlib import Path
from typing import TypeAlias

from tools.environment import ROOT
from tools.lock import PINS, pins

OLDEST = ("--resolution=lowest-direct", "--no-extra=dev")
ALWAYS = ("--preview-features=audit-command", "--no-python-downloads", "--no-progress", "--color=never")
UNANSWERED = 2
"""How uv ends when it could not ask; with 1 it has found something."""

PATIENCE = {"UV_HTTP_RETRIES": "0", "UV_HTTP_CONNECT_TIMEOUT": "5", "UV_HTTP_TIMEOUT": "10"}
"""In seconds. With uv's own, every check on a machine that reaches no service would wait for half a minute."""

Answer: TypeAlias = "subprocess.CompletedProcess[str]"


@dataclass(frozen=True)
class Accepted:
    """A known vulnerability that we live with for a time."""

    advisory: str
    reason: str
    until: date


ACCEPTED: tuple[Accepted, ...] = ()


def main(options: list[str]) -> int:
    """Run `python -m tools.audit`."""
    answers = {
        "what `make` installs": ask(installed(), *options),
        "the oldest versions that users may have": ask(project(), *OLDEST, *options),
    }
    for subject, answer in answers.items():
        print(*(f"audit: {subject}: {line}\n" for line in findings(answer)), sep="", end="")
    warn([subject for subject, answer in answers.items() if answer.returncode == UNANSWERED], answers)
    return int(any(map(fails, answers.values())))


def installed() -> str:
    """A project that asks for the pins and nothing else; a list in JSON is one in TOML."""
    wanted = json.dumps(sorted(pins(PINS.read_text())))
    return f'[project]\nname = "pins"\nversion = "0"\nrequires-python = ">=3.10"\ndependencies = {wanted}\n'


def project() -> str:
    """Our own project."""
    return (ROOT / "pyproject.toml").read_text()


def ask(asking: str, *options: str) -> Answer:
    """Let uv resolve a project, in a folder where it cannot change our own, and ask about what comes out."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "pyproject.toml").write_text(asking)
        return subprocess.run(
            [sys.executable, "-m", "uv", "audit", *ALWAYS, *ignored(datetime.now(timezone.utc).date()), *options],
            cwd=folder,
            env=os.environ | PATIENCE | {"UV_PYTHON": sys.executable},
            capture_output=True,
            text=True,
            check=False,
        )


def ignored(today: date) -> list[str]:
    """What uv has to leave out today."""
    return [f"--ignore={accepted.advisory}" for accepted in ACCEPTED if today <= accepted.until]


def findings(answer: Answer) -> Iterator[str]:
    """What uv has found, the projects that have been given up among it, and why nothing fits where nothing does."""
    yield from withdrawn(answer)
    yield from filter(None, answer.stdout.splitlines())
    if answer.returncode not in {0, UNANSWERED} and not answer.stdout:
        yield from answer.stderr.splitlines()


def withdrawn(answer: Answer) -> list[str]:
    """The releases that their own projects have taken back; the index tells, not the service."""
    return [line.removeprefix("warning: ") for line in answer.stderr.splitlines() if " is yanked" in line]


def fails(answer: Answer) -> bool:
    """Whether something was found."""
    return answer.returncode not in {0, UNANSWERED} or bool(withdrawn(answer))


def warn(subjects: list[str], answers: dict[str, Answer]) -> None:
    """Say what was not looked up, and what was all the same."""
    if subjects:
        told = answers[subjects[0]].stderr
        cause = ["uv does not say why", *re.findall(r"^(?:error|  cause): (.*)", told, re.MULTILINE)][-1]
        checked = "only withdrawn releases" if "Resolved" in told else "nothing"
        print(f"audit: WARNING: ADVISORIES NOT LOOKED UP for {' and '.join(subjects)} ({cause}); checked: {checked}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
