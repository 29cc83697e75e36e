"""Rules that are wrong are refused before publishing, with file, line and what would be right; what runs stays."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from pydantic import BaseModel, ValidationError

from aws_access.adapters.rules import group_model, model
from aws_access.adapters.rules.words import EXAMPLES
from aws_access.cli import main
from aws_access.cli.machine import Machine
from tests.templates import PROJECT

GOOD = (PROJECT / "local/rules.yaml").read_text(encoding="utf-8")
BERLIN = "time_zone: Europe/Berlin\n"
FREEZE = '  - {{name: f, since: "{}", until: "2026-12-01 10:00"}}\n'
PUBLISH = ["publish", "--yes", "--application", "a", "--environment", "e", "--profile", "p", "--strategy", "s"]


def but(old: str, new: str) -> str:
    """The good rules with this one thing wrong."""
    assert old in GOOD
    return GOOD.replace(old, new, 1)


FROM_THE_FILE = GOOD.replace("people_from_iam: ", "# ")
WRONG = {
    "broken YAML": (but("  dev2: {", "  dev2: {{"), "  sre1:", "expected ',' or '}'"),
    "a cycle of teams": (
        GOOD + "teams:\n  A: {includes: [B]}\n  B: {includes: [A]}\n",
        "  A: {",
        "teams.A: includes itself: A → B → A; take one of them out of the other",
    ),
    "an unknown person": (
        FROM_THE_FILE.replace("approvers: {teams: [SRE]}", "approvers: {people: [sre9]}", 1),
        "[sre9]",
        "approvers.people: there is no person sre9; did you mean sre2?",
    ),
    "an unknown service": (
        but("services: [dynamodb, s3, sqs, logs]", "services: [dynamodbb]"),
        "[dynamodbb]",
        "rules.2 (dev-in-staging).services: there is no service dynamodbb; did you mean dynamodb?",
    ),
    "an environment without a ceiling": (
        "".join(line for line in GOOD.splitlines(keepends=True) if "kinesis:*" not in line),
        "  verify:",
        'environments.verify.ceiling: is missing; write for example ceiling: ["dynamodb:*"',
    ),
    "two people with one Slack id": (
        but("U0000DEV2", "U0000DEV1"),
        "  dev2:",
        "people.dev2: Slack user U0000DEV1 is people.dev1 too; each has one of its own",
    ),
    "a time zone that does not exist": (
        but("    region: us-east-1", "    region: us-east-1\n    time_zone: Asia/Tokio"),
        "Tokio",
        "environments.verify.time_zone: there is no time zone Asia/Tokio; did you mean Asia/Tokyo?",
    ),
    "an hour that comes twice": (
        f"{GOOD}{BERLIN}freezes:\n{FREEZE.format('2026-10-25 02:30')}",
        "02:30",
        "comes twice in Europe/Berlin, because the clocks change; write `2026-10-25 02:30+02:00` or `2026-10-25 02:30+",
    ),
    "an hour that never comes": (
        f"{GOOD}{BERLIN}freezes:\n{FREEZE.format('2026-03-29 02:30')}",
        "02:30",
        "freezes.0 (f).since: 2026-03-29 02:30 does not exist in Europe/Berlin, because the clocks change; write",
    ),
    "an unknown field": (
        but("longest: 8h", "longst: 8h"),
        "longst",
        "longst: there is no such field; did you mean longest?",
    ),
    "a level that is none": (
        but('"logs:list"', '"logs:lst"'),
        "logs:lst",
        "no service logs:lst; did you mean logs:list?",
    ),
    "an effect that is none": (but("effect: deny", "effect: denny"), "denny", "effect: write `allow` or `deny`"),
}


class Untouched:
    """An AppConfig on which nothing may be called."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} was called")


UNTOUCHED = Machine(clients=lambda _: Untouched())


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_named_with_file_line_and_what_would_be_right_and_nothing_is_published(
    what: str, tmp_path: Path
) -> None:
    text, on_line, said = WRONG[what]
    file = tmp_path / "rules.yaml"
    file.write_text(text, encoding="utf-8")
    number = next(n for n, line in enumerate(text.splitlines(), 1) if on_line in line)
    for arguments in (["check"], PUBLISH):
        told = CliRunner().invoke(main, ["rules", *arguments, str(file)], obj=UNTOUCHED, catch_exceptions=False)
        assert told.exit_code == 1
        assert told.stdout == ""
        (line, *_) = [each for each in told.stderr.splitlines() if said in each]
        assert line.startswith(f"{file}, line {number}: ")


def test_five_megabytes_are_refused_and_nothing_is_published(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(GOOD + "#" * 5_000_000, encoding="utf-8")
    told = CliRunner().invoke(main, ["rules", *PUBLISH, str(file)], obj=UNTOUCHED, catch_exceptions=False)
    assert (told.exit_code, told.stderr) == (1, f"{file}: more than 4000000 bytes; at most 1000000 characters\n")


INSIDE = {
    "RulesFile": "",
    "PagerDuty": "pagerduty",
    "Opsgenie": "opsgenie",
    "SlackGroup": "slack",
    "Delegation": "delegations",
}


def fields_that_have_to_be_there() -> Iterator[tuple[type[BaseModel], str]]:
    for each in (*vars(model).values(), *vars(group_model).values()):
        if isinstance(each, type) and issubclass(each, BaseModel):
            yield from ((each, name) for name, field in each.model_fields.items() if field.is_required())


@pytest.mark.parametrize(("kind", "name"), [*fields_that_have_to_be_there()])
def test_each_field_that_has_to_be_there_has_an_example_that_is_right(kind: type[BaseModel], name: str) -> None:
    example = EXAMPLES.get(f"{INSIDE.get(kind.__name__, '-')}.{name}") or EXAMPLES[name]
    with pytest.raises(ValidationError) as caught:  # for want of the other fields, and of this one that is too many
        kind.model_validate({name: yaml.safe_load(example), "no-such-field": 1})
    assert name not in {each["loc"][0] for each in caught.value.errors()}
