"""Ending early: who may, what it does in each state, and what happens when it meets something else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.approval import Approval, Approvers, Stage
from aws_access.domain.audit import EventType
from aws_access.domain.errors import Conflict, NotAllowed, NotFound, Unavailable
from aws_access.domain.ids import RequestId
from aws_access.domain.model import Person, Request, Status
from aws_access.domain.rules import Delegation, Group
from tests.builders import DEV1, DEV2, SRE1, SRE2, a_person, a_rule, a_submission, some_rules
from tests.world import World, refused

HOUR = timedelta(hours=1)


def types(world: World, request: Request) -> list[EventType]:
    return [each.type for each in world.store.events(request.id)]


@pytest.mark.parametrize("person", [DEV1, SRE1, SRE2])
def test_the_requester_and_every_approver_there_may_end_it(person: Person) -> None:
    world = World()
    request = world.granted()
    going = world.revoke(request.id, person, "done")
    assert (going.status, going.revoked_by, going.note) == (Status.ACTIVE, person.iam_user, "done")
    world.deliver()
    assert not world.may(DEV1)
    assert world.now_is(request).status is Status.REVOKED
    assert not world.schedules.grants
    world.assert_no_trace()
    world.assert_records_whole(request)


def test_a_deputy_may_end_what_they_may_decide_on_and_nobody_may_once_they_are_none_or_gone() -> None:
    world = World()
    rules, tomorrow = world.rules.current(), world.clock.now() + 24 * HOUR
    deputy = Delegation(SRE1.iam_user, DEV2.iam_user, world.clock.now(), tomorrow)
    request = world.granted(asked=a_submission(duration=2 * HOUR))
    for people, delegations in (({**rules.people, DEV2.iam_user: DEV2}, ()), ({SRE1.iam_user: SRE1}, (deputy,))):
        world.rules.rules = replace(rules, people=people, delegations=delegations)
        with refused(NotAllowed, "may-not-revoke"):
            world.revoke(request.id, DEV2, "")
    world.rules.rules = replace(rules, delegations=(deputy,))
    assert world.revoke(request.id, DEV2, "").revoked_by == DEV2.iam_user


def test_where_a_group_of_approvers_cannot_be_read_it_is_said_that_nobody_knows_who_they_are() -> None:
    world = World()
    on_call = Approval((Stage(Approvers(groups=frozenset({"on-call"}))),))
    world.rules.rules = some_rules(a_rule(approval=on_call), groups={"on-call": Group("on-call", "webhook", {})})
    world.groups.kept["on-call"] = frozenset({SRE1.iam_user})
    request = world.granted()
    with refused(NotAllowed, "may-not-revoke"):
        world.revoke(request.id, SRE2, "")
    world.groups.kept["on-call"] = None
    with refused(NotAllowed, "may-not-revoke", "group-unreadable"):
        world.revoke(request.id, SRE1, "")


@pytest.mark.parametrize("person", [DEV2, a_person("stranger", "SRE")])
def test_p6_nobody_else_may_end_it(person: Person) -> None:
    world = World()
    request = world.granted()
    with refused(NotAllowed, "may-not-revoke"):
        world.revoke(request.id, person, "")
    world.deliver()
    assert world.may(DEV1)


def test_p6_an_approver_who_was_removed_from_the_rules_ends_nothing_and_the_requester_still_may() -> None:
    world = World()
    request = world.granted()
    world.rules.rules = some_rules(people={SRE2.iam_user: SRE2})
    with refused(NotAllowed, "may-not-revoke"):
        world.revoke(request.id, SRE1, "")
    assert world.revoke(request.id, DEV1, "").revoked_by == DEV1.iam_user


def test_p6_an_approver_who_is_locked_ends_nothing_but_what_is_their_own() -> None:
    world = World()
    waiting, active = world.submit(DEV2), world.granted()
    world.lock("person sre1", SRE2)
    for request in (waiting, active):
        with refused(NotAllowed, "locked-person"):
            world.revoke(request.id, SRE1, "")
    assert world.may(DEV1)
    world.lock("person dev2", SRE2)
    assert world.revoke(waiting.id, DEV2, "").status is Status.CANCELLED


def test_an_approver_ends_access_while_the_locks_cannot_be_read() -> None:
    world = World()
    request = world.granted()
    world.store.before("locks", world.faults.unavailable)
    assert world.revoke(request.id, SRE1, "").revoked_by == SRE1.iam_user


def test_p6_an_approver_of_another_environment_ends_nothing() -> None:
    world = World()
    request = world.granted()
    world.rules.rules = some_rules(a_rule(environments=frozenset({"staging"})), a_rule("open", approvers=None))
    with refused(NotAllowed, "may-not-revoke"):
        world.revoke(request.id, SRE1, "")
    assert world.now_is(request).status is Status.ACTIVE
    assert world.may(DEV1)


def test_what_waits_is_cancelled() -> None:
    world = World()
    request = world.submit()
    assert world.revoke(request.id, DEV1, "not needed").status is Status.CANCELLED
    assert types(world, request) == [EventType.SUBMITTED, EventType.CANCELLED]
    with refused(Conflict, "already-ended"):
        world.approve(request)


def test_what_is_approved_and_not_yet_attached_never_is() -> None:
    world = World()
    request = world.approve(world.submit())
    world.revoke(request.id, DEV1, "")
    world.deliver()
    assert world.now_is(request).status is Status.REVOKED
    assert world.roles.written == []
    assert not world.schedules.grants


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.REVOKED])
def test_what_has_ended_cannot_be_ended_again(status: Status) -> None:
    world = World()
    request = world.submit() if status is Status.CANCELLED else world.granted()
    world.revoke(request.id, DEV1, "")
    world.deliver()
    for person in (DEV1, SRE1):
        with refused(Conflict, "already-ended"):
            world.revoke(request.id, person, "")
    assert world.now_is(request).status is status


def test_a_request_that_does_not_exist_cannot_be_ended() -> None:
    with refused(NotFound, "request-unknown"):
        World().revoke(RequestId("r-000000000000"), SRE1, "")


def test_p5_the_same_end_twice_is_one_and_wakes_the_role_again() -> None:
    world = World()
    request = world.granted()
    first = world.revoke(request.id, DEV1, "done")
    world.queue.wakes.clear()  # as if the wake had been lost
    assert world.revoke(request.id, DEV1, "done") == first
    world.deliver()
    assert world.now_is(request).status is Status.REVOKED
    assert types(world, request).count(EventType.REVOKING) == 1


def test_the_second_to_end_it_is_told_who_was_first() -> None:
    world = World()
    request = world.granted()
    world.revoke(request.id, SRE1, "")
    with refused(Conflict, "already-revoking"):
        world.revoke(request.id, DEV1, "")
    assert world.now_is(request).revoked_by == SRE1.iam_user


def test_p5_two_overlapping_grants_the_end_of_one_leaves_the_other() -> None:
    world = World()
    first = world.granted(key="1", asked=a_submission(resources=("orders",)))
    second = world.granted(key="2", asked=a_submission(levels=("write",), resources=("orders",)))
    world.revoke(first.id, DEV1, "")
    world.deliver()
    assert not world.may(DEV1, "dynamodb:GetItem")
    assert world.may(DEV1, "dynamodb:PutItem")
    assert world.now_is(second).status is Status.ACTIVE


def test_p5_two_grants_of_the_same_thing_the_end_of_one_leaves_the_other_to_its_last_second() -> None:
    world = World()
    first = world.granted(key="1", asked=a_submission(duration=HOUR))
    second = world.granted(key="2", asked=a_submission(duration=HOUR))
    assert first.ends_at == second.ends_at
    world.revoke(first.id, DEV1, "")
    world.deliver()
    assert world.now_is(first).status is Status.REVOKED
    world.clock.advance(HOUR - timedelta(microseconds=1))
    assert world.may(DEV1)
    world.clock.advance(timedelta(microseconds=1))
    assert not world.may(DEV1)


@pytest.mark.parametrize("call", range(2))
def test_p7_an_end_that_could_not_be_recorded_changes_nothing(call: int) -> None:
    world = World()
    request = world.granted()
    world.faults.unavailable(after=call)
    with refused(Unavailable, "unavailable"):
        world.revoke(request.id, DEV1, "")
    world.deliver()
    assert world.now_is(request) == request
    assert world.may(DEV1)
