"""SQS: the commands queue, as the slack function sees it."""

from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError

from aws_access.adapters.aws import session
from aws_access.domain.errors import Unavailable

# Slack waits for three seconds, and somebody at the keyboard can try again.
_CONFIG = Config(connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 2})


class CommandsQueue:
    """Puts a message on the queue."""

    def __init__(self, queue_url: str) -> None:
        self._queue_url = queue_url
        self._sqs = session().client("sqs", config=_CONFIG)

    def __call__(self, body: str) -> None:
        """One message; Unavailable for whatever reason it is not there now."""
        try:
            self._sqs.send_message(QueueUrl=self._queue_url, MessageBody=body)
        except (BotoCoreError, ClientError) as error:
            raise Unavailable("SQS") from error
