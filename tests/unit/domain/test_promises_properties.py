"""P1 to P4 for any ledger, on a role with any policies of others: what IAM decides with our policies and without them.

IAM is the evaluator of `tests/iam`, which knows nothing of how we write policies.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from aws_access.domain.model import Grant, Permission, Person
from tests.builders import DEV1, DEV2, DEV_ROLE, NOW, ROLE_ID, a_submission
from tests.generated_ledgers import ACTIONS, ENDS, PEOPLE, RESOURCES, ledgers
from tests.iam import Answer, Policy, Request, Verdict, evaluate, read_policy
from tests.iam.generated import Condition, document, documents, statements
from tests.our_policies import documents_of
from tests.world import World

DONE = (
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "s3:GetObject",
    "sqs:SendMessage",
    "logs:GetLogEvents",
    "iam:CreateUser",
)
TO = (
    "arn:aws:dynamodb:us-east-1:222222222222:table/orders",
    "arn:aws:dynamodb:eu-west-1:222222222222:table/customers",
    "arn:aws:dynamodb:us-east-1:333333333333:table/orders",
    "arn:aws:s3:::data/x",
    "*",
)
HOLDERS = [f"{ROLE_ID}:{person}" for person in PEOPLE]
STRANGERS = [
    *(f"{ROLE_ID}:{name}" for name in ("dev", "dev11", "DEV1", "dev1,dev2", "*", "")),
    *(f"AROAEXAMPLEEXAMPLE02:{person}" for person in PEOPLE),
    "AIDAEXAMPLEEXAMPLE01",
    "dev1",
]
MOMENTS = [
    NOW - timedelta(days=400),
    NOW,
    *(end + each for end in ENDS for each in (timedelta(), -timedelta(microseconds=1))),
]


def iam_date(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


others_conditions: st.SearchStrategy[Condition] = st.one_of(
    st.tuples(
        st.sampled_from(("StringEquals", "StringNotEquals", "StringLike", "StringNotLikeIfExists")),
        st.just("aws:userid"),
        st.lists(st.sampled_from((*HOLDERS, f"{ROLE_ID}:*", "*:dev?")), min_size=1, max_size=2),
    ),
    st.tuples(
        st.sampled_from(("DateLessThan", "DateGreaterThanEquals")),
        st.sampled_from(("aws:CurrentTime", "aws:TokenIssueTime")),
        st.sampled_from([iam_date(each) for each in (NOW, *ENDS)]),
    ),
    st.tuples(
        st.sampled_from(("StringEquals", "StringNotEquals", "StringEqualsIfExists")),
        st.just("aws:PrincipalTag/team"),
        st.sampled_from(("Dev", "SRE")),
    ),
    st.tuples(st.just("BoolIfExists"), st.just("aws:MultiFactorAuthPresent"), st.sampled_from(("true", "false"))),
    st.tuples(st.just("Null"), st.just("aws:TokenIssueTime"), st.sampled_from(("true", "false"))),
)
PATTERNS = ("*", "dynamodb:Put*", "iam:*", *ACTIONS)
others_statements = statements(PATTERNS, RESOURCES, others_conditions)
allowing = statements(PATTERNS, RESOURCES, others_conditions, ("Allow",))


many = settings(max_examples=400)  # of 100 requests, about 10 are allowed by a grant alone


@dataclass(frozen=True, slots=True)
class Role:
    """What stands on a role beside our policies, and what limits it."""

    others: Sequence[Policy]
    boundary: Policy | None
    session: Sequence[Policy]

    def decide(self, request: Request, ours: Iterable[str] = ()) -> Answer:
        policies = [*self.others, *(read_policy(each, "ours") for each in ours)]
        return evaluate(request, policies, boundary=self.boundary, session=self.session)

    def lets_through(self, request: Request) -> bool:
        """Whether whatever was allowed on the role would be so in the end: no deny, and inside every limit."""
        everything = document([{"Effect": "Allow", "Action": "*", "Resource": "*"}])
        return self.decide(request, [everything]).allowed


def named(name: str) -> st.SearchStrategy[Policy]:
    """A limit: mostly wide, so that something is left to decide."""
    wide = st.lists(others_statements, max_size=2).map(
        lambda several: document([{"Effect": "Allow", "Action": "*", "Resource": "*"}, *several])
    )
    return (wide | documents(allowing, least=1)).map(lambda text: read_policy(text, name))


roles = st.builds(
    Role,
    st.lists(documents(others_statements).map(lambda text: read_policy(text, "others")), max_size=2),
    st.none() | named("boundary"),
    st.just(()) | named("session").map(lambda policy: (policy,)),
)


@st.composite
def requests(draw: st.DrawFn, user_ids: Sequence[str] = (*HOLDERS, *STRANGERS)) -> Request:
    values: dict[str, str | list[str]] = {
        "aws:userid": draw(st.sampled_from(user_ids)),
        "aws:CurrentTime": draw(st.sampled_from(MOMENTS)).isoformat(),
    }
    optional: dict[str, st.SearchStrategy[str | list[str]]] = {
        "aws:TokenIssueTime": st.sampled_from([iam_date(each) for each in MOMENTS]),
        "aws:MultiFactorAuthPresent": st.sampled_from(("true", "false")),
        "aws:PrincipalTag/team": st.sampled_from(("Dev", "SRE", "QA")),
        "aws:PrincipalTag/owner": st.sampled_from(HOLDERS),
        "s3:prefix": st.sampled_from(("reports/2030", "reports")),
        "dynamodb:LeadingKeys": st.lists(st.sampled_from(("dev1", "dev3")), max_size=2),
    }
    for key, choice in optional.items():
        if (value := draw(st.none() | choice)) is not None:
            values[key] = value
    return Request.of(draw(st.sampled_from(DONE)), draw(st.sampled_from(TO)), values)


def user_id(request: Request) -> str:
    return request.values["aws:userid"][0]


def when(request: Request) -> datetime:
    return datetime.fromisoformat(request.values["aws:currenttime"][0])


def is_of(grant: Grant, request: Request) -> bool:
    return user_id(request) == f"{ROLE_ID}:{grant.person}"


def speaks_of(permission: Permission, request: Request) -> bool:
    """Whether the permission, as it was approved, is about this: as a policy with neither person nor end."""
    plain = []
    for statement in permission.statements:
        conditions: dict[str, dict[str, list[str]]] = {}
        for each in statement.conditions:
            conditions.setdefault(each.operator, {})[each.key] = list(each.values)
        what = {"Action": list(statement.actions), "Resource": list(statement.resources)}
        plain.append({"Effect": "Allow", **what, "Condition": conditions})
    return evaluate(request, [read_policy(document(plain))]).allowed


@many
@given(roles, ledgers(), requests())
def test_p1_for_everybody_without_a_grant_nothing_is_decided_otherwise(
    role: Role, grants: list[Grant], request: Request
) -> None:
    theirs = [grant for grant in grants if not is_of(grant, request)]
    assert role.decide(request, documents_of(theirs, ROLE_ID)) == role.decide(request)


@many
@given(roles, ledgers(least=1), requests(HOLDERS))
def test_p2_a_grant_adds_exactly_its_permission_inside_the_limits_and_the_denies_of_others(
    role: Role, grants: list[Grant], request: Request
) -> None:
    before, after = role.decide(request), role.decide(request, documents_of(grants, ROLE_ID))
    granted = any(
        is_of(grant, request) and when(request) < grant.ends_at and speaks_of(grant.permission, request)
        for grant in grants
    )
    if granted and role.lets_through(request):
        assert after.verdict is Verdict.ALLOWED
    else:
        assert after == before


@many
@given(roles, ledgers(least=1), requests(HOLDERS))
def test_p3_from_its_end_on_a_grant_decides_nothing(role: Role, grants: list[Grant], request: Request) -> None:
    going_on = [grant for grant in grants if when(request) < grant.ends_at]
    after = role.decide(request, documents_of(grants, ROLE_ID))
    assert after.verdict is role.decide(request, documents_of(going_on, ROLE_ID)).verdict
    if not going_on:
        assert after == role.decide(request)


@many
@given(roles, ledgers(least=1), requests(HOLDERS))
def test_p2_what_one_grant_gives_no_other_takes_away(role: Role, grants: list[Grant], request: Request) -> None:
    alone = [role.decide(request, documents_of([grant], ROLE_ID)) for grant in grants]
    together = role.decide(request, documents_of(grants, ROLE_ID))
    assert together.allowed is any(each.allowed for each in (role.decide(request), *alone))


@given(
    st.dictionaries(
        st.sampled_from(("everyday", "Everyday", "read-only", "a.b@c")),
        st.tuples(documents(others_statements), st.sampled_from((None, 1, 4, "\t"))),
        max_size=3,
    ),
    st.lists(st.tuples(st.sampled_from((DEV1, DEV2)), st.integers(1, 3)), min_size=1, max_size=3),
)
def test_p4_policies_of_others_are_byte_for_byte_what_they_were_while_grants_come_and_go(
    laid_out: dict[str, tuple[str, int | str | None]], asked: list[tuple[Person, int]]
) -> None:
    others = {name: json.dumps(json.loads(text), indent=indent) for name, (text, indent) in laid_out.items()}
    world = World()
    role = world.roles.roles[DEV_ROLE]
    role.policies = dict(others)
    for number, (person, hours) in enumerate(asked):
        world.granted(person, str(number), a_submission(duration=timedelta(hours=hours)))
        assert role.policies.keys() > others.keys()
        assert role.policies.items() >= others.items()
    for _ in range(3):
        world.clock.advance(timedelta(hours=1))
        world.reconcile(DEV_ROLE)
        assert role.policies.items() >= others.items()
    assert role.policies == others
