"""`aws-access rules …`: check a set of rules, test it, ask it, compare it with another, and put it in force."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from botocore.exceptions import BotoCoreError, ClientError

from aws_access.adapters.aws import Aws
from aws_access.adapters.jump_account import IamJumpAccount
from aws_access.adapters.rules.file import rules_from_json
from aws_access.adapters.rules.publish import publish, published_text
from aws_access.adapters.rules.yaml_file import read_rules
from aws_access.cli import output
from aws_access.cli.asking import KINDS, Question, deciders, moment, said, zone_of
from aws_access.cli.cases import Outcome, read_cases, try_cases
from aws_access.cli.differences import Difference, differences
from aws_access.cli.exits import Exit, Failure
from aws_access.cli.setup import current
from aws_access.cli.stack import outputs_of
from aws_access.domain.decision import Refused
from aws_access.domain.errors import AwsAccessError, InvalidRules
from aws_access.domain.ids import IamUserName
from aws_access.domain.model import Person
from aws_access.domain.roster import IamUsers, with_iam_users
from aws_access.domain.rules import Rules

if TYPE_CHECKING:
    from mypy_boto3_appconfig import AppConfigClient

FAULTS, AWS, DIFFERENT, DECLINED = Exit.REFUSED, Exit.NO_ANSWER, Exit.FOUND, Exit.DECLINED

PUBLISHED = "published"
_OUTPUTS = {
    "application": "RulesApplication",
    "environment": "RulesEnvironment",
    "profile": "RulesProfile",
    "strategy": "RulesDeploymentStrategy",
}

path = click.argument("path", type=click.Path(path_type=Path))
as_json = click.option("--json", "as_json", is_flag=True, help="For programs.")
at_option = click.option(
    "--at", help="A time, such as '2026-11-24 10:00', by the clock of the environment; now if not said."
)
of_iam = click.option("--iam", "of_iam", is_flag=True, help="Read the people of IAM, with your AWS credentials.")
in_group = click.option("--in-group", multiple=True, metavar="GROUP=PERSON", help="Who is in a group then.")


@click.group()
def rules() -> None:
    """Check, test, ask, compare and publish the rules. PATH is a file, or a folder of them."""


@rules.command()
@path
def check(path: Path) -> None:
    """Say whether the rules are fine, or everything that is not."""
    with _told():
        found, _ = read_rules(path)
    output.say(f"{path}: fine, version {found.version}")


@rules.command()
@path
@as_json
def test(path: Path, *, as_json: bool) -> None:
    """Decide the cases that are kept beside the rules, in NAME.test.yaml, and say which come out otherwise."""
    with _told():
        found, _ = read_rules(path)
        outcomes = list(try_cases(found, read_cases(path)))
    failed = [each for each in outcomes if each.problem]
    if as_json:
        told = [{"place": each.place, **each.case.model_dump(), "problem": each.problem or None} for each in outcomes]
        output.as_json(told)
    else:
        for each in failed:
            _show_failed(each)
        none = f"; write them into {path.stem}.test.yaml" if not outcomes else ""
        output.say(f"{len(outcomes)} cases, {len(failed)} failed{none}")
    if failed:
        raise SystemExit(FAULTS)


@rules.command()
@click.argument("old")
@click.argument("new")
@click.option("--stack", help="The stack whose published rules `published` stands for.")
@as_json
def diff(old: str, new: str, stack: str | None, *, as_json: bool) -> None:
    """List the decisions that change from OLD to NEW. Either may be `published`. Exits with 3 when there are any."""
    with _told():
        changes = list(differences(_version(old, stack), _version(new, stack)))
    if as_json:
        told = [{"who": c.who, "asks": c.what, "before": c.before, "after": c.after, "wider": c.wider} for c in changes]
        output.as_json(told)
    else:
        _show(changes)
    if changes:
        raise SystemExit(DIFFERENT)


@rules.command(name="publish")
@path
@click.option("--stack", help="The name of the stack; its outputs say where the rules go.")
@click.option("--application", help="Instead of --stack, as the three below: the stack's output of this name.")
@click.option("--environment")
@click.option("--profile")
@click.option("--strategy")
@click.option("--yes", is_flag=True, help="Do not ask.")
def publish_command(path: Path, stack: str | None, *, yes: bool, **names: str | None) -> None:
    """Check and test the rules, show what changes, and put them in force. Nothing is sent when anything fails."""
    with _told():
        found, text = read_rules(path)
        failed = [each for each in try_cases(found, read_cases(path)) if each.problem]
        for each in failed:
            _show_failed(each)
        if failed:
            raise SystemExit(FAULTS)
        places, client = _places(stack, names), _appconfig()
        before = published_text(client, **{name: places[name] for name in ("application", "environment", "profile")})
        if before is not None and not yes:
            _show(list(differences(rules_from_json(before), found)))
        if not yes and not output.agreed(f"Publish version {found.version}?"):
            raise SystemExit(DECLINED)
        publish(
            client,
            text,
            application=places["application"],
            environment=places["environment"],
            profile=places["profile"],
            strategy=places["strategy"],
        )
    output.say(f"published version {found.version}")


@rules.command(name="who-can")
@path
@click.argument("request")
@at_option
@in_group
@of_iam
@as_json
def who_can(
    path: Path, request: str, at: str | None, in_group: tuple[str, ...], *, of_iam: bool, as_json: bool
) -> None:
    """List everybody who may ask for REQUEST, such as 'dynamodb:write production 1h', and who could decide."""
    with _told():
        found = _read(path, of_iam=of_iam)
        question = _question(request, at, in_group, found)
        decisions = [(person, question.decide(found, person)) for person in found.people.values()]
    able = [(person, decision) for person, decision in decisions if not isinstance(decision, Refused)]
    if as_json:
        told = [
            {"who": who.iam_user, "decision": KINDS[type(each)], "by": [d.iam_user for d in deciders(each, found)]}
            for who, each in able
        ]
        output.as_json(told)
        return
    for person, decision in able:
        by = ", ".join(each.iam_user for each in deciders(decision, found))
        output.say(f"{person.iam_user}: {said(decision)}" + (f"; {by} may decide" if by else ""))
    if not able:
        output.say("nobody")


@rules.command()
@path
@click.argument("person")
@click.argument("request")
@at_option
@in_group
@of_iam
@as_json
def why(
    path: Path, person: str, request: str, at: str | None, in_group: tuple[str, ...], *, of_iam: bool, as_json: bool
) -> None:
    """Say what becomes of PERSON asking for REQUEST, with every reason and the rule behind it."""
    with _told():
        found = _read(path, of_iam=of_iam)
        decision = _question(request, at, in_group, found).decide(found, _person(person, found))
    if as_json:
        reasons = [each.as_dict() for each in decision.unmet] if isinstance(decision, Refused) else []
        behind = [] if isinstance(decision, Refused) else list(decision.rules)
        by = [each.iam_user for each in deciders(decision, found)]
        risk = None if isinstance(decision, Refused) else decision.risk
        told = {"decision": KINDS[type(decision)], "rules": behind, "risk": risk, "reasons": reasons, "by": by}
        output.as_json(told)
    elif isinstance(decision, Refused):
        output.say("refused")
        for each in decision.unmet:
            output.say(f"  {each.say()}")
    else:
        output.say(said(decision))
        output.say(f"  may decide: {', '.join(each.iam_user for each in deciders(decision, found)) or '–'}")


def _read(path: Path, *, of_iam: bool) -> Rules:
    """The rules, with the people of IAM where they want them and it is wished."""
    found, _ = read_rules(path)
    if found.iam_people is None:
        return found
    if not of_iam:
        output.say("people of IAM are left out; --iam reads them with your AWS credentials", err=True)
        return found
    tag = found.iam_people.slack_tag
    return with_iam_users(found, IamUsers(tag, tuple(IamJumpAccount(Aws()).users(tag)), datetime.now(UTC)))


def _appconfig() -> "AppConfigClient":
    """With the credentials and the region as AWS's tools find them."""
    client: AppConfigClient = current().operator.client("appconfig")
    return client


def _version(name: str, stack: str | None) -> Rules:
    if name != PUBLISHED:
        return read_rules(Path(name))[0]
    if stack is None:
        _fail("`published` needs --stack")
    places = _places(stack, {})
    text = published_text(_appconfig(), **{each: places[each] for each in ("application", "environment", "profile")})
    if text is None:
        _fail("nothing was published yet")
    return rules_from_json(text)


def _places(stack: str | None, names: dict[str, str | None]) -> dict[str, str]:
    """Where the rules go: named one by one, or by the stack."""
    given = {name: value for name, value in names.items() if value is not None}
    if stack is None and set(given) == set(_OUTPUTS):
        return given
    if stack is None or given:
        _fail("name --stack, or all of --application, --environment, --profile and --strategy")
    values = outputs_of(current().operator, stack)
    if missing := sorted(set(_OUTPUTS.values()) - set(values)):
        _fail(f"the stack {stack} has no output {', '.join(missing)}")
    return {name: values[output] for name, output in _OUTPUTS.items()}


def _question(request: str, at: str | None, in_group: tuple[str, ...], found: Rules) -> Question:
    groups: dict[str, frozenset[IamUserName] | None] = {}
    for each in in_group:
        name, _, person = each.partition("=")
        if name not in found.groups:
            _fail(f"there is no group {name}")
        groups[name] = (groups.get(name) or frozenset()) | {_person(person, found).iam_user}
    try:
        now = moment(at, zone_of(request, found)) if at is not None else datetime.now(UTC)
    except ValueError:
        _fail(f"{at} is no time; write for example '2026-11-24 10:00'")
    return Question(request, now, groups)


def _person(name: str, found: Rules) -> Person:
    person = {str(each): who for each, who in found.people.items()}.get(name)
    if person is None:
        _fail(f"there is no person {name}")
    return person


def _show(changes: list[Difference]) -> None:
    signs: dict[bool | None, tuple[str, str]] = {True: ("+", "green"), False: ("-", "red"), None: ("~", "yellow")}
    for each in changes:
        sign, colour = signs[each.wider]
        output.say(f"{sign} {each.who}: {each.what}", colour=colour)
        output.say(f"    {each.before} → {each.after}")
    output.say(f"{len(changes)} decisions change" if changes else "no decision changes")


def _show_failed(outcome: Outcome) -> None:
    case = outcome.case
    output.say(f"{outcome.place}: {case.who} asks for {case.asks}: {outcome.problem}", colour="red", err=True)


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong as text on standard error and an exit status, never as a traceback."""
    try:
        yield
    except InvalidRules as error:
        output.say("\n".join(each.say() for each in error.reasons), err=True)
        raise SystemExit(FAULTS) from error
    except AwsAccessError as error:
        output.say(str(error), err=True)
        raise SystemExit(FAULTS) from error
    except Failure as failure:
        failure.lines = failure.lines or (current().say(failure.key, **failure.facts),)
        raise
    except (ClientError, BotoCoreError, TimeoutError) as error:
        output.say(f"AWS: {error}", err=True)
        raise SystemExit(AWS) from error


def _fail(problem: str) -> NoReturn:
    output.say(problem, err=True)
    raise SystemExit(FAULTS)
