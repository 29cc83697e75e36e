"""Two who lock or unlock at once, and words that come late: nobody is overruled unheard."""

from dataclasses import replace
from datetime import timedelta

from aws_access.domain.audit import EventType, broken_at
from aws_access.domain.commands import SetLock
from aws_access.domain.errors import Conflict
from aws_access.domain.locks import LockKind
from tests.builders import SRE1, SRE2
from tests.world import World, refused

MINUTE = timedelta(minutes=1)


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
