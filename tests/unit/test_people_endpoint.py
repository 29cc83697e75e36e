"""What was read of people every minute is counted where alarms can see it."""

import json
from collections.abc import Callable
from io import StringIO
from uuid import uuid4

import pytest
from aws_lambda_powertools import Logger

from aws_access.domain.errors import Unavailable
from aws_access.domain.ids import IamUserName
from aws_access.entrypoints.people import PeopleEndpoint
from aws_access.usecases.people import Looked
from tests.queue_events import event_file
from tests.templates import load
from tests.unit.metrics_of import counted, metrics_of


def run(look: Callable[[], Looked], log: StringIO | None = None) -> None:
    logger = Logger(service=f"test-{uuid4()}", stream=log or StringIO())
    with metrics_of("people") as metrics:
        PeopleEndpoint(look, metrics, logger)(event_file("people"), None)  # type: ignore[arg-type] # not used


def test_what_was_not_read_and_who_was_left_out_is_counted_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    log, twins = StringIO(), (IamUserName("dev8"), IamUserName("dev9"))
    run(lambda: Looked(users=12, groups=3, unread=("IAM users", "leads"), left_out=twins), log)
    assert counted(capsys.readouterr().out, "people") == {"UnreadLists": 2, "AmbiguousPeople": 2}
    said = json.loads(log.getvalue())
    assert (said["users"], said["groups"], said["unread"], said["left_out"]) == (
        12,
        3,
        ["IAM users", "leads"],
        [*twins],
    )


def test_all_is_well_is_counted_too_so_that_the_alarm_ends(capsys: pytest.CaptureFixture[str]) -> None:
    run(Looked)
    assert counted(capsys.readouterr().out, "people") == {"UnreadLists": 0, "AmbiguousPeople": 0}


def test_what_cannot_be_done_at_all_is_raised_so_that_the_alarm_hears_of_it() -> None:
    def fail() -> Looked:
        raise Unavailable("AppConfig")

    with pytest.raises(Unavailable):
        run(fail)


@pytest.mark.parametrize(("alarm", "metric"), [("Unread", "UnreadLists"), ("Ambiguous", "AmbiguousPeople")])
def test_the_alarms_watch_what_is_counted(alarm: str, metric: str) -> None:
    watched = load("template.yaml")["Resources"][alarm]["Properties"]
    assert (watched["Namespace"], watched["MetricName"]) == ("aws-access", metric)
    assert watched["Dimensions"] == [{"Name": "service", "Value": "people"}]
