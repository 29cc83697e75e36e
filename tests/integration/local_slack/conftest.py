"""The local Slack and an app made with Bolt, both served on loopback."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from slack_sdk import WebClient

from local.slack.client import SlackControl, SlackPerson
from local.slack.server import create_app
from local.slack.workspace import Workspace
from tests.integration.local_slack.bolt_app import bolt_app
from tests.integration.local_slack.servers import serving
from tests.unit.local_slack.builders import DEV1, DEV2, SECRET, TOKEN, config


class MovableClock:
    """The time of day, and what a test added to it."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@dataclass(frozen=True, slots=True)
class LocalSlack:
    url: str
    workspace: Workspace
    clock: MovableClock

    @property
    def api_url(self) -> str:
        return f"{self.url}api/"


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    clock = MovableClock()
    workspace = Workspace(config(answer_within_seconds=0.5), clock)
    with serving(create_app(workspace)) as url:
        yield LocalSlack(url, workspace, clock)


@pytest.fixture
def api(slack: LocalSlack) -> WebClient:
    return WebClient(token=TOKEN, base_url=slack.api_url)


@pytest.fixture
def control(slack: LocalSlack) -> Iterator[SlackControl]:
    with SlackControl(slack.url, TOKEN) as control:
        yield control


@pytest.fixture
def dev1(slack: LocalSlack) -> Iterator[SlackPerson]:
    with SlackPerson(slack.url, DEV1) as person:
        yield person


@pytest.fixture
def dev2(slack: LocalSlack) -> Iterator[SlackPerson]:
    with SlackPerson(slack.url, DEV2) as person:
        yield person


@pytest.fixture
def app(slack: LocalSlack, control: SlackControl) -> Iterator[str]:
    """The request URL of the app, which the local Slack is told after both have started."""
    with serving(bolt_app(slack.api_url, TOKEN, SECRET)) as url:
        request_url = f"{url}slack/events"
        control.set_request_url(request_url)
        yield request_url
