"""Every minute → who there is, and what was read of it as log and metrics."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from aws_access.usecases.people import Looked


class PeopleEndpoint:
    """The handler."""

    def __init__(self, read_people: Callable[[], Looked], metrics: Metrics, logger: Logger) -> None:
        self._read_people = read_people
        self._metrics = metrics
        self._logger = logger

    def __call__(self, _event: dict[str, Any], _context: LambdaContext) -> None:
        """Raises what the use case raises: the alarm on errors of functions hears of it."""
        looked = self._read_people()
        for name, count in (("UnreadLists", len(looked.unread)), ("AmbiguousPeople", len(looked.left_out))):
            self._metrics.add_metric(name=name, unit=MetricUnit.Count, value=count)
        self._metrics.flush_metrics()
        self._logger.info(
            "people read", users=looked.users, groups=looked.groups, unread=looked.unread, left_out=looked.left_out
        )
