"""P6: what Slack did not sign, for this body and within five minutes, gets nothing."""

import base64
from datetime import timedelta
from io import StringIO
from typing import Any
from urllib.parse import urlencode

import pytest

from aws_access.adapters.secrets import Secret
from tests.builders import NOW
from tests.fakes import FakeClock
from tests.slack_requests import COMMAND, SIGNING_SECRET, Queue, command, endpoint, signature, signed

BODY = urlencode(COMMAND)


def answers(event: dict[str, Any]) -> tuple[int, int]:
    """The status, and how many messages reached the queue."""
    queue = Queue()
    return endpoint(queue)(event, None)["statusCode"], len(queue.bodies)


def with_headers(**changes: str | None) -> dict[str, Any]:
    event = signed(BODY)
    for name, value in changes.items():
        header = {"timestamp": "X-Slack-Request-Timestamp", "signature": "X-Slack-Signature"}[name]
        event["headers"].pop(header)
        if value is not None:
            event["headers"][header] = value
    return event


def test_what_slack_signed_just_now_is_taken() -> None:
    assert answers(signed(BODY)) == (200, 1)


@pytest.mark.parametrize("apart", [timedelta(seconds=-300), timedelta(seconds=300)])
def test_five_minutes_apart_is_still_taken(apart: timedelta) -> None:
    assert answers(signed(BODY, NOW + apart)) == (200, 1)


@pytest.mark.parametrize("apart", [timedelta(seconds=-301), timedelta(seconds=301), timedelta(days=-365)])
def test_a_second_more_is_refused_whether_stale_or_from_the_future(apart: timedelta) -> None:
    assert answers(signed(BODY, NOW + apart)) == (401, 0)


def test_a_replayed_body_with_a_newer_timestamp_is_refused() -> None:
    old = signed(BODY, NOW - timedelta(minutes=10))
    old["headers"]["X-Slack-Request-Timestamp"] = str(int(NOW.timestamp()))
    assert answers(old) == (401, 0)


def test_the_signature_of_another_body_or_of_another_secret_is_refused() -> None:
    assert answers(signed(BODY) | {"body": BODY + "&text=s3"}) == (401, 0)
    assert answers(signed(BODY, secret="another-secret")) == (401, 0)


@pytest.mark.parametrize(
    "headers",
    [
        {"timestamp": None},
        {"signature": None},
        {"timestamp": None, "signature": None},
        {"timestamp": ""},
        {"signature": ""},
        {"timestamp": "now"},
        {"timestamp": "1894006800.5"},
        {"timestamp": "-1894006800"},
        {"timestamp": "٣"},
        {"signature": "v0="},
        {"signature": "v0=" + "ü" * 64},
        {"signature": "v1=" + "0" * 64},
        {"signature": signature(BODY, str(int(NOW.timestamp()))).upper()},
    ],
)
def test_missing_and_malformed_headers_are_refused(headers: dict[str, str | None]) -> None:
    assert answers(with_headers(**headers)) == (401, 0)


def test_the_case_of_header_names_does_not_matter() -> None:
    event = signed(BODY)
    for change in (str.lower, str.upper):
        assert answers(event | {"headers": {change(k): v for k, v in event["headers"].items()}}) == (200, 1)


def test_a_body_that_arrives_as_base64_is_checked_as_slack_sent_it() -> None:
    event = signed(BODY)
    assert answers(event | {"body": base64.b64encode(BODY.encode()).decode(), "isBase64Encoded": True}) == (200, 1)
    assert answers(event | {"isBase64Encoded": True}) == (401, 0)
    assert answers(event | {"body": base64.b64encode(b"\xff").decode(), "isBase64Encoded": True}) == (401, 0)


@pytest.mark.parametrize("event", [{}, {"body": None, "headers": None}, signed(BODY) | {"body": "\ud800"}])
def test_an_event_without_a_sound_body_is_refused(event: dict[str, Any]) -> None:
    assert answers(event) == (401, 0)


def test_a_new_signing_secret_is_picked_up_and_looked_for_only_on_a_mismatch() -> None:
    asked: list[float] = []

    def secret(most_seconds: float) -> Secret:
        asked.append(most_seconds)
        return Secret("new-secret" if most_seconds <= 60 else SIGNING_SECRET)

    queue = Queue()
    receive = endpoint(queue, FakeClock(), secret)
    receive(command(), None)
    assert len(asked) == 1
    assert receive(signed(BODY, secret="new-secret"), None)["statusCode"] == 200
    assert len(queue.bodies) == 2


def test_what_is_refused_leaves_no_trace_of_itself_in_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    log = StringIO()
    endpoint(Queue(), log=log)(signed(BODY, secret="another-secret"), None)
    logged = log.getvalue() + "".join(capsys.readouterr())
    assert "refused" in logged
    assert "hooks.slack.com" not in logged
    assert "v0=" not in logged
