"""The DynamoDB adapters keep the same contracts as the fakes, on the table that template.yaml declares."""

import pytest

from aws_access.adapters.dynamodb import DynamoMessageLog, DynamoRoster, DynamoStore
from aws_access.ports import MessageLog, Roster, Store
from tests.contract.ledger import LedgerContract
from tests.contract.locks import LocksContract
from tests.contract.message_log import MessageLogContract
from tests.contract.roster import RosterContract
from tests.contract.search import CursorContract, DueContract, SearchContract
from tests.contract.store import ChainContract, StoreContract
from tests.integration.conftest import REGION


@pytest.fixture(scope="module")
def one_client() -> DynamoStore:
    return DynamoStore("requests", region=REGION)


class TestDynamoStore(
    StoreContract, LedgerContract, ChainContract, LocksContract, SearchContract, CursorContract, DueContract
):
    @pytest.fixture
    def store(self, table_name: str, one_client: DynamoStore) -> Store:
        return one_client


class TestDynamoMessageLog(MessageLogContract):
    @pytest.fixture
    def log(self, table_name: str) -> MessageLog:
        return DynamoMessageLog(table_name)


class TestDynamoRoster(RosterContract):
    @pytest.fixture
    def roster(self, table_name: str) -> Roster:
        return DynamoRoster(table_name)

    @pytest.fixture
    def other(self, roster: Roster, table_name: str) -> Roster:
        return DynamoRoster(table_name)

    def test_the_last_good_rules_are_kept_beside_it(self, table_name: str) -> None:
        roster, text = DynamoRoster(table_name), '{"approvals": {"channel": "C0承認"}}' + " " * 900_000
        assert roster.rules() is None
        roster.keep_rules("{}")
        roster.keep_rules(text)
        assert DynamoRoster(table_name).rules() == text
