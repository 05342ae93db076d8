"""A mistake of ours, made on purpose: a client that raises something unexpected with secrets in its text and causes.

It comes into a run as the module that Python imports first (`sitecustomize`), so the installed package stays as it is.
"""

from __future__ import annotations

import os
from pathlib import Path

TEXT = """
import importlib
import os
import sys

SECRETS = [os.environ.get(name, "") for name in ("EGS_API_KEY", "RUNAI_CLIENT_SECRET")]


def careless(*args, **kwargs):
    told = [str(argument.get_secret_value()) for argument in args if hasattr(argument, "get_secret_value")]
    raise RuntimeError(f"{SECRETS} {told}") from ValueError(f"{SECRETS} {told}")


if "pulumi.dynamic" in " ".join(sys.orig_argv) or not PROVIDER_ONLY:
    for module, name, method in MISTAKES:
        setattr(getattr(importlib.import_module(module), name), method, careless)
"""
Mistake = tuple[str, str, str]


def settings(folder: Path, *mistakes: Mistake, provider_only: bool = True) -> dict[str, str]:
    """What lets each Python of a run begin with these mistakes: in which module, class and method."""
    folder.mkdir(exist_ok=True)
    known = f"MISTAKES = {mistakes!r}\nPROVIDER_ONLY = {provider_only!r}\n"
    (folder / "sitecustomize.py").write_text(known + TEXT)
    path = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))
    return {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
