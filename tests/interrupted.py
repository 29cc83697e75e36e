"""A story that a fault hits at one of its calls."""

from collections.abc import Callable
from typing import TypeVar

from aws_access.domain.errors import AwsAccessError
from tests.fakes import Crash
from tests.world import World

SomeWorld = TypeVar("SomeWorld", bound=World)


def interrupted(world: SomeWorld, story: Callable[[SomeWorld], object], call: int, how: str) -> SomeWorld:
    """The story, hit at its nth call; each use case is then called again, as queues and people do."""
    world.faults.fail(how, after=call)
    for _ in range(5):
        try:
            story(world)
            break
        except (Crash, AwsAccessError):
            world.deliver()
    return world
