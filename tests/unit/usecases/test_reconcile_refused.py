"""What becomes of grants when the role cannot take them, we are not let in, or something of AWS is down."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.audit import EventType
from aws_access.domain.errors import RoleRefused, TargetRefused, Unavailable
from aws_access.domain.ids import RoleArn
from aws_access.domain.model import Request, Status
from aws_access.domain.policies import INLINE_BUDGET, POLICY_NAME, policy_size
from aws_access.domain.reasons import reason
from tests.builders import DEV1, DEV2, DEV_ROLE, JUMP_ACCOUNT, VERIFY_ACCOUNT, a_submission, pinned_trust
from tests.fakes import FakeRole
from tests.witnesses import WitnessedRoles
from tests.world import OTHERS, World, down, refused

HOUR = timedelta(hours=1)
EVERYBODY = {
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{JUMP_ACCOUNT}:root"},
    "Action": "sts:AssumeRole",
}


def outcome(world: World, request: Request) -> tuple[Status, str | None]:
    now = world.now_is(request)
    return now.status, now.failure.code if now.failure else None


def unpin(role: FakeRole) -> None:
    role.trust = {"Statement": [*pinned_trust()["Statement"], EVERYBODY]}


def untag(role: FakeRole) -> None:
    role.tags.clear()


def unbind(role: FakeRole) -> None:
    role.boundary = None


SPOILT = [(unpin, "trust-not-pinned"), (untag, "role-not-tagged"), (unbind, "role-without-boundary")]


@pytest.mark.parametrize(("spoil", "code"), SPOILT)
def test_p1_a_role_spoilt_after_the_approval_gets_no_grant(spoil: Callable[[FakeRole], None], code: str) -> None:
    world = World()
    request = world.approve(world.submit())
    spoil(world.roles.roles[DEV_ROLE])
    world.deliver()
    assert outcome(world, request) == (Status.FAILED, code)
    assert world.roles.written == []
    assert not world.schedules.grants


@pytest.mark.parametrize(("spoil", "code"), SPOILT)
def test_p1_a_role_spoilt_while_a_grant_is_active_loses_the_grant(spoil: Callable[[FakeRole], None], code: str) -> None:
    world = World()
    request = world.granted()
    spoil(world.roles.roles[DEV_ROLE])
    world.pass_time(timedelta(minutes=1))
    assert not world.may(DEV1)
    ended = world.now_is(request)
    assert ended.status is Status.REVOKED
    assert ended.revoked_by == "(aws-access)"
    assert ended.note
    last_two = [each.type for each in world.store.events(request.id)][-2:]
    assert last_two == [EventType.REVOKING, EventType.REVOKED]
    world.assert_no_trace()
    world.assert_records_whole(request)


def test_p1_only_the_person_whose_name_is_no_longer_pinned_loses_the_grant() -> None:
    world = World()
    first, second = world.granted(DEV1), world.granted(DEV2)
    world.roles.roles[DEV_ROLE].trust = pinned_trust(DEV2)
    world.pass_time(timedelta(minutes=1))
    assert [world.now_is(each).status for each in (first, second)] == [Status.REVOKED, Status.ACTIVE]
    assert [world.may(each) for each in (DEV1, DEV2)] == [False, True]


def fill(world: World, left: int) -> None:
    """With a policy of others, and as many attached ones as there can be."""
    world.roles.roles[DEV_ROLE].attached = [f"arn:aws:iam::aws:policy/p{number}" for number in range(10)]
    world.roles.roles[DEV_ROLE].policies["big"] = "x" * (INLINE_BUDGET - policy_size(OTHERS["everyday"]) - left)


def test_a_role_that_was_filled_after_the_approval_fails_the_request() -> None:
    world = World()
    request = world.approve(world.submit())
    fill(world, 100)
    world.deliver()
    assert outcome(world, request) == (Status.FAILED, "role-full")
    assert world.policy() is None
    world.assert_records_whole(request)


class Particular(WitnessedRoles):
    """IAM that takes no document with this in it."""

    def write_document(self, role_arn: RoleArn, name: str, text: str) -> None:
        if "dynamodb:PutItem" in text:
            raise RoleRefused(reason("policy-rejected", role=role_arn, problem="malformed"))
        super().write_document(role_arn, name, text)


def test_what_iam_rejects_of_one_person_fails_nobody_elses_request() -> None:
    world = World()
    roles = Particular(world.faults, world.store, world.schedules)
    roles.roles = world.roles.roles
    world.roles, world.reconcile = roles, replace(world.reconcile, roles=roles)
    asked = {"fine": a_submission(), "rejected": a_submission(levels=("write",)), "last": a_submission()}
    people = {"fine": DEV1, "rejected": DEV2, "last": DEV2}
    made = {name: world.approve(world.submit(people[name], name, each)) for name, each in asked.items()}
    for _ in range(4):
        world.queue.wake(DEV_ROLE, "again, as the queue does")
        world.deliver()
    assert {name: outcome(world, each) for name, each in made.items()} == {
        "fine": (Status.ACTIVE, None),
        "rejected": (Status.FAILED, "policy-rejected"),
        "last": (Status.ACTIVE, None),
    }
    assert world.may(DEV1)
    assert not world.may(DEV2, "dynamodb:PutItem")
    world.assert_records_whole(*made.values())


def test_a_new_grant_for_which_there_is_no_room_leaves_the_others_alone() -> None:
    world = World()
    there = world.granted(DEV1)
    new = world.approve(world.submit(DEV2, asked=a_submission(levels=("write",))))
    before = world.policy()
    fill(world, policy_size(before) + 10)
    world.deliver()
    assert outcome(world, new) == (Status.FAILED, "role-full")
    assert outcome(world, there) == (Status.ACTIVE, None)
    assert world.policy() == before
    assert set(world.schedules.grants) == {there.id}
    world.assert_records_whole(there, new)


def test_what_ends_is_taken_off_even_when_what_is_new_does_not_fit() -> None:
    world = World()
    old = world.granted(DEV1, asked=a_submission(duration=HOUR))
    new = world.submit(DEV2, asked=a_submission(levels=("write",), resources=("a" * 200,)))
    fill(world, policy_size(world.policy()) + 1)
    world.clock.advance(HOUR)
    world.approve(new)
    world.deliver()
    assert outcome(world, old) == (Status.EXPIRED, None)
    assert outcome(world, new) == (Status.FAILED, "role-full")
    assert world.policy() is None


@pytest.mark.parametrize("active", [True, False])
def test_p5_a_role_that_was_deleted_ends_its_requests(*, active: bool) -> None:
    world = World()
    request = world.granted() if active else world.approve(world.submit())
    del world.roles.roles[DEV_ROLE]
    world.pass_time(timedelta(minutes=2))
    assert outcome(world, request) == ((Status.REVOKED, None) if active else (Status.FAILED, "role-missing"))
    assert world.store.ledger(DEV_ROLE).grants == ()
    assert not world.schedules.grants


def test_p5_a_role_deleted_after_the_end_of_a_grant_expires_it() -> None:
    world = World()
    request = world.granted(asked=a_submission(duration=HOUR))
    del world.roles.roles[DEV_ROLE]
    world.clock.advance(HOUR)
    world.schedules.fire(world.clock.now())
    world.deliver()
    assert outcome(world, request) == (Status.EXPIRED, None)


def test_a_role_that_was_made_anew_gets_its_grants_under_its_new_id() -> None:
    world = World()
    request = world.granted()
    world.roles.add(DEV_ROLE, role_id="AROANEWNEWNEWNEWNEW1", policies=dict(OTHERS))
    world.pass_time(timedelta(minutes=1))
    assert world.may(DEV1)
    assert outcome(world, request) == (Status.ACTIVE, None)


def test_p5_an_account_that_closes_before_anything_was_attached_fails_the_request() -> None:
    world = World()
    request = world.approve(world.submit())
    world.roles.refused.add(VERIFY_ACCOUNT)
    world.deliver()
    assert outcome(world, request) == (Status.FAILED, "target-refused")
    assert not world.schedules.grants


def test_p5_an_account_that_refuses_the_write_fails_the_new_grant_and_keeps_the_others() -> None:
    world = World()
    there = world.granted(DEV1)
    new = world.approve(world.submit(DEV2))
    world.store.before("record_role_change", lambda: world.roles.refused.add(VERIFY_ACCOUNT))
    world.deliver()
    world.roles.refused.clear()
    world.pass_time(timedelta(minutes=2))
    assert outcome(world, new) == (Status.FAILED, "target-refused")
    assert outcome(world, there) == (Status.ACTIVE, None)
    assert [world.may(each) for each in (DEV1, DEV2)] == [True, False]


@pytest.mark.parametrize("how", ["its time", "by hand"])
def test_p5_what_cannot_be_taken_off_is_not_called_ended_until_it_is(how: str) -> None:
    world = World()
    request = world.granted(asked=a_submission(duration=HOUR))
    world.roles.refused.add(VERIFY_ACCOUNT)
    if how == "by hand":
        world.revoke(request.id, DEV1, "")
    world.clock.advance(HOUR)
    world.schedules.fire(world.clock.now())
    with refused(TargetRefused, "target-refused"):
        world.reconcile(DEV_ROLE)
    world.pass_time(timedelta(hours=2))
    assert not world.may(DEV1)  # whatever else: the end is in the policy itself
    assert not world.now_is(request).status.terminal
    assert world.timers().overdue == 1
    world.roles.refused.clear()
    world.pass_time(timedelta(minutes=1))
    assert world.now_is(request).status is (Status.EXPIRED if how == "its time" else Status.REVOKED)
    world.assert_no_trace()
    world.assert_records_whole(request)


def test_p5_a_closed_account_fails_what_is_new_and_keeps_what_may_be_attached_waiting() -> None:
    world = World()
    there = world.granted(DEV1)
    new = world.approve(world.submit(DEV2))
    world.roles.refused.add(VERIFY_ACCOUNT)
    world.deliver()
    assert outcome(world, new) == (Status.FAILED, "target-refused")
    assert outcome(world, there) == (Status.ACTIVE, None)


def test_p3_nothing_is_attached_whose_end_cannot_be_scheduled() -> None:
    world = World()
    request = world.approve(world.submit())
    world.schedules.faults = down(2)
    with refused(Unavailable, "unavailable"):
        world.reconcile(DEV_ROLE)
    assert world.roles.written == []
    assert not world.may(DEV1)
    world.pass_time(timedelta(minutes=2))
    assert world.may(DEV1)
    assert outcome(world, request) == (Status.ACTIVE, None)


def test_a_scheduler_that_is_down_holds_up_nobody_else() -> None:
    world = World()
    ending = world.granted(DEV1, key="ending", asked=a_submission(levels=("write",)))
    first, second = world.approve(world.submit(DEV1)), world.approve(world.submit(DEV2))
    world.revoke(ending.id, DEV1, "")
    world.schedules.faults = down()
    with refused(Unavailable, "unavailable"):
        world.reconcile(DEV_ROLE)
    attached = [each for each in (first, second) if world.now_is(each).status is Status.ACTIVE]
    assert len(attached) == 1
    assert not world.may(DEV1, "dynamodb:PutItem")
    assert outcome(world, ending) == (Status.REVOKED, None)
    world.deliver()
    assert [outcome(world, each)[0] for each in (first, second)] == [Status.ACTIVE, Status.ACTIVE]


def test_p5_a_schedule_that_cannot_be_removed_delays_the_record_of_the_end_and_not_the_end() -> None:
    world = World()
    request = world.granted()
    world.revoke(request.id, DEV1, "")
    world.schedules.faults = down(2)
    world.deliver()
    assert not world.may(DEV1)
    assert world.now_is(request).status is Status.ACTIVE
    world.pass_time(timedelta(minutes=2))
    assert outcome(world, request) == (Status.REVOKED, None)
    assert not world.schedules.grants


def test_p4_whatever_goes_wrong_the_policies_of_others_stay() -> None:
    for call in range(12):
        world = World()
        request = world.approve(world.submit(asked=a_submission(duration=HOUR)))
        world.faults.unavailable(3, after=call)
        world.deliver()
        others = {name: text for name, text in world.roles.roles[DEV_ROLE].policies.items() if name != POLICY_NAME}
        assert others == OTHERS
        world.pass_time(HOUR + timedelta(minutes=2))
        assert world.now_is(request).status.terminal
        world.assert_no_trace()
