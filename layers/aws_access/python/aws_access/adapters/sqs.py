"""SQS: waking roles on roles.fifo, and letting what failed come back later."""

import uuid
from typing import TYPE_CHECKING

from aws_access.adapters.aws import Aws, transient_as_unavailable
from aws_access.domain.ids import RoleArn
from aws_access.role_messages import RoleMessage, group_of

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from mypy_boto3_sqs import SQSClient

LONGEST_WAIT_SECONDS = 300
LONGEST_WAIT_OF_A_ROLE_SECONDS = 30
"""On a FIFO queue, a message that is put off keeps back its whole group: a revocation waits behind what cannot be."""


class SqsRoleQueue:
    """The port `RoleQueue` over an SQS FIFO queue: one group per role, so that one reconciler runs for it at a time."""

    def __init__(self, aws: Aws, queue_url: str) -> None:
        self._queue_url = queue_url
        self._sqs: SQSClient = aws.client("sqs")

    def wake(self, role_arn: RoleArn, cause: str) -> None:
        """One message, never equal to another."""
        nonce = uuid.uuid4().hex
        with transient_as_unavailable("SQS"):
            self._sqs.send_message(
                QueueUrl=self._queue_url,
                MessageBody=RoleMessage(role_arn, cause, nonce).dump(),
                MessageGroupId=group_of(role_arn),
                MessageDeduplicationId=nonce,
            )


class PutOff:
    """Lets a failed message come back sooner than the queue's visibility time-out, later with every attempt."""

    def __init__(self, aws: Aws, queue_url: str, longest_seconds: int = LONGEST_WAIT_SECONDS) -> None:
        self._queue_url = queue_url
        self._longest = longest_seconds
        self._sqs: SQSClient = aws.client("sqs")

    def __call__(self, record: "SQSRecord") -> None:
        """After 2, 4, 8 … seconds, at most as long as this queue may wait."""
        attempt = int(record.attributes.approximate_receive_count or 1)
        with transient_as_unavailable("SQS"):
            self._sqs.change_message_visibility(
                QueueUrl=self._queue_url,
                ReceiptHandle=record.receipt_handle,
                VisibilityTimeout=wait_seconds(attempt, self._longest),
            )


def wait_seconds(attempt: int, longest: int) -> int:
    """After this attempt, the first being 1."""
    return min(1 << min(attempt, 9), longest)
