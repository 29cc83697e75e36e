"""A role whose inline room runs out: managed policies of ours take the rest, and P1 to P7 hold as they do without."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from aws_access.domain.model import Status
from aws_access.domain.packing import managed_arn, managed_names
from aws_access.domain.policies import INLINE_BUDGET, POLICY_NAME
from tests.builders import DEV1, DEV2, DEV_ROLE, SRE_ROLE
from tests.crowded import HOUR, Crowded

ONE, TWO, *_ = managed_names(DEV_ROLE)
TEXT = '{"Version":"2012-10-17","Statement":[]}'


def test_p1_p4_what_does_not_fit_inline_is_in_a_managed_policy_for_its_person_alone_until_its_end() -> None:
    world = Crowded()
    first, second = world.get(DEV1, 10), world.get(DEV2, 20)
    world.deliver()
    assert (world.where(first), world.where(second)) == ({POLICY_NAME}, {ONE})
    assert world.has(first)
    assert world.has(second)
    (statement,) = [text for name, text in world.documents().items() if name == ONE]
    assert "dev1" not in statement
    world.clock.advance(4 * HOUR)
    assert not world.has(second)  # whatever else: the end is in the policy itself
    world.schedules.fire(world.clock.now())
    world.deliver()
    assert [world.now_is(each).status for each in (first, second)] == [Status.EXPIRED, Status.EXPIRED]
    world.assert_no_trace()
    world.assert_records_whole(first, second)


def test_each_grant_is_called_attached_with_the_hash_of_the_document_that_has_it() -> None:
    world = Crowded()
    first, second = world.get(DEV1, 10), world.get(DEV2, 20)
    world.deliver()
    record = world.store.ledger(DEV_ROLE).record
    for request, name in ((first, POLICY_NAME), (second, ONE)):
        *_, attached = world.store.events(request.id)
        assert attached.details["policy_hash"] == record.documents[name].hash


# ---- What others do ----


@pytest.mark.parametrize("attached", [True, False])
def test_p4_a_policy_of_our_next_name_that_is_not_ours_is_left_alone_and_the_next_name_taken(*, attached: bool) -> None:
    world = Crowded()
    world.get(DEV1, 10)
    world.deliver()
    foreign = managed_arn(DEV_ROLE, ONE)
    world.roles.managed[foreign] = TEXT
    world.roles.roles[DEV_ROLE].attached += [foreign] if attached else []
    request = world.get(DEV2, 20)
    world.deliver()
    assert (world.where(request), world.has(request)) == ({TWO}, True)
    world.pass_time(4 * HOUR)
    assert world.now_is(request).status is Status.EXPIRED
    assert world.roles.managed == {foreign: TEXT}
    assert world.roles.roles[DEV_ROLE].attached == ([foreign] if attached else [])


def test_p4_a_name_that_is_taken_elsewhere_in_the_account_fails_the_new_grant_and_no_other() -> None:
    world = Crowded()
    there = world.get(DEV1, 10)
    world.deliver()
    elsewhere = f"arn:aws:iam::222222222222:policy/{ONE}"
    world.roles.managed[elsewhere] = TEXT
    request = world.get(DEV2, 20)
    world.deliver()
    failed = world.now_is(request)
    assert (failed.status, failed.failure and failed.failure.code) == (Status.FAILED, "managed-name-taken")
    assert world.has(there)
    assert world.roles.managed == {elsewhere: TEXT}
    world.pass_time(4 * HOUR)
    assert world.roles.managed == {elsewhere: TEXT}


def detach(world: Crowded) -> None:
    world.roles.roles[DEV_ROLE].attached.remove(managed_arn(DEV_ROLE, ONE))


def delete(world: Crowded) -> None:
    detach(world)
    del world.roles.managed[managed_arn(DEV_ROLE, ONE)]


def edit(world: Crowded) -> None:
    world.roles.managed[managed_arn(DEV_ROLE, ONE)] = TEXT


@pytest.mark.parametrize("by_hand", [detach, delete, edit])
def test_p4_drift_on_a_managed_policy_of_ours_is_repaired_by_the_timers_and_recorded(
    by_hand: Callable[[Crowded], None],
) -> None:
    world = Crowded()
    requests = [world.get(DEV1, 10), world.get(DEV2, 20)]
    world.deliver()
    before = world.documents()
    assert not world.timers().drifted
    by_hand(world)
    assert world.timers().drifted == (DEV_ROLE,)
    world.deliver()
    assert world.documents() == before
    assert all(world.has(each) for each in requests)
    world.assert_records_whole(*requests)


def test_p4_a_managed_policy_of_ours_that_others_attached_elsewhere_is_gone_once_they_detach_it() -> None:
    world = Crowded()
    world.get(DEV1, 10)
    request = world.get(DEV2, 20)
    world.deliver()
    arn = managed_arn(DEV_ROLE, ONE)
    world.roles.roles[SRE_ROLE].attached.append(arn)
    world.pass_time(4 * HOUR)
    assert world.now_is(request).status is Status.EXPIRED
    assert arn not in world.roles.roles[DEV_ROLE].attached
    assert arn in world.roles.managed
    world.roles.roles[SRE_ROLE].attached.remove(arn)
    world.pass_time(timedelta(minutes=2))
    world.assert_no_trace()


def test_p4_a_role_that_was_deleted_leaves_no_managed_policy_of_ours_behind() -> None:
    world = Crowded()
    requests = [world.get(DEV1, 10), world.get(DEV2, 20)]
    world.deliver()
    del world.roles.roles[DEV_ROLE]
    world.pass_time(timedelta(minutes=2))
    assert [world.now_is(each).status for each in requests] == [Status.REVOKED, Status.REVOKED]
    assert world.roles.managed == {}


def test_a_role_on_which_others_attached_as_many_as_there_may_be_fails_the_new_grant_alone() -> None:
    world = Crowded()
    there = world.get(DEV1, 10)
    world.deliver()
    request = world.get(DEV2, 20)
    world.roles.roles[DEV_ROLE].attached = [f"arn:aws:iam::aws:policy/q{number}" for number in range(10)]
    world.deliver()
    failed = world.now_is(request)
    assert (failed.status, failed.failure and failed.failure.code) == (Status.FAILED, "role-full")
    assert world.has(there)


def test_of_several_new_grants_only_those_without_room_fail() -> None:
    world = Crowded(left=2000, most=0)
    requests = [world.get(DEV1, 100, "1"), world.get(DEV2, 900, "2")]
    world.roles.roles[DEV_ROLE].policies["big"] = "x" * (INLINE_BUDGET - 1400)
    world.deliver()
    assert sorted(world.now_is(each).status for each in requests) == [Status.ACTIVE, Status.FAILED]
