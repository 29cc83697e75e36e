"""`aws-access rules diff`: the decisions that change from one version to another."""

from dataclasses import asdict
from pathlib import Path

import click

from aws_access.adapters.rules.file import rules_from_json
from aws_access.adapters.rules.yaml_file import read_rules
from aws_access.cli import output
from aws_access.cli.differences import Difference, differences
from aws_access.cli.exits import Exit, Failure
from aws_access.cli.rules.places import places_of, published_now
from aws_access.cli.setup import Setup, current
from aws_access.cli.worded import command, option
from aws_access.domain.rules import Rules

PUBLISHED = "published"

_SIGNS: dict[bool | None, tuple[str, str]] = {True: ("+", "green"), False: ("-", "red"), None: ("~", "yellow")}


@command("diff", "rules-diff")
@click.argument("old")
@click.argument("new")
@option("--stack", metavar="NAME", help="rules-diff-stack")
@option("--json", "as_json", is_flag=True, help="json")
def diff(old: str, new: str, stack: str | None, *, as_json: bool) -> None:
    """Exits with 3 when there are any."""
    setup = current()
    before, after = (_version(setup, name, stack) for name in (old, new))
    changes = list(differences(before, after, setup.language))
    if as_json:
        output.as_json([{("asks" if key == "what" else key): told for key, told in asdict(c).items()} for c in changes])
    else:
        show_changes(setup, changes)
    if changes:
        raise SystemExit(Exit.FOUND)


def show_changes(setup: Setup, changes: list[Difference]) -> None:
    """Two lines for each, and how many there are."""
    for each in changes:
        sign, colour = _SIGNS[each.wider]
        output.say(f"{sign} {each.who}: {each.what}", colour=colour)
        output.say(f"    {each.before} → {each.after}")
    output.say(setup.say("decisions-change", count=len(changes)) if changes else setup.say("no-decision-changes"))


def _version(setup: Setup, name: str, stack: str | None) -> Rules:
    if name != PUBLISHED:
        return read_rules(Path(name))[0]
    if stack is None:
        raise Failure("published-needs-stack")
    text = published_now(setup, places_of(setup, stack, {}))
    if text is None:
        raise Failure("never-published")
    return rules_from_json(text)
