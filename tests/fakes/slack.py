"""Slack in memory: its word on its users, and its channels."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aws_access.domain.audit import Event, EventType
from aws_access.domain.errors import NotFound
from aws_access.domain.ids import SlackUserId
from aws_access.domain.model import Person, Request
from aws_access.domain.reasons import Language, reason
from aws_access.ports import MessageRef, SlackProfile
from tests.fakes.faults import Faults
from tests.fakes.time_and_rules import FakeClock

CARD = "CARD"


class FakeDirectory:
    def __init__(self, *profiles: SlackProfile, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self.profiles = {each.slack_id: each for each in profiles}

    def add(self, slack_id: SlackUserId, *, member: bool = True, language: Language = Language.ENGLISH) -> None:
        self.profiles[slack_id] = SlackProfile(slack_id, member, language)

    def profile(self, slack_id: SlackUserId) -> SlackProfile:
        with self.faults.call("Slack"):
            if slack_id not in self.profiles:
                raise NotFound(reason("not-a-member"))
            return self.profiles[slack_id]


@dataclass
class FakeMessage:
    """A card (`key` CARD, `kind` None) or another message, with the request as it was shown last.

    `thread`: the card in whose thread it is. `people`: who was asked there. `event`: the lock that it tells of.
    """

    ts: str
    key: str
    request: Request
    kind: EventType | None = None
    thread: str | None = None
    people: tuple[Person, ...] = ()


@dataclass
class FakeLockMessage:
    """What was said of a lock."""

    ts: str
    key: str
    event: Event


@dataclass
class FakeMessenger:
    """`channels`: what is to be read in each. `gone`: channels and users that Slack no longer knows."""

    faults: Faults = field(default_factory=Faults)
    channels: dict[str, list[FakeMessage]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    clock: FakeClock = field(default_factory=FakeClock)
    locks: list[FakeLockMessage] = field(default_factory=list)

    def direct_channel(self, slack_id: SlackUserId) -> str:
        with self.faults.call("Slack"):
            self._there(slack_id)
            return f"D{slack_id}"

    def find(self, channel: str, chain: str, key: str, since: datetime, thread: str | None = None) -> str | None:
        with self.faults.call("Slack"):
            for message in self._there(channel):
                same = (message.request.id, message.key, message.thread) == (chain, key, thread)
                if same and float(message.ts) >= since.timestamp():
                    return message.ts
            return next((each.ts for each in self.locks if each.event.chain == chain and each.key == key), None)

    def post_card(self, channel: str, request: Request) -> str:
        with self.faults.call("Slack"):
            return self._post(channel, CARD, request, None)

    def update_card(self, ref: MessageRef, request: Request) -> None:
        with self.faults.call("Slack"):
            for message in self._there(ref.channel):
                if message.ts == ref.ts:
                    message.request = request
                    return
            raise NotFound

    def tell(self, channel: str, request: Request, kind: EventType, key: str) -> str:
        with self.faults.call("Slack"):
            return self._post(channel, key, request, kind)

    def ask(self, card: MessageRef, request: Request, kind: EventType, people: Sequence[Person], key: str) -> str:
        with self.faults.call("Slack"):
            ts = self._post(card.channel, key, request, kind)
            message = self.channels[card.channel][-1]
            message.thread, message.people = card.ts, tuple(people)
            return ts

    def alert(self, channel: str, request: Request, kind: EventType, key: str) -> str:
        with self.faults.call("Slack"):
            return self._post(channel, key, request, kind)

    def tell_lock(self, channel: str, event: Event, key: str) -> str:
        with self.faults.call("Slack"):
            self._there(channel)
            ts = f"{self.clock.now().timestamp() + len(self.locks) / 1e6:.6f}"
            self.locks.append(FakeLockMessage(ts, key, event))
            return ts

    def _post(self, channel: str, key: str, request: Request, kind: EventType | None) -> str:
        messages = self._there(channel)
        ts = f"{self.clock.now().timestamp() + sum(map(len, self.channels.values())) / 1e6:.6f}"
        messages.append(FakeMessage(ts, key, request, kind))
        return ts

    def _there(self, channel: str) -> list[FakeMessage]:
        if channel in self.gone:
            raise NotFound
        return self.channels.setdefault(channel, [])
