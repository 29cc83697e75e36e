"""What ends active access and keeps new access from starting: a lock, and leaving."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.approval import Approval, Approvers, Stage
from aws_access.domain.audit import EventType, broken_at
from aws_access.domain.commands import SetLock
from aws_access.domain.errors import Conflict, InvalidInput, NotAllowed, Unavailable
from aws_access.domain.ids import AccountId
from aws_access.domain.locks import LockKind, Locks
from aws_access.domain.model import Request, Status
from aws_access.domain.rules import Group, Requirements, Rules, When
from aws_access.domain.windows import Hours
from tests.builders import (
    BY_SRE,
    DEV1,
    DEV2,
    DEV_ROLE,
    SRE1,
    SRE2,
    a_person,
    a_rule,
    a_submission,
    an_environment,
    some_rules,
)
from tests.fakes import Crash
from tests.world import World, refused

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("what", ["person dev1", "role verify/Dev", "environment verify", "everything"])
def test_a_lock_ends_what_it_covers_and_lets_nothing_start_until_it_is_unlocked(what: str) -> None:
    world = World()
    active, waiting = world.granted(), world.submit(key="2")
    world.lock(what)
    world.deliver()
    ended = world.now_is(active)
    assert (ended.status, "an incident" in ended.note) == (Status.REVOKED, True)
    world.assert_no_trace()
    with refused(NotAllowed, f"locked-{what.split(maxsplit=1)[0]}"):
        world.approve(waiting)
    with refused(NotAllowed, f"locked-{what.split(maxsplit=1)[0]}"):
        world.submit(key="3")
    world.lock(what, SRE2, locked=False)
    world.approve(waiting)
    world.deliver()
    assert world.may(DEV1)


def test_a_lock_of_an_environment_is_not_one_of_a_person_who_is_called_like_its_account() -> None:
    world = World()
    namesake = a_person("333333333333", "SRE")
    rules = world.rules.current()
    other = an_environment("staging", account=AccountId("333333333333"), aliases=())
    environments = {**rules.environments, "staging": other}
    world.rules.rules = some_rules(people={**rules.people, namesake.iam_user: namesake}, environments=environments)
    request = world.submit()
    world.lock("environment staging")
    assert world.approve(request, namesake).status is Status.APPROVED


def test_a_lock_of_one_person_is_nobody_elses() -> None:
    world = World()
    world.granted(DEV1)
    world.granted(DEV2)
    world.lock("person dev1")
    world.deliver()
    assert (world.may(DEV1), world.may(DEV2)) == (False, True)


def test_what_was_approved_and_not_attached_is_not_attached_any_more() -> None:
    world = World()
    request = world.approve(world.submit())
    world.lock("everything")
    world.deliver()
    failed = world.now_is(request)
    assert (failed.status, failed.failure and failed.failure.code) == (Status.FAILED, "locked-everything")
    assert world.roles.written == []


def test_a_lock_whose_message_was_lost_is_found_by_the_sweep() -> None:
    world = World()
    world.granted()
    world.lock("person dev1")
    world.queue.wakes.clear()
    world.pass_time(MINUTE)
    assert not world.may(DEV1)


def test_only_whom_the_rules_name_may_lock_and_not_who_is_locked() -> None:
    world = World()
    with refused(NotAllowed, "may-not-lock"):
        world.lock("person sre1", DEV1)
    world.lock("person sre2")
    with refused(NotAllowed, "locked-person"):
        world.lock("person sre2", SRE2, locked=False)
    world.rules.rules = some_rules(lockers=None)
    with refused(NotAllowed, "may-not-lock"):
        world.lock("everything")


@pytest.mark.parametrize(
    ("what", "error", "code"),
    [
        ("environment nowhere", InvalidInput, "unknown-environment"),
        ("role verify/Nobody", InvalidInput, "unknown-role"),
        ("person x", InvalidInput, "invalid-identifier"),
    ],
)
def test_what_does_not_exist_is_not_locked(what: str, error: type[InvalidInput], code: str) -> None:
    world = World()
    with refused(error, code):
        world.lock(what)
    assert world.store.locks().locks == ()


def test_somebody_whom_the_rules_do_not_know_can_be_locked_and_a_second_lock_is_the_first() -> None:
    world = World()
    world.lock("person gone.already")
    world.lock("person gone.already", SRE2)
    (lock,) = world.store.locks().locks
    assert (lock.target.subject, lock.by) == ("gone.already", "sre1")
    with refused(Conflict, "not-locked"):
        world.lock("person dev1", locked=False)


def test_p7_two_who_lock_at_once_are_both_in_a_record_that_is_whole() -> None:
    world = World()
    commit = world.store.commit_lock
    raced: list[str] = []

    def quicker(change: object) -> None:
        if not raced:
            raced.append("once")
            world.lock("person dev2", SRE2)
        commit(change)  # type: ignore[arg-type]

    world.store.commit_lock = quicker  # type: ignore[method-assign]
    world.lock("person dev1")
    locks = world.store.locks()
    events = world.store.events("LOCKS")
    assert {each.target.subject for each in locks.locks} == {"dev1", "dev2"}
    assert [each.type for each in events] == [EventType.LOCKED, EventType.LOCKED]
    assert broken_at(events, locks.head) is None


def test_p6_if_the_locks_cannot_be_read_nothing_is_granted() -> None:
    world = World()
    request = world.submit()

    def unreadable() -> object:
        raise Unavailable("DynamoDB")

    world.store.locks = unreadable  # type: ignore[method-assign, assignment]
    with refused(Unavailable, "unavailable"):
        world.submit(key="2")
    with refused(Unavailable, "unavailable"):
        world.approve(request)
    assert world.now_is(request).status is Status.PENDING


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


def test_an_approver_who_was_removed_decides_nothing_that_waits() -> None:
    world = World()
    request = world.submit()
    rules = world.rules.current()
    world.rules.rules = replace(rules, people={name: who for name, who in rules.people.items() if name != "sre1"})
    with refused(NotAllowed, "unknown-person"):
        world.approve(request, SRE1)
    assert world.now_is(request) == request


def test_p6_an_approver_who_is_locked_decides_nothing_and_what_they_said_before_counts_no_more() -> None:
    world = World()
    world.rules.rules = some_rules(replace(some_rules().rules[0], approval=Approval((Stage(BY_SRE, 2),))))
    request = world.approve(world.submit(), SRE1)
    world.lock("person sre1", SRE2)
    with refused(NotAllowed, "locked-person"):
        world.deny(request, SRE1)
    with refused(NotAllowed, "no-approver"):
        world.approve(request, SRE2)  # the two of them are needed
    world.lock("person sre1", SRE2, locked=False)
    assert world.approve(request, SRE2).status is Status.APPROVED


def test_p3_ends_happen_while_the_locks_cannot_be_read_and_nothing_is_attached() -> None:
    world = World()
    active = world.granted(DEV1, asked=a_submission(duration=timedelta(hours=1)))
    approved = world.approve(world.submit(DEV2))
    readable = world.store.locks

    def unreadable() -> Locks:
        raise Unavailable("DynamoDB")

    world.store.locks = unreadable  # type: ignore[method-assign]
    world.clock.advance(timedelta(hours=1))
    with refused(Unavailable, "unavailable"):
        world.reconcile(DEV_ROLE)
    assert world.now_is(active).status is Status.EXPIRED
    assert not world.may(DEV2)
    world.store.locks = readable  # type: ignore[method-assign]
    world.pass_time(MINUTE)
    assert (world.now_is(approved).status, world.may(DEV2)) == (Status.ACTIVE, True)


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


@pytest.mark.parametrize("name", ["@dev1", "@Somebody"])
def test_a_display_name_locks_nobody(name: str) -> None:
    world = World()
    with refused(InvalidInput, "invalid-identifier"):
        world.lock(f"person {name}")
    assert world.store.locks().locks == ()


def test_a_lock_that_arrives_after_somebody_else_unlocked_changes_nothing() -> None:
    world = World()
    said_at = world.clock.now()
    late = SetLock(LockKind.PERSON, "dev1", locked=True, reason="an incident", said_at=said_at)
    world.set_lock(late, SRE1)
    world.clock.advance(MINUTE)
    world.lock("person dev1", SRE2, locked=False)
    with refused(Conflict, "lock-changed-since"):
        world.set_lock(late, SRE1)
    assert world.store.locks().locks == ()
    world.set_lock(replace(late, said_at=world.clock.now()), SRE1)
    assert len(world.store.locks().locks) == 1


def test_an_unlocking_that_arrives_after_somebody_locked_anew_changes_nothing() -> None:
    world = World()
    world.lock("environment verify", SRE1)
    world.clock.advance(MINUTE)
    late = SetLock(LockKind.ENVIRONMENT, "verify", locked=False, reason="over", said_at=world.clock.now())
    world.clock.advance(MINUTE)
    world.lock("environment verify", SRE1, locked=False)
    world.lock("environment verify", SRE2)
    with refused(Conflict, "lock-changed-since"):
        world.set_lock(late, SRE1)
    assert len(world.store.locks().locks) == 1


def test_ones_own_word_may_come_twice_and_late() -> None:
    world = World()
    said = SetLock(LockKind.PERSON, "dev1", locked=True, reason="an incident", said_at=world.clock.now())
    world.clock.advance(MINUTE)
    assert world.set_lock(said, SRE1) == world.set_lock(said, SRE1)
    unsaid = replace(said, locked=False, said_at=world.clock.now())
    world.clock.advance(MINUTE)
    assert world.set_lock(unsaid, SRE1) == world.set_lock(unsaid, SRE1)
    with refused(Conflict, "lock-changed-since"):  # by oneself, and all the same
        world.set_lock(said, SRE1)
    assert world.store.locks().locks == ()


def test_somebody_who_was_slower_to_lock_or_unlock_is_told_so_and_no_more() -> None:
    world = World()
    said_at = world.clock.now()
    world.clock.advance(MINUTE)
    world.lock("person dev1", SRE2)
    late = SetLock(LockKind.PERSON, "dev1", locked=True, reason="an incident", said_at=said_at)
    assert world.set_lock(late, SRE1).by == "sre2"
    world.clock.advance(MINUTE)
    unsaid_at = world.clock.now()
    world.clock.advance(MINUTE)
    world.lock("person dev1", SRE2, locked=False)
    with refused(Conflict, "not-locked"):
        world.set_lock(replace(late, locked=False, said_at=unsaid_at), SRE1)


@pytest.mark.parametrize("what", ["environment verify", "environment VERIFY", "role verify/Dev"])
def test_what_the_rules_no_longer_name_can_be_unlocked_by_its_name(what: str) -> None:
    world = World()
    world.lock(what)
    world.rules.rules = some_rules(environments={})
    world.lock(what, locked=False)
    assert world.store.locks().locks == ()
    with refused(InvalidInput, "unknown-environment" if what.startswith("environment") else "unknown-role"):
        world.lock(what, locked=False)


@pytest.mark.parametrize("rules", [None, some_rules(environments={})], ids=["unreadable", "without the role"])
def test_a_role_that_the_rules_do_not_name_is_looked_at_while_somebody_is_active_on_it(rules: Rules | None) -> None:
    world = World()
    world.granted()
    world.lock("everything")
    world.queue.wakes.clear()
    world.rules.rules = rules
    world.pass_time(MINUTE)
    assert not world.may(DEV1)
    world.assert_no_trace()


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
