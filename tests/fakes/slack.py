"""Slack in memory: its word on its users, and its channels."""

from dataclasses import dataclass, field
from datetime import datetime

from aws_access.domain.audit import EventType
from aws_access.domain.errors import NotFound
from aws_access.domain.ids import RequestId, SlackUserId
from aws_access.domain.model import Request
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
    """A card (`key` CARD, `kind` None) or a direct message, with the request as it was shown last."""

    ts: str
    key: str
    request: Request
    kind: EventType | None = None


@dataclass
class FakeMessenger:
    """`channels`: what is to be read in each. `gone`: channels and users that Slack no longer knows."""

    faults: Faults = field(default_factory=Faults)
    channels: dict[str, list[FakeMessage]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    clock: FakeClock = field(default_factory=FakeClock)

    def direct_channel(self, slack_id: SlackUserId) -> str:
        with self.faults.call("Slack"):
            self._there(slack_id)
            return f"D{slack_id}"

    def find(self, channel: str, request_id: RequestId, key: str, since: datetime) -> str | None:
        with self.faults.call("Slack"):
            for message in self._there(channel):
                if (message.request.id, message.key) == (request_id, key) and float(message.ts) >= since.timestamp():
                    return message.ts
            return None

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

    def _post(self, channel: str, key: str, request: Request, kind: EventType | None) -> str:
        messages = self._there(channel)
        ts = f"{self.clock.now().timestamp() + sum(map(len, self.channels.values())) / 1e6:.6f}"
        messages.append(FakeMessage(ts, key, request, kind))
        return ts

    def _there(self, channel: str) -> list[FakeMessage]:
        if channel in self.gone:
            raise NotFound
        return self.channels.setdefault(channel, [])
