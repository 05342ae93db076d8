"""The project that all stacks of a fleet are of: its program's files, and the settings of each stack."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from gpucreds.core.errors import Refused

_ENDINGS = ("yaml", "yml", "json")
_OF_A_STACK = re.compile(rf"Pulumi\..+\.({'|'.join(_ENDINGS)})")
_FOREIGN = {"__pycache__", "node_modules"}
"""Folders that hold what tools make of the program."""
_VIRTUALENV = "pyvenv.cfg"
"""What every virtual environment of Python has in it."""


@dataclass(frozen=True)
class Project:
    """A project of Pulumi, as its files say it."""

    folder: Path
    """Where `Pulumi.yaml` is."""
    about: Mapping[str, Any]
    """What that says."""

    @classmethod
    def around(cls, folder: Path) -> Project:
        """The project in `folder` or in the nearest folder above it, as the engine looks for it. Raises Refused."""
        whole = folder.resolve()
        for place in (whole, *whole.parents):
            for ending in _ENDINGS:
                file = place / f"Pulumi.{ending}"
                if file.is_file():
                    return cls(place, _mapping(file))
        raise Refused(f"there is no project in {folder}", "Say with -C where its Pulumi.yaml is")

    @property
    def name(self) -> str:
        """The first part of its settings."""
        return str(self.about.get("name") or "")

    def setting(self, key: str) -> str:
        """The whole name of a setting: `team` is one of the project."""
        return key if ":" in key else f"{self.name}:{key}"

    def settings(self, stack: str) -> Mapping[str, Any]:
        """What the file of a stack says, without what the engine keeps there to decrypt it. Raises Refused."""
        place = self.folder / str(self.about.get("stackConfigDir") or "")
        for ending in _ENDINGS:
            file = place / f"Pulumi.{stack.rpartition('/')[2]}.{ending}"
            if file.is_file():
                told = _mapping(file)
                return {name: told[name] for name in ("config", "environment") if told.get(name)}
        return {}

    def digest(self, apart: Sequence[Path]) -> str:
        """A digest of the program: every file of the project but those `apart`, hidden ones and settings of stacks."""
        left_out = {path.resolve() for path in apart}
        whole = hashlib.sha256()
        for file in sorted(_files(self.folder, left_out)):
            content = file.read_bytes()
            name = file.relative_to(self.folder).as_posix()
            whole.update(f"{len(name)} {name} {len(content)} ".encode(errors="surrogateescape") + content)
        return whole.hexdigest()


def _files(folder: Path, left_out: set[Path]) -> Iterator[Path]:
    for place, inner, names in os.walk(folder):
        here = Path(place)
        inner[:] = [name for name in inner if _is_of_the_program(here / name, left_out)]
        for name in names:
            file = here / name
            hidden = name.startswith(".") or _OF_A_STACK.fullmatch(name)
            if not hidden and file.is_file() and file.resolve() not in left_out:
                yield file


def _is_of_the_program(folder: Path, left_out: set[Path]) -> bool:
    named_away = folder.name.startswith(".") or folder.name in _FOREIGN
    return not named_away and not (folder / _VIRTUALENV).exists() and folder.resolve() not in left_out


def _mapping(file: Path) -> Mapping[str, Any]:
    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        told = []
    if told is None or isinstance(told, Mapping):
        return told or {}
    raise Refused(f"{file.name} cannot be read as YAML", "pulumi preview shows where")
