"""Session grants: what a session is called, what it may do and for how long, and how it is stopped before its end.

No role is changed to give one. The broker assumes the team's session role for the person, with a session policy: the
session can do what both allow. Its name is of one request alone, so a deny by name stops the sessions of that request
and no others.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aws_access.domain.ids import IamUserName, RequestId
from aws_access.domain.model import Grant
from aws_access.domain.policies import as_text, policy_size, session_statement
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.statements import Permission
from aws_access.domain.tidy import tidy

LONGEST_POLICY = 2048
"""Characters of a session policy (STS quota). Packed, it has a limit of its own, which STS alone can tell."""

SHORTEST_SESSION = timedelta(minutes=15)
LONGEST_SESSION = timedelta(hours=1)
"""STS's limits for a role that is assumed by a role (role chaining)."""

CLOCKS_DIFFER = timedelta(seconds=10)
"""For so long after its end by our clock a session is taken for open still: AWS goes by its own."""

_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Credentials:
    """Keys of one session. They are handed out and nowhere kept; neither secret is shown by `repr`."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    expires_at: datetime


def session_name(person: IamUserName, request_id: RequestId) -> str:
    """The name of the sessions of this request, and of no other: at most 64 characters, of those that STS takes."""
    return f"{person[: _LONGEST_NAME - len(request_id) - 1]}+{request_id}"


def user_id_of(grant: Grant, role_id: str) -> str:
    """What IAM calls the sessions of this grant."""
    return f"{role_id}:{session_name(grant.person, grant.request_id)}"


SessionPolicy = Callable[[Permission, datetime], str]
"""Writes the policy of a session, for a permission until an end: `session_policy`, but where a test wants another."""


def session_policy(permission: Permission, ends_at: datetime) -> str:
    """Exactly the permission, until the end: every statement carries it, so no session does anything after."""
    end = f"{ends_at:%Y-%m-%dT%H:%M:%SZ}"
    return _document([session_statement(each, end) for each in tidy(permission)])


def session_policy_unmet(permission: Permission) -> tuple[Reason, ...]:
    """That STS would not take the policy, as far as its text says it. Every end has the same length."""
    size = len(session_policy(permission, datetime(2000, 1, 1, tzinfo=UTC)))
    if size <= LONGEST_POLICY:
        return ()
    return (reason("session-policy-too-long", size=size, limit=LONGEST_POLICY),)


def length_of_session(now: datetime, ends_at: datetime) -> timedelta:
    """For how long to open one. Never shorter than STS takes: what is left over can do nothing any more."""
    return max(SHORTEST_SESSION, min(LONGEST_SESSION, ends_at - now))


def deny_policy(grants: Iterable[Grant], role_id: str) -> str | None:
    """Stops every session of these grants, and no other session of the role with this unique id; None for no grants.

    By the sessions' names alone, and not by when they were opened: none is opened once the grant has ended, and a time
    would let go the ones of the second in which two clocks differ.
    """
    user_ids = sorted(user_id_of(grant, role_id) for grant in grants)
    if not user_ids:
        return None
    named = user_ids[0] if len(user_ids) == 1 else user_ids
    condition = {"StringEquals": {"aws:userid": named}}
    return _document([{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition}])


def room_for_denies(grants: Iterable[Grant], role_id: str) -> int:
    """The characters of inline policies that it takes to stop all of these grants at once."""
    return policy_size(deny_policy(grants, role_id))


def _document(statements: list[dict[str, object]]) -> str:
    return as_text({"Version": "2012-10-17", "Statement": statements})
