"""The stream is told of the first event that has to come again, and never held up by one that never can be told."""

from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from aws_lambda_powertools import Logger

from aws_access.domain.audit import Event, EventType
from aws_access.domain.errors import AwsAccessError, Conflict, NotFound, Unavailable
from aws_access.domain.reasons import reason
from aws_access.entrypoints.notify import NotifyEndpoint
from tests.slack_requests import EVENTS, event_file

REQUEST_EVENTS = [EventType.SUBMITTED, EventType.APPROVED, EventType.ATTACHED]


class Told:
    """A use case that keeps what it was told, and fails as a test wants."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.failing: dict[EventType, Exception] = {}
        self.lost: tuple[AwsAccessError, ...] = ()

    def __call__(self, event: Event) -> tuple[AwsAccessError, ...]:
        self.events.append(event)
        if event.type in self.failing:
            raise self.failing[event.type]
        return self.lost

    @property
    def types(self) -> list[EventType]:
        return [event.type for event in self.events]


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def log() -> StringIO:
    return StringIO()


def handle(told: Told, event: dict[str, Any], log: StringIO) -> None:
    NotifyEndpoint(told, Logger(service=f"test-{uuid4()}", stream=log))(event, None)


def batch() -> dict[str, Any]:
    return event_file("stream_request_events")


@pytest.mark.parametrize(
    ("name", "types"), [("stream_request_events", REQUEST_EVENTS), ("stream_role_event", [EventType.ROLE_CHANGING])]
)
def test_every_record_becomes_its_event_as_it_was_written(
    told: Told, log: StringIO, name: str, types: list[EventType]
) -> None:
    handle(told, event_file(name), log)
    assert told.types == types
    assert all(event.hash == event.computed_hash() for event in told.events)


def test_every_event_of_the_stream_is_known_here() -> None:
    assert {path.stem for path in EVENTS.glob("stream_*.json")} == {"stream_request_events", "stream_role_event"}


def test_a_batch_in_which_one_cannot_be_told_now_comes_again(told: Told, log: StringIO) -> None:
    told.failing[EventType.APPROVED] = Unavailable("Slack")
    with pytest.raises(Unavailable):
        handle(told, batch(), log)
    assert told.types == [EventType.SUBMITTED, EventType.APPROVED]


@pytest.mark.parametrize(
    "error", [NotFound(reason("request-unknown", request="r")), Conflict(reason("payload-changed"))]
)
def test_what_can_never_be_told_is_logged_and_passed(told: Told, log: StringIO, error: AwsAccessError) -> None:
    told.failing[EventType.SUBMITTED] = error
    handle(told, batch(), log)
    assert told.types == REQUEST_EVENTS
    assert '"level":"ERROR"' in log.getvalue()


@pytest.mark.parametrize(
    "changes",
    [
        {"hash": None},
        {"chain": None},
        {"pk": {"S": "REQUEST#x"}, "type": None},
        {"actor": {"S": "somebody-else"}},
        {"type": {"S": "EXTENDED"}},
        {"sequence": {"S": "one"}},
        {"at": {"S": "yesterday"}},
        {"details": {"S": "{"}},
        {"details": {"N": "1"}},
    ],
)
def test_a_record_that_is_no_genuine_event_is_logged_and_passed(
    told: Told, log: StringIO, changes: dict[str, dict[str, str] | None]
) -> None:
    event = batch()
    image = event["Records"][0]["dynamodb"]["NewImage"] | changes
    event["Records"][0]["dynamodb"]["NewImage"] = {name: value for name, value in image.items() if value is not None}
    handle(told, event, log)
    assert told.types == REQUEST_EVENTS[1:]
    assert "record passed over" in log.getvalue()


def test_so_is_a_record_without_an_image(told: Told, log: StringIO) -> None:
    event = batch()
    del event["Records"][0]["dynamodb"]["NewImage"]
    handle(told, event, log)
    assert told.types == REQUEST_EVENTS[1:]


def test_what_slack_will_never_take_is_logged(told: Told, log: StringIO) -> None:
    told.lost = (NotFound(),)
    handle(told, batch(), log)
    assert log.getvalue().count("message lost") == 3


def test_what_nobody_expected_is_raised_for_the_alarm(told: Told, log: StringIO) -> None:
    told.failing[EventType.APPROVED] = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        handle(told, batch(), log)
