"""One object of Kubernetes for each team, out of a template: for an operator that runs stacks on many machines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from gpucreds.core.errors import Refused
from gpucreds_cli.fleet.teams import Team

_WORDS = re.compile(r"\{(team|stack)\}")
_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")
"""A name that Kubernetes takes for any object: a DNS subdomain."""
_SHOWN = 3


def filled(template: Path, teams: Sequence[Team]) -> list[Mapping[str, Any]]:
    """The objects of a template: one for each team where `{team}` or `{stack}` stands in it, else one for all.

    Raises Refused for a template that is no YAML or names no team, and for names that Kubernetes does not take.
    """
    models = _read(template)
    objects = [made for one in models for made in _for_each(one, teams)]
    problems = list(_problems(objects))
    if not any(map(_names_a_team, models)):
        problems.append("it names no {team}, so all teams would be one")
    if problems:
        raise Refused(f"{template.name}: {'; '.join(problems)}", "Mend the template, or the names of the teams")
    return objects


def _read(template: Path) -> list[Mapping[str, Any]]:
    try:
        objects = [one for one in yaml.safe_load_all(template.read_text(encoding="utf-8")) if one is not None]
    except (OSError, ValueError, yaml.YAMLError):
        objects = []
    if not objects or not all(isinstance(one, Mapping) and isinstance(one.get("metadata"), Mapping) for one in objects):
        raise Refused(f"{template} holds no objects of Kubernetes", "Begin with examples/fleet/operator/stack.yaml")
    return objects


def _for_each(one: Mapping[str, Any], teams: Sequence[Team]) -> Iterator[Mapping[str, Any]]:
    if not _names_a_team(one):
        yield one
        return
    for team in teams:
        yield _with(one, {"team": team.name, "stack": team.stack})


def _names_a_team(one: Mapping[str, Any]) -> bool:
    return bool(_WORDS.search(yaml.safe_dump(one)))


def _with(value: Any, words: Mapping[str, str]) -> Any:  # noqa: ANN401 - YAML
    if isinstance(value, str):
        return _WORDS.sub(lambda found: words[found[1]], value)
    if isinstance(value, Mapping):
        return {_with(name, words): _with(item, words) for name, item in value.items()}
    return [_with(item, words) for item in value] if isinstance(value, list) else value


def _problems(objects: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    names = [str(one["metadata"].get("name")) for one in objects]
    bad = [name for name in names if not _NAME.fullmatch(name)]
    if bad:
        yield f"Kubernetes takes lower-case letters, digits, hyphens and periods, not {_some(bad)}"
    whole = Counter((str(one.get("kind")), name) for one, name in zip(objects, names, strict=True))
    twice = [f"{kind} {name}" for (kind, name), count in whole.items() if count > 1]
    if twice:
        yield f"two objects would be one: {_some(twice)}"


def _some(names: Sequence[str]) -> str:
    told = ", ".join(repr(name) for name in names[:_SHOWN])
    return f"{told} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else told
