"""P5: at whatever call the process dies, done or not, each request comes to its end and nothing stays attached."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.approval import Approval, Stage
from aws_access.domain.audit import EventType, broken_at
from aws_access.domain.model import Request, Status, request_id_for
from aws_access.domain.rules import Extension, Rules, Timing
from aws_access.usecases.decide_on import Narrowing
from tests.builders import BY_SRE, DEV1, DEV2, SRE1, SRE2, a_rule, a_submission, some_rules
from tests.fakes import WAYS
from tests.interrupted import interrupted
from tests.world import World

SHORT = a_submission(duration=timedelta(minutes=5))
REQUEST_ID = request_id_for(DEV1.iam_user, "1")
LONG = timedelta(minutes=12)  # past every end in these stories
MINUTE = timedelta(minutes=1)
LAPSE = 10 * MINUTE


def ask_and_approve(world: World) -> Request:
    request = world.submit(asked=SHORT)
    world.approve(request)
    world.deliver()
    return request


def grant_and_let_end(world: World) -> Request:
    request = world.granted(asked=SHORT)
    world.clock.advance(SHORT.duration)
    world.schedules.fire(world.clock.now())
    world.deliver()
    return request


def grant_and_revoke(world: World) -> Request:
    request = world.granted(asked=SHORT)
    world.revoke(request.id, DEV1, "done")
    world.deliver()
    return request


def by_rules(world: World, rules: Rules) -> None:
    """With reminders and warnings, and lapsing soon."""
    world.rules.rules = replace(rules, timing=Timing(LAPSE, remind_after=MINUTE, warn_before=MINUTE))


def two_votes(world: World) -> Request:
    by_rules(world, some_rules(replace(a_rule(), approval=Approval((Stage(BY_SRE, needs=2),)))))
    request = world.submit(asked=SHORT)
    world.approve(request, SRE1)
    world.approve(request, SRE2)
    world.deliver()
    return request


def two_denials(world: World) -> Request:
    by_rules(world, some_rules(replace(a_rule(), approval=Approval((Stage(BY_SRE),), denials=2))))
    request = world.submit(asked=SHORT)
    world.deny(request, SRE1)
    world.deny(request, SRE2)
    return request


def narrowed(world: World) -> Request:
    by_rules(world, some_rules())
    asked = replace(SHORT, levels=("read", "write"), duration=8 * MINUTE)
    request = world.submit(asked=asked)
    world._approve(request.id, SRE1, request.payload.hash, Narrowing(5 * MINUTE, ("read",), ("orders",)))
    world.deliver()
    return request


def extended(world: World) -> Request:
    by_rules(world, some_rules(replace(a_rule(), extension=Extension(1, 5 * MINUTE))))
    request = world.granted(asked=SHORT)
    if world.clock.now() < request.created + 4 * MINUTE:
        world.pass_time(4 * MINUTE)
    world.approve(world.extend(request, 5 * MINUTE))
    world.deliver()
    return request


def broken_glass(world: World) -> Request:
    by_rules(world, some_rules(replace(a_rule(), review_within=3 * MINUTE)))
    request = world.submit(asked=replace(SHORT, break_glass=True, reason="all is down"))
    world.deliver()
    world.review(request.id, SRE1, "seen")
    return request


def later(world: World) -> Request:
    by_rules(world, some_rules())
    request = world.submit(asked=replace(SHORT, starts_at=world.clock.now().replace(minute=2)))
    world.approve(request)
    world.deliver()
    return request


def locked(world: World) -> Request:
    by_rules(world, some_rules())
    request = world.granted(asked=SHORT)
    world.lock("person dev1")
    world.deliver()
    return request


def unlocked(world: World) -> Request:
    request = locked(world)
    world.lock("person dev1", SRE2, locked=False)
    return request


MAIN = [ask_and_approve, grant_and_let_end, grant_and_revoke]
OTHERS = [two_votes, two_denials, narrowed, extended, broken_glass, later, locked, unlocked]


def calls_of(story: Callable[[World], Request]) -> int:
    world = World()
    story(world)
    assert world.faults.calls > 12
    return world.faults.calls


def interrupted_and_over(story: Callable[[World], Request], call: int, how: str) -> World:
    """From here on nothing fails any more."""
    world = interrupted(World(), story, call, how)
    world.faults._planned.clear()
    return world


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("story", MAIN)
def test_p5_a_crash_at_any_call_leaves_nothing_attached_and_nothing_unfinished(
    story: Callable[[World], Request], how: str
) -> None:
    for call in range(calls_of(story)):
        world = interrupted(World(), story, call, how)
        world.pass_time(LONG)
        request = world.store.request(REQUEST_ID)
        assert request.status.terminal, (call, request.status)
        assert world.store.ledger(request.payload.role_arn).grants == (), call
        world.assert_no_trace()
        world.assert_records_whole(request)
        assert not world.schedules.grants, call


@pytest.mark.parametrize("how", WAYS)
def test_p5_an_approval_that_was_interrupted_still_leads_to_access(how: str) -> None:
    for call in range(calls_of(ask_and_approve)):
        world = interrupted(World(), ask_and_approve, call, how)
        world.pass_time(timedelta(minutes=2))
        assert world.store.request(REQUEST_ID).status is Status.ACTIVE, call
        assert world.may(DEV1)
        assert not world.may(DEV2)


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("story", OTHERS)
def test_p5_so_it_is_with_votes_changes_extensions_starts_locks_and_break_glass(
    story: Callable[[World], Request], how: str
) -> None:
    for call in range(calls_of(story)):
        world = interrupted(World(), story, call, how)
        world.pass_time(LAPSE + LONG)
        requests = list(world.store._requests.values())
        assert requests, call
        assert all(each.status.terminal for each in requests), (call, requests)
        assert all(world.store.ledger(role_arn).grants == () for role_arn in world.roles.roles), call
        world.assert_no_trace()
        world.assert_records_whole(*requests)
        locks = world.store.locks()
        assert broken_at(world.store.events("LOCKS"), locks.head) is None, call
        assert not world.schedules.grants, call


def times(world: World, request: Request, kind: EventType, by: str) -> int:
    return sum(each.type is kind and each.actor == by for each in world.store.events(request.id))


@pytest.mark.parametrize("how", WAYS)
def test_p5_what_was_said_before_a_crash_counts_once(how: str) -> None:
    for call in range(calls_of(two_votes)):
        world = interrupted_and_over(two_votes, call, how)
        world.pass_time(2 * MINUTE)
        (request,) = world.store._requests.values()
        assert request.status is Status.ACTIVE, call
        assert [vote.by for vote in request.votes] == ["sre1", "sre2"], call
        assert times(world, request, EventType.VOTED, "sre1") == 1, call
    for call in range(calls_of(narrowed)):
        world = interrupted_and_over(narrowed, call, how)
        (request,) = world.store._requests.values()
        assert times(world, request, EventType.NARROWED, "sre1") == 1, call
        assert (request.payload.duration, request.service) == (5 * MINUTE, "dynamodb:read")


@pytest.mark.parametrize("how", WAYS)
def test_p5_a_lock_that_was_interrupted_still_ends_what_is_active_and_is_recorded_once(how: str) -> None:
    for call in range(calls_of(locked)):
        world = interrupted_and_over(locked, call, how)
        world.pass_time(2 * MINUTE)
        assert not world.may(DEV1), call
        assert [each.type for each in world.store.events("LOCKS")] == [EventType.LOCKED], call


@pytest.mark.parametrize("how", WAYS)
def test_p3_an_extension_that_was_interrupted_leaves_no_gap(how: str) -> None:
    for call in range(calls_of(extended)):
        world = interrupted_and_over(extended, call, how)
        base = world.store.request(REQUEST_ID)
        extensions = [each for each in world.store._requests.values() if each.payload.extends == base.id]
        if [each.status for each in extensions] == [Status.ACTIVE]:
            while world.clock.now() < extensions[0].ends_at:  # type: ignore[operator] # an active one has its end
                assert world.may(DEV1), call
                world.pass_time(MINUTE / 4)
            assert not world.may(DEV1), call
