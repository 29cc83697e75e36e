"""SQS: the commands queue, as the slack function sees it."""

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from aws_access.domain.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class CommandsQueue:
    """Puts a message on the queue."""

    def __init__(self, queue_url: str, client: "SQSClient") -> None:
        self._queue_url = queue_url
        self._sqs = client

    def __call__(self, body: str) -> None:
        """One message; Unavailable when it is not there, for whatever reason."""
        try:
            self._sqs.send_message(QueueUrl=self._queue_url, MessageBody=body)
        except (BotoCoreError, ClientError) as error:
            raise Unavailable("SQS") from error
