"""roles.fifo → the reconciler: one role after the other, and what fails comes back later, alone."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from aws_access.domain.ids import RoleArn
from aws_access.role_messages import RoleMessage


class RolesQueueEndpoint:
    """The handler. `put_off` lets a failed message come back after a while that grows with every attempt."""

    def __init__(
        self, reconcile: Callable[[RoleArn], None], put_off: Callable[[SQSRecord], None], logger: Logger
    ) -> None:
        self._reconcile = reconcile
        self._put_off = put_off
        self._logger = logger

    def __call__(self, event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
        """What failed, and what stood behind it for the same role, is not deleted from the queue."""
        processor = SqsFifoPartialProcessor(skip_group_on_error=True)
        processor.raise_on_entire_batch_failure = False  # a failure is told by the answer, not by an exception
        return process_partial_response(event, self._handle, processor, context)

    def _handle(self, record: SQSRecord) -> None:
        try:
            message = RoleMessage.parse(record.body)
            self._logger.info("reconciling", role_arn=message.role_arn, cause=message.cause)
            self._reconcile(message.role_arn)
        except Exception:
            self._logger.exception("role not reconciled", message_id=record.message_id)
            self._put_off(record)
            raise
