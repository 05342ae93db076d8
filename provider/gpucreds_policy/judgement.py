"""Rules upon resources: what the configuration of the pack says of each rule, and all complaints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from gpucreds.core.declaration import decode
from gpucreds.core.errors import ConfigurationError
from gpucreds_policy.rule import Complaint, Level, Parameters, Rule
from gpucreds_policy.rules import RULES
from gpucreds_policy.subject import Subject

Settings = Mapping[str, Any]
"""What stands in a configuration of the pack: by rule a level, or an object of `enforcementLevel` and parameters."""
ALL = "all"
"""Pulumi's name for the level of every rule that has none of its own."""


@dataclass(frozen=True)
class Configured:
    """A rule with its level and its parameters."""

    rule: Rule[Any]
    level: Level
    parameters: Parameters

    def complaints(self, subjects: Sequence[Subject]) -> Iterator[Complaint]:
        """What it has against these resources."""
        if self.level != "disabled":
            yield from self.rule.complaints(subjects, self.parameters, self.level)


def configured(settings: Settings | None = None, rules: Sequence[Rule[Any]] = RULES) -> list[Configured]:
    """Every rule as the configuration has it. Raises ConfigurationError."""
    unknown = set(settings or {}) - {ALL, *(rule.name for rule in rules)}
    if unknown:
        known = ", ".join(rule.name for rule in rules)
        raise ConfigurationError(f"the policy has no rule {', '.join(sorted(unknown))}", f"It has these: {known}")
    return [_configured(rule, settings or {}) for rule in rules]


def judge(subjects: Sequence[Subject], settings: Settings | None = None) -> list[Complaint]:
    """All complaints of all rules. Raises ConfigurationError."""
    return [complaint for one in configured(settings) for complaint in one.complaints(subjects)]


def parameters(rule: Rule[Any], given: Mapping[str, Any]) -> Parameters:
    """The parameters of a rule, with defaults for what is not given. Raises ConfigurationError."""
    model: type[Parameters] = rule.parameters
    read, failures = decode(model, given)
    if failures:
        wrong = "; ".join(f"{failure.property} {failure.reason}" for failure in failures)
        raise ConfigurationError(f"the configuration of {rule.name} is wrong: {wrong}")
    return read


def _configured(rule: Rule[Any], settings: Settings) -> Configured:
    said = settings.get(rule.name, {})
    said = {"enforcementLevel": said} if isinstance(said, str) else said
    if not isinstance(said, Mapping):
        raise ConfigurationError(f"the configuration of {rule.name} is neither a level nor an object")
    given = {name: value for name, value in said.items() if name != "enforcementLevel"}
    return Configured(
        rule, _level(said.get("enforcementLevel", settings.get(ALL, rule.level))), parameters(rule, given)
    )


def _level(said: object) -> Level:
    # `remediate` is Pulumi's too; no rule here rewrites what a program says, and then Pulumi takes it for mandatory.
    level = "mandatory" if said == "remediate" else said
    if level not in get_args(Level):
        raise ConfigurationError(f"{said!r} is no enforcement level", f"Write one of {', '.join(get_args(Level))}")
    return level  # type: ignore[return-value]  # it is one of them
