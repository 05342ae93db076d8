"""The rules as policies of Pulumi: the ready pack, and `policies()` for a team's own one.

    from gpucreds_policy.pack import policies
    PolicyPack("our-rules", policies=[*policies(), ...])

Needs pulumi-policy, which `pip install "gpucreds[policy]"` brings.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

from gpucreds.doors.package import PACKAGE
from gpucreds_policy.configuring import hear_configuration
from gpucreds_policy.judgement import parameters
from gpucreds_policy.marks import keep_marks
from gpucreds_policy.rule import Complaint, Parameters, Rule
from gpucreds_policy.rules import RULES
from gpucreds_policy.view import View

PAGES = "https://github.com/gpucreds/gpucreds/blob/main/docs/policy"


def policies(rules: Sequence[Rule[Any]] = RULES) -> list[Policy]:
    """Rules as policies, each with its default level and the schema of its parameters."""
    keep_marks()
    hear_configuration()
    view = View()
    return [_about_each(rule, view) if rule.types else _about_stack(rule, view) for rule in rules]


def schema(model: type[Parameters]) -> PolicyConfigSchema | None:
    """What the engine takes for the parameters of a rule; None where there are none."""
    properties = model.model_json_schema(by_alias=True)["properties"] if model.model_fields else None
    return PolicyConfigSchema(properties) if properties else None


def main() -> None:
    """Serve the pack to the engine that has started this process, until it ends it."""
    # The engine reads the port from a pipe, and pulumi-policy does not flush it: a language host runs Python with -u.
    sys.stdout = io.TextIOWrapper(io.FileIO(sys.stdout.fileno(), "w", closefd=False), write_through=True)
    PolicyPack(PACKAGE, policies())


def _about_each(rule: Rule[Any], view: View) -> Policy:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        for complaint in rule.complaints([view.resource(args)], parameters(rule, args.get_config())):
            report(_shown(rule, complaint), None)

    return ResourceValidationPolicy(validate=validate, **_described(rule))


def _about_stack(rule: Rule[Any], view: View) -> Policy:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        for complaint in rule.complaints(view.stack(args), parameters(rule, args.get_config())):
            report(_shown(rule, complaint), complaint.urn)

    return StackValidationPolicy(validate=validate, **_described(rule))


def _shown(rule: Rule[Any], complaint: Complaint) -> str:
    # The engine prints no remediation steps.
    return f"{complaint.message}{'' if complaint.message.endswith('?') else '.'} {rule.steps}"


def _described(rule: Rule[Any]) -> dict[str, Any]:
    return {
        "name": rule.name,
        "description": rule.about,
        "enforcement_level": EnforcementLevel(rule.level),
        "config_schema": schema(rule.parameters),
        "remediation_steps": rule.steps,
        "url": f"{PAGES}/{rule.page}",
    }
