"""A break-glass that nobody reviews in time: everybody who may hears of it, further people too, and again and again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.approval import Approval, Approvers, Escalation, Stage
from aws_access.domain.audit import Event, EventType
from aws_access.domain.model import Request
from aws_access.domain.rules import Group
from aws_access.ports import CARD
from aws_access.usecases.notify import Notify
from tests.builders import DEV1, DEV2, SRE1, SRE2, a_rule, a_submission, some_rules
from tests.fakes import FakeAlarm, FakeEventBus, FakeMessageLog, FakeMessenger
from tests.world import World

HOUR = timedelta(hours=1)
FIRST, FURTHER = (Approvers(people=frozenset({each.iam_user})) for each in (SRE1, SRE2))


@pytest.fixture
def world() -> World:
    """sre1 reviews within an hour; two hours later sre2 may as well."""
    world = World()
    approval = Approval((Stage(FIRST),), 1, (Escalation(3 * HOUR, FURTHER),))
    world.rules.rules = some_rules(replace(a_rule(), approval=approval, review_within=HOUR))
    return world


def broken_glass(world: World) -> Request:
    request = world.submit(asked=a_submission(break_glass=True, reason="all is down", duration=HOUR / 2))
    world.deliver()
    return request


def overdue(world: World, request: Request) -> list[Event]:
    return [each for each in world.store.events(request.id) if each.type is EventType.REVIEW_OVERDUE]


def test_it_is_asked_for_again_after_an_hour_and_then_after_twice_as_long_and_of_further_people_too(
    world: World,
) -> None:
    request = broken_glass(world)
    hours = []
    for hour in range(1, 17):
        before = len(overdue(world, request))
        world.pass_time(HOUR)
        if len(overdue(world, request)) > before:
            hours.append(hour)
    assert hours == [1, 2, 4, 8, 16]
    people = [each.details["people"] for each in overdue(world, request)]
    assert people == [["sre1"], ["sre1"], *[["sre1", "sre2"]] * 3]
    world.review(request.id, SRE2, "seen")
    world.pass_time(24 * HOUR)
    assert len(overdue(world, request)) == 5


def test_what_nobody_reviews_for_months_is_asked_for_each_day(
    world: World,
) -> None:
    request = broken_glass(world)
    for _ in range(60):
        world.clock.advance(24 * HOUR)
        world.timers()
    assert len(overdue(world, request)) == 60


def test_it_falls_due_while_the_rules_cannot_be_read_too(world: World) -> None:
    request = broken_glass(world)
    rules, world.rules.rules = world.rules.rules, None
    world.pass_time(HOUR)
    (event,) = overdue(world, request)
    assert event.details["people"] == []
    world.rules.rules = rules
    world.pass_time(HOUR)
    assert overdue(world, request)[-1].details["people"] == ["sre1"]


def test_whoever_may_review_hears_of_it_directly_in_the_thread_and_by_the_alarm(world: World) -> None:
    request = broken_glass(world)
    world.pass_time(5 * HOUR)
    slack, alarm = FakeMessenger(world.faults, clock=world.clock), FakeAlarm(world.faults)
    log, bus = FakeMessageLog(world.faults), FakeEventBus(world.faults)
    notify = Notify(world.store, world.rules, log, slack, bus, alarm, world.clock)
    *_, last = overdue(world, request)
    for _ in range(2):
        assert notify(last) == ()
    card, thread = slack.channels["C0APPROVALS"]
    assert (card.key, thread.kind, thread.thread) == (CARD, EventType.REVIEW_OVERDUE, card.ts)
    assert thread.people == (SRE1, SRE2)
    for person in (SRE1, SRE2):
        (told,) = slack.channels[f"D{person.slack_id}"]
        assert told.kind is EventType.REVIEW_OVERDUE
    assert not any(f"D{each.slack_id}" in slack.channels for each in (DEV1, DEV2))
    assert any("not reviewed in time" in str(each) for each in alarm.raised)
    world.review(request.id, SRE1, "seen")
    slack.channels.clear()
    log.refs.clear()
    notify(last)  # told late, it is over
    assert {channel: [each.key for each in said] for channel, said in slack.channels.items()} == {"C0APPROVALS": [CARD]}


def test_it_is_reviewed_by_the_approvers_there_of_any_service_and_group_once_its_rules_are_gone(world: World) -> None:
    request = broken_glass(world)
    on_call = Group("on-call", "webhook", {})
    other = a_rule("other", services=frozenset({"s3"}), approvers=Approvers(groups=frozenset({"on-call"})))
    world.rules.rules = some_rules(other, groups={"on-call": on_call})
    world.groups.kept["on-call"] = frozenset({SRE2.iam_user})
    world.pass_time(2 * HOUR)
    assert [each.details["people"] for each in overdue(world, request)][:1] == [["sre2"]]
    review = world.review(request.id, SRE2, "seen").review
    assert (review and review.by) == SRE2.iam_user
