"""Room that has to be made, crashes while it is, and room that was promised: nobody is without what they have."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_access.domain.errors import RoleRefused
from aws_access.domain.ids import IamUserName
from aws_access.domain.model import Person, Request, Status
from aws_access.domain.packing import managed_names
from aws_access.domain.policies import POLICY_NAME
from tests.builders import DEV1, DEV2, DEV_ROLE
from tests.crowded import HOUR, Crowded
from tests.fakes import WAYS

ONE, *_ = managed_names(DEV_ROLE)


def make_room(world: Crowded, sizes: Sequence[int] = (300, 3000, 2700, 5200)) -> list[Request]:
    """A role on which there is room for the last of these only when another moves. The last is to be attached."""
    inline, gone, managed, large = sizes
    first, ending, second = world.get(DEV1, inline), world.get(DEV1, gone, "gone"), world.get(DEV2, managed)
    world.deliver()
    assert (world.where(first), world.where(second)) == ({POLICY_NAME}, {ONE})
    world.revoke(ending.id, DEV1, "")
    world.deliver()
    return [first, second, world.get(DEV2, large, "large")]


@pytest.mark.parametrize(
    ("left", "sizes", "goal", "made"),
    [(4000, (300, 3000, 2700, 5200), POLICY_NAME, ONE), (6000, (1500, 3800, 2700, 5000), ONE, POLICY_NAME)],
    ids=["out of the managed policy", "out of the inline policy"],
)
def test_when_room_has_to_be_made_somebody_moves_and_has_their_access_all_the_while(
    left: int, sizes: Sequence[int], goal: str, made: str
) -> None:
    world = Crowded(left, most=1)
    first, second, large = make_room(world, sizes)
    world.deliver()
    assert (world.where(first), world.where(second), world.where(large)) == ({goal}, {goal}, {made})
    assert all(world.has(each) for each in (first, second, large))
    world.pass_time(4 * HOUR)
    world.assert_no_trace()


# ---- Crashes ----


def overflow(world: Crowded) -> None:
    """Two on the role, and two more to be attached, each to a managed policy of its own."""
    world.get(DEV1, 10)
    world.deliver()
    world.get(DEV2, 5000)
    world.get(DEV1, 5600, "2")


def revoke_all(world: Crowded) -> None:
    overflow(world)
    world.deliver()
    for request in list(world.store._requests.values()):
        world.revoke(request.id, request.requester, "")


STORIES: list[tuple[Callable[[Crowded], object], int, int]] = [
    (overflow, 350, 2),
    (revoke_all, 350, 2),
    (make_room, 4000, 1),
]


def told(story: Callable[[Crowded], object], left: int, most: int) -> Crowded:
    world = Crowded(left, most)
    story(world)
    return world


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize(("story", "left", "most"), STORIES)
def test_p5_a_crash_at_any_call_of_the_reconciler_leaves_nobody_out_and_in_the_end_nothing_anywhere(
    story: Callable[[Crowded], object], left: int, most: int, how: str
) -> None:
    plain = told(story, left, most)
    before = plain.faults.calls
    plain.reconcile(DEV_ROLE)
    calls = plain.faults.calls - before
    assert calls > 12
    for call in range(calls):
        world = told(story, left, most)
        world.faults.fail(how, after=call)
        world.deliver()
        world.pass_time(timedelta(minutes=2))
        requests = list(map(world.now_is, world.store._requests.values()))
        assert [each.status for each in requests if each.status not in (Status.ACTIVE, Status.REVOKED)] == [], call
        assert all(world.has(each) for each in requests if each.status is Status.ACTIVE), call
        world.clock.advance(4 * HOUR)
        world.pass_time(timedelta(minutes=2))
        requests = list(map(world.now_is, requests))
        assert all(each.status.terminal for each in requests), (call, requests)
        world.assert_no_trace()
        world.assert_records_whole(*requests)


# ---- Room that was promised ----


@settings(max_examples=25, deadline=None)
@given(
    sizes=st.lists(st.sampled_from([10, 200, 900, 2500, 5000]), min_size=1, max_size=8),
    left=st.integers(300, 6000),
    most=st.integers(0, 2),
    data=st.data(),
)
def test_whatever_was_accepted_has_room_in_whatever_order_it_is_approved(
    sizes: list[int], left: int, most: int, data: st.DataObject
) -> None:
    world, accepted = Crowded(left, most), []
    for number, size in enumerate(sizes):
        person = Person(IamUserName(f"dev{number % 2 + 1}"), None, ("Dev",))
        with suppress(RoleRefused):
            accepted.append(world.ask(person, size, str(number)))
    for request in data.draw(st.permutations(accepted)):
        if data.draw(st.sampled_from([True, True, True, False])):
            world.approve(request)
            if data.draw(st.booleans()):
                world.deliver()
        else:
            world.deny(request)
    world.deliver()
    kept = [world.now_is(each) for each in accepted if world.now_is(each).status is not Status.DENIED]
    assert [each.status for each in kept] == [Status.ACTIVE] * len(kept)
    assert all(world.has(each) for each in kept)
    world.pass_time(4 * HOUR + timedelta(minutes=1))
    world.assert_no_trace()
