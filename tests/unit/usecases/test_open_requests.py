"""Nobody fills a role, or the approvals channel, alone."""

import pytest

from aws_access.domain.errors import NotAllowed
from aws_access.domain.model import Status
from tests.builders import DEV1, DEV2, some_rules
from tests.world import World


@pytest.fixture
def world() -> World:
    world = World()
    world.rules.rules = some_rules(most_open=2)
    return world


def test_a_person_has_no_more_open_requests_than_the_rules_say(world: World) -> None:
    for key in "12":
        world.submit(key=key)
    with pytest.raises(NotAllowed) as refusal:
        world.submit(key="3")
    assert [(each.code, each.facts["limit"]) for each in refusal.value.reasons] == [("too-many-open", "2")]


def test_the_requests_of_others_do_not_count(world: World) -> None:
    for key in "12":
        world.submit(key=key)
    assert world.submit(DEV2).status is Status.PENDING


def test_what_is_over_does_not_count(world: World) -> None:
    world.submit(key="1")
    world.deny(world.submit(key="2"))
    assert world.submit(DEV1, key="3").status is Status.PENDING


def test_the_same_submission_again_is_answered_all_the_same(world: World) -> None:
    first = world.submit(key="1")
    world.submit(key="2")
    assert world.submit(key="1").id == first.id
