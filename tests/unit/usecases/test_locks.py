"""A lock ends active access and keeps new access from starting."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.approval import Approval, Approvers, Stage
from aws_access.domain.errors import Conflict, InvalidInput, NotAllowed, Unavailable
from aws_access.domain.ids import AccountId
from aws_access.domain.locks import Locks
from aws_access.domain.model import Status
from aws_access.domain.rules import Group, Rules
from tests.builders import BY_SRE, DEV1, DEV2, DEV_ROLE, SRE1, SRE2, a_person, a_submission, an_environment, some_rules
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


def test_a_person_is_locked_however_their_name_is_typed() -> None:
    """A phone begins words with a capital, and IAM has no two users who differ in that alone."""
    world = World()
    world.granted(DEV1)
    world.lock("person Dev1")
    world.deliver()
    assert not world.may(DEV1)
    world.lock("person DEV1", locked=False)
    assert world.store.locks().locks == ()


def test_a_role_is_locked_however_its_arn_is_typed() -> None:
    """Nor has IAM two roles like that."""
    world = World()
    world.granted(DEV1)
    world.lock(f"role {DEV_ROLE.replace('Dev', 'dev')}")
    world.deliver()
    assert not world.may(DEV1)


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
    assert [each.target.name for each in world.store.locks().locks] == ["sre2"]


def test_whoever_is_named_locks_while_a_group_of_lockers_cannot_be_read() -> None:
    world = World()
    lockers = Approvers(frozenset({SRE1.iam_user}), groups=frozenset({"on-call"}))
    world.rules.rules = some_rules(lockers=lockers, groups={"on-call": Group("on-call", "webhook", {})})
    with refused(Unavailable, "unavailable"):
        world.lock("everything", SRE2)
    world.lock("everything", SRE1)
    world.groups.kept["on-call"] = frozenset({SRE2.iam_user})
    world.lock("everything", SRE2, locked=False)
    world.groups.kept["on-call"] = frozenset()
    with refused(NotAllowed, "may-not-lock"):
        world.lock("everything", SRE2)


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


@pytest.mark.parametrize("name", ["@dev1", "@Somebody"])
def test_a_display_name_locks_nobody(name: str) -> None:
    world = World()
    with refused(InvalidInput, "invalid-identifier"):
        world.lock(f"person {name}")
    assert world.store.locks().locks == ()


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
