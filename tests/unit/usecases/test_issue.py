"""Who gets credentials, when, for how long, and with what record."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from aws_access.domain.audit import EventType, as_moment
from aws_access.domain.errors import (
    AwsAccessError,
    Conflict,
    NotAllowed,
    NotProven,
    RoleRefused,
    TargetRefused,
    Unavailable,
)
from aws_access.domain.ids import AccountId, IamUserName
from aws_access.domain.model import Person, Request, Status
from aws_access.domain.sessions import session_name, session_policy
from aws_access.domain.statements import Permission
from tests.builders import (
    DEV1,
    DEV2,
    SESSION_ROLE,
    SRE1,
    VERIFY_ACCOUNT,
    a_permission,
    a_rule,
    a_submission,
    pinned_trust,
    some_rules,
)
from tests.fakes import Crash
from tests.session_world import HOUR, SessionWorld
from tests.world import World, refused

LONG = a_submission(duration=4 * HOUR)
MINUTE = timedelta(minutes=1)


def test_p2_the_session_can_do_what_was_approved_and_no_more() -> None:
    world = SessionWorld()
    session = world.issue(world.granted())
    assert world.session_may(session, "dynamodb:GetItem")
    assert not world.session_may(session, "dynamodb:PutItem")
    assert not world.session_may(session, "sqs:GetItem")


def test_p7_what_is_handed_out_is_recorded_first_and_without_its_secrets() -> None:
    world = SessionWorld()
    request = world.granted()
    session = world.issue(request)
    keys = session.credentials
    (event,) = [each for each in world.store.events(request.id) if each.type is EventType.CREDENTIALS_ISSUED]
    assert event.actor == "dev1"
    assert event.details["session_name"] == session.name == session_name(DEV1.iam_user, request.id)
    assert event.details["access_key_id"] == keys.access_key_id
    stored = repr(vars(world.store))
    assert keys.access_key_id in stored
    assert keys.secret_access_key not in stored
    assert keys.session_token not in stored
    world.assert_records_whole(request)


@pytest.mark.parametrize("how", ["no answer", "dies"])
def test_p7_without_its_record_nobody_gets_keys(how: str) -> None:
    world = SessionWorld()
    request = world.granted()
    fault: Callable[[], object] = world.faults.crash if how == "dies" else world.faults.unavailable
    world.store.before("commit", fault)
    with pytest.raises((Unavailable, Crash)):
        world.issue(request)
    assert EventType.CREDENTIALS_ISSUED not in [each.type for each in world.store.events(request.id)]


def test_p7_ended_in_the_moment_in_which_the_session_was_opened_nobody_gets_its_keys() -> None:
    world = SessionWorld()
    request = world.granted()
    world.store.before("commit", lambda: world.revoke(request.id, SRE1, "now"))
    with refused(Conflict, "already-revoking"):
        world.issue(request)
    assert len(world.sts.opened) == 1
    assert world.now_is(request).sessions_until is None


def test_p5_asked_for_twice_at_once_both_get_keys_and_both_are_recorded() -> None:
    world = SessionWorld()
    request = world.granted()
    world.store.before("commit", lambda: world.issue(request))
    world.issue(request)
    issued = [each for each in world.store.events(request.id) if each.type is EventType.CREDENTIALS_ISSUED]
    assert len(issued) == 2
    world.assert_records_whole(request)


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


def test_p3_renewed_every_hour_until_the_end_and_never_past_it() -> None:
    world = SessionWorld()
    request = world.granted(asked=a_submission(duration=timedelta(minutes=130)))
    assert request.ends_at is not None
    lengths, sessions = [], []
    while world.now_is(request).status is Status.ACTIVE:
        session = world.issue(request)
        sessions.append(session)
        issued = world.store.events(request.id)[-1].details["expires_at"]
        assert as_moment(str(issued)) <= request.ends_at
        lengths.append(session.credentials.expires_at - world.clock.now())
        world.pass_time(HOUR)
    assert lengths == [HOUR, HOUR, timedelta(minutes=15)]  # STS opens none for ten minutes
    world.clock.set(request.ends_at - timedelta(microseconds=1))
    assert [world.session_may(each) for each in sessions] == [False, False, True]
    world.clock.set(request.ends_at)
    assert not any(map(world.session_may, sessions))


def test_an_early_end_of_the_environments_rules_refuses_nothing_that_was_approved() -> None:
    """A rule that is gone keeps nobody from what has begun, as on a team role."""
    world = SessionWorld()
    request = world.granted()
    rules = world.rules.rules
    assert rules is not None
    world.rules.rules = replace(rules, rules=some_rules(a_rule("other", services=frozenset({"dynamodb:read"}))).rules)
    assert world.session_may(world.issue(request))


def test_credentials_do_not_show_themselves() -> None:
    world = SessionWorld()
    session = world.issue(world.granted())
    for shown in (repr(session), str(session.credentials), f"{session}", f"{AwsAccessError()}"):
        assert session.credentials.secret_access_key not in shown
        assert session.credentials.session_token not in shown


def anything(_: Permission, ends_at: datetime) -> str:
    """What writes the policies of sessions has a mistake in it."""
    return session_policy(a_permission("*"), ends_at)


def test_p2_no_session_is_opened_whose_policy_is_not_proven() -> None:
    world = SessionWorld()
    request = world.granted()
    world.issue_credentials = replace(world.issue_credentials, write=anything)
    with refused(NotProven, "not-proven"):
        world.issue(request)
    assert world.sts.opened == []
    assert EventType.CREDENTIALS_ISSUED not in [each.type for each in world.store.events(request.id)]


def test_p2_a_session_grant_whose_policy_would_not_be_proven_is_refused_at_once() -> None:
    world = SessionWorld()
    broken = replace(world._check_role, sessions=replace(world._check_role.sessions, write=anything))
    world._submit = replace(world._submit, check_role=broken)
    with refused(NotProven, "not-proven"):
        world.submit()
    assert world.store._requests == {}


def test_the_proof_of_a_session_is_on_its_request_and_in_its_record() -> None:
    world = SessionWorld()
    request = world.granted()
    world.issue(request)
    assert request.proof is not None
    (gain,) = request.proof.gains
    assert (gain.person, gain.actions) == (DEV1.iam_user, len(request.payload.permission.actions))
    (event,) = [each for each in world.store.events(request.id) if each.type is EventType.CREDENTIALS_ISSUED]
    assert request.ends_at is not None
    told = replace(request.proof, gains=(replace(gain, until=request.ends_at),))
    assert event.details["proof"] == told.as_dict()
