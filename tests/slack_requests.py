"""Requests as Slack signs them and API Gateway passes them on, and an endpoint that takes them."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from aws_lambda_powertools.logging import Logger

from aws_access.adapters.catalogue import known_actions
from aws_access.adapters.secrets import Secret
from aws_access.domain.errors import Unavailable
from aws_access.entrypoints.messages import Message, parse
from aws_access.entrypoints.slack import SlackEndpoint
from aws_access.ports import Clock
from tests.builders import NOW
from tests.fakes import FakeClock

EVENTS = Path(__file__).parents[1] / "events"
SIGNING_SECRET = "events-signing-secret"
FORM = "application/x-www-form-urlencoded"
COMMAND = {
    "command": "/aws-access",
    "text": "dynamodb verify 4h",
    "user_id": "U0DEV1",
    "team_id": "T0EXAMPLE",
    "channel_id": "C0GENERAL",
    "response_url": "https://hooks.slack.com/commands/T0EXAMPLE/1/redacted",
    "trigger_id": "1.2.3",
}


def event_file(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return event


def signature(body: str, timestamp: str, secret: str = SIGNING_SECRET) -> str:
    return "v0=" + hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()


def signed(
    body: str, at: datetime = NOW, content_type: str = FORM, secret: str = SIGNING_SECRET, **headers: str
) -> dict[str, Any]:
    timestamp = str(int(at.timestamp()))
    return {
        "headers": {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(body, timestamp, secret),
            **headers,
        },
        "body": body,
        "isBase64Encoded": False,
    }


def command(**fields: str) -> dict[str, Any]:
    return signed(urlencode(COMMAND | fields))


def interaction(payload: Mapping[str, Any]) -> dict[str, Any]:
    return signed(urlencode({"payload": json.dumps(payload)}))


class Queue:
    """The commands queue. `refusing`: it takes nothing."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.refusing = False

    def __call__(self, body: str) -> None:
        if self.refusing:
            raise Unavailable("SQS")
        self.bodies.append(body)

    @property
    def messages(self) -> list[Message]:
        return [parse(body) for body in self.bodies]


def endpoint(
    queue: Queue,
    clock: Clock | None = None,
    secret: Callable[[float], Secret] = lambda _: Secret(SIGNING_SECRET),
    api_url: str = "http://127.0.0.1:9/api/",
    token: str = "xoxb-example",  # noqa: S107 - made up
    log: StringIO | None = None,
) -> SlackEndpoint:
    logger = Logger(service=f"test-{uuid4()}", stream=log or StringIO())  # loggers of one name share a stream
    return SlackEndpoint(secret, lambda: Secret(token), queue, api_url, clock or FakeClock(), logger, known_actions)
