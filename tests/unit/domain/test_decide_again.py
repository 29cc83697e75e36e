"""What was decided is decided again by the rules of that moment, and means the same or is refused."""

from datetime import timedelta

import pytest

from aws_access.domain.approval import Approvers
from aws_access.domain.circumstances import Circumstances
from aws_access.domain.decide import decide_again
from aws_access.domain.model import Request, Submission
from aws_access.domain.rules import Rules
from tests.builders import (
    DEV1,
    DEV2,
    NOW,
    SRE1,
    SRE2,
    SRE_ROLE,
    a_person,
    a_request,
    a_rule,
    a_service,
    a_submission,
    an_environment,
    some_rules,
)
from tests.decisions import SHORTEST, approval, decided, unmet

HOUR = timedelta(hours=1)


def as_requested(asked: Submission, rules: Rules) -> Request:
    decision = approval(decided(asked, rules=rules))
    return a_request(payload=decision.payload, service=asked.service_name, resources=asked.resources)


@pytest.mark.parametrize(
    "asked",
    [
        a_submission(),
        a_submission(levels=("read", "write")),
        a_submission(resources=("orders",)),
        a_submission(environment="検証"),
    ],
)
def test_under_the_same_rules_the_same_is_decided_again(asked: Submission) -> None:
    rules = some_rules()
    again = decide_again(as_requested(asked, rules), rules, SHORTEST, Circumstances(NOW))
    assert again == decided(asked, rules=rules)


REQUESTED = as_requested(a_submission(), some_rules())


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (some_rules(people={SRE1.iam_user: SRE1}), "unknown-person"),
        (some_rules(people={DEV1.iam_user: a_person("dev1", "SRE"), SRE2.iam_user: SRE2}), "no-rule"),
        (some_rules(a_rule(services=frozenset({"s3"}))), "no-rule"),
        (some_rules(a_rule(longest=HOUR)), "too-long-duration"),
        (some_rules(environments={"verify": an_environment(ceiling=())}), "beyond-ceiling"),
        (some_rules(environments={"staging": an_environment("staging", aliases=())}), "unknown-environment"),
        (some_rules(services={"s3": a_service("s3")}), "unknown-service"),
        (some_rules(services={"dynamodb": a_service(levels={"read": ("dynamodb:*",)})}), "meaning-changed"),
        (some_rules(services={"dynamodb": a_service(default=("write",))}), "meaning-changed"),
        (some_rules(services={"dynamodb": a_service(resources=("*",))}), "meaning-changed"),
        (
            some_rules(environments={"verify": an_environment(team_roles={"Dev": SRE_ROLE})}),
            "meaning-changed",
        ),
    ],
)
def test_rules_that_changed_since_are_the_ones_that_count(now: Rules, why: str) -> None:
    decision = decide_again(REQUESTED, now, SHORTEST, Circumstances(NOW))
    assert why in unmet(decision)


def test_approvers_are_those_of_now() -> None:
    now = some_rules(a_rule(approvers=Approvers(people=frozenset({DEV2.iam_user}))))
    decision = approval(decide_again(REQUESTED, now, SHORTEST, Circumstances(NOW)))
    assert [decision.panel.may_decide(each) for each in (SRE1, DEV2)] == [False, True]
