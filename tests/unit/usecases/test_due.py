"""Whatever falls due is found by the index alone and done however late: once, and only if it is still so."""

from dataclasses import replace
from datetime import timedelta

from aws_access.domain.approval import Approval, Approvers, Escalation, Stage
from aws_access.domain.audit import EventType
from aws_access.domain.model import Request, Status
from aws_access.domain.rules import Group, Rules, Timing, When
from tests.builders import BY_SRE, DEV1, DEV2, NOW, SRE1, a_rule, a_submission, some_rules
from tests.world import World

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
TIMING = Timing(8 * HOUR, remind_after=HOUR / 2, warn_before=15 * MINUTE)


def a_world(rules: Rules | None = None) -> World:
    world = World()
    world.rules.rules = replace(rules or some_rules(), timing=TIMING)
    return world


def happened(world: World, request: Request, kind: EventType) -> int:
    return sum(each.type is kind for each in world.store.events(request.id))


def test_reminders_come_after_half_an_hour_and_then_after_twice_as_long_each_time() -> None:
    world = a_world()
    request = world.submit()
    reminded = []
    for _ in range(8 * 60 - 1):
        world.clock.advance(MINUTE)
        before = happened(world, request, EventType.REMINDED)
        world.timers()
        if happened(world, request, EventType.REMINDED) > before:
            reminded.append(world.clock.now() - NOW)
    assert reminded == [HOUR / 2, HOUR * 1.5, HOUR * 3.5, HOUR * 7.5]
    (event, *_) = (each for each in world.store.events(request.id) if each.type is EventType.REMINDED)
    assert event.details["people"] == ["sre1", "sre2"]


def test_what_was_missed_while_nothing_ran_is_done_once() -> None:
    world = a_world()
    request = world.submit()
    world.clock.advance(7 * HOUR)
    for _ in range(3):
        world.timers()
        world.clock.advance(MINUTE)
    assert happened(world, request, EventType.REMINDED) == 1


def test_a_lapse_comes_before_everything_else() -> None:
    world = a_world()
    request = world.submit()
    world.clock.advance(9 * HOUR)
    world.timers()
    assert world.now_is(request).status is Status.LAPSED
    assert happened(world, request, EventType.REMINDED) == 0


def test_nobody_is_asked_to_approve_what_the_rules_refuse_by_now() -> None:
    world = a_world()
    request = world.submit()
    world.rules.rules = replace(world.rules.current(), rules=())
    world.clock.advance(HOUR)
    world.timers()
    (event,) = (each for each in world.store.events(request.id) if each.type is EventType.REMINDED)
    assert event.details["people"] == []


def escalating() -> Rules:
    steps = (Escalation(HOUR / 4, Approvers(people=frozenset({DEV2.iam_user}))), Escalation(2 * HOUR, BY_SRE))
    rule = replace(a_rule(), approval=Approval((Stage(Approvers(people=frozenset({SRE1.iam_user}))),), 1, steps))
    return some_rules(rule)


def test_further_people_may_decide_once_nobody_has_for_so_long_even_if_no_timer_ran() -> None:
    world = a_world(escalating())
    request = world.submit()
    assert world.judge.decide_again(request, world.rules.current()).panel.may_decide(DEV2) is False  # type: ignore[union-attr]
    world.clock.advance(HOUR / 4)
    assert world.approve(request, DEV2).status is Status.APPROVED


def test_each_step_of_an_escalation_is_told_once_and_names_who_may_decide_now() -> None:
    world = a_world(escalating())
    request = world.submit()
    world.clock.advance(HOUR / 4)
    world.timers()
    world.timers()
    (event,) = (each for each in world.store.events(request.id) if each.type is EventType.ESCALATED)
    assert event.details["people"] == ["dev2", "sre1"]
    world.clock.advance(2 * HOUR)
    world.timers()
    world.timers()
    assert happened(world, request, EventType.ESCALATED) == 2
    assert world.now_is(request).escalate_at is None


def test_a_warning_comes_before_the_end_and_never_after_it() -> None:
    world = a_world()
    one, two = world.granted(DEV1), world.granted(DEV2)
    world.clock.advance(4 * HOUR - 15 * MINUTE)
    world.due(world.now_is(one))
    assert happened(world, one, EventType.WARNED) == 1
    world.clock.advance(HOUR)
    assert world.due(world.now_is(two))
    assert happened(world, two, EventType.WARNED) == 0


def test_short_access_has_no_warning() -> None:
    world = a_world()
    assert world.granted(asked=a_submission(duration=29 * MINUTE)).warn_at is None


def test_one_request_that_cannot_be_seen_to_holds_up_no_other() -> None:
    world = a_world()
    one, two = world.submit(DEV1), world.submit(DEV2)
    world.clock.advance(HOUR)
    world.faults.unavailable(after=1)
    found = world.timers()
    assert (found.done, found.failed) == (1, 1)
    world.timers()
    assert [happened(world, each, EventType.REMINDED) for each in (one, two)] == [1, 1]


def later(world: World, start: timedelta, duration: timedelta = HOUR) -> Request:
    return world.submit(asked=a_submission(starts_at=world.clock.now() + start, duration=duration))


def test_p2_nothing_is_attached_before_its_start_and_all_of_its_time_is_given() -> None:
    world = a_world()
    request = world.approve(later(world, 2 * HOUR))
    world.pass_time(2 * HOUR - MINUTE)
    assert (world.now_is(request).status, world.policy(), world.may(DEV1)) == (Status.APPROVED, None, False)
    assert world.timers().overdue == 0
    world.pass_time(2 * MINUTE)
    active = world.now_is(request)
    assert (active.status, active.ends_at) == (Status.ACTIVE, NOW + 3 * HOUR)
    assert world.may(DEV1)
    world.pass_time(HOUR)
    assert world.now_is(request).status is Status.EXPIRED
    world.assert_no_trace()


def test_the_rules_are_asked_once_more_at_the_start() -> None:
    world = a_world()
    request = world.approve(later(world, HOUR))
    world.rules.rules = some_rules(
        a_rule(when=When(group="on-call")), groups={"on-call": Group("on-call", "slack", {})}
    )
    world.groups.kept["on-call"] = frozenset()
    world.pass_time(HOUR + MINUTE)
    failed = world.now_is(request)
    assert (failed.status, failed.failure and failed.failure.code) == (Status.FAILED, "not-in-group")
    world.assert_no_trace()


def test_what_was_to_start_may_be_taken_back_before() -> None:
    world = a_world()
    request = world.approve(later(world, HOUR))
    world.revoke(request.id, DEV1, "not needed")
    world.deliver()
    assert world.now_is(request).status is Status.REVOKED
    world.pass_time(3 * HOUR)
    world.assert_no_trace()


def test_a_start_whose_whole_time_has_passed_while_nothing_ran_fails_and_says_so() -> None:
    world = a_world()
    request = world.approve(later(world, HOUR))
    world.clock.advance(5 * HOUR)
    world.pass_time(MINUTE)
    failed = world.now_is(request)
    assert (failed.status, failed.failure and failed.failure.code) == (Status.FAILED, "not-attached-in-time")


def test_approved_after_its_start_it_has_its_whole_time() -> None:
    world = a_world()
    request = later(world, HOUR)
    world.clock.advance(2 * HOUR)
    assert world.approve(request).ends_at == NOW + 3 * HOUR


def test_a_step_of_an_escalation_waits_for_a_group_that_cannot_be_read_just_now() -> None:
    """As after an hour in which nothing ran: what groups were read then counts no more, and is read in a minute."""
    rules = escalating()
    (rule,) = rules.rules
    assert rule.approval is not None
    widened = replace(rule.approval, stages=(Stage(Approvers(groups=frozenset({"on-call"}))),))
    world = a_world(replace(rules, rules=(replace(rule, approval=widened, when=When(group="on-call")),)))
    group = Group("on-call", "webhook", {})
    world.rules.rules = replace(world.rules.current(), groups={"on-call": group})
    world.groups.kept["on-call"] = frozenset({DEV1.iam_user, SRE1.iam_user})
    request = world.submit()
    world.clock.advance(HOUR / 4)
    world.groups.kept["on-call"] = None
    assert world.timers().failed == 1
    assert happened(world, request, EventType.ESCALATED) == 0
    world.clock.advance(MINUTE)
    world.groups.kept["on-call"] = frozenset({DEV1.iam_user, SRE1.iam_user})
    world.timers()
    (event,) = (each for each in world.store.events(request.id) if each.type is EventType.ESCALATED)
    assert event.details["people"] == ["dev2", "sre1"]
    assert world.now_is(request).escalate_at == NOW + 2 * HOUR


def test_a_request_lapses_whatever_group_cannot_be_read() -> None:
    world = a_world(some_rules(a_rule(when=When(group="on-call")), groups={"on-call": Group("on-call", "webhook", {})}))
    world.groups.kept["on-call"] = frozenset({DEV1.iam_user})
    request = world.submit()
    world.groups.kept["on-call"] = None
    world.clock.advance(9 * HOUR)
    world.timers()
    assert world.now_is(request).status is Status.LAPSED
