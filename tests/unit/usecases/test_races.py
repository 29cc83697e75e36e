"""Two things at once: whoever writes second has read what is no longer true, and must not act on it."""

from dataclasses import replace
from datetime import timedelta

from aws_access.domain.approval import Approval, Stage
from aws_access.domain.audit import EventType
from aws_access.domain.errors import ConcurrentChange, Conflict
from aws_access.domain.model import Request, Status
from aws_access.usecases.decide_on import Narrowing
from tests.builders import BY_SRE, DEV1, DEV_ROLE, SRE1, SRE2, a_rule, some_rules
from tests.world import World, refused


def types(world: World, request: Request) -> list[EventType]:
    return [each.type for each in world.store.events(request.id)]


def test_p6_of_two_approvers_at_once_one_approves() -> None:
    world = World()
    request = world.submit()
    world.store.before("commit", lambda: world.approve(request, SRE2))
    with refused(Conflict, "already-decided"):
        world.approve(request, SRE1)
    assert world.now_is(request).decided_by == SRE2.iam_user
    assert types(world, request) == [EventType.SUBMITTED, EventType.APPROVED]
    assert len(world.store.ledger(DEV_ROLE).grants) == 1


def test_of_two_approvers_at_once_where_two_are_needed_both_count() -> None:
    world = World()
    world.rules.rules = some_rules(a_rule(approval=Approval((Stage(BY_SRE, needs=2),))))
    request = world.submit()
    world.store.before("commit", lambda: world.approve(request, SRE2))
    assert world.approve(request, SRE1).status is Status.APPROVED
    assert types(world, request) == [EventType.SUBMITTED, EventType.VOTED, EventType.APPROVED]


def test_one_approver_in_two_places_at_once_is_one_vote() -> None:
    world = World()
    world.rules.rules = some_rules(a_rule(approval=Approval((Stage(BY_SRE, needs=2),))))
    request = world.submit()
    world.store.before("commit", lambda: world.approve(request, SRE1))
    assert world.approve(request, SRE1).status is Status.PENDING
    assert types(world, request) == [EventType.SUBMITTED, EventType.VOTED]


def test_of_two_denials_at_once_where_two_are_needed_both_count() -> None:
    world = World()
    world.rules.rules = some_rules(a_rule(approval=Approval((Stage(BY_SRE),), denials=2)))
    request = world.submit()
    world.store.before("commit", lambda: world.deny(request, SRE2))
    assert world.deny(request, SRE1).status is Status.DENIED


def test_p2_an_approval_of_what_was_made_smaller_in_that_moment_is_refused() -> None:
    world = World()
    world.rules.rules = some_rules(a_rule(approval=Approval((Stage(BY_SRE, needs=2),))))
    request = world.submit()
    shorter = Narrowing(duration=timedelta(hours=1))
    world.store.before("commit", lambda: world._approve(request.id, SRE2, request.payload.hash, shorter))
    with refused(Conflict, "payload-changed"):
        world.approve(request, SRE1)
    assert [each.by for each in world.now_is(request).votes] == [SRE2.iam_user]


def test_p6_an_approval_that_a_denial_overtook_gives_nothing() -> None:
    world = World()
    request = world.submit()
    world.store.before("commit", lambda: world.deny(request, SRE2))
    with refused(Conflict, "already-ended"):
        world.approve(request, SRE1)
    world.deliver()
    assert world.now_is(request).status is Status.DENIED
    assert world.store.ledger(DEV_ROLE).grants == ()
    assert not world.may(DEV1)


def test_a_denial_that_an_approval_overtook_says_so() -> None:
    world = World()
    request = world.submit()
    world.store.before("commit", lambda: world.approve(request, SRE2))
    with refused(Conflict, "already-decided"):
        world.deny(request, SRE1)
    world.deliver()
    assert world.may(DEV1)


def test_p6_an_approval_that_the_lapse_overtook_gives_nothing() -> None:
    world = World()
    request = world.submit()

    def lapse() -> None:
        world.clock.set(request.lapse_at)
        world.timers()

    world.store.before("commit", lapse)
    with refused(Conflict, "already-ended"):
        world.approve(request)
    assert world.now_is(request).status is Status.LAPSED


def test_p5_an_end_while_it_is_being_attached_wins() -> None:
    world = World()
    request = world.approve(world.submit())
    world.store.before("commit", lambda: world.revoke(request.id, DEV1, ""))  # the policy is on the role by then
    world.deliver()
    assert world.roles.written[0][1] is not None
    assert not world.may(DEV1)
    assert world.now_is(request).status is Status.REVOKED
    assert EventType.ATTACHED not in types(world, request)
    world.assert_no_trace()
    world.assert_records_whole(request)


def test_p5_an_end_that_the_attachment_overtook_ends_what_is_attached() -> None:
    world = World()
    request = world.approve(world.submit())
    world.store.before("commit", lambda: world.reconcile(DEV_ROLE))
    world.revoke(request.id, DEV1, "")
    assert EventType.ATTACHED in types(world, request)
    world.deliver()
    assert not world.may(DEV1)
    assert world.now_is(request).status is Status.REVOKED


def test_p5_an_end_that_the_approval_overtook_ends_what_was_approved() -> None:
    world = World()
    request = world.submit()
    world.store.before("commit", lambda: world.approve(request))
    world.revoke(request.id, DEV1, "")
    world.deliver()
    assert world.now_is(request).status is Status.REVOKED
    assert not world.may(DEV1)


def test_an_approval_that_the_end_overtook_gives_nothing() -> None:
    world = World()
    request = world.submit()
    world.store.before("commit", lambda: world.revoke(request.id, DEV1, ""))
    with refused(Conflict, "already-ended"):
        world.approve(request)
    world.deliver()
    assert world.now_is(request).status is Status.CANCELLED
    assert not world.may(DEV1)


def end_of_time(world: World, request: Request) -> None:
    world.clock.advance(request.payload.duration)
    world.reconcile(DEV_ROLE)


def test_an_end_that_its_time_overtook_says_that_it_has_ended() -> None:
    world = World()
    request = world.granted()
    world.store.before("commit", lambda: end_of_time(world, request))
    with refused(Conflict, "already-ended"):
        world.revoke(request.id, DEV1, "")
    assert world.now_is(request).status is Status.EXPIRED


def test_p5_an_end_by_hand_in_the_moment_of_the_end_by_time_ends_it_once() -> None:
    world = World()
    request = world.granted()
    world.clock.advance(request.payload.duration)
    world.store.before("commit", lambda: world.revoke(request.id, DEV1, ""))  # before EXPIRED could be recorded
    world.reconcile(DEV_ROLE)
    assert world.now_is(request).status is Status.REVOKED
    assert types(world, request)[-2:] == [EventType.REVOKING, EventType.REVOKED]
    world.assert_no_trace()
    world.assert_records_whole(request)


def test_whoever_loses_every_race_is_told_to_try_again() -> None:
    world = World()
    request = world.granted()

    def quicker() -> None:
        stored = world.store._requests[request.id]
        world.store._requests[request.id] = replace(stored, version=stored.version + 1)
        world.store.before("commit", quicker)

    world.store.before("commit", quicker)
    with refused(ConcurrentChange, "concurrent-change"):
        world.revoke(request.id, DEV1, "")
