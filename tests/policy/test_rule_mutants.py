"""A rule with one condition inverted no longer says what its table says: each condition is there for a case."""

from __future__ import annotations

import importlib
import sys

import pytest

from gpucreds_policy import RULES
from tests.policy.cases import holds
from tests.policy.mutants import mutants

MODULES = {rule.name: sys.modules[rule.function.__module__] for rule in RULES}
MUTANTS = [
    pytest.param(rule, mutant, id=f"{rule.name} {mutant}") for rule in RULES for mutant in mutants(MODULES[rule.name])
]


def table(rule):
    """The table of a rule."""
    return importlib.import_module(f"tests.policy.rules.test_{MODULES[rule.name].__name__.rpartition('.')[2]}").CASES


def notices(rule, case):
    """Whether a rule does not do what a case says of it."""
    try:
        holds(rule, case)
    except Exception:  # noqa: BLE001 - a mutant may fail in any way
        return True
    return False


@pytest.mark.parametrize(("rule", "mutant"), MUTANTS)
def test_an_inverted_condition_is_noticed(rule, mutant):
    mutated = mutant.rule(MODULES[rule.name], rule.name)
    assert any(notices(mutated, case) for case in table(rule)), "add a case to its table"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_has_conditions_and_a_table_that_holds(rule):
    assert mutants(MODULES[rule.name])
    assert [case.says for case in table(rule) if notices(rule, case)] == []
