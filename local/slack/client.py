"""A person at the local Slack's page, and those who run it, for programs: the demo and the end-to-end tests."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

import httpx

from local.slack.config import direct_channel
from local.slack.page.guard import PAGE_HEADER

_LONGEST_WAIT = 30.0  # seconds for one call; the app itself is given 3 s


class SlackPageError(Exception):
    """The local Slack refused the call itself; the message says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What Slack shows after something was done. `errors` maps block ids of a modal to sentences."""

    ok: bool
    error: str = ""
    message: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SeenMessage:
    ts: str
    user: str
    text: str
    blocks: tuple[dict[str, Any], ...]
    thread_ts: str
    is_ephemeral: bool

    @property
    def all_text(self) -> str:
        """Every word of the message, blocks and buttons too, as the app wrote it."""
        return "\n".join([self.text, *_texts(list(self.blocks))])

    @property
    def action_ids(self) -> tuple[str, ...]:
        elements = [element for block in self.blocks for element in block.get("elements", ())]
        elements += [block["accessory"] for block in self.blocks if block.get("accessory")]
        return tuple(element["action_id"] for element in elements if "action_id" in element)


class _Caller:
    """Holds the connection, for a `with` block."""

    def __init__(self, page_url: str, headers: Mapping[str, str] | None = None) -> None:
        self._http = httpx.Client(base_url=page_url, timeout=_LONGEST_WAIT, trust_env=False, headers=headers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._http.close()


class SlackPerson(_Caller):
    """Does at the page what a person could do; without `channel`, in the direct messages with the app."""

    def __init__(self, page_url: str, slack_id: str) -> None:
        super().__init__(page_url)
        self.slack_id = slack_id
        self.direct_messages = direct_channel(slack_id)

    def command(self, text: str, channel: str = "") -> Answer:
        """`text` is all of the line, `/aws-access …`."""
        return self._do("command", channel=channel or self.direct_messages, text=text)

    def click(self, message_ts: str, action_id: str, channel: str = "", block_id: str = "") -> Answer:
        """Any confirmation that the button asks for is given."""
        where = channel or self.direct_messages
        return self._do("click", channel=where, ts=message_ts, action_id=action_id, block_id=block_id)

    def submit(self, view_id: str, values: Mapping[str, str]) -> Answer:
        """`values` maps block ids to the text written, or to the value of the option chosen."""
        return self._do("submit", view_id=view_id, values=dict(values))

    def close(self, view_id: str) -> Answer:
        return self._do("close", view_id=view_id)

    def view(self) -> dict[str, Any] | None:
        """The modal that is open, as Slack's API tells of it."""
        told: dict[str, Any] | None = self._get("view")["view"]
        return told

    def messages(self, channel: str = "") -> list[SeenMessage]:
        """What the person sees there, oldest first, replies and their own ephemeral messages among it."""
        told = self._get("messages", channel=channel or self.direct_messages)["messages"]
        return [
            SeenMessage(
                ts=message["ts"],
                user=message["user"],
                text=message["text"],
                blocks=tuple(message.get("blocks", ())),
                thread_ts=message.get("thread_ts", ""),
                is_ephemeral=message["is_ephemeral"],
            )
            for message in told
        ]

    def wait_for(self, wanted: Callable[[SeenMessage], bool], channel: str = "", seconds: float = 30.0) -> SeenMessage:
        """The newest message that is `wanted`; TimeoutError, with what was there instead, when none comes."""
        ends = time.monotonic() + seconds
        while True:
            seen = self.messages(channel)
            for message in reversed(seen):
                if wanted(message):
                    return message
            if time.monotonic() > ends:
                there = "\n".join(f"- {message.text}" for message in seen[-10:]) or "nothing"
                raise TimeoutError(
                    f"after {seconds} s {self.slack_id} sees in {channel or 'direct messages'}:\n{there}"
                )
            time.sleep(0.2)

    def _do(self, action: str, **body: Any) -> Answer:
        response = self._http.post(
            f"/page/{action}", json={"person": self.slack_id, **body}, headers={PAGE_HEADER: "program"}
        )
        told = _told(response)
        return Answer(told["ok"], told.get("error", ""), told.get("message", ""), told.get("errors", {}))

    def _get(self, what: str, **query: str) -> dict[str, Any]:
        return _told(self._http.get(f"/page/{what}", params={"person": self.slack_id, **query}))


class SlackControl(_Caller):
    """For those who run the local Slack, with the bot's token."""

    def __init__(self, page_url: str, bot_token: str) -> None:
        super().__init__(page_url, {"Authorization": f"Bearer {bot_token}"})

    def set_request_url(self, url: str) -> None:
        """Where the app listens."""
        self._post("request-url", {"request_url": url})

    def fail_next(
        self,
        calls: int,
        kind: Literal["unavailable", "ratelimited"] = "unavailable",
        methods: tuple[str, ...] = (),
        retry_after: int = 1,
    ) -> None:
        """The app's next calls fail with HTTP 503 or 429; 0 ends it. `response_url` stands for those URLs."""
        body = {"calls": calls, "kind": kind, "methods": list(methods), "retry_after": retry_after}
        self._post("outage", body)

    def _post(self, what: str, body: dict[str, Any]) -> None:
        _told(self._http.post(f"/control/{what}", json=body))


def _told(response: httpx.Response) -> dict[str, Any]:
    if response.status_code != httpx.codes.OK:
        raise SlackPageError(f"HTTP {response.status_code}: {response.text}")
    told: dict[str, Any] = response.json()
    return told


def _texts(part: Any) -> list[str]:
    if isinstance(part, dict):
        here = [part["text"]] if isinstance(part.get("text"), str) else []
        return here + [text for value in part.values() for text in _texts(value)]
    if isinstance(part, list):
        return [text for value in part for text in _texts(value)]
    return []
