"""The table: one `Table` per function, shared by the ports that are kept in it."""

from aws_access.adapters.dynamodb.message_log import DynamoMessageLog
from aws_access.adapters.dynamodb.store import DynamoStore
from aws_access.adapters.dynamodb.table import Table

__all__ = ["DynamoMessageLog", "DynamoStore", "Table"]
