"""Room on a role: reserved while somebody decides, refused before anybody is asked, and explained."""

from datetime import timedelta

import pytest

from aws_access.domain.errors import RoleRefused
from aws_access.domain.model import Person, Request, Status, request_id_for
from aws_access.domain.policies import INLINE_BUDGET, policy_size
from tests.builders import DEV1, DEV2, DEV_ROLE, SRE1, a_rule, a_submission, some_rules
from tests.world import World, refused

AUTOMATIC = a_rule(approvers=None)


def nothing_is_recorded(world: World) -> bool:
    return not world.store.events(request_id_for(DEV1.iam_user, "1")) and not world.queue.wakes


def room_for(world: World, left: int) -> None:
    """Fill the Dev role with policies of somebody else, so that so many characters are left, all of them inline."""
    world.roles.roles[DEV_ROLE].attached = [f"arn:aws:iam::aws:policy/p{number}" for number in range(10)]
    filled = {"big": "x" * (INLINE_BUDGET - left)}
    world.roles.roles[DEV_ROLE].policies |= {"everyday": " \n ", **filled}


def size_of_one() -> int:
    """The characters that a grant takes which is alone on its role."""
    plain = World()
    plain.granted()
    return policy_size(plain.policy())


def at_once(world: World, person: Person) -> Request:
    """What the rules allow without anybody else."""
    request = world.submit(person)
    world.deliver()
    return world.now_is(request)


FULL = ("role-full", "room-taken", "room-returns")


def test_a_full_role_is_refused_before_anybody_is_asked_to_decide() -> None:
    size, world = size_of_one(), World()
    room_for(world, size - 1)
    with refused(RoleRefused, "role-full", "room-taken"):
        world.submit()
    assert nothing_is_recorded(world)
    room_for(world, size)
    assert world.granted().status is Status.ACTIVE


def test_the_grants_that_are_there_count_as_full_too() -> None:
    world = World()
    world.granted(DEV2, asked=a_submission(resources=("orders",)))
    room_for(world, policy_size(world.policy()) + 10)
    with refused(RoleRefused, *FULL):
        world.submit()
    assert world.may(DEV2)


def test_a_grant_by_the_rules_alone_shares_the_statement_of_another_and_needs_little_room() -> None:
    world = World()
    world.rules.rules = some_rules(AUTOMATIC)
    at_once(world, DEV2)
    room_for(world, policy_size(world.policy()) + 40)
    assert at_once(world, DEV1).status is Status.ACTIVE


def test_when_somebody_decides_is_not_known_so_no_shared_end_is_counted_on() -> None:
    world = World()
    world.granted(DEV2)
    room_for(world, policy_size(world.policy()) + 40)
    with refused(RoleRefused, *FULL):
        world.submit(DEV1)


def test_what_waits_for_a_decision_has_its_room() -> None:
    world = World()
    size = size_of_one()
    room_for(world, 2 * size)
    first, second = world.submit(DEV1, "1"), world.submit(DEV2, "2")
    with refused(RoleRefused, *FULL):
        world.submit(DEV1, "3")
    for request in (second, first):
        world.approve(request)
        world.deliver()
    assert [world.now_is(each).status for each in (first, second)] == [Status.ACTIVE, Status.ACTIVE]


@pytest.mark.parametrize("ends", ["denied", "cancelled", "lapsed", "expired"])
def test_room_comes_back_with_every_end(ends: str) -> None:
    world = World()
    room_for(world, size_of_one())
    request = world.submit(DEV1, "1")
    with refused(RoleRefused, *FULL):
        world.submit(DEV2, "2")
    match ends:
        case "denied":
            world.deny(request)
        case "cancelled":
            world.revoke(request.id, DEV1, "")
        case "lapsed":
            world.pass_time(timedelta(hours=8))
        case _:
            world.approve(request)
            world.pass_time(timedelta(hours=4, minutes=1))
    assert world.submit(DEV2, "2").status is Status.PENDING


def test_who_waits_for_another_role_takes_no_room() -> None:
    world = World()
    world.rules.rules = some_rules(a_rule(), a_rule("sre", teams=frozenset({"SRE"})))
    world.submit(SRE1)
    room_for(world, size_of_one())
    assert world.submit(DEV1).status is Status.PENDING


def test_a_refusal_for_want_of_room_says_how_much_is_used_by_whom_and_when_it_comes_back() -> None:
    world = World()
    world.granted(DEV2, asked=a_submission(resources=("orders",), duration=timedelta(hours=2)))
    room_for(world, policy_size(world.policy()) + 10)
    with pytest.raises(RoleRefused) as caught:
        world.submit()
    full, taken, returns = caught.value.reasons
    ours = policy_size(world.policy())
    assert int(full.facts["needed"]) > int(full.facts["limit"]) == INLINE_BUDGET
    assert (int(taken.facts["others"]), int(taken.facts["ours"])) == (INLINE_BUDGET - ours - 10, ours)
    assert taken.facts["most"].startswith("dev2 (")
    assert returns.facts["at"] == "2030-01-07 11:00 UTC"
    world.pass_time(timedelta(hours=2, minutes=1))
    assert world.submit().status is Status.PENDING


def test_a_break_glass_takes_the_room_of_what_waits() -> None:
    world = World()
    world.rules.rules = some_rules(a_rule(), a_rule("fire", approvers=None, review_within=timedelta(hours=8)))
    room_for(world, size_of_one())
    waiting = world.submit(DEV1)
    urgent = world.submit(DEV2, asked=a_submission(break_glass=True, reason="all is down"))
    world.deliver()
    assert world.now_is(urgent).status is Status.ACTIVE
    world.approve(waiting)
    world.deliver()
    failed = world.now_is(waiting)
    assert (failed.status, failed.failure and failed.failure.code) == (Status.FAILED, "role-full")


@pytest.mark.parametrize("in_time", [True, False])
def test_room_that_is_needed_only_before_or_after_another_grant_is_enough_for_both(*, in_time: bool) -> None:
    """What is not decided may be decided until it lapses, eight hours from now."""
    world = World()
    room_for(world, size_of_one())
    starts_at = world.clock.now() + timedelta(hours=12 if in_time else 11)
    later = world.submit(DEV1, asked=a_submission(starts_at=starts_at))
    world.approve(later)
    if not in_time:
        with refused(RoleRefused, *FULL):
            world.submit(DEV2)
        return
    now = world.submit(DEV2)
    world.clock.advance(timedelta(hours=7, minutes=59))
    world.approve(now)
    world.deliver()
    assert world.now_is(now).status is Status.ACTIVE
    world.pass_time(timedelta(hours=4, minutes=2))
    assert (world.now_is(now).status, world.now_is(later).status) == (Status.EXPIRED, Status.ACTIVE)
