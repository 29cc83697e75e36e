"""Team roles with any policies of others, grants on them, and somebody who does something, as Hypothesis makes them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from hypothesis import strategies as st

from aws_access.domain.model import Grant
from aws_access.domain.statements import Permission
from tests.builders import NOW, ROLE_ID
from tests.generated_ledgers import ACTIONS, ENDS, PEOPLE, RESOURCES, ledgers
from tests.iam import Answer, Policy, Request, evaluate, read_policy
from tests.iam.generated import Condition, document, documents, statements

DONE = (
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "s3:GetObject",
    "sqs:SendMessage",
    "ec2:DescribeInstances",
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
EDGES = [end + step for end in ENDS for step in (-timedelta(microseconds=1), timedelta())]
MOMENTS = [NOW, NOW, NOW - timedelta(days=400), *EDGES]
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
_ALL = read_policy(document([EVERYTHING]))


@dataclass(frozen=True, slots=True)
class Role:
    """What stands on a role beside our policies, and what limits it."""

    others: Sequence[Policy] = ()
    boundary: Policy | None = None
    session: Sequence[Policy] = ()

    def decide(self, request: Request, ours: Iterable[Policy] = ()) -> Answer:
        return evaluate(request, [*self.others, *ours], boundary=self.boundary, session=self.session)

    def lets_through(self, request: Request) -> bool:
        """Whether whatever was allowed on the role would be so in the end: no deny, and inside every limit."""
        return self.decide(request, [_ALL]).allowed


@dataclass(frozen=True, slots=True)
class Scene:
    """A role, the grants on it, and what is done with it: at one time, by one after the other."""

    role: Role
    grants: Sequence[Grant]
    requests: Sequence[Request]

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self.requests[0].values["aws:currenttime"][0])

    def of(self, request: Request) -> list[Grant]:
        """The grants of whoever does this."""
        (user_id,) = request.values["aws:userid"]
        return [grant for grant in self.grants if user_id == f"{ROLE_ID}:{grant.person}"]


@cache
def as_approved(permission: Permission) -> Policy:
    """The permission as a policy with neither person nor end."""
    plain = []
    for statement in permission.statements:
        conditions: dict[str, dict[str, list[str]]] = {}
        for each in statement.conditions:
            conditions.setdefault(each.operator, {})[each.key] = list(each.values)
        what = {"Action": list(statement.actions), "Resource": list(statement.resources)}
        plain.append({"Effect": "Allow", **what, "Condition": conditions})
    return read_policy(document(plain))


def iam_date(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


conditions_of_others: st.SearchStrategy[Condition] = st.one_of(
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
_PATTERNS = ("*", "dynamodb:Put*", "iam:*", *ACTIONS)
statements_of_others = statements(_PATTERNS, RESOURCES, conditions_of_others)
_allowing = statements(_PATTERNS, RESOURCES, conditions_of_others, ("Allow",))
# A limit is mostly wide, so that something is left to decide.
_limits = st.lists(statements_of_others, max_size=2).map(lambda each: document([EVERYTHING, *each])) | documents(
    _allowing, least=1
)

roles = st.just(Role()) | st.builds(
    Role,
    st.lists(documents(statements_of_others).map(lambda text: read_policy(text, "others")), max_size=2),
    st.none() | _limits.map(lambda text: read_policy(text, "boundary")),
    st.just(()) | _limits.map(lambda text: (read_policy(text, "session"),)),
)


_VALUES: dict[str, Sequence[str | list[str]]] = {
    "aws:TokenIssueTime": [iam_date(each) for each in (NOW - timedelta(hours=2), *MOMENTS)],
    "aws:MultiFactorAuthPresent": ("true", "false"),
    "aws:PrincipalTag/team": ("Dev", "SRE", "QA"),
    "aws:PrincipalTag/owner": HOLDERS,
    "s3:prefix": ("reports/2030", "reports"),
    "dynamodb:LeadingKeys": (["dev1"], ["dev1", "dev3"], []),
}
"""What else is known of a request. The first of each is fine with the conditions that grants have."""


@st.composite
def scenes(draw: st.DrawFn, *, strangers: bool = False) -> Scene:
    """Everybody who may hold a grant does everything; with some strangers as well."""
    values: dict[str, str | list[str]] = {"aws:CurrentTime": draw(st.sampled_from(MOMENTS)).isoformat()}
    for key, (fine, *others) in _VALUES.items():
        value = draw(st.sampled_from((fine, fine, None, *others)))
        if value is not None:
            values[key] = value
    some = draw(st.lists(st.sampled_from(STRANGERS), min_size=3, max_size=3, unique=True)) if strangers else []
    requests = [
        Request.of(action, to, {**values, "aws:userid": user_id})
        for user_id in (*HOLDERS, *some)
        for action in DONE
        for to in TO
    ]
    return Scene(draw(roles), draw(ledgers(least=1)), requests)
