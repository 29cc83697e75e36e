"""Session grants that end early: a deny stops every session that is open, and goes when none can be."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.audit import EventType
from aws_access.domain.errors import Unavailable
from aws_access.domain.ids import AccountId, RoleArn
from aws_access.domain.lifecycle.granted import credentials_issued
from aws_access.domain.model import Request, Status
from aws_access.domain.policies import POLICY_NAME
from aws_access.domain.sessions import CLOCKS_DIFFER
from aws_access.domain.verdict import Proof
from tests.builders import DEV1, DEV2, SESSION_ROLE, SRE1, VERIFY_ACCOUNT, a_submission, pinned_trust
from tests.fakes import FakeTeamRoles
from tests.session_world import HOUR, SessionWorld
from tests.world import refused

LONG = a_submission(duration=4 * HOUR)
MINUTE = timedelta(minutes=1)
AFTER = CLOCKS_DIFFER + MINUTE


class SlowRoles(FakeTeamRoles):
    """IAM that takes a policy and does not show it yet."""

    def read_document(self, role_arn: RoleArn, name: str) -> str | None:
        return None


def types(world: SessionWorld, request: Request) -> list[EventType]:
    return [each.type for each in world.store.events(request.id)]


def deny(world: SessionWorld) -> str | None:
    return world.roles.roles[SESSION_ROLE].policies.get(POLICY_NAME)


def revoke(world: SessionWorld, request: Request) -> None:
    world.revoke(request.id, SRE1, "enough")
    world.deliver()


def lock(world: SessionWorld, _: Request) -> None:
    world.lock("person dev1")
    world.deliver()


def lock_team_role(world: SessionWorld, _: Request) -> None:
    world.lock("role verify/Dev")
    world.deliver()


def leave(world: SessionWorld, _: Request) -> None:
    world.leave("dev1")
    world.pass_time(MINUTE)


def open_the_role(world: SessionWorld, _: Request) -> None:
    """Somebody else could assume the session role."""
    world.roles.roles[SESSION_ROLE].trust = pinned_trust()
    world.pass_time(MINUTE)


EARLY = [revoke, lock, lock_team_role, leave, open_the_role]


@pytest.mark.parametrize("end", EARLY)
def test_p1_ended_early_an_open_session_is_stopped_and_nobody_elses(
    end: Callable[[SessionWorld, Request], None],
) -> None:
    world = SessionWorld()
    mine, others = world.granted(DEV1, asked=LONG), world.granted(DEV2, asked=LONG)
    open_session, other_session = world.issue(mine), world.issue(others)
    assert world.session_may(open_session)
    end(world, mine)
    assert world.now_is(mine).status is Status.REVOKED
    assert not world.session_may(open_session)
    if end not in (lock_team_role, open_the_role):  # these stop everybody
        assert world.session_may(other_session)
        assert world.now_is(others).status is Status.ACTIVE
    world.assert_records_whole(mine, others)


@pytest.mark.parametrize("end", EARLY)
def test_p4_the_deny_is_gone_once_no_session_can_be_open(end: Callable[[SessionWorld, Request], None]) -> None:
    world = SessionWorld()
    request = world.granted(asked=LONG)
    session = world.issue(request)
    end(world, request)
    world.clock.set(session.credentials.expires_at + CLOCKS_DIFFER - timedelta(seconds=1))
    world.schedules.fire(world.clock.now())
    world.timers()
    world.deliver()
    assert deny(world) is not None
    world.pass_time(AFTER)
    assert deny(world) is None
    assert world.store.ledger(SESSION_ROLE).grants == ()
    assert world.now_is(request).due_at is None
    assert types(world, request)[-2:] == [EventType.REVOKED, EventType.DENY_REMOVED]
    world.assert_no_trace()
    world.assert_records_whole(request)


def test_p4_the_deny_is_gone_although_its_schedule_is_lost_and_nothing_looks_at_the_role() -> None:
    world = SessionWorld()
    request = world.granted(asked=LONG)
    world.issue(request)
    revoke(world, request)
    world.schedules.grants.clear()
    world.rules.rules = None  # so no role is swept
    world.pass_time(HOUR + AFTER + MINUTE)
    assert deny(world) is None
    world.assert_no_trace()


def test_a_deny_ends_with_the_grant_where_that_comes_first() -> None:
    world = SessionWorld()
    request = world.granted(asked=a_submission(duration=timedelta(minutes=20)))
    world.issue(request)
    revoke(world, request)
    assert request.ends_at is not None
    (entry,) = world.store.ledger(SESSION_ROLE).grants
    assert entry.denied_until == request.ends_at + CLOCKS_DIFFER
    world.pass_time(timedelta(minutes=20) + AFTER)
    world.assert_no_trace()


def test_what_nobody_had_credentials_of_ends_early_without_a_deny() -> None:
    world = SessionWorld()
    request = world.granted(asked=LONG)
    revoke(world, request)
    assert world.now_is(request).status is Status.REVOKED
    assert world.roles.written == []
    assert world.store.ledger(SESSION_ROLE).grants == ()


def test_p1_of_one_persons_two_grants_only_the_one_that_was_revoked_is_stopped() -> None:
    world = SessionWorld()
    first, second = world.granted(key="1", asked=LONG), world.granted(key="2", asked=LONG)
    sessions = world.issue(first), world.issue(second)
    revoke(world, first)
    assert [world.session_may(each) for each in sessions] == [False, True]


def test_every_session_of_a_grant_is_stopped_and_the_deny_stands_for_the_last_of_them() -> None:
    world = SessionWorld()
    request = world.granted(asked=LONG)
    first = world.issue(request)
    world.pass_time(50 * MINUTE)
    second = world.issue(request)
    revoke(world, request)
    assert not world.session_may(first)
    assert not world.session_may(second)
    world.pass_time(11 * MINUTE)  # the first would have ended by now
    assert not world.session_may(second)
    assert deny(world) is not None
    world.pass_time(HOUR)
    world.assert_no_trace()


def test_many_ended_at_once_share_one_statement() -> None:
    world = SessionWorld()
    requests = [world.granted(person, key, LONG) for person in (DEV1, DEV2) for key in "12345"]
    sessions = [world.issue(each) for each in requests]
    world.lock("environment verify")
    world.deliver()
    assert not any(map(world.session_may, sessions))
    written = deny(world)
    assert written is not None
    assert len(json.loads(written)["Statement"]) == 1
    world.pass_time(HOUR + AFTER)
    world.assert_no_trace()


def test_p8_it_is_revoked_only_once_the_deny_stands() -> None:
    world = SessionWorld()
    request = world.granted(asked=LONG)
    world.issue(request)
    world.roles.refused.add(AccountId(VERIFY_ACCOUNT))
    revoke(world, request)
    assert world.now_is(request).status is Status.ACTIVE
    assert world.now_is(request).revoked_by == "sre1"
    world.roles.refused.clear()
    world.pass_time(2 * MINUTE)
    assert world.now_is(request).status is Status.REVOKED
    assert deny(world) is not None


def test_one_look_is_enough_to_stop_what_is_locked() -> None:
    world = SessionWorld()
    request = world.granted(asked=LONG)
    session = world.issue(request)
    world.lock("person dev1")
    world.reconcile_sessions(SESSION_ROLE)
    assert world.now_is(request).status is Status.REVOKED
    assert not world.session_may(session)
    assert types(world, request)[-2:] == [EventType.REVOKING, EventType.REVOKED]


def test_p1_keys_that_were_handed_out_in_the_moment_in_which_it_is_stopped_are_stopped_too() -> None:
    world = SessionWorld()
    request = world.granted(asked=LONG)
    ends = world.clock.now() + HOUR

    def issued_by_a_broker_that_saw_no_lock() -> None:
        request_now, now = world.now_is(request), world.clock.now()
        world.store.commit(credentials_issued(request_now, "dev1", "ASIAEXAMPLE", ends, now, Proof()))

    world.lock("person dev1")
    world.store.before("commit", issued_by_a_broker_that_saw_no_lock)
    world.reconcile_sessions(SESSION_ROLE)
    assert world.now_is(request).status is Status.REVOKED
    assert request.id in (deny(world) or "")


def test_p8_it_is_revoked_only_after_the_deny_was_read_back() -> None:
    world = SessionWorld()
    request = world.granted(asked=LONG)
    world.issue(request)
    world.revoke(request.id, SRE1, "")
    slow = replace(world.reconcile_sessions, roles=SlowRoles(world.faults, world.roles.roles))
    with refused(Unavailable, "unavailable"):
        slow(SESSION_ROLE)
    assert world.now_is(request).status is Status.ACTIVE
    world.reconcile_sessions(SESSION_ROLE)
    assert world.now_is(request).status is Status.REVOKED
    assert world.roles.written == []  # it was there by then


def test_p5_it_ends_early_although_scheduler_does_not_answer() -> None:
    world = SessionWorld()
    request = world.granted(asked=LONG)
    session = world.issue(request)
    world.revoke(request.id, SRE1, "")
    world.schedules.faults = type(world.faults)()
    world.schedules.faults.unavailable(100)
    world.deliver()
    assert not world.session_may(session)
    assert world.now_is(request).status is Status.REVOKED
    world.schedules.faults = world.faults
    world.pass_time(HOUR + AFTER + MINUTE)
    world.assert_no_trace()


def test_p1_a_deny_stands_although_its_ledger_entry_cannot_be_read() -> None:
    world = SessionWorld()
    request = world.granted(asked=LONG)
    session = world.issue(request)
    revoke(world, request)
    entry = world.store._grants[SESSION_ROLE].pop(request.id)
    world.reconcile_sessions(SESSION_ROLE)
    assert not world.session_may(session)
    other = world.granted(DEV2, key="2", asked=LONG)
    theirs = world.issue(other)
    revoke(world, other)
    assert not world.session_may(session)
    assert not world.session_may(theirs)
    world.store._grants[SESSION_ROLE][request.id] = entry
    world.pass_time(HOUR + AFTER)
    assert deny(world) is None
