"""People who decide, and what they say, as tests put them together."""

from dataclasses import replace
from datetime import timedelta

from aws_access.domain.approval import Approval, Approvers, Ask, Panel, Stage, everybody_of
from aws_access.domain.ids import IamUserName
from aws_access.domain.model import Person, Vote
from tests.builders import NOW, a_person

THIS, OTHER = "a" * 64, "b" * 64
HOUR = timedelta(hours=1)
REQUESTER = a_person("dev1")
SRES = tuple(a_person(f"sre{number}", "SRE") for number in range(1, 5))
LEADS = tuple(a_person(f"lead{number}", "Lead") for number in range(1, 4))
BY_LEAD = Approvers(teams=frozenset({"Lead"}))


def by(*people: Person | str, groups: tuple[str, ...] = ()) -> Approvers:
    names = (each.iam_user if isinstance(each, Person) else each for each in people)
    return Approvers(people=frozenset(map(IamUserName, names)), groups=frozenset(groups))


def panel(*approvals: Approval, people: tuple[Person, ...] = (REQUESTER, *SRES, *LEADS), **fields: object) -> Panel:
    known = {each.iam_user: each for each in people}
    asks = tuple(Ask(f"rule{number}", approval) for number, approval in enumerate(approvals, 1))
    plain = Panel(REQUESTER, asks, known, everybody_of(people))
    return replace(plain, **fields)  # type: ignore[arg-type] # whatever the test cares about


def of(approvers: Approvers, needs: int = 1, denials: int = 1) -> Approval:
    return Approval((Stage(approvers, needs),), denials)


def yes(*people: Person, payload: str = THIS) -> tuple[Vote, ...]:
    return tuple(Vote(each.iam_user, approve=True, payload_hash=payload, at=NOW) for each in people)


def no(*people: Person, payload: str = THIS) -> tuple[Vote, ...]:
    return tuple(Vote(each.iam_user, approve=False, payload_hash=payload, at=NOW) for each in people)


def waits(asked: Panel, votes: tuple[Vote, ...] = ()) -> list[tuple[str, int, int]]:
    return [(each.rule, each.stage, each.given) for each in asked.tally(votes, THIS).waits]
