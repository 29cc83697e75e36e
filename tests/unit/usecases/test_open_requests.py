"""Nobody fills a role, or the approvals channel, alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.errors import NotAllowed
from aws_access.domain.model import Person, Request, Status
from aws_access.domain.rules import Requirements
from aws_access.usecases.extensions import extensions_of
from aws_access.usecases.searches import open_requests
from tests.builders import DEV1, DEV2, NOW, a_payload, a_request, a_rule, some_rules, way_to
from tests.world import World, refused


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


def put(world: World, key: str, status: Status, by: Person = DEV1, *, minute: int = 0) -> Request:
    """A request that was made that many minutes after all began, as it is now."""
    request = a_request(key, by=by, created=NOW + timedelta(minutes=minute))
    for change in way_to(status, request, request.created):
        world.store.commit(change)
        request = change.request
    return request


@pytest.fixture
def long_ago(world: World) -> list[Request]:
    """Three of dev1 and one of dev2 that are still open, from before 250 others of dev1 that are over."""
    still_open = [put(world, f"old{each}", each) for each in (Status.PENDING, Status.APPROVED, Status.ACTIVE)]
    put(world, "theirs", Status.ACTIVE, DEV2)
    for number in range(250):
        put(world, str(number), Status.DENIED, minute=number)
    return still_open


def test_what_is_open_is_found_behind_any_number_of_requests_that_are_over(
    world: World, long_ago: list[Request]
) -> None:
    newest = put(world, "new", Status.PENDING, minute=300)
    found = [each.id for each in open_requests(world.store, DEV1.iam_user)]
    assert sorted(found) == sorted(each.id for each in (*long_ago, newest))
    with refused(NotAllowed, "too-many-open"):
        world.submit(key="one more")


@pytest.mark.usefixtures("long_ago")
def test_so_is_what_is_active_where_a_rule_counts_it(world: World) -> None:
    rule = replace(a_rule(), requires=Requirements(most_active=2))
    world.rules.rules = some_rules(rule)
    with refused(NotAllowed, "too-many-active"):
        world.submit(key="one more")
    world.rules.rules = some_rules(replace(rule, requires=Requirements(most_active=3)))
    assert world.submit(key="one more").status is Status.PENDING


@pytest.mark.usefixtures("long_ago")
def test_a_lock_of_the_person_wakes_the_role_of_what_is_open_even_if_no_rule_names_it_any_more(world: World) -> None:
    world.rules.rules = some_rules(environments={})
    world.lock("person dev1")
    assert {role_arn for role_arn, _ in world.queue.wakes} == {a_payload().role_arn}


def test_an_extension_is_found_behind_any_number_of_later_requests(world: World) -> None:
    base = put(world, "base", Status.ACTIVE)
    extension = a_request("extension", payload=a_payload(extends=base.id))
    for change in way_to(Status.PENDING, extension):
        world.store.commit(change)
    for number in range(150):
        put(world, str(number), Status.DENIED, minute=number + 1)
    assert [each.id for each in extensions_of(world.store, base)] == [extension.id]
