"""The parts of a rules file beyond people, places and plain rules: what is wrong with them."""

from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_access.adapters.rules.file import published_form, rules_from_json, rules_from_value
from aws_access.domain.errors import InvalidRules
from tests.rules_value import FILE, changed, faults, rule

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
