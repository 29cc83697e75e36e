"""Whether somebody may have what they ask for, and who decides."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.approval import Approval, Approvers, Ask, Stage
from aws_access.domain.circumstances import Circumstances
from aws_access.domain.decide import decide
from aws_access.domain.decision import Granted, NeedsApproval, Refused
from aws_access.domain.ids import IamUserName
from aws_access.domain.model import Payload
from aws_access.domain.reasons import reason
from aws_access.domain.rules import Rule, When
from aws_access.domain.statements import Permission
from tests.builders import (
    BY_SRE,
    DEV1,
    DEV2,
    DEV_ROLE,
    NOW,
    SRE1,
    SRE2,
    SRE_ROLE,
    a_person,
    a_rule,
    a_service,
    a_submission,
    an_environment,
    some_rules,
)
from tests.decisions import SHORTEST, approval, decided, unmet

HOUR = timedelta(hours=1)


BY_NOBODY = None


def test_what_a_rule_allows_with_approvers_needs_approval_of_exactly_what_was_asked() -> None:
    decision = approval(decided())
    read_tables = Permission.of(
        ("dynamodb:GetItem", "dynamodb:Query"), ("arn:aws:dynamodb:us-east-1:222222222222:table/*",)
    )
    assert decision.payload == Payload(DEV1.iam_user, DEV_ROLE, read_tables, 4 * HOUR)
    assert (decision.rules, decision.panel.asks) == (("dev-verify",), (Ask("dev-verify", Approval((Stage(BY_SRE),))),))


def test_what_a_rule_allows_without_approvers_is_granted() -> None:
    decision = decided(rules=some_rules(a_rule(approvers=BY_NOBODY)))
    assert isinstance(decision, Granted)
    assert decision.rules == ("dev-verify",)


@pytest.mark.parametrize("name", ["verify", "検証"])
def test_an_environment_may_be_named_by_its_alias(name: str) -> None:
    assert approval(decided(a_submission(environment=name))).environment.name == "verify"


def test_without_a_rule_everything_is_refused() -> None:
    nothing = some_rules(a_rule(teams=frozenset({"SRE"})))
    assert decided(rules=nothing) == Refused(
        (reason("no-rule", person="dev1", service="dynamodb", environment="verify"),)
    )


@pytest.mark.parametrize(
    "rule",
    [
        a_rule(teams=frozenset({"dev"})),
        a_rule(teams=frozenset()),
        a_rule(environments=frozenset({"production"})),
        a_rule(environments=frozenset({"検証"})),
        a_rule(services=frozenset({"s3"})),
        a_rule(services=frozenset({"dynamodb:write"})),
        a_rule(services=frozenset({"dynamo"})),
        a_rule(services=frozenset({"*"})),
    ],
)
def test_a_rule_that_speaks_of_something_else_does_not_count(rule: Rule) -> None:
    assert unmet(decided(rules=some_rules(rule))) == ["no-rule"]


@pytest.mark.parametrize("services", [{"dynamodb"}, {"dynamodb:read"}, {"dynamodb:read", "dynamodb:write"}])
def test_a_rule_may_name_a_service_or_its_levels(services: set[str]) -> None:
    rules = some_rules(a_rule("of-reading", services=frozenset(services)))
    assert approval(decided(a_submission(levels=("read",)), rules=rules)).rules == ("of-reading",)


@pytest.mark.parametrize("levels", [("write",), ("read", "write")])
def test_a_rule_for_one_level_does_not_give_another(levels: tuple[str, ...]) -> None:
    reading = some_rules(a_rule(services=frozenset({"dynamodb:read"})))
    assert unmet(decided(a_submission(levels=levels), rules=reading)) == ["no-rule"]


def test_of_several_rules_the_stricter_of_each_counts() -> None:
    free = a_rule("free", approvers=BY_NOBODY, longest=8 * HOUR)
    by_sre = a_rule("by-sre", longest=2 * HOUR)
    named = a_rule("by-name", approvers=Approvers(people=frozenset({SRE1.iam_user, DEV2.iam_user})), longest=8 * HOUR)
    rules = some_rules(free, by_sre, named)
    decision = approval(decided(a_submission(duration=2 * HOUR), rules=rules))
    assert decision.rules == ("by-name", "by-sre", "free")
    assert [decision.panel.may_decide(each) for each in (SRE1, SRE2, DEV2, DEV1)] == [True, True, True, False]
    refused = decided(a_submission(duration=2 * HOUR + timedelta(seconds=1)), rules=rules)
    assert refused == Refused((reason("too-long-duration", duration="2h1s", longest="2h", rule="by-sre"),))


def test_asking_for_more_does_not_get_around_a_stricter_rule_for_a_part_of_it() -> None:
    free = a_rule("free", approvers=BY_NOBODY)
    careful = a_rule("writing-by-sre", services=frozenset({"dynamodb:write"}), longest=HOUR)
    rules = some_rules(free, careful)
    assert isinstance(decided(a_submission(levels=("read",)), rules=rules), Granted)
    for levels in (("write",), ("read", "write")):
        approval(decided(a_submission(levels=levels, duration=HOUR), rules=rules))
        assert unmet(decided(a_submission(levels=levels), rules=rules)) == ["too-long-duration"]


def test_rules_for_parts_do_not_add_up_to_the_whole() -> None:
    parts = some_rules(
        a_rule("reading", services=frozenset({"dynamodb:read"})),
        a_rule("writing", services=frozenset({"dynamodb:write"})),
    )
    assert unmet(decided(a_submission(levels=("read", "write")), rules=parts)) == ["no-rule"]


def test_nobody_approves_their_own_request() -> None:
    everybody = some_rules(a_rule(approvers=Approvers(teams=frozenset({"Dev", "SRE"}))))
    decision = approval(decided(rules=everybody))
    assert [decision.panel.may_decide(each) for each in (DEV1, DEV2, SRE1)] == [False, True, True]


def test_a_request_that_nobody_could_decide_on_is_refused_at_once() -> None:
    only_me = some_rules(a_rule(approvers=Approvers(people=frozenset({DEV1.iam_user}))))
    gone = some_rules(a_rule(approvers=Approvers(people=frozenset({IamUserName("gone")}))))
    one_of_two = some_rules(a_rule("one"), a_rule("two", approvers=Approvers(people=frozenset({DEV1.iam_user}))))
    for rules in (only_me, gone, one_of_two):
        assert unmet(decided(rules=rules)) == ["no-approver"]


def test_a_person_asks_as_the_first_of_their_teams_for_which_a_rule_speaks() -> None:
    both = a_person("dev1", "SRE", "Dev")
    assert approval(decided(by=both)).payload.role_arn == DEV_ROLE
    rules = some_rules(a_rule(teams=frozenset({"Dev", "SRE"})))
    assert approval(decided(by=both, rules=rules)).payload.role_arn == SRE_ROLE


def test_a_person_whose_teams_have_no_role_there_is_told_so() -> None:
    assert unmet(decided(by=a_person("ops1", "Ops"))) == ["no-team-role"]
    without_dev = an_environment(team_roles={"SRE": SRE_ROLE})
    assert unmet(decided(rules=some_rules(environments={"verify": without_dev}))) == ["no-team-role"]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"service": "dynamo"}, reason("unknown-service-near", given="dynamo", nearest="dynamodb")),
        ({"service": "ec2"}, reason("unknown-service", given="ec2", known="dynamodb")),
        ({"environment": "verfy"}, reason("unknown-environment-near", given="verfy", nearest="verify")),
        ({"environment": "moon"}, reason("unknown-environment", given="moon", known="verify, 検証")),
        ({"levels": ("reed",)}, reason("unknown-level", level="reed", service="dynamodb", nearest="read")),
        ({"duration": timedelta(seconds=299)}, reason("too-short-duration", duration="4m59s", shortest="5m")),
        (
            {"duration": 8 * HOUR + timedelta(seconds=1)},
            reason("too-long-duration", duration="8h1s", longest="8h", rule="dev-verify"),
        ),
    ],
)
def test_a_refusal_says_what_was_wrong_and_what_would_be_right(asked: dict[str, object], why: object) -> None:
    decision = decided(a_submission(**asked))
    assert isinstance(decision, Refused)
    assert why in decision.unmet


@pytest.mark.parametrize("duration", [SHORTEST, 8 * HOUR])
def test_the_limits_of_a_duration_are_allowed(duration: timedelta) -> None:
    assert approval(decided(a_submission(duration=duration))).payload.duration == duration


def test_every_reason_is_told_at_once() -> None:
    beyond = a_service(levels={"read": ("dynamodb:GetItem", "ec2:RunInstances", "iam:PassRole")})
    rules = some_rules(
        a_rule(approvers=Approvers(people=frozenset({DEV1.iam_user})), longest=timedelta(minutes=1)),
        services={"dynamodb": beyond},
    )
    assert unmet(decided(a_submission(duration=timedelta(minutes=2)), rules=rules)) == [
        "too-short-duration",
        "beyond-ceiling",
        "never-granted",
        "too-long-duration",
        "no-approver",
    ]
    nonsense = a_submission(service="x", environment="y", duration=timedelta(seconds=1))
    assert unmet(decided(nonsense)) == ["too-short-duration", "unknown-service", "unknown-environment"]


def test_a_rule_does_not_lift_the_ceiling() -> None:
    rules = some_rules(a_rule(approvers=BY_NOBODY), environments={"verify": an_environment(ceiling=("s3:*",))})
    assert unmet(decided(rules=rules)) == ["beyond-ceiling", "beyond-ceiling"]


@pytest.mark.parametrize("typed", ["verify", "VERIFY", "\uff56erify", "検証"])
def test_an_environment_is_found_however_its_name_is_typed(typed: str) -> None:
    decision = decide(a_submission(environment=typed), DEV1, some_rules(), SHORTEST, Circumstances(NOW))
    assert isinstance(decision, NeedsApproval)
    assert decision.environment.name == "verify"


def test_a_rule_of_which_nobody_knows_whether_it_speaks_is_not_passed_over() -> None:
    """Its group cannot be read: it might be the strict one."""
    on_call = a_rule("on-call", when=When(group="on-call"))
    rules = some_rules(a_rule("free", approvers=BY_NOBODY), on_call)
    unreadable = decide(a_submission(), DEV1, rules, SHORTEST, Circumstances(NOW, {"on-call": None}))
    assert unreadable == Refused((reason("group-unreadable", rule="on-call", group="on-call"),))
    nobody = decide(a_submission(), DEV1, rules, SHORTEST, Circumstances(NOW, {"on-call": frozenset()}))
    assert isinstance(nobody, Granted)
    them = decide(a_submission(), DEV1, rules, SHORTEST, Circumstances(NOW, {"on-call": frozenset({DEV1.iam_user})}))
    assert isinstance(them, NeedsApproval)


def test_whom_nobody_knows_to_be_in_a_group_does_not_ask_as_the_next_of_their_teams() -> None:
    """Who is in it would ask as the first, and its rules might be the strict ones."""
    both = a_person("both", "Dev", "SRE")
    on_call = a_rule("on-call", when=When(group="on-call"))
    free = a_rule("free", teams=frozenset({"SRE"}), approvers=BY_NOBODY)
    rules = some_rules(on_call, free)
    unreadable = decide(a_submission(), both, rules, SHORTEST, Circumstances(NOW, {"on-call": None}))
    assert unreadable == Refused((reason("group-unreadable", rule="on-call", group="on-call"),))
    outside = decide(a_submission(), both, rules, SHORTEST, Circumstances(NOW, {"on-call": frozenset()}))
    assert isinstance(outside, Granted)
    inside = decide(a_submission(), both, rules, SHORTEST, Circumstances(NOW, {"on-call": frozenset({both.iam_user})}))
    assert isinstance(inside, NeedsApproval)


def test_a_break_glass_is_for_now_and_not_for_a_later_start() -> None:
    """Nobody would have approved it, and its review could be closed before anything was done with it."""
    rules = some_rules(a_rule(review_within=HOUR))
    asked = a_submission(break_glass=True, reason="all is down")
    assert isinstance(decided(asked, rules=rules), Granted)
    later = replace(asked, starts_at=NOW + 48 * HOUR)
    assert unmet(decided(later, rules=rules)) == ["break-glass-starts-now"]
