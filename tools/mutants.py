"""Take one protection away at a time, in a copy of the checkout, and see the fault suite fail.

A suite that passes without a protection does not test it. Each mutant names the part of the suite that has to notice,
so that all of them together take minutes; before the first one these parts have to pass as they are.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.environment import ROOT
from tools.house_rules import files

MATRIX = "tests/faults/test_matrix.py"
CANARY = "tests/faults/canary"


@dataclass(frozen=True)
class Mutant:
    """A breakage: what it takes away, where, and which tests have to fail. `old` stands once in the file."""

    loses: str
    file: str
    old: str
    new: str
    tests: str
    named: str = ""

    def breaks(self, copy: Path) -> None:
        """Break the copy."""
        path = copy / "provider" / "gpucreds" / self.file
        path.write_text(self.mutated(path.read_text()))

    def mutated(self, text: str) -> str:
        """The text with the breakage. Raises ValueError where the code has changed and the mutant has to follow."""
        if text.count(self.old) != 1:
            raise ValueError(f"the mutant {self.loses!r} no longer fits {self.file}")
        return text.replace(self.old, self.new)


MUTANTS = (
    Mutant(
        "retry guard: a create is repeated blindly",
        "platforms/egs.py",
        'self._secret(self._call("POST", _KEY, body, repeatable=False), "apiKey")',
        'self._secret(self._call("POST", _KEY, body, repeatable=True), "apiKey")',
        MATRIX,
        "egs:ApiToken and dynamic and create and after and commit and once",
    ),
    Mutant(
        "reclaim: what a dead run left stays",
        "core/rotating.py",
        "at_our_address = (item for item in self.owned(inputs, fresh=False) if item.mark.address == ours.address)",
        "at_our_address = ()",
        MATRIX,
        "nvcf:ScopedKey and plugin and create and killed and after",
    ),
    Mutant(
        "mark: every incarnation of a resource has the same one",
        "core/credential.py",
        '"nonce": old.nonce if old else new_nonce(),',
        '"nonce": "0000",',
        MATRIX,
        "egs:ApiToken and plugin and replace and killed and after",
    ),
    Mutant(
        "living incarnations: a create takes what is being replaced for left behind",
        "core/rotating.py",
        "others = self.run.living - {ours.incarnation}",
        "others = set()",
        MATRIX,
        "egs:ApiToken and plugin and replace and lasting",
    ),
    Mutant(
        "recovery: a lost answer is not looked for",
        "core/rotating.py",
        "made = look_for(lambda: self._made(inputs, strays), self.run.clock)",
        "made = []",
        MATRIX,
        "egs:ApiToken and dynamic and create and after and commit and once",
    ),
    Mutant(
        "recovery: an account whose answer was lost is not taken over",
        "core/unique.py",
        "found = look_for(lambda: self.look_up(inputs, fresh=True), self.run.clock)",
        "found = None",
        MATRIX,
        "runai:Application and dynamic and create and after and commit and once",
    ),
    Mutant(
        "second look: a list that lags behind is believed",
        "core/lost_answers.py",
        "    if not seen:\n",
        "    if False:\n",
        MATRIX,
        "egs:ApiToken and dynamic and create and next and lags and once",
    ),
    Mutant(
        "left-overs: what could not be revoked is forgotten",
        "core/rotating.py",
        "leftovers.append(handle)",
        "pass",
        MATRIX,
        "nvcf:ScopedKey and plugin and rotate and again and lasting",
    ),
    Mutant(
        "renewal: an expired bearer ends the command",
        "platforms/_bearer.py",
        "            if another == token:\n",
        "            if another:\n",
        MATRIX,
        "egs:ApiToken and dynamic and bearer and once",
    ),
    Mutant(
        "one line: an error brings the traceback along",
        "doors/dynamic.py",
        "        _quiet_tracebacks()\n",
        "",
        MATRIX,
        "egs:ApiToken and dynamic and create and 403",
    ),
    Mutant(
        "redaction: a platform's words are shown as they come",
        "core/redaction.py",
        'text = text.replace(secret, "***")',
        "pass",
        f"{CANARY}/test_failing_runs.py",
        "quote_what_was_sent",
    ),
    Mutant(
        "secret outputs: a token is an output like any other",
        "doors/typed.py",
        "additional_secret_outputs=secrets(self.declared.state)",
        "additional_secret_outputs=[]",
        f"{CANARY}/test_life.py",
        "dynamic",
    ),
    Mutant(
        "secret outputs of the plugin: a token is an output like any other",
        "doors/urn.py",
        "sent(state, declared | inputs.secret)",
        "sent(state, inputs.secret)",
        f"{CANARY}/test_life.py",
        "plugin",
    ),
    Mutant(
        "partial state: a workspace that is not ready is a failed create",
        "doors/urn.py",
        "        raise Unfinished(made.unfinished, details)",
        "        raise RuntimeError",
        MATRIX,
        "egs:SliceWorkspace and plugin and create and lasting",
    ),
)


def main(wanted: Iterable[str]) -> int:
    """Run `python -m tools.mutants`, for the mutants in whose names one of the words stands, or for all."""
    words = list(wanted)
    chosen = [mutant for mutant in MUTANTS if not words or any(word in mutant.loses for word in words)]
    with tempfile.TemporaryDirectory(prefix="gpucreds-mutants-") as folder:
        copy = Path(folder) / "checkout"
        alive = [mutant for mutant in chosen if not (passes(copy, mutant) and killed(copy, mutant))]
    print(f"mutants: {len(chosen) - len(alive)} of {len(chosen)} noticed")
    return int(bool(alive))


def passes(copy: Path, mutant: Mutant) -> bool:
    """Whether the mutant's part of the suite passes without the breakage: else its failure would say nothing."""
    renew(copy)
    ended = suite(copy, mutant)
    if ended.returncode:
        print(f"mutants: {mutant.loses}: ITS TESTS FAIL AS THEY ARE", flush=True)
    return ended.returncode == 0


def killed(copy: Path, mutant: Mutant) -> bool:
    """Whether the suite notices; says which test did."""
    renew(copy)
    mutant.breaks(copy)
    ended = suite(copy, mutant)
    by = re.search(r"^FAILED \S+::(.*?)(?: - |$)", ended.stdout, re.MULTILINE)
    print(f"mutants: {mutant.loses}: {'noticed by ' + by[1] if by else 'NOT NOTICED'}", flush=True)
    return by is not None


def suite(copy: Path, mutant: Mutant) -> subprocess.CompletedProcess[str]:
    """Run the mutant's part of the suite in a copy, up to the first failure."""
    command = [sys.executable, "-m", "pytest", "-n", "auto", "-x", "-q", "-p", "no:cacheprovider", mutant.tests]
    return subprocess.run(
        [*command, *(["-k", mutant.named] if mutant.named else [])],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy / "provider"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def renew(copy: Path) -> None:
    """Make the copy what the checkout is, with the engine that it has."""
    shutil.rmtree(copy, ignore_errors=True)
    for file in files(ROOT):
        target = copy / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / file.path, target)
    (copy / ".tools").symlink_to(ROOT / ".tools")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
