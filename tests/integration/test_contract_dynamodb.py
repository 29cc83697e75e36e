"""The DynamoDB adapters keep the same contracts as the fakes, on the table that template.yaml declares."""

import pytest

from aws_access.adapters.dynamodb import DynamoMessageLog, DynamoRoster, DynamoStore
from aws_access.ports import MessageLog, Roster, Store
from tests.contract.ledger import LedgerContract
from tests.contract.message_log import MessageLogContract
from tests.contract.roster import RosterContract
from tests.contract.search import CursorContract, DueContract, SearchContract
from tests.contract.store import ChainContract, StoreContract
from tests.integration.conftest import REGION


@pytest.fixture(scope="module")
def one_client() -> DynamoStore:
    return DynamoStore("requests", region=REGION)


class TestDynamoStore(StoreContract, LedgerContract, ChainContract, SearchContract, CursorContract, DueContract):
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
