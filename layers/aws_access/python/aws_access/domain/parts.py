"""What of a grant goes into one document: all of it, or as much as one managed policy can hold."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from aws_access.domain.model import Grant
from aws_access.domain.policies import EMPTY_POLICY, MANAGED_BUDGET, statement_size
from aws_access.domain.statements import Permission, Statement
from aws_access.domain.tidy import tidy


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A statement until an end, which people with equal ones share. `size`: its characters without any people.

    Equal ones are one object, so that they are quick to find.
    """

    ends_at: datetime
    statement: Statement
    size: int


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """`of` is the whole grant, and `grant` what of it is here. `size`: its characters where it shares nothing."""

    name: str
    of: Grant
    grant: Grant
    rows: tuple[Row, ...]
    user_id: str
    size: int


def parts_of(grants: Iterable[Grant], role_id: str) -> list[Part]:
    """The same for the same grant, always. The first is named by the request, the others by it and a number."""
    known: dict[tuple[datetime, Statement], Row] = {}
    found = []
    for grant in grants:
        user_id = f"{role_id}:{grant.person}"
        for number, piece in enumerate(_pieces(grant, len(user_id)), start=1):
            name = grant.request_id if number == 1 else f"{grant.request_id}#{number}"
            rows = []
            for each in tidy(piece.permission):
                key = (grant.ends_at, each)
                rows.append(known.get(key) or known.setdefault(key, Row(*key, statement_size(each))))
            size = sum(row.size + len(user_id) + 1 for row in rows)
            found.append(Part(name, grant, piece, tuple(rows), user_id, size))
    return found


def request_of(part: str) -> str:
    """The id of the request whose grant this is a part of."""
    return part.partition("#")[0]


def _size(statements: Iterable[Statement], of_user_id: int) -> int:
    """With a comma for each."""
    return sum(statement_size(each) + of_user_id + 1 for each in statements)


def _pieces(grant: Grant, of_user_id: int) -> Iterator[Grant]:
    """The grant, or grants that are it together, each as large as may be."""
    longest = MANAGED_BUDGET - EMPTY_POLICY + 1  # the first statement has no comma
    statements = tidy(grant.permission)
    if _size(statements, of_user_id) <= longest:
        yield grant
        return
    portion: tuple[Statement, ...] = ()
    for each in (half for statement in statements for half in _halves(statement, longest - of_user_id - 1)):
        if portion and _size((*portion, each), of_user_id) > longest:
            yield replace(grant, permission=Permission(portion))
            portion = ()
        portion = (*portion, each)
    yield replace(grant, permission=Permission(portion))


def _halves(statement: Statement, longest: int) -> Iterator[Statement]:
    """The statement; where it is too long, as several with some of its actions or resources each."""
    actions, resources = statement.actions, statement.resources
    if statement_size(statement) <= longest or len(actions) == len(resources) == 1:
        yield statement
        return
    if len(resources) == 1 or (len(actions) > 1 and sum(map(len, actions)) > sum(map(len, resources))):
        middle = len(actions) // 2
        halves = [replace(statement, actions=actions[:middle]), replace(statement, actions=actions[middle:])]
    else:
        middle = len(resources) // 2
        halves = [replace(statement, resources=resources[:middle]), replace(statement, resources=resources[middle:])]
    for half in halves:
        yield from _halves(half, longest)
