"""Somebody goes on with access that they have: in its second half, as often as the rules say, and without a gap."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.adapters.catalogue import known_actions
from aws_access.domain.errors import Conflict, NotAllowed
from aws_access.domain.model import OWN_POLICY, Request, Status
from aws_access.domain.own_policies import read_policy
from aws_access.domain.rules import Extension
from aws_access.domain.services import OWN_SERVICE
from tests.builders import DEV1, DEV2, SRE1, a_rule, a_service, a_submission, some_rules
from tests.own_policies import policy_text
from tests.world import World, refused

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world() -> World:
    world = World()
    world.rules.rules = some_rules(replace(a_rule(), extension=Extension(2, 2 * HOUR)))
    return world


@pytest.fixture
def base(world: World) -> Request:
    """In its second half."""
    request = world.granted(asked=a_submission(duration=HOUR))
    world.pass_time(HOUR * 0.6)
    return world.now_is(request)


def extended(world: World, base: Request, by: timedelta = HOUR, key: str = "x") -> Request:
    request = world.approve(world.extend(base, by, key=key))
    world.deliver()
    return world.now_is(request)


def test_it_goes_on_from_the_end_without_a_gap(world: World, base: Request) -> None:
    extension = extended(world, base)
    assert base.ends_at is not None
    assert (extension.status, extension.ends_at) == (Status.ACTIVE, base.ends_at + HOUR)
    for _ in range(80):
        assert world.may(DEV1)
        world.pass_time(MINUTE)
    assert world.now_is(base).status is Status.EXPIRED
    world.pass_time(10 * MINUTE)
    assert not world.may(DEV1)
    world.assert_no_trace()


def test_a_policy_of_ones_own_goes_on_as_it_was_approved() -> None:
    world = World()
    rule = replace(a_rule(services=frozenset({OWN_POLICY})), extension=Extension(2, 2 * HOUR))
    services = {"dynamodb": a_service(), OWN_POLICY: OWN_SERVICE}
    world.rules.rules = some_rules(rule, services=services, known=known_actions())
    policy = read_policy(policy_text(), known_actions())
    base = world.granted(asked=a_submission(service=OWN_POLICY, duration=HOUR, policy=policy))
    world.pass_time(HOUR * 0.6)
    extension = extended(world, base)
    assert extension.payload.permission == base.payload.permission
    world.pass_time(HOUR)
    assert world.may(DEV1)


def test_only_the_requester_extends_and_only_in_the_second_half(world: World) -> None:
    request = world.granted(asked=a_submission(duration=HOUR))
    with refused(NotAllowed, "extend-not-yours"):
        world.extend(request, HOUR, DEV2)
    with refused(NotAllowed, "extend-too-early"):
        world.extend(request, HOUR)
    world.clock.advance(HOUR / 2)
    assert world.extend(request, HOUR).status is Status.PENDING


def test_the_same_command_twice_is_one_extension_and_another_one_has_to_wait(world: World, base: Request) -> None:
    one = world.extend(base, HOUR, key="one")
    with refused(Conflict, "extension-waits"):
        world.extend(base, HOUR, key="two")
    assert one.payload.extends == base.id


def test_whichever_of_the_chain_is_named_the_last_is_extended_and_only_so_often(world: World, base: Request) -> None:
    second = extended(world, base)
    world.pass_time(HOUR)
    third = extended(world, base, key="y")
    assert third.payload.extends == second.id
    world.pass_time(HOUR)
    with refused(NotAllowed, "extended-too-often"):
        world.extend(base, HOUR, key="z")


def test_it_is_no_longer_than_the_rule_says_and_not_at_all_where_no_rule_does(world: World, base: Request) -> None:
    with refused(NotAllowed, "too-long-duration"):
        world.extend(base, 2 * HOUR + MINUTE)
    world.rules.rules = some_rules()
    with refused(NotAllowed, "extend-not-allowed"):
        world.extend(base, HOUR)
    assert set(world.store._requests) == {base.id}


def test_whoever_ends_access_ends_what_goes_on_with_it(world: World, base: Request) -> None:
    extension = extended(world, base)
    world.revoke(base.id, SRE1, "enough")
    world.deliver()
    assert [world.now_is(each).status for each in (base, extension)] == [Status.REVOKED, Status.REVOKED]
    world.assert_no_trace()


def test_p6_an_extension_of_what_has_ended_is_not_approved(world: World, base: Request) -> None:
    extension = world.extend(base, HOUR)
    world.revoke(base.id, SRE1, "enough")
    world.deliver()
    with refused(Conflict, "already-ended"):
        world.approve(extension)
    assert not world.may(DEV1)


def test_what_is_over_is_not_extended_even_before_it_was_taken_off_its_role(world: World, base: Request) -> None:
    """Nothing ran at its end: it is active still, and gives nothing any more."""
    waiting = world.extend(base, HOUR)
    world.clock.advance(HOUR / 2)
    assert world.now_is(base).status is Status.ACTIVE
    with refused(NotAllowed, "extend-not-active"):
        world.approve(waiting)
    world.revoke(waiting.id, base.requester, "")
    with refused(NotAllowed, "extend-not-active"):
        world.extend(base, HOUR, key="y")


def test_p2_an_extension_is_of_the_same_access(world: World, base: Request) -> None:
    changed = world.rules.current()
    service = changed.services["dynamodb"]
    wider = replace(service, levels={**service.levels, "read": ("dynamodb:*",)})
    world.rules.rules = replace(changed, services={"dynamodb": wider})
    with refused(NotAllowed, "meaning-changed"):
        world.extend(base, HOUR)
    assert set(world.store._requests) == {base.id}
