"""What a run was measured on: the machine, without its name, and the versions."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

import psutil

from bench.contestants import terraform
from tools.environment import ENGINE
from tools.go_build import read_required


def rows() -> dict[str, str]:
    """What to say about it, by what it is."""
    restapi, found = terraform.MODULES["restapi"], terraform.find()
    return {
        "date": f"{datetime.now(timezone.utc):%Y-%m-%d}",
        "processor": f"{processor()}, {os.cpu_count()} cores",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
        "Pulumi engine": said(ENGINE / "bin" / "pulumi"),
        "Pulumi SDK": version("pulumi"),
        "Python": platform.python_version(),
        "gpucreds": version("gpucreds"),
        found.name.partition(",")[0]: said(found.program),
        "its provider restapi": read_required(terraform.PINS / "restapi")[restapi],
    }


def processor() -> str:
    """The processor's model, where the system tells."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text().splitlines() if file.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or "unknown"


def said(program: Path) -> str:
    """What a program says to `version`, in one line."""
    told = subprocess.run([program, "version"], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    return told.stdout.partition("\n")[0]
