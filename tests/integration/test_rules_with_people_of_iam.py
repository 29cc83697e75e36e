"""`aws-access rules …` where people are kept in IAM, which the file alone does not know."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from click.testing import CliRunner, Result

from aws_access.cli import main
from tests.rules_value import FILE

OF_IAM: dict[str, Any] = {**FILE, "people": {"sre1": FILE["people"]["sre1"]}, "people_from_iam": {}}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["rules", *map(str, arguments)], catch_exceptions=False)


def written(folder: Path, name: str = "rules", **changes: Any) -> Path:
    file = folder / f"{name}.yaml"
    file.write_text(json.dumps({**OF_IAM, **changes}), encoding="utf-8")
    return file


@pytest.fixture
def company(aws: None, session: boto3.Session) -> None:
    iam = session.client("iam")
    iam.create_group(GroupName="Dev")
    for name in ("sre1", "dev7"):
        iam.create_user(UserName=name)
        iam.create_login_profile(UserName=name, Password="made-up-and-long")
    iam.add_user_to_group(GroupName="Dev", UserName="dev7")


@pytest.mark.usefixtures("company")
def test_who_can_and_why_read_iam_when_they_are_told_to_and_say_so_when_not(tmp_path: Path) -> None:
    file = written(tmp_path)
    said = run("who-can", file, "dynamodb:read verify 1h", "--iam", "--json")
    assert json.loads(said.stdout) == [{"who": "dev7", "decision": "approval", "by": ["sre1"]}]
    without = run("who-can", file, "dynamodb:read verify 1h")
    assert (without.stdout, "--iam" in without.stderr) == ("nobody\n", True)
    assert "sre1" in run("why", file, "dev7", "dynamodb:read verify 1h", "--iam").stdout
    assert run("why", file, "dev7", "dynamodb:read verify 1h").exit_code == 1


def test_cases_name_people_of_iam_with_their_teams(tmp_path: Path) -> None:
    file, cases = written(tmp_path), tmp_path / "rules.test.yaml"
    case = {"who": "dev7", "asks": "dynamodb:read verify 1h", "expect": "approval", "by": ["sre1"]}
    cases.write_text(json.dumps({"people": {"dev7": ["Dev"]}, "cases": [case]}), encoding="utf-8")
    assert run("test", file).exit_code == 0
    cases.write_text(json.dumps({"people": {"dev7": ["QA"]}, "cases": [case]}), encoding="utf-8")
    assert run("test", file).exit_code == 1
    cases.write_text(json.dumps({"people": {"not a name": ["QA"]}, "cases": []}), encoding="utf-8")
    assert "not a name" in run("test", file).stderr


def test_diff_finds_what_changes_for_people_whom_the_file_does_not_know(tmp_path: Path) -> None:
    old = written(tmp_path)
    (rule, *others) = OF_IAM["rules"]
    longer = written(tmp_path, "longer", rules=[{**rule, "longest": "9h"}, *others])
    assert run("diff", old, old).stdout == "no decision changes\n"
    said = run("diff", old, longer)
    assert said.exit_code == 3
    assert "Dev" in said.stdout
    nine = written(tmp_path, "nine", rules=[{**rule, "approvers": {"teams": ["SRE"], "needs": 9}}, *others])
    assert "9" in run("diff", old, nine).stdout
