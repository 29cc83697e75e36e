"""Every minute the timers look, and what they found is counted where an alarm can see it."""

import json
from collections.abc import Iterator
from io import StringIO
from uuid import uuid4

import pytest
from aws_lambda_powertools import Logger, Metrics

from aws_access.domain.errors import Unavailable
from aws_access.entrypoints.timers import TimersEndpoint
from aws_access.usecases.timers import Findings
from tests.builders import DEV_ROLE, SRE_ROLE
from tests.queue_events import event_file
from tests.templates import load
from tests.unit.metrics_of import counted, metrics_of

EVENT = event_file("timers")


@pytest.fixture
def metrics() -> Iterator[Metrics]:
    with metrics_of("timers") as metrics:
        yield metrics


def look(found: Findings, metrics: Metrics, log: StringIO | None = None) -> None:
    logger = Logger(service=f"test-{uuid4()}", stream=log or StringIO())
    TimersEndpoint(lambda: found, metrics, logger)(EVENT, None)  # type: ignore[arg-type] # the context is not used


def test_what_was_found_is_counted(metrics: Metrics, capsys: pytest.CaptureFixture[str]) -> None:
    log = StringIO()
    look(Findings(done=3, failed=1, overdue=2, drifted=(DEV_ROLE, SRE_ROLE), unreadable=(SRE_ROLE,)), metrics, log)
    assert counted(capsys.readouterr().out, "timers") == {
        "OverdueGrants": 2,
        "DueWorkFailed": 1,
        "DriftedRoles": 2,
        "UnreadableRoles": 1,
    }
    said = json.loads(log.getvalue())
    assert (said["message"], said["overdue"], said["drifted"]) == ("timers looked", 2, [DEV_ROLE, SRE_ROLE])


def test_nothing_found_is_counted_too_so_that_the_alarm_ends(
    metrics: Metrics, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        look(Findings(0, 0, 0, (), ()), metrics)
        assert set(counted(capsys.readouterr().out, "timers").values()) == {0}


def test_what_the_timers_raise_is_raised_so_that_the_alarm_hears_of_it(metrics: Metrics) -> None:
    def fail() -> Findings:
        raise Unavailable("DynamoDB")

    with pytest.raises(Unavailable):
        TimersEndpoint(fail, metrics, Logger(service=f"test-{uuid4()}", stream=StringIO()))(
            EVENT,
            None,  # type: ignore[arg-type] # the context is not used
        )


@pytest.mark.parametrize(("alarm", "metric"), [("Overdue", "OverdueGrants"), ("NotDone", "DueWorkFailed")])
def test_the_alarms_watch_what_is_counted(alarm: str, metric: str) -> None:
    watched = load("template.yaml")["Resources"][alarm]["Properties"]
    assert (watched["Namespace"], watched["MetricName"]) == ("aws-access", metric)
    assert watched["Dimensions"] == [{"Name": "service", "Value": "timers"}]
