"""Every minute → the timers, and what they found as log and metrics."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from aws_access.usecases.timers import Findings


class TimersEndpoint:
    """The handler."""

    def __init__(self, timers: Callable[[], Findings], metrics: Metrics, logger: Logger) -> None:
        self._timers = timers
        self._metrics = metrics
        self._logger = logger

    def __call__(self, _event: dict[str, Any], _context: LambdaContext) -> None:
        """Raises what the timers raise: the alarm on errors of functions hears of it."""
        found = self._timers()
        for name, count in (
            ("OverdueGrants", found.overdue),
            ("DueWorkFailed", found.failed),
            ("DriftedRoles", len(found.drifted)),
            ("UnreadableRoles", len(found.unreadable)),
        ):
            self._metrics.add_metric(name=name, unit=MetricUnit.Count, value=count)
        self._metrics.flush_metrics()
        self._logger.info(
            "timers looked",
            done=found.done,
            failed=found.failed,
            overdue=found.overdue,
            drifted=found.drifted,
            unreadable=found.unreadable,
        )
