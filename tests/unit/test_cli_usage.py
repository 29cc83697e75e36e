"""A call that cannot be read is told so in the reader's language, with what would be right."""

import pytest
from click.testing import CliRunner, Result

from aws_access.cli import main


def run(typed: str, lang: str) -> Result:
    return CliRunner().invoke(main, ["--lang", lang, *typed.split()], prog_name="aws-access", catch_exceptions=False)


@pytest.mark.parametrize(
    ("typed", "english", "japanese"),
    [
        ("nope", "No such command 'nope'.", "コマンド 'nope' はありません。"),
        ("reqest", "Did you mean request?", "もしかして: request"),
        ("rules chek", "Did you mean check?", "もしかして: check"),
        ("list --nope", "No such option '--nope'.", "オプション '--nope' はありません。"),
        ("request --polcy x", "Did you mean --policy", "もしかして: --policy"),
        ("approve", "'REQUEST' is missing.", "'REQUEST' を指定してください。"),
        ("list --status bad", "'--status' can be pending, ", "'--status' に指定できるのは pending, "),
        ("status r-1 r-2", "unexpected extra argument (r-2)", "コマンドを解釈できません"),
    ],
)
def test_what_cannot_be_read_is_told_with_what_would_be_right(typed: str, english: str, japanese: str) -> None:
    for lang, said, usage, error in (("en", english, "Usage: ", "Error: "), ("ja", japanese, "使い方: ", "エラー: ")):
        told = run(typed, lang)
        assert (told.exit_code, told.stdout) == (2, "")
        first, help_line, _, problem = told.stderr.rstrip("\n").split("\n")
        assert first.startswith(f"{usage}aws-access ")
        assert " --help" in help_line
        assert problem.startswith(error)
        assert said in problem


def test_without_a_command_it_says_where_there_is_help_and_without_anything_gives_it() -> None:
    assert run("", "ja").stderr.startswith("使い方: aws-access ")
    nothing = CliRunner(env={"LC_ALL": "ja_JP.UTF-8"}).invoke(main, [])
    assert nothing.exit_code == 2
    for said in ("使い方: ", "オプション:", "コマンド:", "終了ステータス:"):
        assert said in nothing.stderr
