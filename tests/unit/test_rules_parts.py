"""The parts of a rules file beyond people, places and plain rules: what they become."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from aws_access.adapters.rules.file import rules_from_value
from aws_access.domain.approval import Approval, Approvers, Escalation, Stage
from aws_access.domain.ids import IamUserName
from aws_access.domain.rules import Delegation, Denial, Extension, IamPeople, Requirements, Rules, When
from aws_access.domain.windows import Hours
from tests.rules_value import changed, rule

HOUR = timedelta(hours=1)
SRE = Approvers(teams=frozenset({"SRE"}))
ALL_DAYS = frozenset(range(7))


def taken(path: str, value: object) -> Rules:
    return rules_from_value(changed(path, value))


def with_rule(**fields: object) -> Rules:
    return taken("rules/0", rule(**fields))


def test_one_entry_is_one_stage_and_a_list_is_several() -> None:
    both = {"teams": ["SRE"], "people": ["auditor"], "needs": 2}
    (one, *_) = with_rule(approvers=both).rules
    assert one.approval == Approval((Stage(replace(SRE, people=frozenset({IamUserName("auditor")})), 2),))
    (two, *_) = with_rule(
        approvers=[{"teams": ["SRE"]}, {"people": ["dev1"]}],
        denials=2,
        escalate=[{"after": "30m", "to": {"people": ["auditor"]}}],
    ).rules
    assert two.approval == Approval(
        (Stage(SRE), Stage(Approvers(frozenset({IamUserName("dev1")})))),
        denials=2,
        escalation=(Escalation(HOUR / 2, Approvers(frozenset({IamUserName("auditor")}))),),
    )


def test_the_conditions_of_a_rule() -> None:
    (found, *_) = with_rule(
        people=["auditor"],
        longest={"default": "8h", "write": "1h"},
        when={"hours": ["Mon-Fri 09:00-18:00"]},
        requires={"reason_length": 10, "reason": "^because", "ticket": "[A-Z]+-[0-9]+", "most_active": 2},
        extend={"times": 2, "longest": "4h"},
    ).rules
    assert found.people == {"auditor"}
    assert (found.longest, found.longest_of) == (8 * HOUR, {"write": HOUR})
    assert found.when == When((Hours(frozenset(range(5)), 540, 1080),))
    assert found.requires == Requirements(10, "^because", "[A-Z]+-[0-9]+", 2)
    assert found.extension == Extension(2, 4 * HOUR)
    assert not found.break_glass


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("09:00-18:00", Hours(ALL_DAYS, 540, 1080)),
        ("22:00-06:00", Hours(ALL_DAYS, 1320, 1800)),
        ("Sat,Sun 00:00-24:00", Hours(frozenset({5, 6}), 0, 1440)),
        ("Fri-Mon 09:00-10:00", Hours(frozenset({4, 5, 6, 0}), 540, 600)),
        ("mon 09:00-09:00", Hours(frozenset({0}), 540, 1980)),
    ],
)
def test_hours_as_people_write_them(written: str, hours: Hours) -> None:
    assert with_rule(when={"hours": [written]}).rules[0].when.hours == (hours,)


def test_a_rule_that_denies_speaks_of_all_that_it_does_not_name() -> None:
    rules = taken("rules/1", {"name": "no", "effect": "deny", "services": ["dynamodb:write"]})
    assert rules.denials == (Denial("no", services=frozenset({"dynamodb:write"})),)
    assert [each.name for each in rules.rules] == ["dev"]


def test_a_freeze_is_by_the_clock_of_each_environment() -> None:
    file = changed("environments/verify/time_zone", "Asia/Tokyo")
    file["freezes"] = [{"name": "f", "since": "2026-12-20 18:00", "until": "2026-12-21", "break_glass": "allowed"}]
    one, two = rules_from_value(file).denials
    assert one.since == datetime(2026, 12, 20, 9, tzinfo=UTC)
    assert (one.environments, one.not_break_glass) == (frozenset({"verify"}), True)
    assert two.since == datetime(2026, 12, 20, 18, tzinfo=UTC)
    assert (two.environments, two.until) == (frozenset({"staging"}), datetime(2026, 12, 21, tzinfo=UTC))


def test_the_rest_of_the_file() -> None:
    file = changed("teams", {"Platform": {"includes": ["SRE"]}, "All": {"includes": ["Platform", "Dev"]}})
    file["time_zone"] = "Europe/Berlin"
    file["delegations"] = [{"of": "sre1", "to": "dev1", "since": "2026-12-01", "until": "2026-12-02"}]
    file["locks"] = {"teams": ["Platform"]}
    file["people_from_iam"] = {"teams": {"developers": "Dev"}}
    file["groups"] = {"users": {"slack": {"id": "S0123"}}}
    rules = rules_from_value(file)
    assert rules.people[IamUserName("sre1")].teams == ("SRE", "Platform", "All")
    assert rules.environments["verify"].time_zone == ZoneInfo("Europe/Berlin")
    since = datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert rules.delegations == (Delegation(IamUserName("sre1"), IamUserName("dev1"), since, since + 24 * HOUR),)
    assert rules.lockers == Approvers(teams=frozenset({"Platform"}))
    assert rules.iam_people == IamPeople("slack-id", {"developers": "Dev"})
    assert (rules.groups["users"].kind, rules.groups["users"].settings) == ("slack", {"id": "S0123"})


@pytest.mark.parametrize("pattern", ["[A-Z]+-[0-9]+", "(INC|CHG)-[0-9]{1,6}", r"^because \(.+\)", "[(+]+x(y)z"])
def test_an_ordinary_pattern_is_fine(pattern: str) -> None:
    assert with_rule(requires={"ticket": pattern}).rules[0].requires.ticket == pattern
