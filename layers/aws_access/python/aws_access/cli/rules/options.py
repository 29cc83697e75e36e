"""What the commands of `rules` take, and the question that it makes."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from aws_access.adapters.aws import Aws
from aws_access.adapters.jump_account import IamJumpAccount
from aws_access.adapters.rules.yaml_file import read_rules
from aws_access.cli import output
from aws_access.cli.asking import Question, moment, zone_of
from aws_access.cli.exits import Failure
from aws_access.cli.identity import aws_told
from aws_access.cli.own_policy import naming_policy, read_own_policy
from aws_access.cli.setup import Setup
from aws_access.cli.worded import option
from aws_access.domain.ids import IamUserName
from aws_access.domain.model import Person
from aws_access.domain.own_policies import read_policy
from aws_access.domain.roster import IamUsers, with_iam_users
from aws_access.domain.rules import Rules

path_argument = click.argument("path", metavar="PATH", type=click.Path(path_type=Path))


def of_questions(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of `who-can` and `why`."""
    for each in (
        option("--json", "as_json", is_flag=True, help="json"),
        option("--iam", "of_iam", is_flag=True, help="rules-iam"),
        option("--in-group", multiple=True, metavar="GROUP=PERSON", help="rules-in-group"),
        option("--at", metavar="TIME", help="rules-at"),
        option("--policy", metavar="FILE", help="rules-policy"),
    ):
        function = each(function)
    return function


def rules_with_people(setup: Setup, path: Path, *, of_iam: bool) -> Rules:
    """The rules, with the people of IAM where they want them and it is wished."""
    found, _ = read_rules(path)
    if found.iam_people is None:
        return found
    if not of_iam:
        output.note(setup.say("iam-left-out"))
        return found
    tag = found.iam_people.slack_tag
    with aws_told(setup.operator.profile):
        return with_iam_users(found, IamUsers(tag, tuple(IamJumpAccount(Aws()).users(tag)), datetime.now(UTC)))


def question(request: str, found: Rules, at: str | None, in_group: tuple[str, ...], policy: str | None) -> Question:
    """What is asked. `policy` is the file of a policy of one's own; the word for it may then be left out."""
    groups: dict[str, frozenset[IamUserName] | None] = {}
    for each in in_group:
        name, _, person = each.partition("=")
        if name not in found.groups:
            raise Failure("no-such-group", name=name)
        groups[name] = (groups.get(name) or frozenset()) | {person_of(person, found).iam_user}
    try:
        now = moment(at, zone_of(request, found)) if at is not None else datetime.now(UTC)
    except ValueError:
        raise Failure("no-time", text=at) from None
    if policy is None:
        return Question(request, now, groups)
    own = read_policy(read_own_policy(policy, sys.stdin.buffer), found.known)
    return Question(" ".join(naming_policy(request.split(" "))), now, groups, policy=own)


def person_of(name: str, found: Rules) -> Person:
    """The person of this name; Failure when the rules know none."""
    person = {str(each): who for each, who in found.people.items()}.get(name)
    if person is None:
        raise Failure("no-such-person", name=name)
    return person
