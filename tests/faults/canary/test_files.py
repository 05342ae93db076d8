"""The provider itself writes no file, starts no process and asks for no core dump: what it knows stays in memory."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any

from tools.environment import ROOT

STEERING = ("PYTHONFAULTHANDLER", "PYTHONDEVMODE")


def _lived(*arguments: str) -> dict[str, Any]:
    ended = subprocess.run(
        [sys.executable, "-B", "-m", "tests.faults.canary.audited", *arguments],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name not in STEERING},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return json.loads(ended.stdout)


def test_a_whole_life_writes_no_file_and_starts_no_process():
    told = _lived()
    assert told["touched"] == []
    assert not told["faulthandler"]
    assert told["requests"] > 100


def test_it_would_be_seen():
    assert set(_lived("misbehave")["touched"]) >= {"open", "tempfile.mkdtemp", "os.system", "resource.setrlimit"}


def test_no_module_of_the_provider_knows_how():
    writers = re.compile(
        r"faulthandler|setrlimit|write_(text|bytes)|\bopen\([^)]*['\"][wax+]|subprocess|tempfile|shelve"
    )
    files = list((ROOT / "provider" / "gpucreds").rglob("*.py"))
    assert len(files) > 30
    assert [path.name for path in files if writers.search(path.read_text())] == []
