"""What Slack lends the app for a short time: trigger ids and response URLs."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from local.slack.errors import SlackError

Clock = Callable[[], float]  # seconds since 1970

TRIGGER_SECONDS = 3
RESPONSE_URL_SECONDS = 30 * 60
RESPONSE_URL_USES = 5


@dataclass(frozen=True, slots=True)
class _Trigger:
    person: str
    ends: float
    used: bool = False


class Triggers:
    """One trigger opens one view, within 3 seconds of what the person did."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._triggers: dict[str, _Trigger] = {}

    def lend(self, person: str) -> str:
        now = self._clock()
        trigger_id = f"{int(now * 1000)}.{len(self._triggers) + 1}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = _Trigger(person, now + TRIGGER_SECONDS)
        return trigger_id

    def exchange(self, trigger_id: str) -> str:
        """The person whose trigger this is, once."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock() > trigger.ends:
            raise SlackError("expired_trigger_id")
        self._triggers[trigger_id] = replace(trigger, used=True)
        return trigger.person


@dataclass(frozen=True, slots=True)
class ResponseUrl:
    """Where the app may answer one command (`original` is empty) or one click on the message `original`."""

    person: str
    channel: str
    original: str
    ends: float
    uses_left: int = RESPONSE_URL_USES


class ResponseUrls:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._urls: dict[str, ResponseUrl] = {}

    def lend(self, person: str, channel: str, original: str = "") -> str:
        """The secret last part of the new URL."""
        key = secrets.token_urlsafe(18)
        self._urls[key] = ResponseUrl(person, channel, original, self._clock() + RESPONSE_URL_SECONDS)
        return key

    def look(self, key: str) -> ResponseUrl:
        url = self._urls.get(key)
        if url is None:
            raise SlackError("invalid_url")
        if self._clock() > url.ends:
            raise SlackError("expired_url")
        if not url.uses_left:
            raise SlackError("used_url")
        return url

    def spend(self, key: str) -> None:
        url = self.look(key)
        self._urls[key] = replace(url, uses_left=url.uses_left - 1)
