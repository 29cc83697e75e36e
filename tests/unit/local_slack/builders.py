"""A small workspace, and an app that answers as a test wants, for the tests of the local Slack."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import httpx

from local.slack.config import WorkspaceConfig
from local.slack.server import create_app
from local.slack.workspace import Workspace

TOKEN = "xoxb-local"
SECRET = "local-signing-secret"
NOW = 1_800_000_000.0
DEV1, DEV2, GUEST, STRANGER, GONE, ROBOT = "U0DEV1", "U0DEV2", "U0GUEST", "U0STRANGER", "U0GONE", "U0ROBOT"
BOT = "U0ACCESSBOT"
APPROVALS, GENERAL, PRIVATE, WITHOUT_BOT = "C0APPROVE", "C0GENERAL", "G0PRIVATE", "C0NOBOT"
DEV1_DIRECT = "D0DEV1"
BASE = "http://127.0.0.1:4711"
PAGE = {"X-Local-Slack": "test"}
AS_BOT = {"Authorization": f"Bearer {TOKEN}"}


class Clock:
    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def config(**changes: Any) -> WorkspaceConfig:
    return WorkspaceConfig.model_validate(
        {
            "bot_token": TOKEN,
            "signing_secret": SECRET,
            "request_url": "http://app.test/slack/events",
            "people": [
                {"id": DEV1, "name": "dev1", "real_name": "Devi One", "locale": "ja-JP", "tz": "Asia/Tokyo"},
                {"id": DEV2, "name": "dev2"},
                {"id": GUEST, "name": "guest", "is_restricted": True},
                {"id": STRANGER, "name": "stranger", "is_stranger": True},
                {"id": GONE, "name": "gone", "deleted": True},
                {"id": ROBOT, "name": "robot", "is_bot": True},
            ],
            "channels": [
                {"id": APPROVALS, "name": "approvals"},
                {"id": GENERAL, "name": "general"},
                {"id": PRIVATE, "name": "secret-plans", "is_private": True, "members": [DEV1, BOT]},
                {"id": WITHOUT_BOT, "name": "no-bots", "members": [DEV1]},
            ],
            **changes,
        }
    )


class FakeApp:
    """The app behind the request URL: keeps what it was sent, answers with `answer`."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.answer: Callable[[], httpx.Response] = lambda: httpx.Response(200)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.answer()

    @property
    def last_form(self) -> dict[str, str]:
        return dict(parse_qsl(self.requests[-1].content.decode(), keep_blank_values=True))


class Browser:
    """Calls the local Slack without a socket: as the app does, as the page does, as anybody does."""

    def __init__(self, workspace: Workspace, app: Callable[[httpx.Request], Any]) -> None:
        self._transport = httpx.ASGITransport(create_app(workspace, httpx.MockTransport(app)))

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url=BASE) as client:
                return await client.request(method, path, **options)

        return asyncio.run(send())

    def api(self, method: str, **arguments: Any) -> dict[str, Any]:
        answer = self.post(f"/api/{method}", json=arguments, headers=AS_BOT)
        assert answer.status_code == 200
        told: dict[str, Any] = answer.json()
        return told

    def posted(self, **message: Any) -> str:
        """The ts of a new message in the approvals channel."""
        return str(self.api("chat.postMessage", **({"channel": APPROVALS, "text": "card"} | message))["ts"])

    def opened(self, workspace: Workspace, view: dict[str, Any]) -> str:
        """The id of a view that the app has opened for dev1."""
        return str(self.api("views.open", trigger_id=workspace.triggers.lend(DEV1), view=view)["view"]["id"])

    def do(self, action: str, **body: Any) -> dict[str, Any]:
        """What dev1 does at the page, in the approvals channel."""
        answer = self.post(f"/page/{action}", json={"person": DEV1, **body}, headers=PAGE)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def command(self, text: str = "/aws-access help") -> dict[str, Any]:
        return self.do("command", channel=APPROVALS, text=text)

    def click(self, ts: str, action_id: str = "approve") -> dict[str, Any]:
        return self.do("click", channel=APPROVALS, ts=ts, action_id=action_id)

    def seen(self, person: str = DEV1) -> list[dict[str, Any]]:
        answer = self.get("/page/messages", params={"person": person, "channel": APPROVALS})
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    def texts(self, person: str = DEV1) -> list[str]:
        return [message["text"] for message in self.seen(person)]

    def screen(self) -> dict[str, Any]:
        screen: dict[str, Any] = self.get("/page/screen", params={"person": DEV1, "channel": APPROVALS}).json()
        return screen

    def view(self, person: str = DEV1) -> dict[str, Any]:
        """The modal that is open for the person; empty when none is."""
        view: dict[str, Any] | None = self.get("/page/view", params={"person": person}).json()["view"]
        return view or {}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(action_id: str = "approve", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "Approve"}, **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "block_id": "decide", "elements": list(elements or [button(value="r-1")])}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "deny",
        "private_metadata": "r-1",
        "title": {"type": "plain_text", "text": "Deny"},
        "submit": {"type": "plain_text", "text": "Deny"},
        "blocks": list(blocks or [text_input("why")]),
        **more,
    }


def text_input(block_id: str, **more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": f"{block_id}_action", **more.pop("element", {})}
    return {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": "Why?"},
        "element": element,
        **more,
    }


def select_input(block_id: str, *values: str, **more: Any) -> dict[str, Any]:
    options = [{"text": {"type": "plain_text", "text": value.upper()}, "value": value} for value in values]
    element = {"type": "static_select", "action_id": f"{block_id}_action", "options": options}
    return text_input(block_id, element=element, **more)
