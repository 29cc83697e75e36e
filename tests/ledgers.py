"""Grants as Hypothesis makes them, and a second reading of documents, apart from the code that writes them."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from hypothesis import strategies as st

from aws_access.domain.model import Grant, request_id_for
from aws_access.domain.statements import Condition, Permission, Statement
from tests.builders import DEV_ROLE, NOW, ROLE_ID
from tests.generated_ledgers import ENDS, PEOPLE

ACTIONS = ["s3:GetObject", "s3:Get*", "s3:*", "s3:PutObject", "dynamodb:GetItem", "dynamodb:?etItem", "s3:getobject"]
RESOURCES = ["*", "arn:aws:s3:::data", "arn:aws:s3:::data/*", "arn:aws:s3:::data/${aws:userid}", "arn:aws:s3:::*"]
CONDITIONS = [
    Condition("StringLike", "s3:prefix", ("a/*",)),
    Condition("StringEquals", "aws:username", ("x", "y")),
    Condition("StringEquals", "aws:PrincipalTag/team", ("Dev",)),
    Condition("DateLessThan", "aws:TokenIssueTime", ("2030-01-01T00:00:00Z",)),
]

DONE_ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "dynamodb:GetItem", "dynamodb:SetItem"]
DONE_ON = ["arn:aws:s3:::data", "arn:aws:s3:::data/x", "arn:aws:s3:::data/${aws:userid}", "arn:aws:s3:::other", "arn:x"]

statements = st.builds(
    lambda actions, resources, conditions: Statement(
        tuple(sorted(actions)), tuple(sorted(resources)), tuple(sorted(conditions))
    ),
    st.sets(st.sampled_from(ACTIONS), min_size=1, max_size=4),
    st.sets(st.sampled_from(RESOURCES), min_size=1, max_size=3),
    st.sets(st.sampled_from(CONDITIONS), max_size=3),
)
permissions = st.sets(statements, min_size=1, max_size=3).map(lambda several: Permission(tuple(sorted(several))))


@st.composite
def ledgers(draw: st.DrawFn, most: int = 8) -> list[Grant]:
    """Grants of few people, permissions and ends, so that some share."""
    shared = draw(st.lists(permissions, min_size=1, max_size=3))
    return [
        Grant(
            request_id_for("dev1", str(number)),
            DEV_ROLE,
            draw(st.sampled_from(PEOPLE)),
            draw(st.sampled_from(shared)),
            draw(st.sampled_from(ENDS)),
            starts_at=draw(st.sampled_from([None, NOW])),
        )
        for number in range(draw(st.integers(0, most)))
    ]


class Said(NamedTuple):
    """That somebody may do something until then, where all of the conditions hold."""

    user_id: str
    action: str
    resource: str
    conditions: frozenset[tuple[str, str, str]]
    end: datetime


def meant(grants: Iterable[Grant]) -> dict[tuple[object, ...], datetime]:
    """What the grants mean."""
    return _until(
        Said(f"{ROLE_ID}:{grant.person}", action, resource, conditions, grant.ends_at)
        for grant in grants
        for each in grant.permission.statements
        for conditions in [frozenset((c.operator, c.key, json.dumps(list(c.values))) for c in each.conditions)]
        for action, resource in _reached(each.actions, each.resources)
    )


def read_back(texts: Iterable[str]) -> dict[tuple[object, ...], datetime]:
    """What documents say; anything that is not of the form of a grant is an error."""
    return _until(said for text in texts for statement in json.loads(text)["Statement"] for said in _read(statement))


def _read(statement: dict[str, Any]) -> Iterable[Said]:
    assert set(statement) == {"Effect", "Action", "Resource", "Condition"}
    assert statement["Effect"] == "Allow"
    found = {
        (operator, key): _listed(value)
        for operator, keys in statement["Condition"].items()
        for key, value in keys.items()
    }
    user_ids = found.pop(("StringEquals", "aws:userid"))
    (end,) = found.pop(("DateLessThan", "aws:CurrentTime"))
    conditions = frozenset((operator, key, json.dumps(values)) for (operator, key), values in found.items())
    moment = datetime.strptime(end, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    reached = _reached(tuple(_listed(statement["Action"])), tuple(_listed(statement["Resource"])))
    return (Said(who, *done, conditions, moment) for who, done in product(user_ids, reached))


@cache
def _reached(actions: tuple[str, ...], resources: tuple[str, ...]) -> list[tuple[str, str]]:
    """Which of the things that are ever done these patterns match."""
    done = [each for each in DONE_ACTIONS if any(fnmatchcase(each.lower(), pattern.lower()) for pattern in actions)]
    on = [each for each in DONE_ON if any(fnmatchcase(each, pattern) for pattern in resources)]
    return list(product(done, on))


def _until(said: Iterable[Said]) -> dict[tuple[object, ...], datetime]:
    """By who, what, on what and in which case: until when. Without what something said besides makes needless."""
    alike: dict[tuple[str, str, str], set[Said]] = {}
    for each in said:
        alike.setdefault(each[:3], set()).add(each)
    return {
        each[:4]: each.end
        for some in alike.values()
        for each in some
        if not any(other != each and other.conditions <= each.conditions and other.end >= each.end for other in some)
    }


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
