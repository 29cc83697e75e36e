"""The local Slack, and the slack function behind it, both served on loopback."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette
from starlette.requests import Request as WebRequest
from starlette.responses import Response
from starlette.routing import Route

from aws_access.adapters.clock import SystemClock
from aws_access.adapters.secrets import Secret
from aws_access.adapters.slack.client import SlackDirectory, SlackMessenger
from local.slack.client import SlackControl, SlackPerson
from local.slack.config import WorkspaceConfig
from local.slack.server import create_app
from local.slack.workspace import Workspace
from tests.integration.local_slack.servers import serving
from tests.slack_requests import SIGNING_SECRET, Queue, endpoint

TOKEN = "xoxb-example"
APPROVALS, QUIET = "C0APPROVALS", "C0QUIET"

CONFIG = WorkspaceConfig.model_validate(
    {
        "bot_token": TOKEN,
        "signing_secret": SIGNING_SECRET,
        "people": [
            {"id": "UDEV1", "name": "dev1", "locale": "ja-JP"},
            {"id": "USRE1", "name": "sre1"},
            {"id": "UGUEST", "name": "guest", "is_restricted": True},
            {"id": "USINGLE", "name": "single", "is_ultra_restricted": True},
            {"id": "USTRANGER", "name": "stranger", "is_stranger": True},
            {"id": "UGONE", "name": "gone", "deleted": True},
            {"id": "UROBOT", "name": "robot", "is_bot": True},
        ],
        "user_groups": [{"id": "S0LEADS", "handle": "leads", "users": ["USRE1", "UGUEST"]}],
        "channels": [{"id": APPROVALS, "name": "approvals"}, {"id": QUIET, "name": "quiet", "members": ["UDEV1"]}],
    }
)


@dataclass(frozen=True)
class Slack:
    url: str
    control: SlackControl

    @property
    def api_url(self) -> str:
        return f"{self.url}api/"

    @property
    def messenger(self) -> SlackMessenger:
        return SlackMessenger(lambda: Secret(TOKEN), self.api_url)

    @property
    def directory(self) -> SlackDirectory:
        return SlackDirectory(lambda: Secret(TOKEN), self.api_url)


@pytest.fixture
def slack() -> Iterator[Slack]:
    with serving(create_app(Workspace(CONFIG))) as url, SlackControl(url, TOKEN) as control:
        yield Slack(url, control)


@pytest.fixture
def dev1(slack: Slack) -> Iterator[SlackPerson]:
    with SlackPerson(slack.url, "UDEV1") as person:
        yield person


@pytest.fixture
def sre1(slack: Slack) -> Iterator[SlackPerson]:
    with SlackPerson(slack.url, "USRE1") as person:
        yield person


class Served:
    """The slack function behind HTTP, as API Gateway puts it there, and the queue behind it."""

    def __init__(self, api_url: str) -> None:
        self.queue = Queue()
        self._endpoint = endpoint(self.queue, SystemClock(), api_url=api_url, token=TOKEN)

    def app(self) -> Starlette:
        async def receive(request: WebRequest) -> Response:
            event = {"headers": dict(request.headers), "body": (await request.body()).decode()}
            answer = await asyncio.to_thread(self._endpoint, event, None)
            return Response(answer["body"], answer["statusCode"], answer["headers"])

        return Starlette(routes=[Route("/slack/events", receive, methods=["POST"])])


@pytest.fixture
def served(slack: Slack) -> Iterator[Served]:
    served = Served(slack.api_url)
    with serving(served.app()) as url:
        slack.control.set_request_url(f"{url}slack/events")
        yield served
