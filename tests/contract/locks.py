"""What every `Store` promises of locks: of two changes from one state one happens, and what was unlocked is known."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.audit import EventType, broken_at
from aws_access.domain.errors import ConcurrentChange
from aws_access.domain.locks import CHAIN, Lock, LockKind, Locks, LockTarget, lock_change
from aws_access.ports import Store
from tests.builders import DEV_ROLE, NOW, SRE1, SRE2

DEV1_LOCKED = Lock(LockTarget(LockKind.PERSON, "dev1", "dev1"), SRE1.iam_user, NOW, "laptop lost – 盗難")
ROLE_LOCKED = Lock(LockTarget(LockKind.ROLE, DEV_ROLE, "verify/Dev"), SRE2.iam_user, NOW, "")
ALL_LOCKED = Lock(LockTarget(LockKind.EVERYTHING, "", ""), SRE2.iam_user, NOW, "an incident")


class LocksContract:
    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    def test_nothing_is_locked_at_first(self, store: Store) -> None:
        assert store.locks() == Locks()

    def test_what_was_locked_is_locked_until_it_is_unlocked(self, store: Store) -> None:
        for lock in (DEV1_LOCKED, ROLE_LOCKED, ALL_LOCKED):
            store.commit_lock(lock_change(store.locks(), lock, locked=True))
        assert set(store.locks().locks) == {DEV1_LOCKED, ROLE_LOCKED, ALL_LOCKED}
        unlocked = replace(DEV1_LOCKED, by=SRE2.iam_user, at=NOW + timedelta(minutes=1), why="found it")
        store.commit_lock(lock_change(store.locks(), unlocked, locked=False))
        found = store.locks()
        assert (set(found.locks), found.released) == ({ROLE_LOCKED, ALL_LOCKED}, (unlocked,))
        store.commit_lock(lock_change(found, DEV1_LOCKED, locked=True))
        found = store.locks()
        assert (set(found.locks), found.released) == ({DEV1_LOCKED, ROLE_LOCKED, ALL_LOCKED}, ())

    def test_of_two_changes_from_one_state_one_happens_and_the_other_changes_nothing(self, store: Store) -> None:
        for first, second in ((DEV1_LOCKED, ROLE_LOCKED), (ALL_LOCKED, replace(ALL_LOCKED, why="another"))):
            before = store.locks()
            store.commit_lock(lock_change(before, first, locked=True))
            after = store.locks()
            with pytest.raises(ConcurrentChange):
                store.commit_lock(lock_change(before, second, locked=True))
            assert store.locks() == after

    def test_every_change_is_an_event_of_one_chain(self, store: Store) -> None:
        store.commit_lock(lock_change(store.locks(), DEV1_LOCKED, locked=True))
        store.commit_lock(lock_change(store.locks(), DEV1_LOCKED, locked=False))
        events = store.events(CHAIN)
        assert [each.type for each in events] == [EventType.LOCKED, EventType.UNLOCKED]
        assert broken_at(events, store.locks().head) is None
        assert events[0].details["why"] == DEV1_LOCKED.why
