"""Grants as Hypothesis makes them: of few people, permissions and ends, so that many share something."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from aws_access.domain.ids import IamUserName
from aws_access.domain.model import Grant, request_id_for
from aws_access.domain.statements import Condition, Permission, Statement
from tests.builders import DEV_ROLE, NOW

ACTIONS = ["dynamodb:GetItem", "dynamodb:*", "s3:Get*", "sqs:SendMessage", "ec2:Describe*", "logs:?etLogEvents"]
RESOURCES = [
    "*",
    "arn:aws:dynamodb:us-east-1:222222222222:table/orders",
    "arn:aws:dynamodb:*:222222222222:table/*",
    "arn:aws:s3:::data/*",
]
PEOPLE = [IamUserName(name) for name in ("dev1", "dev2", "Dev1", "first.last+x=1,2@example-3_4")]
ENDS = [NOW + timedelta(seconds=seconds) for seconds in (1, 3600, 86400)]
CONDITIONS = [
    Condition("StringEquals", "aws:PrincipalTag/team", ("Dev", "SRE")),
    Condition("StringEquals", "aws:PrincipalTag/owner", ("${aws:userid}",)),
    Condition("StringLike", "s3:prefix", ("reports/*",)),
    Condition("DateLessThan", "aws:TokenIssueTime", ("2030-01-07T08:00:00Z",)),
    Condition("DateGreaterThan", "aws:TokenIssueTime", ("2030-01-01T00:00:00Z",)),
    Condition("Bool", "aws:MultiFactorAuthPresent", ("true",)),
    Condition("ForAllValues:StringEquals", "dynamodb:LeadingKeys", ("dev1", "dev2")),
]

_parts: dict[str, st.SearchStrategy[tuple[object, ...]]] = {
    "actions": st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=2, unique=True).map(sorted).map(tuple),
    "resources": st.lists(st.sampled_from(RESOURCES), min_size=1, max_size=2, unique=True).map(sorted).map(tuple),
    "conditions": st.lists(st.sampled_from(CONDITIONS), max_size=2, unique=True).map(sorted).map(tuple),
}
statements = st.builds(Statement, **_parts)
permissions = st.sets(statements, min_size=1, max_size=2).map(lambda each: Permission(tuple(sorted(each))))


@st.composite
def _near(draw: st.DrawFn, permission: Permission) -> Permission:
    """One that is like it but for one part of one statement, as what is packed together wrongly would be."""
    first, *rest = permission.statements
    name = draw(st.sampled_from(sorted(_parts)))
    changed = {name: draw(_parts[name])}
    return Permission(tuple(sorted({replace(first, **changed), *rest})))  # type: ignore[arg-type]


@st.composite
def ledgers(draw: st.DrawFn, least: int = 0) -> list[Grant]:
    shared = [draw(permissions)]
    for _ in range(draw(st.integers(0, 3))):
        near = _near(shared[0])
        shared.append(draw(near | near | near | permissions))
    people = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3))
    ends = draw(st.lists(st.sampled_from(ENDS), min_size=1, max_size=2))
    return [
        Grant(
            request_id_for("dev1", str(number)),
            DEV_ROLE,
            draw(st.sampled_from(people)),
            draw(st.sampled_from(shared)),
            draw(st.sampled_from(ends)),
        )
        for number in range(draw(st.integers(least, 6)))
    ]
