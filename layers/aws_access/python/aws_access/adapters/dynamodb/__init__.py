"""The ports that are kept in the DynamoDB table."""

from aws_access.adapters.dynamodb.message_log import DynamoMessageLog
from aws_access.adapters.dynamodb.roster import DynamoRoster
from aws_access.adapters.dynamodb.store import DynamoStore

__all__ = ["DynamoMessageLog", "DynamoRoster", "DynamoStore"]
