"""`aws-access rules check` and `test`."""

from pathlib import Path

from aws_access.adapters.rules.yaml_file import read_rules
from aws_access.cli import output
from aws_access.cli.cases import Outcome, read_cases, try_cases
from aws_access.cli.exits import Exit
from aws_access.cli.rules.options import path_argument
from aws_access.cli.setup import Setup, current
from aws_access.cli.worded import command, option
from aws_access.domain.rules import Rules


@command("check", "rules-check")
@path_argument
def check(path: Path) -> None:
    """Every fault has a line of its own."""
    found, _ = read_rules(path)
    output.say(current().say("rules-are-fine", path=path, version=found.version))


@command("test", "rules-test")
@path_argument
@option("--json", "as_json", is_flag=True, help="json")
def test(path: Path, *, as_json: bool) -> None:
    """The cases are beside the rules, in NAME.test.yaml."""
    setup = current()
    found, _ = read_rules(path)
    outcomes = list(try_cases(found, read_cases(path), setup.language))
    failed = [each for each in outcomes if each.problem]
    if as_json:
        output.as_json(
            [{"place": each.place, **each.case.model_dump(), "problem": each.problem or None} for each in outcomes]
        )
    else:
        show_failed(setup, failed)
        said = setup.say("cases-tried", count=len(outcomes), failed=len(failed))
        output.say(said if outcomes else setup.say("cases-none", file=f"{path.stem}.test.yaml"))
    if failed:
        raise SystemExit(Exit.REFUSED)


def failed_cases(setup: Setup, found: Rules, path: Path) -> list[Outcome]:
    """Those that come out otherwise than they say."""
    return [each for each in try_cases(found, read_cases(path), setup.language) if each.problem]


def show_failed(setup: Setup, failed: list[Outcome]) -> None:
    """One line for each, on standard error."""
    for each in failed:
        facts = {"who": each.case.who, "asks": each.case.asks, "problem": each.problem}
        output.say(setup.say("case-failed", place=each.place, **facts), colour="red", err=True)
