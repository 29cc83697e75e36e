"""The port `MessageLog` over DynamoDB."""

from contextlib import suppress

from aws_access.adapters.dynamodb.items import MessageItem
from aws_access.adapters.dynamodb.table import Table
from aws_access.domain.errors import ConcurrentChange
from aws_access.ports import MessageRef


class DynamoMessageLog:
    """The port `MessageLog` over the table of this name. `endpoint` None: AWS, or where AWS_ENDPOINT_URL points."""

    def __init__(self, table_name: str, *, region: str | None = None, endpoint: str | None = None) -> None:
        self._table = Table(table_name, region, endpoint)

    def find(self, chain: str, key: str) -> MessageRef | None:
        """One item."""
        raw = self._table.get(_pk(chain), key)
        if raw is None:
            return None
        item = MessageItem.from_raw_data(raw)
        return MessageRef(item.channel, item.ts)

    def begin(self, chain: str, key: str, channel: str) -> None:
        """One conditional write, which leaves alone what is there."""
        with suppress(ConcurrentChange):
            self._table.put(MessageItem(_pk(chain), key, channel=channel), MessageItem.pk.does_not_exist())

    def sent(self, chain: str, key: str, ref: MessageRef) -> None:
        """One write."""
        self._table.put(MessageItem(_pk(chain), key, channel=ref.channel, ts=ref.ts))


def _pk(chain: str) -> str:
    return f"MESSAGE#{chain}"
