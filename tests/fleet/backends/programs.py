"""What the tests of backends put on them: the same resources at both doors."""

from __future__ import annotations

import shutil

from tests.engine.site import Site
from tools.program import Program

DOORS = ("dynamic", "plugin")
UP = ("up", "--yes", "--skip-preview")

TOKEN = {
    "dynamic": 'pulumi.export("token", egs.ApiToken("ci", role="Owner").token)',
    "plugin": """
        resources:
          ci: {type: "gpucreds:egs:ApiToken", properties: {role: Owner}}
        outputs:
          token: ${ci.token}
    """,
}
"""One token."""

TEAM = {
    "dynamic": """
        terms = {"before": "14d", "overlap": "2d"}
        ci = egs.ApiToken("ci", role="Owner", ttl="90d", rotation=terms)
        key = nvcf.ScopedKey("key", scopes=["invoke_function"], functions=["*"], ttl="90d", rotation=terms)
        app = runai.Application("app")
        for name, value in {"ci": ci.token, "key": key.key, "app": app.client_secret}.items():
            pulumi.export(name, value)
    """,
    "plugin": """
        resources:
          ci:
            type: gpucreds:egs:ApiToken
            properties: {role: Owner, ttl: 90d, rotation: {before: 14d, overlap: 2d}}
          key:
            type: gpucreds:nvcf:ScopedKey
            properties: {scopes: [invoke_function], functions: ["*"], ttl: 90d, rotation: {before: 14d, overlap: 2d}}
          app: {type: "gpucreds:runai:Application"}
        outputs:
          ci: ${ci.token}
          key: ${key.key}
          app: ${app.clientSecret}
    """,
}
"""A credential on each platform; two of them rotate."""


def stack_of(site: Site, door: str, texts: dict[str, str]) -> Program:
    """A program at a door, with an empty stack on the backend."""
    return (site.program if door == "dynamic" else site.yaml)(texts[door])


def elsewhere(site: Site, program: Program) -> Program:
    """The same program and stack on another machine: a checkout and an engine's home of its own."""
    home = site._folder / "elsewhere"
    shutil.copytree(program.folder, home / program.folder.name)
    other = Program(home / program.folder.name, home, dict(program.settings))
    other.pulumi("stack", "select", "dev")
    return other


def only_token_works(site: Site, program: Program) -> bool:
    """Whether one token lives and the stack has its secret."""
    return site.names() == ["ci"] and program.outputs()["token"] in site.emulator.egs.save().keys
