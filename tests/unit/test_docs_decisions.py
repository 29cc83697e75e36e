"""Every example of docs/decisions.md is decided as it says."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from aws_access.adapters.rules.yaml_file import read_rules
from aws_access.domain.circumstances import Circumstances
from aws_access.domain.commands import parse_command
from aws_access.domain.decide import decide
from aws_access.domain.decision import Granted, NeedsApproval, Refused
from aws_access.domain.ids import IamUserName
from aws_access.domain.model import Submission
from tests.documents import in_code, table
from tests.templates import PROJECT

EXAMPLES = table("docs/decisions.md", "who", "asks for", "at", "decision", "because of")
RULES, _ = read_rules(PROJECT / "docs/examples/rules.yaml")
ON_CALL = {"on-call": frozenset({IamUserName("cyd")})}
WHY = {
    "the ceiling": "beyond-ceiling",
    "no rule": "no-rule",
    "no team role": "no-team-role",
}


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: f"{row[0]} {row[1]} {row[2]}")
def test_it_is_decided_as_the_page_says(row: list[str]) -> None:
    who, asks, at, result, because = row
    now = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("Asia/Tokyo"))
    asked = parse_command(asks.strip("`"))
    assert isinstance(asked, Submission)
    decision = decide(asked, RULES.people[IamUserName(who)], RULES, timedelta(minutes=5), Circumstances(now, ON_CALL))
    kinds = {Granted: "granted", NeedsApproval: "approval", Refused: "refused"}
    assert kinds[type(decision)] == result, decision
    if not isinstance(decision, Refused):
        assert list(decision.rules) == in_code(because)
    elif because in WHY:
        assert WHY[because].split("-")[-1] in decision.unmet[-1].code
        assert WHY[because] in [each.code.replace("no-break-glass-rule", "no-rule") for each in decision.unmet]
    else:
        assert {each.facts.get("rule") for each in decision.unmet} - {None} == set(in_code(because))


def test_every_rule_of_the_examples_decides_one() -> None:
    named = {name for row in EXAMPLES for name in in_code(row[4])}
    assert named == {each.name for each in RULES.rules} | {each.name for each in RULES.denials}
