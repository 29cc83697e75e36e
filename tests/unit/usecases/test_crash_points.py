"""P5: at whatever call the process dies, done or not, each request comes to its end and nothing stays attached."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from aws_access.domain.errors import AwsAccessError
from aws_access.domain.model import Request, Status, request_id_for
from tests.builders import DEV1, DEV2, a_submission
from tests.fakes import Crash
from tests.world import World

SHORT = a_submission(duration=timedelta(minutes=5))
REQUEST_ID = request_id_for(DEV1.iam_user, "1")
LONG = timedelta(minutes=12)  # past every end and lapse in these stories


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


def calls_of(story: Callable[[World], Request]) -> int:
    world = World()
    story(world)
    assert world.faults.calls > 15
    return world.faults.calls


def interrupted(story: Callable[[World], Request], call: int, how: str) -> World:
    """The story, hit at its nth call; each use case is then called again, as queues and people do."""
    world = World()
    match how:
        case "dies before":
            world.faults.crash(after=call)
        case "dies after":
            world.faults.crash(after=call, done=True)
        case "no answer":
            world.faults.forget_answer(after=call)
        case "refused thrice":
            world.faults.unavailable(3, after=call)
    for _ in range(5):
        try:
            story(world)
            break
        except (Crash, AwsAccessError):
            world.deliver()
    return world


@pytest.mark.parametrize("how", ["dies before", "dies after", "no answer", "refused thrice"])
@pytest.mark.parametrize("story", [ask_and_approve, grant_and_let_end, grant_and_revoke])
def test_p5_a_crash_at_any_call_leaves_nothing_attached_and_nothing_unfinished(
    story: Callable[[World], Request], how: str
) -> None:
    for call in range(calls_of(story)):
        world = interrupted(story, call, how)
        world.pass_time(LONG)
        request = world.store.request(REQUEST_ID)
        assert request.status.terminal, (call, request.status)
        assert world.store.ledger(request.payload.role_arn).grants == (), call
        world.assert_no_trace()
        world.assert_records_whole(request)
        assert not world.schedules.grants, call


@pytest.mark.parametrize("how", ["dies before", "dies after", "no answer", "refused thrice"])
def test_p5_an_approval_that_was_interrupted_still_leads_to_access(how: str) -> None:
    for call in range(calls_of(ask_and_approve)):
        world = interrupted(ask_and_approve, call, how)
        world.pass_time(timedelta(minutes=2))
        assert world.store.request(REQUEST_ID).status is Status.ACTIVE, call
        assert world.may(DEV1)
        assert not world.may(DEV2)
