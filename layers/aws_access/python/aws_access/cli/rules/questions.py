"""`aws-access rules who-can` and `why`."""

from pathlib import Path

import click

from aws_access.cli import output
from aws_access.cli.asking import KINDS, deciders, said
from aws_access.cli.rules.options import of_questions, path_argument, person_of, question, rules_with_people
from aws_access.cli.setup import current
from aws_access.cli.worded import command
from aws_access.domain.decision import Refused


@command("who-can", "rules-who-can")
@path_argument
@click.argument("request", metavar="REQUEST")
@of_questions
def who_can(
    path: Path,
    request: str,
    at: str | None,
    in_group: tuple[str, ...],
    policy: str | None,
    *,
    of_iam: bool,
    as_json: bool,
) -> None:
    """One line for each who may ask."""
    setup = current()
    found = rules_with_people(setup, path, of_iam=of_iam)
    asked = question(request, found, at, in_group, policy)
    decisions = [(person, asked.decide(found, person)) for person in found.people.values()]
    able = [(person, decision) for person, decision in decisions if not isinstance(decision, Refused)]
    if as_json:
        output.as_json(
            [
                {"who": who.iam_user, "decision": KINDS[type(each)], "by": [d.iam_user for d in deciders(each, found)]}
                for who, each in able
            ]
        )
        return
    for person, decision in able:
        facts = {"who": person.iam_user, "decision": said(decision, setup.language)}
        by = ", ".join(each.iam_user for each in deciders(decision, found))
        output.say(setup.say("may-ask-decided-by", by=by, **facts) if by else setup.say("may-ask", **facts))
    if not able:
        output.say(setup.say("may-ask-nobody"))


@command("why", "rules-why")
@path_argument
@click.argument("person", metavar="PERSON")
@click.argument("request", metavar="REQUEST")
@of_questions
def why(
    path: Path,
    person: str,
    request: str,
    at: str | None,
    in_group: tuple[str, ...],
    policy: str | None,
    *,
    of_iam: bool,
    as_json: bool,
) -> None:
    """Every reason, and the rule behind it."""
    setup = current()
    found = rules_with_people(setup, path, of_iam=of_iam)
    decision = question(request, found, at, in_group, policy).decide(found, person_of(person, found))
    by = [each.iam_user for each in deciders(decision, found)]
    if as_json:
        output.as_json(
            {
                "decision": KINDS[type(decision)],
                "rules": [] if isinstance(decision, Refused) else list(decision.rules),
                "risk": None if isinstance(decision, Refused) else decision.risk,
                "reasons": [each.as_dict() for each in decision.unmet] if isinstance(decision, Refused) else [],
                "by": by,
            }
        )
    elif isinstance(decision, Refused):
        output.say(setup.say("decided-refused"))
        for each in decision.unmet:
            output.say(f"  {each.say(setup.language)}")
    else:
        output.say(said(decision, setup.language))
        output.say("  " + setup.say("may-decide", by=", ".join(by) or "–"))
