"""Who gets no credentials, and when there are none."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from aws_access.domain.audit import EventType
from aws_access.domain.errors import Conflict, NotAllowed, RoleRefused, TargetRefused, Unavailable
from aws_access.domain.ids import AccountId, IamUserName
from aws_access.domain.model import Person, Request, Status
from tests.builders import DEV1, DEV2, SESSION_ROLE, SRE1, VERIFY_ACCOUNT, a_permission, a_submission, pinned_trust
from tests.session_world import HOUR, SessionWorld
from tests.world import World, refused


@pytest.mark.parametrize(
    "other",
    [DEV2, SRE1, replace(DEV1, iam_user=IamUserName("dev1-admin"))],
    ids=["colleague", "approver", "another user of the same Slack user"],
)
def test_p6_nobody_but_the_very_user_who_asked_gets_credentials(other: Person) -> None:
    world = SessionWorld()
    request = world.granted()
    with refused(NotAllowed, "credentials-not-yours"):
        world.issue(request, by=other)
    assert world.sts.opened == []


def _unsubmitted(world: SessionWorld) -> Request:
    return world.submit()


def _approved(world: SessionWorld) -> Request:
    return world.approve(world.submit())


def _denied(world: SessionWorld) -> Request:
    return world.deny(world.submit())


def _over(world: SessionWorld) -> Request:
    request = world.granted(asked=a_submission(duration=HOUR))
    world.clock.advance(HOUR)  # nothing of ours has looked at it
    return request


def _expired(world: SessionWorld) -> Request:
    request = world.granted(asked=a_submission(duration=HOUR))
    world.pass_time(HOUR)
    return request


@pytest.mark.parametrize("make", [_unsubmitted, _approved, _denied, _over, _expired])
def test_p3_before_it_is_active_and_after_its_end_there_are_no_credentials(
    make: Callable[[SessionWorld], Request],
) -> None:
    world = SessionWorld()
    request = make(world)
    with refused(Conflict, "session-not-active"):
        world.issue(request)
    assert world.sts.opened == []


def test_revoked_there_are_no_more_credentials_even_before_the_deny_stands() -> None:
    world = SessionWorld()
    request = world.granted()
    world.revoke(request.id, DEV1, "")
    with refused(Conflict, "already-revoking"):
        world.issue(request)
    world.deliver()
    with refused(Conflict, "session-not-active"):
        world.issue(request)
    assert world.sts.opened == []


def test_a_grant_on_the_team_role_has_no_credentials() -> None:
    world = World()
    with refused(Conflict, "not-a-session-grant"):
        world.issue(world.granted())
    assert world.sts.opened == []


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("person dev1", "locked-person"),
        ("role verify/Dev", "locked-role"),
        (f"role {SESSION_ROLE}", "locked-role"),
        ("environment verify", "locked-environment"),
        ("everything", "locked-everything"),
    ],
)
def test_while_locked_there_are_no_credentials(what: str, code: str) -> None:
    world = SessionWorld()
    request = world.granted()
    world.lock(what)  # and nothing has looked at the role yet
    with refused(NotAllowed, code):
        world.issue(request)
    assert world.sts.opened == []


def test_who_left_the_team_or_is_gone_gets_no_credentials() -> None:
    world = SessionWorld()
    request = world.granted()
    world.leave("dev1")
    with refused(NotAllowed, "left-team"):
        world.issue(request)
    rules = world.rules.rules
    assert rules is not None
    world.rules.rules = replace(rules, people={})
    with refused(NotAllowed, "unknown-person"):
        world.issue(request)


def test_without_locks_or_rules_there_are_no_credentials() -> None:
    world = SessionWorld()
    request = world.granted()

    world.store.before("locks", world.faults.unavailable)
    with refused(Unavailable, "unavailable"):
        world.issue(request)
    world.rules.rules = None
    with refused(Unavailable, "unavailable"):
        world.issue(request)
    assert world.sts.opened == []


def _open_trust(world: SessionWorld) -> None:
    world.roles.roles[SESSION_ROLE].trust = pinned_trust()


def _untag(world: SessionWorld) -> None:
    world.roles.roles[SESSION_ROLE].tags.clear()


def _unbind(world: SessionWorld) -> None:
    world.roles.roles[SESSION_ROLE].boundary = None


def _delete(world: SessionWorld) -> None:
    del world.roles.roles[SESSION_ROLE]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_open_trust, "trust-not-brokers"),
        (_untag, "role-not-tagged"),
        (_unbind, "role-without-boundary"),
        (_delete, "role-missing"),
    ],
)
def test_by_a_role_that_is_not_in_order_there_are_no_credentials(
    change: Callable[[SessionWorld], None], code: str
) -> None:
    world = SessionWorld()
    request = world.granted()
    change(world)
    with refused(RoleRefused, code):
        world.issue(request)
    assert world.sts.opened == []


def test_what_sts_refuses_is_told_and_not_recorded() -> None:
    world = SessionWorld()
    request = world.granted()
    world.sts.largest = 100
    with refused(RoleRefused, "session-policy-refused"):
        world.issue(request)
    world.sts.refused.add(AccountId(VERIFY_ACCOUNT))
    with refused(TargetRefused, "target-refused"):
        world.issue(request)
    assert EventType.CREDENTIALS_ISSUED not in [each.type for each in world.store.events(request.id)]


@pytest.mark.parametrize("field", ["status", "payload", "ends_at"])
def test_p2_a_request_that_is_not_what_its_events_say_gets_nothing(field: str) -> None:
    world = SessionWorld()
    request = world.granted() if field != "status" else world.approve(world.submit())
    forged = {
        "status": replace(request, status=Status.ACTIVE),
        "payload": replace(request, payload=replace(request.payload, permission=a_permission("s3:*"))),
        "ends_at": replace(request, ends_at=world.clock.now() + 100 * HOUR),
    }[field]
    world.store._requests[request.id] = forged
    with refused(Conflict, "payload-changed"):
        world.issue(request)
    assert world.sts.opened == []
