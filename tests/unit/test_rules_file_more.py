"""The parts of a rules file beyond people, places and plain rules: what they become, and what is wrong with them."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_access.adapters.rules.file import published_form, rules_from_json, rules_from_value
from aws_access.adapters.rules.yaml_file import read_rules
from aws_access.domain.approval import Approval, Approvers, Escalation, Stage
from aws_access.domain.errors import InvalidRules
from aws_access.domain.ids import IamUserName
from aws_access.domain.rules import Delegation, Denial, Extension, IamPeople, Requirements, Rules, When
from aws_access.domain.windows import Hours
from tests.rules_value import FILE, changed, faults

HOUR = timedelta(hours=1)
SRE = Approvers(teams=frozenset({"SRE"}))
ALL_DAYS = frozenset(range(7))


def taken(path: str, value: object) -> Rules:
    return rules_from_value(changed(path, value))


def rule(**fields: object) -> dict[str, Any]:
    return {**FILE["rules"][0], **fields}


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


WRONG = [
    ("rules/0", rule(teams=[]), "rules.0 (dev): is about nobody; name `teams` or `people`"),
    ("rules/0", rule(approvers={"teams": ["SRE"], "needs": 0}), "greater than or equal to 1"),
    (
        "rules/0",
        rule(approvers={"teams": ["SRE"], "people": ["dev1"], "needs": 3}),
        "rules.0 (dev).approvers.needs: 3, and only 2 people could ever approve",
    ),
    (
        "rules/0",
        rule(approvers=[{"teams": ["SRE"]}, {"teams": ["SRE"], "needs": 2}]),
        "rules.0 (dev).approvers.1.needs: 2, and only 1 people could ever approve",
    ),
    ("rules/0", rule(longest={"write": "1h"}), "needs `default`"),
    ("rules/0", rule(longest={"default": "1h", "wirte": "1h"}), "there is no level wirte; did you mean write?"),
    ("rules/0", rule(when={"hours": ["9-18"]}), "'9-18' are no hours; write for example 'Mon-Fri 09:00-18:00'"),
    ("rules/0", rule(when={"hours": ["Mo 09:00-18:00"]}), "'mo' is no day or days; write for example Mon-Fri"),
    ("rules/0", rule(when={"hours": ["24:30-25:00"]}), "24:30 is no time of a day"),
    ("rules/0", rule(when={"group": "on-call"}), "there is no group on-call"),
    ("rules/0", rule(requires={"ticket": "("}), "'(' is no regular expression"),
    ("rules/0", rule(requires={"reason": "(a+)+$"}), "repeats what repeats already"),
    ("rules/0", rule(requires={"reason": "((a+))+$"}), "repeats what repeats already"),
    ("rules/0", rule(requires={"ticket": "(a|aa)+$"}), "repeats what repeats already"),
    ("rules/0", rule(requires={"ticket": "((?:[)+]b*)x){2,}"}), "repeats what repeats already"),
    (
        "freezes",
        [{"name": "f", "since": "2026-12-20 10:00-05:00", "until": "2026-12-20 12:00+09:00"}],
        "has to be later than `since`",
    ),
    (
        "teams",
        {"Platform": {"includes": ["Devs"]}},
        "teams.Platform.includes: there is no team Devs; did you mean Dev?",
    ),
    ("rules/0", rule(approvers="nobody", escalate=[{"after": "1h", "to": {"teams": ["SRE"]}}]), "nothing to escalate"),
    (
        "rules/0",
        rule(escalate=[{"after": "1h", "to": {"teams": ["SRE"]}}, {"after": "1h", "to": {"teams": ["SRE"]}}]),
        "has to be later than the step before",
    ),
    ("rules/0", rule(break_glass={"review_within": "8h"}, approvers="nobody"), "has to be reviewed by somebody"),
    ("rules/0", rule(break_glass={"review_within": "8h"}, extend={"times": 1, "longest": "1h"}), "is not extended"),
    ("rules/0", {"name": "no", "effect": "deny", "longest": "1h"}, "rules.0 (no).longest: there is no such field"),
    ("rules/0", {"name": "no", "effect": "deny", "teams": ["Devs"]}, "there is no team Devs; did you mean Dev?"),
    ("rules/0", {"name": "no", "effect": "deny", "services": ["dynamo"]}, "no service dynamo; did you mean dynamodb?"),
    ("rules/0/effect", "maybe", "rules.0 (dev).effect: write `allow` or `deny`"),
    ("environments/verify/time_zone", "Asia/Tokio", "there is no time zone Asia/Tokio; did you mean Asia/Tokyo?"),
    ("environments/verify/time_zone", "../etc/passwd", "there is no time zone ../etc/passwd"),
    ("teams", {"A": {"includes": ["B"]}, "B": {"includes": ["A"]}}, "includes itself: "),
    ("teams", {"A": {"includes": ["A"]}}, "teams.A: includes itself: A → A"),
    ("groups", {"g": {}}, "groups.g: needs exactly one of schedule, slack, webhook, pagerduty, opsgenie"),
    ("groups", {"g": {"slack": {"id": "S01"}, "webhook": {"url": "https://example.com"}}}, "it has slack, webhook"),
    ("groups", {"g": {"webhook": {"url": "http://169.254.169.254/"}}}, "groups.g.webhook.url"),
    ("freezes", [{"name": "dev", "since": "2026-12-20", "until": "2026-12-21"}], "name dev is rules.0 too"),
    ("freezes", [{"name": "f", "since": "2026-12-21", "until": "2026-12-20"}], "has to be later than `since`"),
    ("freezes", [{"name": "f", "since": "soon", "until": "2026-12-20"}], "'soon' is no time; write for example"),
    ("delegations", [{"of": "sre1", "to": "sre1", "since": "2026-12-20", "until": "2026-12-21"}], "for themselves"),
    ("locks", {}, "locks: names nobody"),
    ("locks", {"teams": ["SRES"]}, "locks.teams: there is no team SRES; did you mean SRE?"),
]


@pytest.mark.parametrize(("path", "value", "said"), WRONG)
def test_a_fault_is_named_by_its_place_and_what_would_be_right(path: str, value: object, said: str) -> None:
    assert any(said in fault for fault in faults(rules_from_value, changed(path, value)))


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("2026-10-25 02:30", "comes twice in Europe/Berlin, because the clocks change; write `2026-10-25 02:30+02:00`"),
        ("2027-03-28 02:30", "does not exist in Europe/Berlin, because the clocks change"),
    ],
)
def test_an_hour_that_comes_twice_or_never_is_refused_unless_it_says_which(time: str, said: str) -> None:
    file = changed("time_zone", "Europe/Berlin")
    file["freezes"] = [{"name": "f", "since": time, "until": "2028-01-01"}]
    assert any(said in fault for fault in faults(rules_from_value, file))
    file["freezes"][0]["since"] = f"{time}+01:00"
    assert rules_from_value(file).denials[0].since == datetime.fromisoformat(f"{time}+01:00")


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


REST = json.dumps({name: value for name, value in FILE.items() if name not in ("people", "rules")})


def test_a_folder_is_one_set_of_rules(tmp_path: Path) -> None:
    (tmp_path / "rules.test.yaml").write_text("cases: []")
    (tmp_path / "notes.md").write_text("not rules")
    people, more = '{"people": {"dev1": {"slack_id": "U0000DEV1", "teams": ["Dev"]}}}', '{"people": {"auditor": {}}}'
    sre = '{"people": {"sre1": {"slack_id": "U0000SRE1", "teams": ["SRE"]}}}'
    first, second = ('{"rules": [' + published_rule(number) + "]}" for number in (0, 1))
    rules, text = read_rules(write(tmp_path, a=REST, b=people, c=more, d=sre, e=first, f=second, g=""))
    assert rules == rules_from_value(FILE)
    assert text == published_form(FILE)


def published_rule(number: int) -> str:
    return json.dumps(FILE["rules"][number])


def test_a_fault_in_a_folder_is_named_by_file_and_line(tmp_path: Path) -> None:
    people = "people:\n  dev1: {teams: [Dev]}\n  sre1:\n    slackid: U0000SRE1\n    teams: [SRE]\n  auditor: {}\n"
    rules = "rules:\n  - " + published_rule(0) + "\n"
    more = "# no team\nrules:\n  - " + published_rule(1).replace("Dev", "Devs") + "\n"
    folder = write(tmp_path, a=REST, b=people, c=rules, d=more)
    (fault,) = faults(read_rules, folder)
    assert fault == f"{folder}/b.yaml, line 4: people.sre1.slackid: there is no such field; did you mean slack_id?"
    write(tmp_path, b=people.replace("slackid", "slack_id"))
    (fault,) = faults(read_rules, folder)
    assert fault == f"{folder}/d.yaml, line 3: rules.1 (open).teams: there is no team Devs; did you mean Dev?"


def test_what_stands_in_two_files_is_refused_with_both_places(tmp_path: Path) -> None:
    folder = write(tmp_path, a=REST, b="people:\n  dev1: {}\n", c="people:\n\n  dev1: {}\n", d="time_zone: UTC")
    (fault,) = faults(read_rules, folder)
    assert fault == f"{folder}/c.yaml, line 3: people.dev1 stands in {folder}/b.yaml, line 2 too"
    folder = write(tmp_path, c="time_zone: UTC")
    assert "time_zone stands in" in faults(read_rules, folder)[0]


@pytest.mark.parametrize("pattern", ["[A-Z]+-[0-9]+", "(INC|CHG)-[0-9]{1,6}", r"^because \(.+\)", "[(+]+x(y)z"])
def test_an_ordinary_pattern_is_fine(pattern: str) -> None:
    assert with_rule(requires={"ticket": pattern}).rules[0].requires.ticket == pattern


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["dev1", "Dev", "1h", "nobody"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
places = st.sampled_from(
    [
        *FILE,
        "teams",
        "groups",
        "freezes",
        "delegations",
        "locks",
        "rules/0/approvers",
        "rules/0/longest",
        "rules/0/when",
        "rules/0/requires",
        "rules/0/effect",
        "rules/0",
        "people/dev1",
        "environments/verify",
        "services/dynamodb",
    ]
)


@settings(max_examples=300, deadline=None)
@given(places, json_values)
def test_whatever_a_file_holds_it_becomes_rules_or_faults(path: str, value: object) -> None:
    file = changed(path, value)
    with suppress(InvalidRules):
        rules = rules_from_value(file)
        assert rules_from_json(published_form(file)) == rules
