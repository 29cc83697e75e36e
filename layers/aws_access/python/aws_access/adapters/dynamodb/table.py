"""The calls that we make to the table, through one client.

The models are only shapes of items. A PynamoDB model that also makes calls keeps its table and a client of its own in
the class, which is a module global; here both belong to a `Table`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from pynamodb.connection import TableConnection
from pynamodb.connection.base import MetaTable
from pynamodb.constants import ITEM, ITEMS, LAST_EVALUATED_KEY
from pynamodb.expressions.condition import Condition

from aws_access.adapters.dynamodb.errors import translated
from aws_access.adapters.dynamodb.items import INDEXES, Item

# PynamoDB would wait 15 s to connect and 30 s for an answer; a function has seconds, and its queue tries again.
_CONNECT_SECONDS = 1.5
_READ_SECONDS = 4
_RETRIES = 2


class Table:
    """The table, and a client for it."""

    def __init__(self, name: str, region: str | None, endpoint: str | None) -> None:
        self._connection = TableConnection(
            name,
            region=region,
            host=endpoint,
            connect_timeout_seconds=_CONNECT_SECONDS,
            read_timeout_seconds=_READ_SECONDS,
            max_retry_attempts=_RETRIES,
            meta_table=MetaTable(_schema(name)),
        )

    def get(self, pk: str, sk: str) -> dict[str, Any] | None:
        """The raw item, read consistently; None when there is none."""
        with translated():
            answer = self._connection.get_item(pk, sk, consistent_read=True)
        item: dict[str, Any] | None = answer.get(ITEM)
        return item

    def query(self, pk: str) -> Iterator[dict[str, Any]]:
        """Every raw item with this partition key, in the order of `sk`, read consistently."""
        for page, _ in self.pages(pk, consistent_read=True):
            yield from page

    def pages(
        self, value: str, start: dict[str, Any] | None = None, **query: Any
    ) -> Iterator[tuple[list[dict[str, Any]], dict[str, Any] | None]]:
        """Raw items page by page, each with the key to go on after it; None after the last."""
        while True:
            with translated():
                answer = self._connection.query(value, exclusive_start_key=start, **query)
            start = answer.get(LAST_EVALUATED_KEY)
            yield answer[ITEMS], start
            if start is None:
                return

    def put(self, item: Item, condition: Condition | None = None) -> None:
        """Write one item; ConcurrentChange when the condition does not hold."""
        with translated():
            self._connection.put_item(item.pk, item.sk, attributes=item.serialize(), condition=condition)

    def transact(self, puts: Iterable[tuple[Item, Condition | None]], deletes: Iterable[Item] = ()) -> None:
        """All of it or nothing; ConcurrentChange when a condition does not hold.

        Puts and deletes only: the functions' roles may not update.
        """
        make = self._connection.get_operation_kwargs
        with translated():
            self._connection.connection.transact_write_items(
                condition_check_items=[],
                delete_items=[make(item.pk, item.sk) for item in deletes],
                put_items=[
                    make(item.pk, item.sk, key=ITEM, attributes=item.serialize(), condition=condition)
                    for item, condition in puts
                ],
                update_items=[],
            )


def _schema(name: str) -> dict[str, Any]:
    """What PynamoDB needs to know of the keys, as DescribeTable would answer it; all of them are strings."""
    names = {"pk", "sk", *(key for keys in INDEXES.values() for key in keys)}
    return {
        "TableName": name,
        "KeySchema": _keys("pk", "sk"),
        "AttributeDefinitions": [{"AttributeName": each, "AttributeType": "S"} for each in sorted(names)],
        "GlobalSecondaryIndexes": [{"IndexName": index, "KeySchema": _keys(*keys)} for index, keys in INDEXES.items()],
    }


def _keys(partition: str, sort: str) -> list[dict[str, str]]:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]
