"""Session grants from asking to the end: nothing on the role while they last, and refused where they could not be."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.errors import NotAllowed, RoleRefused
from aws_access.domain.ids import Form
from aws_access.domain.model import Status
from aws_access.domain.policies import INLINE_BUDGET, MOST_ATTACHED
from aws_access.domain.rules import Extension
from aws_access.domain.sessions import room_for_denies
from aws_access.usecases.room import undecided_grant
from tests.builders import DEV2, DEV_ROLE, SESSION_ROLE, VERIFY_ACCOUNT, a_submission, pinned_trust
from tests.fakes import Crash
from tests.session_world import EITHER, HOUR, SessionWorld
from tests.world import refused

LONG = a_submission(duration=4 * HOUR)
MINUTE = timedelta(minutes=1)


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


def room_for_one(world: SessionWorld) -> None:
    """Others leave the session role just the room to end one grant early."""
    role = world.roles.roles[SESSION_ROLE]
    one = undecided_grant(world.submit(key="1", asked=LONG), 0)
    free = INLINE_BUDGET - world.roles.others(SESSION_ROLE).inline
    role.policies["large"] = "x" * (free - room_for_denies((one,), role.role_id))


def test_what_waits_for_a_decision_has_its_room_to_be_ended_early() -> None:
    world = SessionWorld()
    room_for_one(world)
    with refused(RoleRefused, "session-role-full"):
        world.submit(DEV2, asked=LONG)
    world.deny(world.submit(key="1", asked=LONG))
    assert world.submit(DEV2, asked=LONG).status is Status.PENDING


def test_what_could_not_be_ended_early_by_now_does_not_begin_and_holds_up_no_other_end() -> None:
    world = SessionWorld()
    other = world.submit(DEV2, asked=LONG)
    room_for_one(world)
    first, second = world.approve(other), world.approve(world.submit(key="1", asked=LONG))
    world.deliver()
    begun, failed = sorted(map(world.now_is, (first, second)), key=lambda each: each.status)
    assert (begun.status, failed.status) == (Status.ACTIVE, Status.FAILED)
    assert failed.failure is not None
    assert failed.failure.code == "session-role-full"
    session = world.issue(begun)
    world.lock("everything")
    world.deliver()
    assert not world.session_may(session)


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
