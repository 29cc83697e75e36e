"""The net: what is due is found whatever was lost, and each role is compared with its ledger in its minute."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.audit import EventType
from aws_access.domain.errors import Unavailable
from aws_access.domain.ids import RoleArn
from aws_access.domain.model import SYSTEM, Status
from aws_access.domain.policies import POLICY_NAME
from aws_access.domain.roles import RoleSnapshot
from aws_access.usecases.timers import Findings, Timers
from tests.builders import (
    BROKER,
    DEV1,
    DEV2,
    DEV_ROLE,
    JUMP_ACCOUNT,
    SRE_ROLE,
    VERIFY_ACCOUNT,
    a_submission,
    an_environment,
    some_rules,
)
from tests.fakes import FakeTeamRoles
from tests.templates import load
from tests.world import World, down, refused

TIMERS_SECONDS = load("template.yaml")["Resources"]["TimersFunction"]["Properties"]["Timeout"]
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
NOTHING = Findings(done=0, failed=0, overdue=0, drifted=(), unreadable=())


def test_a_quiet_world_has_nothing_to_find() -> None:
    world = World()
    world.granted()
    assert world.timers() == NOTHING
    assert world.queue.wakes == []


def test_a_request_lapses_at_its_time_and_not_before() -> None:
    world = World()
    request = world.submit()
    world.clock.set(request.lapse_at - timedelta(microseconds=1))
    assert world.timers() == NOTHING
    world.clock.set(request.lapse_at)
    assert world.timers().done == 1
    lapsed = world.now_is(request)
    assert (lapsed.status, lapsed.due_at) == (Status.LAPSED, None)
    last = world.store.events(request.id)[-1]
    assert (last.type, last.actor) == (EventType.LAPSED, SYSTEM)
    assert world.timers() == NOTHING


def test_a_lapse_that_an_approval_overtook_is_none() -> None:
    world = World()
    request = world.submit()
    late = request.lapse_at

    def approve_in_the_last_moment() -> None:
        world.clock.set(late - timedelta(microseconds=1))
        world.approve(request)

    world.clock.set(late)
    world.store.before("commit", approve_in_the_last_moment)
    assert world.timers().done == 1
    world.deliver()
    assert world.may(DEV1)


def test_p5_an_approval_that_nobody_was_woken_for_is_overdue_after_a_minute() -> None:
    world = World()
    world.approve(world.submit())
    world.queue.wakes.clear()
    world.clock.advance(MINUTE - timedelta(microseconds=1))
    assert world.timers().overdue == 0
    world.clock.advance(timedelta(microseconds=1))
    world.queue.wakes.clear()
    assert world.timers().overdue == 1
    assert (DEV_ROLE, "overdue") in world.queue.wakes
    world.deliver()
    assert world.may(DEV1)


def test_p5_an_end_that_no_schedule_announced_is_overdue_after_a_minute() -> None:
    world = World()
    request = world.granted(asked=a_submission(duration=HOUR))
    world.schedules.grants.clear()
    world.pass_time(HOUR + MINUTE)
    assert world.now_is(request).status is Status.EXPIRED
    world.assert_no_trace()


def test_many_overdue_requests_on_a_role_wake_it_once() -> None:
    world = World()
    for person in (DEV1, DEV2):
        world.approve(world.submit(person))
    world.queue.wakes.clear()
    world.clock.advance(MINUTE)
    assert world.timers().overdue == 2
    assert world.queue.wakes.count((DEV_ROLE, "overdue")) == 1


def test_p3_p5_timers_and_schedules_down_for_hours_nobody_keeps_access_and_one_look_cleans_up() -> None:
    world = World()
    active = world.granted(DEV1, asked=a_submission(duration=HOUR))
    waiting = world.submit(DEV2)
    world.clock.advance(HOUR)
    assert not world.may(DEV1)
    world.clock.advance(8 * HOUR)
    found = world.timers()
    assert (found.done, found.overdue) == (1, 1)
    world.deliver()
    assert world.now_is(active).status is Status.EXPIRED
    assert world.now_is(waiting).status is Status.LAPSED
    world.assert_no_trace()


def test_rules_that_cannot_be_read_stop_the_sweep_and_not_what_is_due() -> None:
    world = World()
    request = world.submit()
    world.rules.rules = None
    world.clock.set(request.lapse_at)
    assert world.timers().done == 1


@pytest.mark.parametrize("port", ["store", "queue"])
def test_p5_what_the_timers_could_not_do_they_do_the_next_minute(port: str) -> None:
    world = World()
    request = world.approve(world.submit())
    world.queue.wakes.clear()
    world.clock.advance(MINUTE)
    (world.store if port == "store" else world.queue).faults = down()
    with refused(Unavailable, "unavailable"):
        world.timers()
    world.pass_time(MINUTE)
    assert world.now_is(request).status is Status.ACTIVE


def test_p5_a_mistake_of_ours_with_one_request_is_counted_and_keeps_no_other_from_its_end() -> None:
    world = World()
    first, second = world.submit(DEV1), world.submit(DEV2)
    world.clock.set(second.lapse_at)
    world.store.before("commit", lambda: 1 // 0)
    found = world.timers()
    assert (found.done, found.failed) == (1, 1)
    assert {world.now_is(each).status for each in (first, second)} == {Status.PENDING, Status.LAPSED}


def test_a_role_that_differs_from_its_ledger_is_named_and_woken() -> None:
    world = World()
    world.granted()
    del world.roles.roles[DEV_ROLE].policies[POLICY_NAME]
    assert world.timers() == replace(NOTHING, drifted=(DEV_ROLE,))
    assert world.queue.wakes == [(DEV_ROLE, "differs from its ledger")]


def test_p4_a_policy_of_our_name_on_a_role_that_we_never_wrote_on_is_not_drift() -> None:
    world = World()
    world.roles.roles[DEV_ROLE].policies[POLICY_NAME] = "{}"
    assert world.timers() == NOTHING


def test_a_role_that_cannot_be_read_is_named_and_holds_up_no_other() -> None:
    world = World()
    world.granted()
    del world.roles.roles[DEV_ROLE].policies[POLICY_NAME]
    del world.roles.roles[SRE_ROLE]
    assert world.timers() == Findings(0, 0, 0, drifted=(DEV_ROLE,), unreadable=(SRE_ROLE,))


def test_a_throttled_iam_is_named_and_wakes_nobody() -> None:
    world = World()
    world.granted()
    world.roles.faults = down()
    assert world.timers() == replace(NOTHING, unreadable=(DEV_ROLE,))
    assert world.queue.wakes == []


def test_a_sweep_through_an_iam_that_hardly_answers_ends_in_time_to_say_what_is_overdue() -> None:
    world = World()
    arns = [RoleArn(f"arn:aws:iam::{VERIFY_ACCOUNT}:role/{number}") for number in range(20)]
    environments = {arn.name: an_environment(arn.name, aliases=(), team_roles={"Dev": arn}) for arn in arns}
    world.rules.rules = replace(some_rules(), environments=environments)

    class Slow(FakeTeamRoles):
        def inspect(self, role_arn: RoleArn, managed: Iterable[str] = ()) -> RoleSnapshot:
            world.clock.advance(timedelta(seconds=15))  # the patience of one call, three times
            raise Unavailable("IAM")

    began = world.clock.now()
    timers = Timers(world.store, world.rules, Slow(), world.queue, world.due, world.clock, JUMP_ACCOUNT, 1, BROKER)
    assert timers().unreadable == tuple(sorted(arns)), "those that there was no time for are named as well"
    assert world.clock.now() - began < timedelta(seconds=TIMERS_SECONDS)


def test_a_closed_account_with_grants_is_woken_so_that_it_is_seen_to() -> None:
    world = World()
    world.granted()
    world.roles.refused.add(VERIFY_ACCOUNT)
    assert world.timers() == Findings(0, 0, 0, drifted=(DEV_ROLE,), unreadable=(DEV_ROLE, SRE_ROLE))


def test_each_role_is_looked_at_once_in_a_sweep_and_not_all_in_one_minute() -> None:
    world = World()
    names = [f"env{number}" for number in range(25)]
    arns = {name: RoleArn(f"arn:aws:iam::{VERIFY_ACCOUNT}:role/{name}") for name in names}
    environments = {name: an_environment(name, aliases=(), team_roles={"Dev": arns[name]}) for name in names}
    world.rules.rules = replace(some_rules(), environments=environments)
    looked_at: list[list[RoleArn]] = []
    world.roles.roles.clear()  # so that each inspection shows as an unreadable role
    timers = Timers(world.store, world.rules, world.roles, world.queue, world.due, world.clock, JUMP_ACCOUNT, 5, BROKER)
    for _ in range(10):
        looked_at.append(list(timers().unreadable))
        world.clock.advance(MINUTE)
    assert Counter(arn for minute in looked_at for arn in minute) == dict.fromkeys(arns.values(), 2)
    assert looked_at[:5] == looked_at[5:]
    assert max(map(len, looked_at)) < 15
