"""The table's stream → notify: one committed event after the other, in the order of their chain."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aws_lambda_powertools import Logger

from aws_access.adapters.dynamodb.stream import event_from_image
from aws_access.domain.audit import Event
from aws_access.domain.errors import AwsAccessError, Unavailable


class NotifyEndpoint:
    """The handler. `notify` returns what will never be told."""

    def __init__(self, notify: Callable[[Event], Sequence[AwsAccessError]], logger: Logger) -> None:
        self._notify = notify
        self._logger = logger

    def __call__(self, event: Mapping[str, Any], _context: object) -> None:
        """Whatever has to come again is raised: the stream repeats the batch, and what was told is not told twice.

        So the alarm on errors hears of it too. No partial answer: a reader of streams that does not know it, such as
        an emulator, would take the failure for a success, and the message would be lost.
        """
        for record in event["Records"]:
            self._handle(record["dynamodb"], str(record["dynamodb"]["SequenceNumber"]))

    def _handle(self, change: Mapping[str, Any], number: str) -> None:
        """A record that can never be handled is logged and passed, so that it does not hold up those behind it."""
        try:
            event = event_from_image(change.get("NewImage", {}))
            lost = self._notify(event)
        except Unavailable:
            raise
        except AwsAccessError:
            self._logger.exception("record passed over", sequence_number=number, keys=change.get("Keys"))
            return
        for error in lost:
            self._logger.error("message lost", chain=event.chain, sequence=event.sequence, why=repr(error))
        self._logger.info("event told", chain=event.chain, sequence=event.sequence, type=event.type)
