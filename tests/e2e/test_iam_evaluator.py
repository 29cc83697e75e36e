"""The tests' evaluator of IAM policies against the emulator's enforcement: two readings of IAM that never met.

Only conditions that both know. What the emulator reads otherwise than AWS documents it (parts of ARNs, policy
variables) is held by the tests of the evaluator alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from local.office import may
from local.stack import LocalSession, Stack
from tests.iam import Request, evaluate, read_policy
from tests.iam.generated import Condition, document, documents, statements

ACCOUNT = "555555555555"  # of nobody else: whatever happens to its role, nobody misses it
ROLE = f"arn:aws:iam::{ACCOUNT}:role/Tried"
SESSION = "ann"
TABLES = tuple(f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{name}" for name in ("red", "blue"))
LONG_AGO, FAR_AHEAD = "2020-01-01T00:00:00Z", "2120-01-01T00:00:00Z"
USER_IDS = ("{id}:ann", "{id}:bob", "{id}:*", "*:ann", "{id}:ANN")
"""`{id}` stands for the role's unique id, which is known once there is a role."""

EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
ACTIONS = ("*", "dynamodb:*", "DynamoDB:getitem", "dynamodb:?etItem", "dynamodb:Put*")
RESOURCES = ("*", *TABLES, f"arn:aws:dynamodb:*:{ACCOUNT}:table/r?d", "arn:aws:sqs:*:*:*")


def named(*bases: str) -> st.SearchStrategy[str]:
    sets = st.sampled_from(("", "", "ForAnyValue:", "ForAllValues:"))
    return st.builds("{}{}{}".format, sets, st.sampled_from(bases), st.sampled_from(("", "IfExists")))


conditions: st.SearchStrategy[Condition] = st.one_of(
    st.tuples(
        named("StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase"),
        st.just("aws:userid"),
        st.lists(st.sampled_from(USER_IDS), min_size=1, max_size=2),
    ),
    st.tuples(
        named("StringEquals", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike"),
        st.just("aws:PrincipalTag/team"),
        st.lists(st.sampled_from(("Dev", "dev", "D*", "SRE")), min_size=1, max_size=2),
    ),
    st.tuples(
        named("StringEquals", "StringNotEquals", "StringLike"),
        st.sampled_from(("aws:PrincipalTag/none", "aws:username", "aws:ResourceTag/owner")),
        st.sampled_from(("ann", "*")),
    ),
    st.tuples(
        named("DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals", "DateNotEquals"),
        st.sampled_from(("aws:CurrentTime", "aws:TokenIssueTime")),
        st.sampled_from((LONG_AGO, FAR_AHEAD)),
    ),
    st.tuples(
        named("IpAddress", "NotIpAddress"),
        st.just("aws:SourceIp"),
        st.sampled_from(("127.0.0.0/8", "127.0.0.1", "203.0.113.0/24", "::1")),
    ),
    st.tuples(
        named("ArnEquals", "ArnLike", "ArnNotLike"),
        st.just("aws:PrincipalArn"),
        st.sampled_from(
            (f"arn:aws:sts::{ACCOUNT}:assumed-role/Tried/*", f"arn:aws:sts::{ACCOUNT}:assumed-role/T?/ann")
        ),
    ),
    st.tuples(
        st.just("Null"),
        st.sampled_from(("aws:username", "aws:userid", "aws:TokenIssueTime", "aws:PrincipalTag/team")),
        st.sampled_from(("true", "false")),
    ),
)
some = documents(statements(ACTIONS, RESOURCES, conditions), least=1)
wide = st.lists(statements(ACTIONS, RESOURCES, conditions), max_size=2).map(lambda each: document([EVERYTHING, *each]))


@dataclass(frozen=True)
class Trial:
    """A role in an account of its own, a user who may assume it, and a session without limits."""

    stack: Stack
    iam: Any
    sts: Any
    role_id: str

    @cached_property
    def dynamodb(self) -> Any:
        return self.assume(None).client("dynamodb")

    def of_this_role(self, text: str) -> str:
        return text.replace("{id}", self.role_id)

    def attach(self, inline: Sequence[str], boundary: str | None) -> None:
        """These are the role's inline policies, and this its boundary, and nothing else."""
        for name in self.iam.list_role_policies(RoleName="Tried")["PolicyNames"]:
            self.iam.delete_role_policy(RoleName="Tried", PolicyName=name)
        for number, text in enumerate(inline):
            self.iam.put_role_policy(RoleName="Tried", PolicyName=f"p{number}", PolicyDocument=text)
        limit = f"arn:aws:iam::{ACCOUNT}:policy/limit"
        if "PermissionsBoundary" in self.iam.get_role(RoleName="Tried")["Role"]:
            self.iam.delete_role_permissions_boundary(RoleName="Tried")
            self.iam.delete_policy(PolicyArn=limit)
        if boundary is not None:
            self.iam.create_policy(PolicyName="limit", PolicyDocument=boundary)
            self.iam.put_role_permissions_boundary(RoleName="Tried", PermissionsBoundary=limit)

    def assume(self, session: str | None) -> LocalSession:
        limited = {} if session is None else {"Policy": session}
        keys = self.sts.assume_role(RoleArn=ROLE, RoleSessionName=SESSION, **limited)["Credentials"]
        return LocalSession(
            self.stack.aws_endpoint, "us-east-1", keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]
        )


@pytest.fixture(scope="module")
def trial(stack: Stack) -> Iterator[Trial]:
    root = stack.root(ACCOUNT)
    iam, dynamodb = root.client("iam"), root.client("dynamodb")
    iam.create_user(UserName=SESSION)
    iam.put_user_policy(UserName=SESSION, PolicyName="p", PolicyDocument=document([EVERYTHING]))
    key = iam.create_access_key(UserName=SESSION)["AccessKey"]
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/{SESSION}"},
        "Action": "sts:AssumeRole",
    }
    role = iam.create_role(
        RoleName="Tried", AssumeRolePolicyDocument=document([trust]), Tags=[{"Key": "team", "Value": "Dev"}]
    )["Role"]
    for table in TABLES:
        dynamodb.create_table(
            TableName=table.rpartition("/")[2],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
    mine = LocalSession(stack.aws_endpoint, "us-east-1", key["AccessKeyId"], key["SecretAccessKey"])
    tried = Trial(stack, iam, mine.client("sts"), role["RoleId"])
    yield tried
    tried.attach([], None)
    iam.delete_role(RoleName="Tried")
    iam.delete_access_key(UserName=SESSION, AccessKeyId=key["AccessKeyId"])
    iam.delete_user_policy(UserName=SESSION, PolicyName="p")
    iam.delete_user(UserName=SESSION)
    for table in TABLES:
        dynamodb.delete_table(TableName=table.rpartition("/")[2])


# Each example is some ten calls: a failing one is told as it is found, and not made smaller for minutes.
found = settings(phases=(Phase.explicit, Phase.reuse, Phase.generate))


@settings(found, max_examples=400)
@given(
    st.builds(
        lambda actions, resources, condition: {
            **actions,
            **resources,
            "Effect": "Allow",
            "Condition": {condition[0]: {condition[1]: condition[2]}},
        },
        st.sampled_from([{name: each} for name in ("Action", "Action", "NotAction") for each in ACTIONS]),
        st.sampled_from([{name: each} for name in ("Resource", "Resource", "NotResource") for each in RESOURCES]),
        conditions,
    )
)
def test_one_statement_is_read_alike(trial: Trial, statement: dict[str, Any]) -> None:
    text = trial.of_this_role(document([statement]))
    trial.iam.put_role_policy(RoleName="Tried", PolicyName="p0", PolicyDocument=text)
    (action, table, call), *_ = calls(trial.dynamodb)
    assert may(call) is evaluate(as_asked(trial, action, table), [read_policy(text)]).allowed


@settings(found, max_examples=75)
@given(st.lists(some | wide, max_size=2), st.none() | wide | some, st.none() | wide | some)
def test_several_policies_with_limits_are_read_alike(
    trial: Trial, inline: list[str], boundary: str | None, session: str | None
) -> None:
    inline = [trial.of_this_role(each) for each in inline]
    boundary, session = (None if each is None else trial.of_this_role(each) for each in (boundary, session))
    trial.attach(inline, boundary)
    dynamodb = trial.assume(session).client("dynamodb")
    limits: dict[str, Any] = {
        "boundary": None if boundary is None else read_policy(boundary),
        "session": [] if session is None else [read_policy(session)],
    }
    for action, table, call in calls(dynamodb):
        expected = evaluate(as_asked(trial, action, table), [read_policy(each) for each in inline], **limits)
        assert may(call) is expected.allowed, f"{action} on {table}: {expected}"


def calls(dynamodb: Any) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """What changes nothing."""
    for table in TABLES:
        name = table.rpartition("/")[2]
        yield "dynamodb:GetItem", table, partial(dynamodb.get_item, TableName=name, Key={"id": {"S": "1"}})
        yield "dynamodb:DescribeTable", table, partial(dynamodb.describe_table, TableName=name)


def as_asked(trial: Trial, action: str, table: str) -> Request:
    now = datetime.now(UTC).isoformat()
    return Request.of(
        action,
        table,
        {
            "aws:userid": f"{trial.role_id}:{SESSION}",
            # On AWS it is the role's; the emulator has the session's.
            "aws:PrincipalArn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Tried/{SESSION}",
            "aws:PrincipalTag/team": "Dev",
            "aws:CurrentTime": now,
            "aws:TokenIssueTime": now,
            "aws:SourceIp": "127.0.0.1",
        },
    )
