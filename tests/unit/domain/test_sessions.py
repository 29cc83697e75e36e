"""What a session is called, what its policy says, and whom a deny names."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.domain.ids import Form, IamUserName, RequestId, RoleArn
from aws_access.domain.model import Payload, request_id_for
from aws_access.domain.policies import policy_size, preview
from aws_access.domain.sessions import (
    LONGEST_POLICY,
    deny_policy,
    length_of_session,
    room_for_denies,
    session_name,
    session_policy,
    session_policy_unmet,
)
from aws_access.domain.statements import Permission
from tests.builders import (
    DEV1,
    DEV2,
    DEV_ROLE,
    NOW,
    ROLE_ID,
    SESSION_ROLE,
    a_grant,
    a_payload,
    a_permission,
    several_statements,
)
from tests.our_policies import EVERYTHING, session_allows

USERS = st.from_regex(IamUserName.pattern, fullmatch=True).map(IamUserName)
IDS = st.text(max_size=5).map(lambda key: request_id_for("dev1", key))
ACTIONS = st.sampled_from(["dynamodb:GetItem", "dynamodb:Query", "s3:GetObject", "s3:PutObject", "sqs:SendMessage"])
ME = f"{ROLE_ID}:{session_name(DEV1.iam_user, a_grant().request_id)}"
PLACES = st.sampled_from(["*", "arn:aws:s3:::reports/*", "arn:aws:dynamodb:us-east-1:222222222222:table/orders"])
ENDS = st.datetimes(datetime(2030, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda end: end.replace(microsecond=0)
)


@given(USERS, IDS)
def test_a_name_is_one_that_sts_takes_and_names_its_request(person: IamUserName, request_id: RequestId) -> None:
    name = session_name(person, request_id)
    assert re.fullmatch(r"[\w+=,.@-]{2,64}", name, re.ASCII)
    assert name.endswith(request_id)
    assert name.startswith(person[:49])


@given(USERS, USERS, IDS, IDS)
def test_p1_sessions_of_two_requests_never_have_one_name(
    one: IamUserName, other: IamUserName, first: RequestId, second: RequestId
) -> None:
    assert (session_name(one, first) == session_name(other, second)) <= (first == second)


@given(
    st.sets(ACTIONS, min_size=1),
    st.sets(PLACES, min_size=1),
    ENDS,
    ACTIONS,
    PLACES,
    st.timedeltas(timedelta(days=-1), timedelta(days=1)),
)
def test_p2_p3_a_session_policy_means_the_permission_until_its_end_and_nothing_else(
    actions: set[str], resources: set[str], end: datetime, action: str, place: str, off: timedelta
) -> None:
    policy = session_policy(Permission.of(actions, resources), end)
    asked = place if place != "*" else "arn:aws:sns:us-east-1:222222222222:topic"
    meant = action in actions and ("*" in resources or asked in resources) and off < timedelta()
    assert session_allows(policy, None, ME, action, asked, end + off) is meant


def test_conditions_of_a_permission_stand_beside_the_end() -> None:
    first, second = json.loads(session_policy(several_statements(), NOW))["Statement"]
    end = {"DateLessThan": {"aws:CurrentTime": "2030-01-07T09:00:00Z"}}
    assert first["Condition"] == end
    assert second["Condition"] == end | {"StringLike": {"s3:prefix": "reports/*"}}


def test_the_limit_is_what_sts_counts_to_the_character() -> None:
    fits = next(
        permission
        for length in range(2000, 1000, -1)
        if not session_policy_unmet(permission := a_permission(resources=("a" * length,)))
    )
    assert len(session_policy(fits, NOW)) == LONGEST_POLICY
    longer = a_permission(resources=(fits.resources[0] + "a",))
    (why,) = session_policy_unmet(longer)
    assert why.facts == {"size": "2049", "limit": "2048"}


@pytest.mark.parametrize(
    ("rest", "length"),
    [
        (timedelta(seconds=1), timedelta(minutes=15)),
        (timedelta(minutes=16), timedelta(minutes=16)),
        (timedelta(hours=8), timedelta(hours=1)),
        (timedelta(seconds=-5), timedelta(minutes=15)),
    ],
)
def test_a_session_is_as_long_as_sts_and_the_end_let_it_be(rest: timedelta, length: timedelta) -> None:
    assert length_of_session(NOW, NOW + rest) == length


def test_p1_a_deny_names_the_sessions_of_its_grants_and_no_others() -> None:
    mine, others, second = a_grant("1"), a_grant("1", by=DEV2), a_grant("2")
    ours = deny_policy([mine], ROLE_ID)

    def stopped(user_id: str) -> bool:
        return not session_allows(EVERYTHING, ours, user_id, "s3:GetObject", "arn:aws:s3:::reports/today", NOW)

    denied = {
        each.request_id: stopped(f"{ROLE_ID}:{session_name(each.person, each.request_id)}")
        for each in (mine, others, second)
    }
    assert denied == {mine.request_id: True, others.request_id: False, second.request_id: False}
    assert not stopped(f"AROAANOTHERROLE00001:{session_name(mine.person, mine.request_id)}")


def test_no_grants_no_deny() -> None:
    assert deny_policy([], ROLE_ID) is None
    assert room_for_denies([], ROLE_ID) == 0


@given(st.sets(IDS, max_size=30))
def test_the_room_that_is_kept_is_what_the_denies_take(ids: set[RequestId]) -> None:
    grants = [a_grant(str(n)) for n, _ in enumerate(ids)]
    assert room_for_denies(grants, ROLE_ID) == policy_size(deny_policy(grants, ROLE_ID))
    for some in range(len(grants)):
        assert policy_size(deny_policy(grants[:some], ROLE_ID)) <= room_for_denies(grants, ROLE_ID)


def test_the_form_is_the_roles_and_so_part_of_what_is_approved() -> None:
    on_role, session = a_payload(), a_payload(role_arn=SESSION_ROLE)
    assert (on_role.form, session.form) == (Form.ROLE, Form.SESSION)
    assert on_role.hash != session.hash
    for name in ("aws-access-session", "my-aws-access-session-Dev", "x/aws-access-session-Dev"):
        assert RoleArn(f"arn:aws:iam::222222222222:role/{name}").form is Form.ROLE


def test_approvers_see_the_policy_of_the_session() -> None:
    shown = preview(Payload(DEV1.iam_user, SESSION_ROLE, a_permission(), timedelta(hours=1)), 2000)
    assert "aws:userid" not in shown
    assert '"aws:CurrentTime": "approval + 1h"' in shown
    assert "aws:userid" in preview(Payload(DEV1.iam_user, DEV_ROLE, a_permission(), timedelta(hours=1)), 2000)
