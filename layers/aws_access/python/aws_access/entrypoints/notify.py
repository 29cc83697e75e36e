"""The table's stream → notify: one committed event after the other, in the order of their chain."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aws_lambda_powertools import Logger

from aws_access.adapters.dynamodb.stream import event_from_image
from aws_access.domain.audit import Event
from aws_access.domain.errors import AwsAccessError, Unavailable

Failures = dict[str, list[dict[str, str]]]


class NotifyEndpoint:
    """The handler. `notify` returns what will never be told."""

    def __init__(self, notify: Callable[[Event], Sequence[AwsAccessError]], logger: Logger) -> None:
        self._notify = notify
        self._logger = logger

    def __call__(self, event: Mapping[str, Any], _context: object) -> Failures:
        """The first record that has to come again; the stream then repeats from there, so nothing after it is tried.

        What we did not expect is raised: the alarm on errors hears of it, and the stream repeats the batch.
        """
        for record in event["Records"]:
            number = str(record["dynamodb"]["SequenceNumber"])
            try:
                self._handle(record["dynamodb"], number)
            except Unavailable as error:
                self._logger.warning("event not told yet", sequence_number=number, why=str(error))
                return {"batchItemFailures": [{"itemIdentifier": number}]}
        return {"batchItemFailures": []}

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
