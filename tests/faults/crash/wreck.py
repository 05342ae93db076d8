"""What a killed run leaves: what the stack knows, and what the platforms hold. Equal wrecks are repaired alike.

A read, say, leaves what the request before it left. To repair one of equal wrecks is enough, and makes time for every
victim at every request; with EVERY in the environment each cell is repaired all the same.

Two runs never leave the same text, for ids and secrets are drawn anew. So each word that may have been drawn is called
by the place where it comes first: whether the stack has the same one as the platform can still be seen.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from pydantic_core import to_jsonable_python

from tests.faults.crash.cells import EVERY
from tests.faults.crash.stage import Stage
from tests.faults.crash.story import Command

HOLDINGS = {"egs": ("keys", "workspaces"), "runai": ("accounts", "users", "rules"), "nvcf": ("keys",)}
"""Where the platforms keep what lives on them. Log-ins and caches end with the run that made them."""
OF_THE_RUN = ("created", "modified", "sourcePosition", "stackTrace")
"""What a resource in the state says about the run that wrote it."""
_MARK = re.compile(r"gc-(\w{8}-\w{8})-(\w{4})-")
_DRAWN = re.compile(r"(?=[\w+/=-]*\d)[\w+/=-]{4,}")


class Wrecks:
    """Those that were repaired already, by any process of the run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def is_new(self, stage: Stage, command: Command) -> bool:
        """Whether nobody else repairs one like this after this command."""
        try:
            (self._folder / f"{command}-{fingerprint(stage)}").touch(exist_ok=False)
        except FileExistsError:
            return EVERY in os.environ
        return True


def fingerprint(stage: Stage) -> str:
    """The same for equal wrecks."""
    exported = json.loads(stage.program.pulumi("stack", "export", "--show-secrets"))
    stage.program.log.pop()
    text = _MARK.sub(r"gc \1 \2 ", json.dumps([_known(exported["deployment"]), _held(stage)]))
    names: defaultdict[str, str] = defaultdict(map("word {}".format, itertools.count()).__next__)
    return hashlib.sha256(_DRAWN.sub(lambda word: names[word[0]], text).encode()).hexdigest()


def _known(deployment: dict[str, Any]) -> list[Any]:
    resources = sorted(deployment.get("resources", []), key=lambda one: (one["urn"], one.get("delete", False)))
    timeless = [{name: value for name, value in one.items() if name not in OF_THE_RUN} for one in resources]
    pending = [{"urn": one["resource"]["urn"], "type": one["type"]} for one in deployment.get("pending_operations", [])]
    return [timeless, pending]


def _held(stage: Stage) -> list[Any]:
    stores = stage.emulator.save()
    held = [getattr(stores[platform], name) for platform, names in HOLDINGS.items() for name in names]
    return [to_jsonable_python(one, fallback=vars) for one in held]
