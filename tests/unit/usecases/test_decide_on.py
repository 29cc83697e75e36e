"""Deciding: who may, on exactly what, and that of two who decide at once only one does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.approval import Approvers
from aws_access.domain.audit import EventType
from aws_access.domain.errors import Conflict, NotAllowed, NotFound, Unavailable
from aws_access.domain.history import differences
from aws_access.domain.ids import RequestId
from aws_access.domain.model import SYSTEM, Person, Status
from aws_access.domain.rules import Rules
from tests.builders import (
    DEV1,
    DEV2,
    DEV_ROLE,
    NOW,
    SRE1,
    SRE2,
    a_person,
    a_rule,
    a_service,
    a_submission,
    an_environment,
    some_rules,
)
from tests.world import World, down, refused


def types(world: World, request_id: RequestId) -> list[EventType]:
    return [each.type for each in world.store.events(request_id)]


SRE_MAY_ASK = a_rule("sre-verify", teams=frozenset({"SRE"}))


def test_p1_p2_an_approval_gives_the_requester_what_was_asked_for_and_nobody_anything_else() -> None:
    world = World()
    request = world.granted(asked=a_submission(levels=("read",)))
    assert world.may(DEV1, "dynamodb:GetItem")
    assert not world.may(DEV1, "dynamodb:PutItem")
    assert not any(world.may(other) for other in (DEV2, SRE1, SRE2))
    world.assert_records_whole(request)


def test_the_clock_starts_at_the_approval_not_at_the_request() -> None:
    world = World()
    request = world.submit()
    world.clock.advance(timedelta(hours=3, microseconds=7))
    assert world.approve(request).ends_at == NOW + timedelta(hours=3 + 4)


def test_p6_nobody_approves_their_own_request_even_when_they_are_an_approver() -> None:
    world = World()
    world.rules.rules = some_rules(SRE_MAY_ASK)
    request = world.submit(SRE1)
    with refused(NotAllowed, "self-approval"):
        world.approve(request, SRE1)
    with refused(NotAllowed, "self-approval"):
        world.deny(request, SRE1)
    assert world.approve(request, SRE2).status is Status.APPROVED


def test_p6_nobody_approves_their_own_request_under_a_second_iam_user() -> None:
    world = World()
    twin = replace(SRE1, iam_user=a_person("sre9").iam_user, slack_id=DEV1.slack_id)
    request = world.submit(DEV1)
    rules = some_rules()
    world.rules.rules = replace(rules, people={**rules.people, twin.iam_user: twin})
    with refused(NotAllowed, "self-approval"):
        world.approve(request, twin)
    assert world.now_is(request) == request


def test_p6_nobody_approves_their_own_request_when_nobody_has_to_decide_any_more() -> None:
    world = World()
    request = world.submit()
    world.rules.rules = some_rules(a_rule(approvers=None))
    with refused(NotAllowed, "self-approval"):
        world.approve(request, DEV1)
    assert world.approve(request, DEV2).decided_by == SYSTEM


@pytest.mark.parametrize("person", [DEV2, a_person("stranger", "SRE")])
def test_p6_the_unlisted_decide_nothing(person: Person) -> None:
    world = World()
    request = world.submit()
    with pytest.raises(NotAllowed):
        world.approve(request, person)
    with pytest.raises(NotAllowed):
        world.deny(request, person)
    assert world.now_is(request) == request


def test_p6_a_person_removed_from_the_rules_decides_nothing() -> None:
    world = World()
    request, rules = world.submit(), some_rules()
    world.rules.rules = replace(rules, people={DEV1.iam_user: DEV1, SRE2.iam_user: SRE2})
    with refused(NotAllowed, "unknown-person"):
        world.approve(request, SRE1)
    assert world.approve(request, SRE2).decided_by == SRE2.iam_user


def test_p6_a_person_who_has_left_the_team_of_approvers_decides_nothing() -> None:
    world = World()
    request, rules = world.submit(), some_rules()
    moved = replace(SRE1, teams=("Dev",))
    world.rules.rules = replace(rules, people={**rules.people, SRE1.iam_user: moved})
    with refused(NotAllowed, "not-approver"):
        world.approve(request, SRE1)  # as the caller still knows them
    assert world.now_is(request) == request


def test_p6_where_two_rules_apply_both_have_to_be_met() -> None:
    world = World()
    world.rules.rules = some_rules(a_rule(), a_rule("named", approvers=Approvers(people=frozenset({SRE2.iam_user}))))
    request = world.submit()
    voted = world.approve(request, SRE1)
    assert (voted.status, [each.rule for each in voted.waits]) == (Status.PENDING, ["named"])
    assert world.approve(request, SRE2).status is Status.APPROVED
    assert world.approve(world.submit(key="2"), SRE2).status is Status.APPROVED


def without_the_requester() -> Rules:
    rules = some_rules()
    return replace(rules, people={SRE1.iam_user: SRE1, SRE2.iam_user: SRE2})


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        (some_rules(services={"dynamodb": a_service(default=("write",))}), "meaning-changed"),
        (some_rules(services={"dynamodb": a_service(resources=("arn:aws:dynamodb:*:*:table/*",))}), "meaning-changed"),
        (some_rules(environments={"verify": an_environment(region="eu-west-1")}), "meaning-changed"),
        (some_rules(environments={"verify": an_environment(ceiling=("dynamodb:Query",))}), "beyond-ceiling"),
        (some_rules(environments={"staging": an_environment("staging", aliases=())}), "unknown-environment"),
        (some_rules(services={"s3": a_service("s3")}), "unknown-service"),
        (some_rules(a_rule(longest=timedelta(hours=1))), "too-long-duration"),
        (some_rules(a_rule(teams=frozenset({"SRE"}))), "no-rule"),
        (some_rules(a_rule(approvers=Approvers(people=frozenset({DEV1.iam_user})))), "no-approver"),
        (without_the_requester(), "unknown-person"),
    ],
)
def test_p2_rules_that_changed_since_allow_no_more_than_they_say_now(rules: Rules, code: str) -> None:
    world = World()
    request = world.submit()
    world.rules.rules = rules
    with refused(NotAllowed, code):
        world.approve(request)
    world.deliver()
    assert world.now_is(request) == request
    assert not world.may(DEV1)


@pytest.mark.parametrize("seen", ["0" * 64, "", "upper"])
def test_p2_an_approval_of_another_payload_approves_nothing(seen: str) -> None:
    world = World()
    request = world.submit()
    with refused(Conflict, "payload-changed"):
        world._approve(request.id, SRE1, request.payload.hash.upper() if seen == "upper" else seen)
    assert world.now_is(request) == request
    assert world.store.ledger(DEV_ROLE).grants == ()


def test_p6_an_approval_counts_until_the_request_lapses_and_not_at_that_moment() -> None:
    world = World()
    request = world.submit()
    world.clock.set(request.lapse_at)
    with refused(Conflict, "has-lapsed"):
        world.approve(request)
    with refused(Conflict, "has-lapsed"):
        world.deny(request)
    world.clock.advance(-timedelta(microseconds=1))
    assert world.approve(request).status is Status.APPROVED


def test_p6_a_replayed_click_approves_once() -> None:
    world = World()
    request = world.granted()
    assert world.approve(request) == request
    assert types(world, request.id).count(EventType.APPROVED) == 1
    world.deliver()
    assert world.now_is(request) == request


@pytest.mark.parametrize("end", [lambda w, r: w.revoke(r.id, DEV1, ""), lambda w, _: w.clock.advance(timedelta(5))])
def test_p6_a_click_replayed_after_the_end_brings_nothing_back(end: Callable[[World, object], object]) -> None:
    world = World()
    request = world.granted()
    end(world, request)
    world.pass_time(timedelta(minutes=2))
    with refused(Conflict, "already-ended"):
        world.approve(request)
    world.pass_time(timedelta(minutes=2))
    assert not world.may(DEV1)
    world.assert_no_trace()


def test_p6_what_was_denied_is_not_approved_later_and_the_other_way_round() -> None:
    world = World()
    request = world.submit()
    denied = world.deny(request, note="ask again tomorrow")
    assert (denied.status, denied.note, denied.due_at) == (Status.DENIED, "ask again tomorrow", None)
    with refused(Conflict, "already-ended"):
        world.approve(request, SRE2)
    other = world.granted(key="2")
    with refused(Conflict, "already-decided"):
        world.deny(other, SRE2)
    with refused(Conflict, "already-decided"):
        world.approve(other, SRE2)


def test_a_denial_twice_is_one_denial() -> None:
    world = World()
    request = world.submit()
    assert world.deny(request) == world.deny(request)
    assert types(world, request.id).count(EventType.DENIED) == 1


def test_a_request_that_does_not_exist_cannot_be_decided_on() -> None:
    world = World()
    with refused(NotFound, "request-unknown"):
        world._approve(RequestId("r-000000000000"), SRE1, "0" * 64)
    assert not world.store._requests


def test_p5_an_approval_whose_wake_was_lost_is_caught_up_by_the_timers() -> None:
    world = World()
    request = world.submit()
    world.queue.faults = down()
    with refused(Unavailable, "unavailable"):
        world.approve(request)
    assert (world.now_is(request).status, world.queue.wakes) == (Status.APPROVED, [])
    world.pass_time(timedelta(minutes=2))
    assert world.may(DEV1)


def test_p5_an_approval_whose_wake_was_lost_is_woken_by_the_same_click() -> None:
    world = World()
    request = world.submit()
    world.queue.faults = down()
    with refused(Unavailable, "unavailable"):
        world.approve(request)
    world.approve(request)
    world.deliver()
    assert world.may(DEV1)


@pytest.mark.parametrize("call", range(2))
def test_p7_an_approval_that_could_not_be_recorded_gives_nothing(call: int) -> None:
    world = World()
    request = world.submit()
    world.faults.unavailable(after=call)
    with refused(Unavailable, "unavailable"):
        world.approve(request)
    world.deliver()
    assert world.now_is(request) == request
    assert not world.may(DEV1)


@pytest.mark.parametrize(("approve", "kind"), [(True, EventType.APPROVED), (False, EventType.DENIED)])
def test_p7_the_version_that_decided_is_recorded_and_not_only_the_one_it_was_asked_under(
    *, approve: bool, kind: EventType
) -> None:
    world = World()
    request = world.submit()
    world.rules.rules = some_rules(a_rule("newer"), version="e" * 64)
    decided = world.approve(request) if approve else world.deny(request)
    submitted, *_, last = world.store.events(request.id)
    assert (submitted.details["rule"], submitted.details["rules_version"]) == ("dev-verify", "f" * 64)
    assert (last.type, last.details["rule"], last.details["rules_version"]) == (kind, "newer", "e" * 64)
    assert (decided.rule, decided.rules_version) == ("newer", "e" * 64)
    assert differences(world.now_is(request), world.store.events(request.id)) == ()
    assert "rules_version" in differences(replace(decided, rules_version="f" * 64), world.store.events(request.id))
