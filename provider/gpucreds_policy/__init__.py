"""Rules about credentials of GPU platforms: a policy pack for Pulumi, and a library for a team's own pack.

pulumi preview --policy-pack "$(gpucreds policy-pack)"
"""

from gpucreds_policy.judgement import configured, judge
from gpucreds_policy.rule import Complaint, Parameters, Rule, resource_rule, stack_rule
from gpucreds_policy.rules import RULES
from gpucreds_policy.subject import Subject

__all__ = [
    "RULES",
    "Complaint",
    "Parameters",
    "Rule",
    "Subject",
    "configured",
    "judge",
    "resource_rule",
    "stack_rule",
]
