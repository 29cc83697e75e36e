"""What the rules file says of risk and of policies of people's own."""

from typing import Any

import pytest

from aws_access.adapters.rules.file import rules_from_value
from aws_access.cli.differences import differences
from aws_access.domain.assessment import EnvironmentRisk, RiskClass
from aws_access.domain.errors import InvalidRules
from aws_access.domain.rules import Rules
from tests.rules_value import FILE

RULE, *OTHERS = FILE["rules"]
DENIAL = {"name": "nothing-critical", "effect": "deny", "risk": "critical"}


def rules_with(*rules: dict[str, Any], **more: Any) -> Rules:
    return rules_from_value({**FILE, "rules": [*rules, *OTHERS], **more})


def test_an_environment_has_the_risk_that_is_said_and_else_the_normal_one() -> None:
    verify = {**FILE["environments"]["verify"], "risk": "high"}
    environments = rules_with(RULE, environments={**FILE["environments"], "verify": verify}).environments
    assert environments["verify"].risk is EnvironmentRisk.HIGH
    assert environments["staging"].risk is EnvironmentRisk.NORMAL


def test_a_rule_speaks_of_the_risks_that_it_names_and_a_denial_of_one_and_up() -> None:
    rules = rules_with({**RULE, "when": {"risk": ["low", "medium"]}}, DENIAL)
    assert rules.rules[0].when.risk == {RiskClass.LOW, RiskClass.MEDIUM}
    assert rules.denials[0].risk is RiskClass.CRITICAL


def test_a_rule_may_name_policies_and_a_denial_too() -> None:
    denial = {"name": "no-policies", "effect": "deny", "services": ["policy"]}
    rules = rules_with({**RULE, "services": ["policy"]}, denial)
    assert rules.rules[0].services == {"policy"}
    assert "policy" in rules.services


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"rules": [{**RULE, "when": {"risk": ["little"]}}]}, "risk"),
        ({"rules": [{**RULE, "when": {"risk": "low"}}]}, "risk"),
        ({"rules": [RULE, {**DENIAL, "risk": ["critical"]}]}, "risk"),
        ({"environments": {"verify": {**FILE["environments"]["verify"], "risk": "critical"}}}, "risk"),
        ({"rules": [{**RULE, "services": ["policy:read"]}]}, "there is no service policy:read; did you mean policy?"),
        ({"rules": [{**RULE, "services": ["polici"]}]}, "there is no service polici; did you mean policy?"),
        (
            {"services": {**FILE["services"], "policy": FILE["services"]["dynamodb"]}},
            "services.policy: is what policies of people's own are asked for by",
        ),
    ],
)
def test_what_is_not_so_is_a_fault(value: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidRules) as caught:
        rules_from_value({**FILE, **value})
    assert said in str(caught.value)


def test_a_difference_of_rules_for_policies_is_told() -> None:
    plain, more = rules_with(RULE), rules_with(RULE, {**RULE, "name": "policies", "services": ["policy"]})
    (difference,) = {each.what.split()[0]: each for each in differences(plain, more)}.values()
    assert (difference.what.split()[0], difference.wider) == ("policy", True)
