"""`aws-access rules test, diff, who-can, why`: what operators ask of a set of rules, against deciding it one by one."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_access.adapters.rules.yaml_file import read_rules
from aws_access.cli import main
from aws_access.cli.asking import SHORTEST
from aws_access.cli.differences import differences
from aws_access.domain.circumstances import Circumstances
from aws_access.domain.decide import decide
from aws_access.domain.decision import NeedsApproval, Refused
from aws_access.domain.model import Submission
from aws_access.domain.rules import Group, Requirements, Rules
from tests import generated
from tests.builders import NOW
from tests.templates import PROJECT

LOCAL = PROJECT / "local/rules.yaml"
EXAMPLES = PROJECT / "docs/examples/rules.yaml"
LONGER = "    longest: 9h\n    approvers: {"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["rules", *map(str, arguments)], catch_exceptions=False)


def test_who_can_lists_everybody_who_may_ask_and_who_decides() -> None:
    said = json.loads(run("who-can", LOCAL, "dynamodb:read production 1h", "--json").stdout)
    assert said == [
        {"who": "dev1", "decision": "approval", "by": ["sre1", "sre2"]},
        {"who": "dev2", "decision": "approval", "by": ["sre1", "sre2"]},
        {"who": "sre1", "decision": "approval", "by": ["sre2"]},
        {"who": "sre2", "decision": "approval", "by": ["sre1"]},
    ]
    assert run("who-can", LOCAL, "dynamodb production 1h").stdout == "nobody\n"


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (["dev1", "logs:read verify 1h"], ["granted at once, by read-logs-in-verify", "  may decide: –"]),
        (["dev1", "logs:write production 1h"], ["refused", "nobody-writes-logs-in-production", "No rule lets dev1"]),
        (["dev1", "sqs:write staging 30m"], ["refused", "wants a reason of at least 10 characters"]),
        (
            ["dev1", "break-glass dynamodb:read production 5m -- all is down"],
            ["granted at once, and reviewed", "sre1, sre2"],
        ),
    ],
)
def test_why_says_every_reason_and_the_rule_behind_it(arguments: Sequence[str], lines: Sequence[str]) -> None:
    said = run("why", LOCAL, *arguments)
    assert said.exit_code == 0
    for line in lines:
        assert line in said.stdout


def test_the_moment_and_who_is_in_a_group_can_be_said() -> None:
    asks = ["why", EXAMPLES, "ann", "s3 verify 1h", "--at"]
    assert "needs approval" in run(*asks, "2026-11-24 10:00").stdout
    assert "holds at other hours" in run(*asks, "2026-11-24 20:00").stdout
    on_call = ["why", EXAMPLES, "cyd", "s3 verify 1h", "--at", "2026-11-24 10:00"]
    assert "refused" in run(*on_call).stdout
    assert "granted at once" in run(*on_call, "--in-group", "on-call=cyd").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["why", LOCAL, "zoe", "logs verify 1h"], "there is no person zoe"),
        (["why", LOCAL, "dev1", "logs verify"], "A request needs a service, an environment and a duration."),
        (["why", LOCAL, "dev1", "list"], "A request needs a service, an environment and a duration."),
        (["why", LOCAL, "dev1", "logs verify 1h", "--at", "soon"], "soon is no time; write for example"),
        (["why", LOCAL, "dev1", "logs verify 1h", "--in-group", "x=dev1"], "there is no group x"),
        (["diff", "published", LOCAL], "`published` needs --stack"),
        (["diff", LOCAL, "nowhere.yaml"], "No such file"),
    ],
)
def test_a_question_that_cannot_be_read_says_so(arguments: Sequence[str], said: str) -> None:
    answer = run(*arguments)
    assert (answer.exit_code, said in answer.stderr) == (1, True)


def test_the_same_rules_have_no_difference() -> None:
    said = run("diff", LOCAL, LOCAL)
    assert (said.exit_code, said.stdout) == (0, "no decision changes\n")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("approvers: nobody", "approvers: {teams: [SRE]}", "- Dev (2 people, and those of IAM): logs:read verify 5m"),
        (", needs: 2}", "}", "~ Dev (2 people, and those of IAM): sqs:write staging 5m"),
        ("    longest: 8h\n    approvers: {", LONGER, "+ Dev (2 people, and those of IAM): dynamodb:read verify 9h"),
        ("{reason_length: 10}", "{reason_length: 11}", "~ Dev (2 people, and those of IAM): sqs:write staging 5m"),
        ("sre2: {slack_id: U0000SRE2, teams: [SRE]}", "sre2: {slack_id: U0000SRE2}", "- sre2: dynamodb:list verify 5m"),
    ],
)
def test_what_changes_is_listed_with_who_and_what(tmp_path: Path, old: str, new: str, line: str) -> None:
    text = LOCAL.read_text(encoding="utf-8")
    assert old in text
    changed = tmp_path / "rules.yaml"
    changed.write_text(text.replace(old, new), encoding="utf-8")
    said = run("diff", LOCAL, changed)
    assert said.exit_code == 3
    assert line in said.stdout.splitlines()


def test_cases_beside_the_rules_are_tried(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(LOCAL.read_text(encoding="utf-8"), encoding="utf-8")
    none = run("test", tmp_path / "rules.yaml")
    assert (none.exit_code, "0 cases, 0 failed; write them into rules.test.yaml" in none.stdout) == (0, True)
    cases = """cases:
  - {who: dev1, asks: logs:read verify 1h, expect: granted, rules: [read-logs-in-verify]}
  - {who: dev1, asks: logs:read verify 9h, expect: refused, rules: [read-logs-in-verify]}
  - {who: dev1, asks: dynamodb verify 1h, expect: approval, by: [sre1], not_by: [dev2]}
  - {who: dev1, asks: dynamodb verify 1h, expect: approval, by: [dev2]}
  - {who: zoe, asks: dynamodb verify 1h, expect: refused}
"""
    (tmp_path / "rules.test.yaml").write_text(cases, encoding="utf-8")
    tried = run("test", tmp_path)
    assert (tried.exit_code, "5 cases, 2 failed" in tried.stdout) == (1, True)
    assert "line 5: dev1 asks for dynamodb verify 1h: dev2 may not decide" in tried.stderr
    assert "line 6: zoe asks for dynamodb verify 1h: there is no person zoe" in tried.stderr
    (tmp_path / "rules.test.yaml").write_text(cases.replace("expect: granted", "expects: granted"), encoding="utf-8")
    assert "rules.test.yaml, line 2" in run("test", tmp_path).stderr


def test_the_cases_of_the_local_stack_and_of_the_example_hold() -> None:
    for rules in (LOCAL, PROJECT / "config/rules.example.yaml"):
        said = run("test", rules)
        assert (said.exit_code, said.stdout.startswith("0 cases")) == (0, False), rules


@settings(max_examples=20, deadline=None)
@given(generated.rules(), generated.rules(), st.data())
def test_p6_no_change_of_a_decision_is_left_out(old: Rules, new: Rules, data: st.DataObject) -> None:
    """Whatever a person may do after and not before, in a request like those that are sampled, is listed as wider."""
    groups = {name: Group(name, "slack_group", {}) for name in generated.GROUPS}  # no file names others
    old, new = replace(old, groups=groups), replace(new, groups=groups, people=old.people, version="n" * 12)
    plain = [
        replace(each, rules=tuple(replace(rule, requires=Requirements()) for rule in each.rules)) for each in (old, new)
    ]
    person = data.draw(generated.persons(old))
    levels = data.draw(st.sampled_from((("read",), ("write",))))
    asked = Submission("dynamodb", data.draw(st.sampled_from(("verify", "prod"))), SHORTEST, levels)
    monday = Circumstances(NOW.replace(hour=10), {name: frozenset() for name in generated.GROUPS})
    before, after = (decide(asked, person, each, SHORTEST, monday) for each in plain)
    told = [each for each in differences(old, new) if each.what == f"{asked.service_name} {asked.environment} 5m"]
    if isinstance(before, Refused) and isinstance(after, NeedsApproval):
        assert told


def test_the_rules_of_the_examples_can_be_asked() -> None:
    assert read_rules(EXAMPLES)[0].rules
