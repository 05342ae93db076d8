"""Ruff's S rules are the security linter, everywhere but for what each folder may do."""

import subprocess
import sys

import pytest

from tools.environment import ROOT

UNSAFE = {
    "S307": "eval(input())",
    "S301": "import pickle\npickle.loads(b'')",
    "S506": "import yaml\nyaml.load('a')",
    "S501": "import httpx\nhttpx.get('https://a.example', verify=False)",
    "S602": "import subprocess\nsubprocess.run(input(), shell=True)",
    "S324": "import hashlib\nhashlib.md5(b'')",
}


@pytest.mark.parametrize("folder", ["provider/gpucreds", "provider/gpucreds_emulator", "tools", "examples", "tests"])
def test_what_is_unsafe_is_found(folder):
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise", "-"]
    command.append(f"--stdin-filename={folder}/new.py")
    told = subprocess.run(
        command, cwd=ROOT, input="\n".join(UNSAFE.values()), capture_output=True, text=True, check=False
    )
    assert [rule for rule in UNSAFE if rule not in told.stdout] == []
