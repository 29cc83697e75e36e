"""Rules that change, or cannot be read, between the approval and the end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.approval import Approval, Approvers, Stage
from aws_access.domain.errors import NotAllowed
from aws_access.domain.model import Status
from aws_access.domain.rules import Group, Requirements, When
from aws_access.domain.windows import Hours
from tests.builders import DEV1, DEV2, DEV_ROLE, SRE1, a_rule, a_submission, some_rules
from tests.fakes import Crash
from tests.world import World, refused

MINUTE = timedelta(minutes=1)


def test_rules_that_cannot_be_read_end_nobodys_access_and_let_none_begin() -> None:
    world = World()
    active = world.granted(DEV1)
    approved = world.approve(world.submit(DEV2))
    world.rules.rules = None
    world.pass_time(MINUTE)
    assert world.now_is(active).status is Status.ACTIVE
    assert (world.now_is(approved).status, world.may(DEV2)) == (Status.APPROVED, False)
    world.rules.rules = some_rules()
    world.pass_time(MINUTE)
    assert world.may(DEV2)


def test_what_the_rules_refuse_by_now_is_not_attached() -> None:
    world = World()
    request = world.approve(world.submit())
    world.rules.rules = some_rules(replace(some_rules().rules[0], longest=timedelta(hours=1)))
    world.deliver()
    failed = world.now_is(request)
    assert (failed.status, failed.failure and failed.failure.code) == (Status.FAILED, "too-long-duration")
    world.assert_no_trace()


def test_what_is_attached_stays_when_the_rules_grow_stricter() -> None:
    world = World()
    request = world.granted(asked=a_submission())
    world.rules.rules = some_rules(replace(some_rules().rules[0], longest=timedelta(hours=1)))
    world.pass_time(2 * MINUTE)
    assert world.now_is(request).status is Status.ACTIVE
    assert world.may(DEV1)


def test_what_had_to_hold_for_the_approval_alone_is_not_asked_again_when_it_is_attached() -> None:
    """Its last minute in the hours, the approver who has left since, and what else was approved at the same time."""
    world = World()
    hours = When(hours=(Hours(frozenset(range(7)), 9 * 60, 13 * 60),))
    rule = replace(some_rules().rules[0], when=hours, requires=Requirements(most_active=1))
    world.rules.rules = some_rules(rule)
    request = world.approve(world.submit())  # from 09:00 to 13:00, to the second
    rules = world.rules.current()
    world.rules.rules = replace(
        rules, people={name: who for name, who in rules.people.items() if name in ("dev1", "dev2")}
    )
    world.clock.advance(timedelta(seconds=20))
    world.deliver()
    assert world.now_is(request).status is Status.ACTIVE


def test_a_group_that_cannot_be_read_when_it_is_to_be_attached_puts_it_off() -> None:
    world = World()
    group = {"on-call": Group("on-call", "slack", {})}
    world.rules.rules = some_rules(replace(some_rules().rules[0], when=When(group="on-call")), groups=group)
    world.groups.kept["on-call"] = frozenset({DEV1.iam_user})
    request = world.approve(world.submit())
    world.groups.kept["on-call"] = None
    world.deliver()
    assert world.now_is(request).status is Status.APPROVED
    world.groups.kept["on-call"] = frozenset({DEV1.iam_user})
    world.pass_time(2 * MINUTE)
    assert world.now_is(request).status is Status.ACTIVE


def test_p5_what_was_written_before_a_crash_is_not_decided_on_again() -> None:
    world = World()
    request = world.approve(world.submit())
    world.faults.crash(after=_calls_until(world, "commit"))
    with pytest.raises(Crash):
        world.reconcile(DEV_ROLE)
    assert world.may(DEV1)
    world.rules.rules = some_rules(replace(some_rules().rules[0], longest=timedelta(hours=1)))
    world.reconcile(DEV_ROLE)
    assert world.now_is(request).status is Status.ACTIVE


def _calls_until(world: World, last: str) -> int:
    """How many calls a look at the role makes before this one, counted in a world just like it."""
    other = World()
    other.approve(other.submit())
    counted: list[int] = []
    other.store.before(last, lambda: counted.append(other.faults.calls))
    before = other.faults.calls
    other.reconcile(DEV_ROLE)
    return counted[0] - before


def test_when_the_rules_ask_nobody_any_more_nobody_denies() -> None:
    world = World()
    request = world.submit()
    world.rules.rules = some_rules(a_rule(approvers=None))
    with refused(NotAllowed, "not-approver"):
        world.deny(request, DEV2)
    assert world.now_is(request).status is Status.PENDING


def test_a_group_of_approvers_that_cannot_be_read_is_told_as_that() -> None:
    world = World()
    on_call = Approval((Stage(Approvers(groups=frozenset({"on-call"}))),))
    world.rules.rules = some_rules(
        replace(a_rule(), approval=on_call), groups={"on-call": Group("on-call", "webhook", {})}
    )
    with refused(NotAllowed, "group-unreadable"):
        world.submit()
    world.groups.kept["on-call"] = frozenset()
    with refused(NotAllowed, "no-approver"):
        world.submit()
    world.groups.kept["on-call"] = frozenset({SRE1.iam_user})
    assert world.submit().status is Status.PENDING
