"""P4 and P5 for session grants: at whatever call the process dies, each comes to its end and leaves nothing behind."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.domain.errors import AwsAccessError
from aws_access.domain.model import Request, Status, request_id_for
from tests.builders import DEV1, SESSION_ROLE, SRE1, a_submission
from tests.fakes import WAYS
from tests.interrupted import interrupted
from tests.session_world import SessionWorld

SHORT = a_submission(duration=timedelta(minutes=20))
REQUEST_ID = request_id_for(DEV1.iam_user, "1")
LONG = timedelta(minutes=24)  # past every end, and past every lapse of a deny

Story = Callable[[SessionWorld], Request]


def begin_and_let_end(world: SessionWorld) -> Request:
    request = world.granted(asked=SHORT)
    world.issue(request)
    world.clock.advance(SHORT.duration)
    world.schedules.fire(world.clock.now())
    world.deliver()
    return request


def begin_and_revoke(world: SessionWorld) -> Request:
    request = world.granted(asked=SHORT)
    world.issue(request)
    world.revoke(request.id, DEV1, "done")
    world.deliver()
    return request


def begin_and_lock(world: SessionWorld) -> Request:
    request = world.granted(asked=SHORT)
    world.issue(request)
    world.lock("person dev1")
    world.deliver()
    return request


def revoke_and_clean_up(world: SessionWorld) -> Request:
    request = begin_and_revoke(world)
    world.clock.advance(timedelta(minutes=21))
    world.schedules.fire(world.clock.now())
    world.deliver()
    return request


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("story", [begin_and_let_end, begin_and_revoke, begin_and_lock, revoke_and_clean_up])
def test_p5_a_crash_at_any_call_leaves_nothing_open_and_no_deny_behind(story: Story, how: str) -> None:
    counted = SessionWorld()
    story(counted)
    assert counted.faults.calls > 25
    for call in range(counted.faults.calls):
        world = interrupted(SessionWorld(), story, call, how)
        world.pass_time(LONG)
        request = world.store.request(REQUEST_ID)
        assert request.status.terminal, (call, request.status)
        assert request.due_at is None, call
        assert world.store.ledger(SESSION_ROLE).grants == (), call
        assert not any(map(world.session_may, world.sts.opened)), call
        world.assert_no_trace()
        world.assert_records_whole(request)


@pytest.mark.parametrize("how", WAYS)
def test_p1_once_it_says_revoked_every_session_that_was_handed_out_is_stopped(how: str) -> None:
    counted = SessionWorld()
    begin_and_revoke(counted)
    for call in range(counted.faults.calls):
        world = interrupted(SessionWorld(), begin_and_revoke, call, how)
        for _ in range(3):
            if world.store._requests[REQUEST_ID].status is Status.REVOKED:
                assert not any(map(world.session_may, world.sts.opened)), call
            world.pass_time(timedelta(minutes=1))


@given(st.lists(st.sampled_from(["ask", "issue", "revoke", "pass", "lock", "unlock"]), max_size=14))
def test_p1_p3_p4_whatever_people_do_sessions_of_what_is_over_do_nothing_and_nothing_stays(steps: list[str]) -> None:
    world = SessionWorld()
    requests: list[Request] = []
    for number, step in enumerate(steps):
        newest = world.now_is(requests[-1]) if requests else None
        try:
            match step:
                case "ask":
                    requests.append(world.granted(key=str(number), asked=SHORT))
                case "issue" if newest is not None:
                    world.issue(newest)
                case "revoke" if newest is not None:
                    world.revoke(newest.id, SRE1, "")
                    world.deliver()
                case "lock" | "unlock":
                    world.lock("person dev1", locked=step == "lock")
                    world.deliver()
                case "pass":
                    world.pass_time(timedelta(minutes=7))
        except AwsAccessError:
            continue
        running = {each.id for each in requests if world.now_is(each).status is Status.ACTIVE}
        for session in world.sts.opened:
            assert not world.session_may(session) or session.name.partition("+")[2] in running
    world.pass_time(LONG)
    assert not any(map(world.session_may, world.sts.opened))
    assert all(world.now_is(each).due_at is None for each in requests)
    world.assert_no_trace()
    world.assert_records_whole(*requests)
