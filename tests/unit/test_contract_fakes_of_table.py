"""The fakes of what is kept in the table keep the contracts of their ports."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from aws_access.domain.errors import ConcurrentChange
from aws_access.domain.lifecycle import undecided
from aws_access.domain.model import Status
from aws_access.ports import MessageLog, Roster, Store
from tests.builders import NOW, a_request, way_to
from tests.contract.ledger import LedgerContract
from tests.contract.locks import LocksContract
from tests.contract.message_log import MessageLogContract
from tests.contract.roster import RosterContract
from tests.contract.search import CursorContract, DueContract, SearchContract
from tests.contract.store import ChainContract, StoreContract, commit_all
from tests.fakes import FakeMessageLog, FakeRoster, FakeStore


class TestFakeStore(
    StoreContract, LedgerContract, ChainContract, LocksContract, SearchContract, CursorContract, DueContract
):
    @pytest.fixture
    def store(self) -> Store:
        return FakeStore()

    def test_of_many_changes_at_once_exactly_one_happens(self, store: Store) -> None:
        waiting = commit_all(store, way_to(Status.PENDING, a_request()))

        def approve(number: int) -> bool:
            try:
                store.commit(undecided.approved(waiting, f"sre{number}", NOW))
            except ConcurrentChange:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(approve, range(64))) == 1
        assert len(store.events(waiting.id)) == 2


class TestFakeRoster(RosterContract):
    @pytest.fixture
    def roster(self) -> Roster:
        return FakeRoster()

    @pytest.fixture
    def other(self, roster: Roster) -> Roster:
        return roster


class TestFakeMessageLog(MessageLogContract):
    @pytest.fixture
    def log(self) -> MessageLog:
        return FakeMessageLog()
