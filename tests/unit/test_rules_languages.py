"""`aws-access rules` speaks Japanese as the other commands do, and asks the rules about a policy of one's own."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aws_access.cli import main
from aws_access.cli.rules import COMMANDS
from tests.templates import PROJECT

LOCAL = PROJECT / "local/rules.yaml"
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
ENGLISH = re.compile(r"[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}")
QUEUE = "arn:aws:sqs:us-east-1:222222222222:orders"
STATEMENT = {"Effect": "Allow", "Action": "sqs:ReceiveMessage", "Resource": QUEUE}
POLICY = {"Version": "2012-10-17", "Statement": [STATEMENT]}


def run(*arguments: object, lang: str = "ja", stdin: str | None = None) -> Result:
    words = ["--lang", lang, "rules", *map(str, arguments)]
    return CliRunner().invoke(main, words, input=stdin, catch_exceptions=False)


@pytest.mark.parametrize("command", list(COMMANDS))
def test_the_help_of_each_is_in_the_readers_language(command: str) -> None:
    first = run(command, "--help").stdout.splitlines()
    usage, *told = [line.strip() for line in first if line.strip()]
    assert usage.startswith("使い方:")
    assert JAPANESE.search(told[0])
    assert not ENGLISH.search("\n".join(told))
    assert not JAPANESE.search(run(command, "--help", lang="en").stdout)


@pytest.mark.parametrize(
    ("arguments", "japanese", "english"),
    [
        (["check", LOCAL], "問題ありません", "fine, version"),
        (["test", LOCAL], "ケース", "cases"),
        (["diff", LOCAL, LOCAL], "変わる判断はありません", "no decision changes"),
        (["who-can", LOCAL, "dynamodb production 1h"], "該当者なし", "nobody"),
        (["who-can", LOCAL, "dynamodb:read production 1h"], "判断できる人: sre1, sre2", "sre1, sre2 may decide"),
        (["why", LOCAL, "dev1", "logs:read verify 1h"], "すぐに許可", "granted at once, by"),
        (["why", LOCAL, "dev1", "dynamodb:read production 1h"], "承認が必要", "needs approval"),
        (["why", LOCAL, "dev1", "logs:write production 1h"], "拒否", "refused"),
        (["why", LOCAL, "zoe", "logs verify 1h"], "zoe という人はいません", "there is no person zoe"),
        (["why", LOCAL, "dev1", "logs verify"], "サービス、環境", "a service, an environment and a duration"),
        (["why", LOCAL, "dev1", "logs verify 1h", "--at", "soon"], "日時ではありません", "is no time"),
        (["why", LOCAL, "dev1", "logs verify 1h", "--in-group", "x=dev1"], "グループはありません", "no group x"),
        (["diff", "published", LOCAL], "--stack が必要", "needs --stack"),
        (["publish", LOCAL], "すべてを指定", "name --stack, or all of"),
    ],
)
def test_every_answer_is_in_the_readers_language(arguments: list[object], japanese: str, english: str) -> None:
    told, same = run(*arguments).output, run(*arguments, lang="en").output
    assert japanese in told
    assert english in same
    assert not JAPANESE.search(same)
    assert not ENGLISH.search(re.sub(r"'[^']*'|\([^)]*\)", "", told)), "no sentence is left in English"


def test_the_language_may_be_said_after_the_command_too() -> None:
    said = CliRunner().invoke(main, ["rules", "check", str(LOCAL), "--lang", "ja"], catch_exceptions=False)
    assert "問題ありません" in said.stdout


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    file = tmp_path / "rules.yaml"
    text = LOCAL.read_text(encoding="utf-8")
    file.write_text(text.replace("    longest: 8h\n    approvers: {", "    longest: 9h\n    approvers: {"), "utf-8")
    return file


def test_what_changes_is_told_in_japanese_with_the_kinds_of_people(changed: Path) -> None:
    said = run("diff", LOCAL, changed)
    assert said.exit_code == 3
    assert "+ Dev(2 人と IAM のユーザー): dynamodb:read verify 9h" in said.stdout
    assert "    拒否 → 承認が必要(" in said.stdout
    assert re.search(r"^\d+ 件の判断が変わります$", said.stdout, re.MULTILINE)
    told = json.loads(run("diff", LOCAL, changed, "--json").stdout)
    assert {"who", "asks", "before", "after", "wider"} == set(told[0])
    assert told[0]["before"] == "拒否"


def test_cases_that_fail_say_why_in_japanese(changed: Path) -> None:
    cases = [
        "{who: dev1, asks: dynamodb verify 4h, expect: granted}",
        "{who: zoe, asks: dynamodb verify 4h, expect: granted}",
        "{who: dev1, asks: dynamodb verify 4h, expect: approval, by: [dev2], rules: []}",
        "{who: dev1, asks: dynamodb verify 4h, expect: approval, not_by: [sre1]}",
        "{who: dev1, asks: dynamodb verify 4h, at: soon, expect: approval}",
    ]
    changed.with_name("rules.test.yaml").write_text("cases:\n" + "".join(f"  - {each}\n" for each in cases), "utf-8")
    said = run("test", changed)
    assert (said.exit_code, said.stdout) == (1, "ケース 5 件、失敗 5 件\n")
    told = ["期待は granted ですが", "という人はいません", "期待したルールは なし", "sre1 が判断", "日時では"]
    for line, words in zip(said.stderr.splitlines(), told, strict=True):
        assert words in line


@pytest.mark.parametrize("asks", ["verify 1h", "policy verify 1h", "ポリシー verify 1h"])
def test_what_becomes_of_a_policy_of_ones_own_can_be_asked(tmp_path: Path, asks: str) -> None:
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(POLICY))
    from_file = run("why", LOCAL, "dev1", asks, "--policy", file, "--json", lang="en")
    told = json.loads(from_file.stdout)
    assert told["decision"] == "approval"
    assert any("polic" in each for each in told["rules"])
    from_input = run("why", LOCAL, "dev1", asks, "--policy", "-", "--json", lang="en", stdin=json.dumps(POLICY))
    assert json.loads(from_input.stdout) == told
    able = json.loads(run("who-can", LOCAL, asks, "--policy", file, "--json", lang="en").stdout)
    assert "dev1" in {each["who"] for each in able}


def test_a_policy_is_read_as_strictly_as_when_it_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "policy.json"
    file.write_text(json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotAction": "*"}]}))
    said = run("why", LOCAL, "dev1", "verify 1h", "--policy", file, lang="en")
    assert (said.exit_code, said.stdout) == (1, "")
    assert "Statement" in said.stderr
    missing = run("why", LOCAL, "dev1", "verify 1h", "--policy", tmp_path / "none.json", lang="en")
    assert (missing.exit_code, "No such file" in missing.stderr) == (1, True)
    other = run("why", LOCAL, "dev1", "policy verify 1h orders", "--policy", "-", lang="en", stdin=json.dumps(POLICY))
    assert "refused" in other.stdout
    without = run("why", LOCAL, "dev1", "policy verify 1h", lang="en")
    assert "needs the policy itself" in without.stdout
