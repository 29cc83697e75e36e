"""Whoever is gone, or has left the team, loses what is active and decides nothing."""

from dataclasses import replace
from datetime import timedelta

from aws_access.domain.errors import NotAllowed
from aws_access.domain.model import Request, Status
from tests.builders import DEV1, DEV2, SRE1
from tests.world import World, refused

MINUTE = timedelta(minutes=1)


def left(world: World, request: Request) -> Request:
    world.deliver()
    world.pass_time(MINUTE)
    return world.now_is(request)


def test_somebody_who_is_gone_from_the_rules_loses_what_is_active_at_the_next_look() -> None:
    world = World()
    gone, stays = world.granted(DEV1), world.granted(DEV2)
    rules = world.rules.current()
    world.rules.rules = replace(rules, people={name: who for name, who in rules.people.items() if name != "dev1"})
    ended = left(world, gone)
    assert (ended.status, "no longer know dev1" in ended.note) == (Status.REVOKED, True)
    assert world.now_is(stays).status is Status.ACTIVE
    assert world.may(DEV2)


def test_somebody_who_left_the_team_of_the_role_loses_what_is_active_on_it() -> None:
    world = World()
    request = world.granted(DEV1)
    rules = world.rules.current()
    world.rules.rules = replace(rules, people={**rules.people, DEV1.iam_user: replace(DEV1, teams=("SRE",))})
    ended = left(world, request)
    assert (ended.status, "no longer in the team" in ended.note) == (Status.REVOKED, True)
    assert not world.may(DEV1)


def test_an_approver_who_was_removed_decides_nothing_that_waits() -> None:
    world = World()
    request = world.submit()
    rules = world.rules.current()
    world.rules.rules = replace(rules, people={name: who for name, who in rules.people.items() if name != "sre1"})
    with refused(NotAllowed, "unknown-person"):
        world.approve(request, SRE1)
    assert world.now_is(request) == request
