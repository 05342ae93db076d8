"""`pulumi import` by somebody who knows the id, and perhaps the secret; and what of it reached a platform."""

from __future__ import annotations

import json
from typing import Any

from tests.engine.site import Site
from tools.program import Program

SETTING = "GPUCREDS_IMPORT_SECRET"
READS = ("/auth", "/kube-config", "/token", "/introspect")
"""Logging in and fetching a kubeconfig are no writes, though they are POST."""
GENERATED = "generated.yaml"
"""Where the engine writes the program for what it has imported."""


def take(program: Program, token: str, name: str, object_id: str, secret: str | None = None) -> str:
    """Import one object, with its secret if there is one to give."""
    return _import(program, f"gpucreds:{token}", name, object_id, secret=secret)


def take_all(program: Program, ids: dict[tuple[str, str], str], *, succeeds: bool = True) -> str:
    """Import several objects at once, by type and name; `program.settings` may give one secret."""
    listed = [{"type": f"gpucreds:{token}", "name": name, "id": one} for (token, name), one in ids.items()]
    (program.folder / "all.json").write_text(json.dumps({"resources": listed}))
    return _import(program, "--file=all.json", succeeds=succeeds)


def _import(program: Program, *what: str, secret: str | None = None, succeeds: bool = True) -> str:
    settings = dict(program.settings)
    program.settings |= {SETTING: secret} if secret else {}
    given = ("--yes", "--skip-preview", "--protect=false", f"--out={GENERATED}")
    printed = program.pulumi("import", *given, *what, succeeds=succeeds)
    program.settings = settings
    return printed


def generated(program: Program) -> str:
    """The program that the engine has written."""
    return (program.folder / GENERATED).read_text()


def in_clear(program: Program) -> list[dict[str, Any]]:
    """The resources in the state with their secrets, of which nothing stays in the log."""
    text = program.pulumi("stack", "export", "--show-secrets")
    program.log.pop()
    resources: list[dict[str, Any]] = json.loads(text)["deployment"]["resources"]
    return resources


def writes(site: Site) -> list[str]:
    """What changed a platform so far."""
    return [line for line in site.requests() if not line.startswith("GET ") and not line.endswith(READS)]
