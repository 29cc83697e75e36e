"""Whose word counts for what an approver has made smaller."""

from datetime import timedelta

from aws_access.domain.approval import Approval, Approvers, Stage
from aws_access.domain.audit import EventType
from aws_access.domain.errors import Conflict, NotAllowed, RoleRefused
from aws_access.domain.ids import RequestId
from aws_access.domain.model import Status
from aws_access.usecases.decide_on import Narrowing
from tests.builders import BY_SRE, DEV2, DEV_ROLE, SRE1, SRE2, a_rule, a_submission, some_rules
from tests.crowded import Crowded
from tests.world import World, refused


def types(world: World, request_id: RequestId) -> list[EventType]:
    return [each.type for each in world.store.events(request_id)]


def two_needed() -> World:
    world = World()
    world.rules.rules = some_rules(a_rule(approval=Approval((Stage(BY_SRE, needs=2),))))
    return world


HOUR = timedelta(hours=1)
SHORTER = Narrowing(duration=HOUR)


def test_whoever_has_voted_may_still_narrow_and_the_votes_before_count_no_more() -> None:
    world = two_needed()
    request = world.submit()
    world.approve(request, SRE1)
    narrow = world._approve(request.id, SRE1, request.payload.hash, SHORTER)
    assert (narrow.status, narrow.payload.duration, [each.given for each in narrow.waits]) == (
        Status.PENDING,
        SHORTER.duration,
        [1],
    )
    with refused(Conflict, "payload-changed"):
        world.approve(request, SRE2)
    assert world.approve(narrow, SRE2).status is Status.APPROVED


def test_what_an_approver_made_of_a_request_is_proven_anew_before_others_decide_on_it() -> None:
    world = two_needed()
    request = world.submit()
    narrow = world._approve(request.id, SRE1, request.payload.hash, SHORTER)
    assert request.proof is not None
    assert narrow.proof is not None
    (before,), (after,) = request.proof.gains, narrow.proof.gains
    assert before.until - after.until == request.payload.duration - HOUR
    (event,) = [each for each in world.store.events(request.id) if each.type is EventType.NARROWED]
    assert event.details["proof"] == narrow.proof.as_dict()


def test_what_an_approver_would_make_of_a_request_is_refused_where_the_role_cannot_take_it() -> None:
    world = two_needed()
    request = world.submit()
    world.roles.roles[DEV_ROLE].trust = {}
    with refused(RoleRefused, "trust-lets-nobody-in"):
        world._approve(request.id, SRE1, request.payload.hash, SHORTER)
    assert world.now_is(request) == request


def test_a_request_that_is_made_smaller_has_its_own_room() -> None:
    world = Crowded(left=400, most=0)
    world.rules.rules = two_needed().rules.rules
    request = world.submit()
    assert world._approve(request.id, SRE1, request.payload.hash, SHORTER).payload.duration == SHORTER.duration


def test_p5_whoever_changes_their_mind_again_and_again_fills_no_request() -> None:
    world = World()
    world.rules.rules = some_rules(a_rule(approval=Approval((Stage(BY_SRE, needs=2),), denials=2)))
    request = world.submit()
    for _ in range(5):
        world.approve(request, SRE1)
        world.deny(request, SRE1, "no " * 100)
    assert [(each.by, each.approve) for each in world.now_is(request).votes] == [(SRE1.iam_user, False)]
    assert types(world, request.id).count(EventType.VOTED) == 10
    world.approve(request, SRE2)
    assert world.approve(request, SRE1).status is Status.APPROVED
    world.assert_records_whole(request)


def test_a_narrowing_that_comes_twice_is_one() -> None:
    world = two_needed()
    request = world.submit()
    first = world._approve(request.id, SRE1, request.payload.hash, SHORTER)
    assert world._approve(request.id, SRE1, request.payload.hash, SHORTER) == first
    assert types(world, request.id) == [EventType.SUBMITTED, EventType.NARROWED, EventType.VOTED]


def test_a_second_narrowing_of_what_was_seen_before_the_first_is_refused() -> None:
    world = two_needed()
    request = world.submit()
    narrowed = world._approve(request.id, SRE1, request.payload.hash, SHORTER)
    with refused(Conflict, "payload-changed"):
        world._approve(request.id, SRE1, request.payload.hash, Narrowing(duration=timedelta(hours=2)))
    assert world.now_is(request) == narrowed


def test_the_rules_that_speak_of_less_say_who_decides_on_it() -> None:
    world = World()
    writing = a_rule("writing", services=frozenset({"dynamodb:write"}), approval=Approval((Stage(BY_SRE, needs=2),)))
    world.rules.rules = some_rules(a_rule(), writing)
    request = world.submit(asked=a_submission(levels=("read", "write")))
    assert world._approve(request.id, SRE1, request.payload.hash, Narrowing(levels=("read",))).status is Status.APPROVED


def test_p6_nobody_narrows_a_request_to_what_others_decide_on() -> None:
    world = World()
    reading = a_rule("reading", services=frozenset({"dynamodb:read"}), approvers=BY_SRE)
    by_one = Approvers(people=frozenset({SRE2.iam_user}))
    everything = a_rule("writing", services=frozenset({"dynamodb:write"}), approvers=by_one)
    world.rules.rules = some_rules(a_rule("any", approvers=None), reading, everything)
    request = world.submit(asked=a_submission(levels=("read", "write")))
    with refused(NotAllowed, "not-approver"):
        world._approve(request.id, SRE1, request.payload.hash, Narrowing(levels=("write",)))
    assert world.now_is(request) == request


def test_whoever_has_no_word_in_a_request_makes_it_no_smaller_when_the_rules_ask_nobody_any_more() -> None:
    world = World()
    request = world.submit()
    world.rules.rules = some_rules(a_rule(approvers=None))
    with refused(NotAllowed, "not-approver"):
        world._approve(request.id, DEV2, request.payload.hash, SHORTER)
    assert world.now_is(request) == request
    assert world.approve(request, DEV2).status is Status.APPROVED
