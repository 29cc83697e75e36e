"""The ports that Slack keeps: its word on its users, and messages to channels and people."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from slack_sdk.webhook import WebhookClient

from aws_access.adapters.secrets import Secret
from aws_access.adapters.slack.api import SECONDS, SlackApi, slack_errors
from aws_access.adapters.slack.blocks import Message
from aws_access.adapters.slack.cards import card
from aws_access.adapters.slack.channel import alert, asking, lock_message
from aws_access.adapters.slack.direct import direct_message
from aws_access.domain.audit import Event, EventType
from aws_access.domain.errors import Unavailable
from aws_access.domain.ids import SlackUserId
from aws_access.domain.model import Person, Request
from aws_access.domain.reasons import Language
from aws_access.ports import CARD, MessageRef, SlackProfile

_EVENT_TYPE = "aws_access_message"
_NOT_MEMBER = ("deleted", "is_bot", "is_app_user", "is_restricted", "is_ultra_restricted", "is_stranger")
_CLOCKS_APART = timedelta(minutes=1)
_HOOKS = ("https", "hooks.slack.com", 443)

_log = logging.getLogger(__name__)


class SlackDirectory:
    """The port `Directory`."""

    def __init__(self, token: Callable[[], Secret], api_url: str) -> None:
        self._slack = SlackApi(token, api_url)
        self._home: tuple[str, str | None] | None = None

    def profile(self, slack_id: SlackUserId) -> SlackProfile:
        """One call, and one more the first time: to learn which workspace and organisation the app is at home in."""
        with slack_errors():
            client = self._slack.client()
            if self._home is None:
                here = client.auth_test()
                self._home = here["team_id"], here.get("enterprise_id")
            user = client.users_info(user=slack_id, include_locale=True)["user"]
        member = _at_home(user, *self._home) and not any(user.get(flag) for flag in _NOT_MEMBER)
        return SlackProfile(slack_id, member, Language.of(user.get("locale") or ""), user.get("tz") or "")


class SlackMessenger:
    """The port `Messenger`. Every message carries metadata by which it is recognised in its channel."""

    def __init__(self, token: Callable[[], Secret], api_url: str) -> None:
        self._slack = SlackApi(token, api_url)

    def direct_channel(self, slack_id: SlackUserId) -> str:
        """Opens it if need be."""
        with slack_errors():
            return str(self._slack.client().conversations_open(users=[slack_id])["channel"]["id"])

    def find(self, channel: str, chain: str, key: str, since: datetime, thread: str | None = None) -> str | None:
        """Reads the channel, or the thread, back to `since`, page by page."""
        wanted = _metadata(chain, key)
        with slack_errors():
            return next(
                (str(message["ts"]) for message in self._since(channel, since, thread) if _same(message, wanted)),
                None,
            )

    def post_card(self, channel: str, request: Request) -> str:
        """One call."""
        return self._post(channel, card(request), request.id, CARD)

    def update_card(self, ref: MessageRef, request: Request) -> None:
        """One call."""
        said = card(request)
        with slack_errors():
            self._slack.client().chat_update(
                channel=ref.channel,
                ts=ref.ts or "",
                text=said.text,
                blocks=said.blocks,
                metadata=_metadata(request.id, CARD),
            )

    def tell(self, channel: str, request: Request, kind: EventType, key: str) -> str:
        """One call."""
        return self._post(channel, direct_message(request, kind), request.id, key)

    def ask(self, card: MessageRef, request: Request, kind: EventType, people: Sequence[Person], key: str) -> str:
        """One call."""
        return self._post(card.channel, asking(request, kind, people), request.id, key, thread=card.ts)

    def alert(self, channel: str, request: Request, kind: EventType, key: str) -> str:
        """One call."""
        return self._post(channel, alert(request, kind), request.id, key)

    def tell_lock(self, channel: str, event: Event, key: str) -> str:
        """One call."""
        return self._post(channel, lock_message(event), event.chain, key)

    def _post(self, channel: str, said: Message, chain: str, key: str, thread: str | None = None) -> str:
        with slack_errors():
            posted = self._slack.client().chat_postMessage(
                channel=channel,
                thread_ts=thread,
                text=said.text,
                blocks=said.blocks,
                metadata=_metadata(chain, key),
                unfurl_links=False,
                unfurl_media=False,
            )
            return str(posted["ts"])

    def _since(self, channel: str, since: datetime, thread: str | None) -> Iterator[dict[str, Any]]:
        cursor, client = "", self._slack.client()
        while True:
            read = client.conversations_history if thread is None else partial(client.conversations_replies, ts=thread)
            page = read(
                channel=channel,
                oldest=f"{(since - _CLOCKS_APART).timestamp():.6f}",
                cursor=cursor,
                limit=200,
                include_all_metadata=True,
            )
            yield from page["messages"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return


class Responder:
    """Answers a command or a click at its response URL, for the eyes of that person only."""

    def __init__(self, api_url: str) -> None:
        self._ours = {_HOOKS, _place(api_url)} - {None}

    def __call__(self, response_url: str, message: Message) -> None:
        """Unavailable when Slack does not answer. An answer that Slack will not take (any more) is logged and lost."""
        if _place(response_url) not in self._ours:
            # The URL came through a queue: never send anything anywhere but to Slack.
            _log.error("answer not sent: the response URL is not Slack's")
            return
        try:
            taken = WebhookClient(response_url, timeout=SECONDS, retry_handlers=[]).send(
                text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=False
            )
        except (HTTPException, OSError, UnicodeError) as error:
            raise Unavailable("Slack") from error
        if taken.status_code >= 500 or taken.status_code == 429:
            raise Unavailable("Slack")
        if taken.status_code != 200:
            _log.warning("answer not sent", extra={"status": taken.status_code, "slack_error": taken.body[:100]})


def _at_home(user: dict[str, Any], team: str, enterprise: str | None) -> bool:
    """People of other companies in shared channels are marked `is_stranger` only while the app is in none of those."""
    if user.get("team_id") == team:
        return True
    return enterprise is not None and (user.get("enterprise_user") or {}).get("enterprise_id") == enterprise


def _metadata(chain: str, key: str) -> dict[str, Any]:
    return {"event_type": _EVENT_TYPE, "event_payload": {"request_id": chain, "key": key}}


def _same(message: dict[str, Any], metadata: dict[str, Any]) -> bool:
    found = message.get("metadata") or {}
    return all(found.get(name) == value for name, value in metadata.items())


def _place(url: str) -> tuple[str, str, int] | None:
    """The scheme, host and port of a URL; None for one that is malformed or carries credentials."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}[parts.scheme]
    except (ValueError, KeyError):
        return None
    return None if "@" in parts.netloc else (parts.scheme, parts.hostname or "", port)
