"""Who may ask for a policy of their own, and for what risk: by the rules, as for every request."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.adapters.catalogue import aws_services, known_actions
from aws_access.domain.approval import Approvers
from aws_access.domain.assessment import EnvironmentRisk, RiskClass
from aws_access.domain.circumstances import Circumstances
from aws_access.domain.decide import decide, decide_again
from aws_access.domain.decision import Decision, Granted, NeedsApproval, Refused
from aws_access.domain.model import OWN_POLICY, Submission
from aws_access.domain.patterns import covers
from aws_access.domain.rules import Denial, Rules, When
from aws_access.domain.services import OWN_SERVICE
from aws_access.domain.statements import Permission
from tests.builders import (
    BY_SRE,
    DEV1,
    NOW,
    SRE1,
    a_permission,
    a_request,
    a_rule,
    a_submission,
    an_environment,
    approval,
    some_rules,
)

SHORTEST = timedelta(minutes=5)
ORDERS = "arn:aws:dynamodb:us-east-1:222222222222:table/orders"
READS = a_permission("dynamodb:GetItem", resources=(ORDERS,))
WRITES = a_permission("dynamodb:PutItem", resources=(ORDERS,))
POLICIES = a_rule("policies", services=frozenset({OWN_POLICY}))


def rules(*these: Any, **fields: Any) -> Rules:
    services: Mapping[str, Any] = {OWN_POLICY: OWN_SERVICE, "dynamodb": aws_services()["dynamodb"]}
    plain = {"services": services, "known": known_actions(), "environments": {"verify": an_environment()}}
    return some_rules(*(these or (POLICIES,)), **{**plain, **fields})


def asking(policy: Permission | None = READS, **fields: Any) -> Submission:
    return a_submission(**{"service": OWN_POLICY, "policy": policy, **fields})


def decided(asked: Submission, by: Rules) -> Decision:
    return decide(asked, DEV1, by, SHORTEST, Circumstances(NOW))


def codes(decision: Decision) -> list[str]:
    assert isinstance(decision, Refused), decision
    return [each.code for each in decision.unmet]


def names(decision: Decision) -> tuple[str, ...]:
    assert not isinstance(decision, Refused), decision
    return decision.rules


def test_what_the_policy_says_is_what_is_asked_for() -> None:
    decision = decided(asking(), rules())
    assert isinstance(decision, NeedsApproval)
    assert decision.payload.permission == READS


def test_without_a_rule_that_names_policies_there_are_none() -> None:
    assert codes(decided(asking(), rules(a_rule()))) == ["no-rule"]


def test_a_rule_for_a_service_that_the_policy_touches_applies_too() -> None:
    two = Approvers(teams=frozenset({"SRE"}))
    strict = a_rule("strict", services=frozenset({"dynamodb:write"}), longest=timedelta(hours=1), approvers=two)
    lenient = a_rule("policies", services=frozenset({OWN_POLICY}), approvers=None)
    by = rules(lenient, strict)
    assert isinstance(decided(asking(READS), by), Granted)
    assert codes(decided(asking(WRITES), by)) == ["too-long-duration"]
    short = decided(asking(WRITES, duration=timedelta(hours=1)), by)
    assert isinstance(short, NeedsApproval)
    assert names(short) == ("policies", "strict")


def test_the_longest_of_a_level_holds_for_a_policy_that_has_actions_of_it() -> None:
    rule = a_rule(services=frozenset({OWN_POLICY, "dynamodb"}), longest_of={"write": timedelta(hours=1)})
    assert isinstance(decided(asking(READS), rules(rule)), NeedsApproval)
    assert codes(decided(asking(WRITES), rules(rule))) == ["too-long-duration"]


def test_patterns_that_could_be_of_a_service_touch_it() -> None:
    strict = a_rule("strict", services=frozenset({"dynamodb:write"}))
    assert names(decided(asking(a_permission("dynamodb:*Item", resources=(ORDERS,))), rules(POLICIES, strict))) == (
        "policies",
        "strict",
    )


def test_rules_for_others_and_for_other_places_do_not_apply() -> None:
    others = a_rule("others", teams=frozenset({"SRE"}))
    elsewhere = a_rule("elsewhere", environments=frozenset({"staging"}))
    assert names(decided(asking(), rules(POLICIES, others, elsewhere))) == ("policies",)


def test_a_denial_of_a_service_denies_a_policy_with_its_actions_and_a_denial_of_policies_every_one() -> None:
    writes = Denial("no-writes", services=frozenset({"dynamodb:write"}))
    assert codes(decided(asking(WRITES), rules(denials=(writes,)))) == ["denied-by-rule"]
    assert isinstance(decided(asking(READS), rules(denials=(writes,))), NeedsApproval)
    none = Denial("no-policies", services=frozenset({OWN_POLICY}))
    assert codes(decided(asking(READS), rules(denials=(none,)))) == ["denied-by-rule"]
    by_name = decided(a_submission(levels=("read",)), rules(a_rule(), denials=(none,)))
    assert isinstance(by_name, NeedsApproval)


def test_the_ceiling_and_the_account_hold_and_all_of_it_is_told() -> None:
    foreign = a_permission(
        "dynamodb:GetItem", "ec2:RunInstances", "iam:PassRole", resources=("arn:aws:s3:eu-west-1::x",)
    )
    assert codes(decided(asking(foreign), rules())) == ["beyond-ceiling", "never-granted", "policy-elsewhere"]


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        (READS, True),
        (a_permission("dynamodb:ListTables"), True),
        (a_permission("dynamodb:ListTables", "dynamodb:GetItem"), False),
        (a_permission("dynamodb:GetItem", resources=(f"{ORDERS}*",)), False),
        (a_permission("dynamodb:GetItem", resources=(f"{ORDERS[:-1]}?",)), False),
    ],
)
def test_where_resources_have_to_be_named_a_policy_names_them_too(policy: Permission, *, allowed: bool) -> None:
    strict = {"verify": an_environment(wildcards=False)}
    decision = decided(asking(policy), rules(environments=strict))
    if allowed:
        assert isinstance(decision, NeedsApproval)
    else:
        assert codes(decision) == ["wildcard-forbidden"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (asking(None), "policy-missing"),
        (asking(levels=("read",)), "policy-alone"),
        (asking(resources=("orders",)), "policy-alone"),
        (a_submission(policy=READS), "policy-unexpected"),
    ],
)
def test_a_policy_goes_with_its_service_and_with_nothing_else(asked: Submission, code: str) -> None:
    assert codes(decided(asked, rules(a_rule(services=frozenset({OWN_POLICY, "dynamodb"}))))) == [code]


def test_what_was_approved_is_decided_again_as_it_is_stored() -> None:
    by = rules()
    described = a_permission("dynamodb:DescribeTable", "dynamodb:DescribeStream", *_described(), resources=(ORDERS,))
    first = decided(asking(described), by)
    assert isinstance(first, NeedsApproval)
    assert first.payload.permission.actions == ("dynamodb:Describe*",)
    stored = a_request(payload=first.payload, service=OWN_POLICY)
    again = decide_again(stored, by, SHORTEST, Circumstances(NOW))
    assert isinstance(again, NeedsApproval)
    assert again.payload == first.payload


def test_a_stored_policy_that_another_environment_would_write_otherwise_means_something_else() -> None:
    first = decided(asking(a_permission(*_described(), resources=(ORDERS,))), rules())
    assert isinstance(first, NeedsApproval)
    exact = rules(environments={"verify": an_environment(exact_actions=True)})
    stored = a_request(payload=first.payload, service=OWN_POLICY)
    assert codes(decide_again(stored, exact, SHORTEST, Circumstances(NOW))) == ["meaning-changed"]


def _described() -> tuple[str, ...]:
    return tuple(sorted(known_actions().matching("dynamodb:Describe*")))


def test_a_rule_may_speak_of_some_risks_alone_and_says_so() -> None:
    low = a_rule("low", services=frozenset({OWN_POLICY}), when=When(risk=frozenset({RiskClass.LOW})), approvers=None)
    assert isinstance(decided(asking(READS), rules(low)), Granted)
    refused = decided(asking(WRITES), rules(low))
    assert isinstance(refused, Refused)
    assert "The rule `low` is for requests of risk low; this one is medium." in [each.say() for each in refused.unmet]


def test_a_stricter_rule_for_what_is_risky_stands_beside_the_one_for_all() -> None:
    usual = replace(POLICIES, approval=None)
    risky = a_rule("risky", services=POLICIES.services, when=When(risk=frozenset({RiskClass.MEDIUM, RiskClass.HIGH})))
    assert isinstance(decided(asking(READS), rules(usual, risky)), Granted)
    assert names(decided(asking(WRITES), rules(usual, risky))) == ("policies", "risky")


def test_risk_counts_for_what_is_asked_for_by_name_too_and_with_the_environment() -> None:
    for where, expected in zip(EnvironmentRisk, ("low", "medium", "high"), strict=True):
        by = rules(a_rule(), environments={"verify": an_environment(risk=where)})
        decision = decided(a_submission(levels=("read",)), by)
        assert isinstance(decision, NeedsApproval)
        assert decision.risk == expected


def test_a_denial_of_a_risk_is_of_those_above_it_too() -> None:
    everything = a_permission("dynamodb:PutItem")
    for policy, least, refused in (
        (READS, RiskClass.MEDIUM, False),
        (WRITES, RiskClass.MEDIUM, True),
        (everything, RiskClass.MEDIUM, True),
        (everything, RiskClass.CRITICAL, False),
    ):
        decision = decided(asking(policy), rules(denials=(Denial("risky", risk=least),)))
        assert isinstance(decision, Refused) is refused


def test_somebody_else_decides_on_it() -> None:
    decision = decided(asking(), rules(replace(POLICIES, approval=approval(BY_SRE))))
    assert isinstance(decision, NeedsApproval)
    assert decision.panel.may_decide(SRE1)
    assert not decision.panel.may_decide(DEV1)


@given(
    st.sets(st.sampled_from(sorted(a for s in ("dynamodb", "s3", "ec2") for a in aws_services()[s].every)), min_size=1)
)
def test_whatever_is_not_refused_lies_within_the_ceiling(named: set[str]) -> None:
    by = rules()
    decision = decided(asking(a_permission(*named)), by)
    ceiling = by.environments["verify"].ceiling
    inside = all(any(covers(each, action) for each in ceiling) for action in named)
    assert isinstance(decision, Refused) is not inside
    if not isinstance(decision, Refused):
        meant = known_actions().spelled_out(decision.payload.permission.actions)
        assert meant == named
