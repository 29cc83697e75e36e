"""Session grants from the approval to the end: nothing on the role while they last, and a deny when they end early."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.audit import EventType
from aws_access.domain.errors import NotAllowed, RoleRefused, Unavailable
from aws_access.domain.ids import AccountId, Form, RoleArn
from aws_access.domain.lifecycle.granted import credentials_issued
from aws_access.domain.model import Request, Status
from aws_access.domain.policies import MOST_ATTACHED, POLICY_NAME
from aws_access.domain.rules import Extension
from aws_access.domain.sessions import CLOCKS_DIFFER
from aws_access.domain.verdict import Proof
from tests.builders import (
    DEV1,
    DEV2,
    DEV_ROLE,
    SESSION_ROLE,
    SRE1,
    VERIFY_ACCOUNT,
    a_submission,
    pinned_trust,
)
from tests.fakes import Crash, FakeTeamRoles
from tests.session_world import EITHER, HOUR, SessionWorld
from tests.world import OTHERS, refused


class SlowRoles(FakeTeamRoles):
    """IAM that takes a policy and does not show it yet."""

    def read_document(self, role_arn: RoleArn, name: str) -> str | None:
        return None


LONG = a_submission(duration=4 * HOUR)
MINUTE = timedelta(minutes=1)
AFTER = CLOCKS_DIFFER + MINUTE


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


def test_p4_a_session_grant_changes_no_role_from_its_beginning_to_its_end() -> None:
    world = SessionWorld()
    request = world.granted(asked=a_submission(duration=HOUR))
    assert request.status is Status.ACTIVE
    assert (request.payload.form, request.payload.role_arn) == (Form.SESSION, SESSION_ROLE)
    world.issue(request)
    world.pass_time(HOUR)
    assert world.now_is(request).status is Status.EXPIRED
    assert world.roles.written == []
    assert world.store.ledger(SESSION_ROLE).grants == ()
    assert request.id not in world.schedules.grants
    world.assert_no_trace()
    world.assert_records_whole(request)


def test_p3_the_end_is_scheduled_before_it_begins() -> None:
    world = SessionWorld()
    request = world.approve(world.submit())
    world.store.before("commit", world.faults.crash)
    with pytest.raises(Crash):
        world.reconcile_sessions(SESSION_ROLE)
    assert world.now_is(request).status is Status.APPROVED
    assert request.id in world.schedules.grants


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


def test_a_role_that_lets_us_in_no_more_holds_up_only_what_needs_it() -> None:
    world = SessionWorld()
    revoked, idle, short = (
        world.granted(key=key, asked=a_submission(duration=hours * HOUR))
        for key, hours in (("1", 4), ("2", 4), ("3", 1))
    )
    world.issue(revoked)
    new = world.approve(world.submit(key="4"))
    world.roles.refused.add(AccountId(VERIFY_ACCOUNT))
    world.revoke(revoked.id, SRE1, "")
    world.deliver()
    assert world.now_is(new).status is Status.FAILED
    assert world.now_is(idle).status is Status.ACTIVE
    world.pass_time(HOUR + 2 * MINUTE)
    assert world.now_is(short).status is Status.EXPIRED
    assert world.now_is(revoked).status is Status.REVOKED  # no session of it can be open any more


def test_with_its_role_deleted_a_session_grant_is_over_and_leaves_nothing_to_do() -> None:
    world = SessionWorld()
    active, denied = world.granted(key="1", asked=LONG), world.granted(key="2", asked=LONG)
    for each in (active, denied):
        world.issue(each)
    revoke(world, denied)
    approved = world.approve(world.submit(key="3"))
    del world.roles.roles[SESSION_ROLE]
    world.deliver()
    assert [world.now_is(each).status for each in (active, denied, approved)] == [
        Status.REVOKED,
        Status.REVOKED,
        Status.FAILED,
    ]
    assert world.store.ledger(SESSION_ROLE).grants == ()
    assert all(world.now_is(each).due_at is None for each in (active, denied, approved))


def test_a_policy_of_our_name_that_is_not_ours_is_never_touched() -> None:
    world = SessionWorld()
    request = world.granted(asked=LONG)
    world.issue(request)
    role = world.roles.roles[SESSION_ROLE]
    role.policies[POLICY_NAME] = OTHERS["everyday"]
    revoke(world, request)
    world.pass_time(4 * HOUR)
    assert role.policies[POLICY_NAME] == OTHERS["everyday"]
    assert world.now_is(request).status is Status.REVOKED  # once no session could be open


def test_a_deny_that_somebody_removed_is_written_anew() -> None:
    world = SessionWorld()
    request = world.granted(asked=LONG)
    session = world.issue(request)
    revoke(world, request)
    del world.roles.roles[SESSION_ROLE].policies[POLICY_NAME]
    assert world.session_may(session)
    world.pass_time(MINUTE)
    assert not world.session_may(session)


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


def test_p2_an_entry_that_no_approval_backs_begins_nothing() -> None:
    world = SessionWorld()
    request = world.approve(world.submit())
    (entry,) = world.store.ledger(SESSION_ROLE).grants
    forged = replace(entry, ends_at=entry.ends_at + HOUR)
    world.store._grants[SESSION_ROLE][request.id] = forged
    world.deliver()
    assert world.now_is(request).status is Status.APPROVED


def test_p2_the_rules_are_asked_once_more_before_it_begins() -> None:
    world = SessionWorld()
    request = world.approve(world.submit())
    world.rules.rules = SessionWorld(forms=None).rules.rules
    world.deliver()
    failed = world.now_is(request)
    assert failed.status is Status.FAILED
    assert failed.failure is not None
    assert failed.failure.code == "form-not-allowed"


def test_what_sts_could_not_pack_is_refused_before_anybody_is_asked() -> None:
    world = SessionWorld()
    world.sts.largest = 100
    with refused(RoleRefused, "session-policy-refused"):
        world.submit()
    assert world.store._requests == {}


def test_what_sts_packs_no_more_fails_before_it_begins() -> None:
    world = SessionWorld()
    request = world.approve(world.submit())
    world.sts.largest = 100
    world.deliver()
    failed = world.now_is(request)
    assert (failed.status, failed.failure and failed.failure.code) == (Status.FAILED, "session-policy-refused")


def test_a_policy_that_is_too_long_is_refused_with_its_size() -> None:
    world = SessionWorld()
    tables = tuple(f"{'table' * 10}-{n}" for n in range(30))
    with pytest.raises(NotAllowed) as caught:
        world.submit(asked=a_submission(resources=tables))
    (why,) = caught.value.reasons
    assert why.code == "session-policy-too-long"
    assert int(why.facts["size"]) > int(why.facts["limit"]) == 2048


def test_a_session_role_that_others_can_assume_is_refused_when_somebody_asks() -> None:
    world = SessionWorld()
    world.roles.roles[SESSION_ROLE].trust = pinned_trust()
    with refused(RoleRefused, "trust-not-brokers"):
        world.submit()


def test_room_to_end_every_grant_early_is_looked_at_before_anybody_is_asked() -> None:
    world = SessionWorld()
    role = world.roles.roles[SESSION_ROLE]
    world.granted(key="1", asked=LONG)
    role.policies["large"] = '{"a":"' + "x" * 10_000 + '"}'
    with refused(RoleRefused, "session-role-full"):
        world.submit(key="2")


def fill(world: SessionWorld) -> None:
    """Others have all of the team role's room."""
    role = world.roles.roles[DEV_ROLE]
    role.policies["large"] = '{"a":"' + "x" * 10_200 + '"}'
    role.attached = [f"arn:aws:iam::{VERIFY_ACCOUNT}:policy/theirs-{number}" for number in range(MOST_ATTACHED)]


def make_room(world: SessionWorld) -> None:
    """There is room on the team role again."""
    role = world.roles.roles[DEV_ROLE]
    del role.policies["large"]
    role.attached = []


class TestRoleOrSession:
    def test_it_goes_on_the_team_role_while_that_has_room(self) -> None:
        world = SessionWorld(EITHER)
        assert world.submit().payload.role_arn == DEV_ROLE

    def test_it_is_a_session_when_the_team_role_is_full(self) -> None:
        world = SessionWorld(EITHER)
        fill(world)
        request = world.granted()
        assert (request.status, request.payload.form) == (Status.ACTIVE, Form.SESSION)
        assert world.session_may(world.issue(request))

    def test_a_request_keeps_the_form_that_was_approved(self) -> None:
        world = SessionWorld(EITHER)
        fill(world)
        request = world.submit()
        make_room(world)
        world.approve(request)
        world.deliver()
        assert world.now_is(request).payload.role_arn == SESSION_ROLE
        assert world.now_is(request).status is Status.ACTIVE

    def test_where_neither_is_possible_the_role_says_why(self) -> None:
        world = SessionWorld(EITHER)
        fill(world)
        world.sts.largest = 10
        with refused(RoleRefused, "role-full", "room-taken"):
            world.submit()


def test_an_extension_goes_on_in_the_same_form_without_a_gap() -> None:
    world = SessionWorld(EITHER)
    fill(world)
    rules = world.rules.rules
    assert rules is not None
    world.rules.rules = replace(rules, rules=tuple(replace(each, extension=Extension(1, HOUR)) for each in rules.rules))
    request = world.granted(asked=a_submission(duration=HOUR))
    make_room(world)
    world.pass_time(40 * MINUTE)
    extension = world.approve(world.extend(request, HOUR))
    world.deliver()
    assert world.now_is(extension).payload.form is Form.SESSION
    world.pass_time(20 * MINUTE)
    assert world.now_is(request).status is Status.EXPIRED
    assert world.session_may(world.issue(world.now_is(extension)))
