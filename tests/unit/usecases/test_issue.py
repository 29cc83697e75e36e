"""Who gets credentials, when, for how long, and with what record."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from aws_access.domain.audit import EventType, as_moment
from aws_access.domain.errors import AwsAccessError, Conflict, NotProven, Unavailable
from aws_access.domain.model import Status
from aws_access.domain.sessions import session_name, session_policy
from aws_access.domain.statements import Permission
from tests.builders import DEV1, SRE1, a_permission, a_rule, a_submission, some_rules
from tests.fakes import Crash
from tests.session_world import HOUR, SessionWorld
from tests.world import refused


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


def test_p2_no_session_is_opened_whose_policy_is_not_proven(caplog: pytest.LogCaptureFixture) -> None:
    world = SessionWorld()
    request = world.granted()
    world.issue_credentials = replace(world.issue_credentials, write=anything)
    with refused(NotProven, "not-proven"):
        world.issue(request)
    assert world.sts.opened == []
    assert caplog.messages == ["policy of a session not proven"]
    assert EventType.CREDENTIALS_ISSUED not in [each.type for each in world.store.events(request.id)]


def test_p2_a_session_grant_whose_policy_would_not_be_proven_is_refused_at_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = SessionWorld()
    broken = replace(world._check_role, sessions=replace(world._check_role.sessions, write=anything))
    world._submit = replace(world._submit, check_role=broken)
    with refused(NotProven, "not-proven"):
        world.submit()
    assert caplog.messages == ["policy of a session not proven"]
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
