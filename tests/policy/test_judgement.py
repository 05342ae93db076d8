"""All rules together, as a configuration has them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gpucreds.core.errors import ConfigurationError
from gpucreds_policy import RULES, Parameters, configured, judge, resource_rule, stack_rule
from gpucreds_policy.pack import policies, schema
from tests.policy.cases import key, token

LIFETIME = "gpucreds-longest-lifetime"


def _one(settings, name=LIFETIME):
    return next(one for one in configured(settings) if one.rule.name == name)


def test_without_a_configuration_every_rule_has_its_own_level_and_its_defaults():
    assert [(one.rule, one.level) for one in configured()] == [(rule, rule.level) for rule in RULES]
    assert _one(None).parameters.longest == timedelta(days=90)


@pytest.mark.parametrize(
    ("settings", "level"),
    [
        ({LIFETIME: "disabled"}, "disabled"),
        ({LIFETIME: {"enforcementLevel": "advisory"}}, "advisory"),
        ({"all": "disabled"}, "disabled"),
        ({"all": "disabled", LIFETIME: "mandatory"}, "mandatory"),
        ({"all": "disabled", LIFETIME: {"longest": "1d"}}, "disabled"),
        ({LIFETIME: "remediate"}, "mandatory"),
    ],
)
def test_a_level_is_that_of_the_rule_else_that_of_all(settings, level):
    assert _one(settings).level == level


def test_parameters_are_written_as_anywhere_in_gpucreds():
    assert _one({LIFETIME: {"enforcementLevel": "advisory", "longest": "1w"}}).parameters.longest == timedelta(days=7)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"gpucreds-lifetime": "advisory"}, "the policy has no rule gpucreds-lifetime. It has these: gpucreds-longest"),
        ({LIFETIME: "loud"}, "'loud' is no enforcement level. Write one of advisory, mandatory, disabled"),
        ({LIFETIME: 5}, f"the configuration of {LIFETIME} is neither a level nor an object"),
        ({LIFETIME: {"longest": "9 moons"}}, f"the configuration of {LIFETIME} is wrong: longest '9 moons' is not"),
        ({LIFETIME: {"shortest": "9d"}}, f"the configuration of {LIFETIME} is wrong: shortest there is no such"),
    ],
)
def test_a_wrong_configuration_is_one_line_that_says_where(settings, told):
    with pytest.raises(ConfigurationError) as refused:
        configured(settings)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_all_complaints_are_told_with_the_level_of_the_configuration():
    complaints = judge([token(ttl="200d"), key(ttl="200d")], {"all": "disabled", LIFETIME: "advisory"})
    assert [(one.rule, one.level, one.urn.rpartition("::")[2]) for one in complaints] == [
        (LIFETIME, "advisory", "ci"),
        (LIFETIME, "advisory", "invoke"),
    ]


def test_a_rule_that_is_disabled_does_not_run():
    def broken(*_):
        raise AssertionError

    rule = stack_rule("broken", Parameters, steps="")(broken)
    (one,) = configured({"broken": "disabled"}, [rule])
    assert list(one.complaints([token()])) == []


def test_a_rule_about_a_resource_sees_those_of_its_types_alone():
    seen = resource_rule("seen", Parameters, types=("egs:ApiToken",), steps="")(lambda one, _: [one.name])
    assert [one.message for one in seen.complaints([token(), key()], Parameters())] == ["ci"]


def test_every_rule_says_what_it_demands_and_what_to_do():
    for rule in RULES:
        assert rule.about.endswith(".")
        assert rule.steps.endswith(".")
        assert "\n" not in rule.about + rule.steps


def test_the_names_of_rules_are_those_that_configurations_have():
    assert [rule.name.removeprefix("gpucreds-") for rule in RULES] == [
        *("longest-lifetime", "rotation-required", "no-owner-tokens", "least-privilege", "usable-scopes"),
        *("narrow-roles", "no-local-users", "expiry-near", "own-workspace", "secret-exported", "slots", "https"),
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_engine_is_told_of_every_parameter_with_its_default(rule):
    told = schema(rule.parameters)
    names = {field.alias for field in rule.parameters.model_fields.values()}
    assert (set(told.properties) if told else set()) == names
    assert all("default" in one and one["description"] for one in (told.properties.values() if told else ()))


def test_every_rule_is_a_policy_of_its_name_its_level_and_its_page():
    made = policies()
    assert [one.name for one in made] == [rule.name for rule in RULES]
    assert [one.enforcement_level.value for one in made] == [rule.level for rule in RULES]
    assert all(one.url.endswith(f"/docs/policy/{rule.page}") for one, rule in zip(made, RULES, strict=True))
