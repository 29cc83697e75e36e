"""The state of the local Slack: who and what there is, what was said, what was lent to the app."""

import time

from local.slack.config import Person, WorkspaceConfig, direct_channel
from local.slack.errors import SlackError
from local.slack.leases import Clock, ResponseUrls, Triggers
from local.slack.messages import Conversation, Message
from local.slack.outage import NO_OUTAGE, Outage
from local.slack.views import Views


class Workspace:
    """`request_url`, where the app listens, and `outage` may be set at any time."""

    def __init__(self, config: WorkspaceConfig, clock: Clock = time.time) -> None:
        self.config = config
        self.clock = clock
        self.request_url = config.request_url
        self.outage: Outage = NO_OUTAGE
        self.bot = Person(id=config.bot_user_id, name=config.bot_name, is_bot=True)
        self.people = {person.id: person for person in (*config.people, self.bot)}
        self.triggers = Triggers(clock)
        self.response_urls = ResponseUrls(clock)
        self.views = Views()
        self.conversations = {conversation.id: conversation for conversation in _conversations(config)}
        self.user_groups = {group.id: group.users for group in config.user_groups}
        self._last_ts = 0

    def person(self, person_id: str) -> Person:
        person = self.people.get(person_id)
        if person is None:
            raise SlackError("user_not_found")
        return person

    def conversation(self, conversation_id: str) -> Conversation:
        conversation = self.conversations.get(conversation_id)
        if conversation is None:
            raise SlackError("channel_not_found")
        return conversation

    def new_ts(self) -> str:
        """Slack's name of a message: seconds and microseconds, never twice."""
        self._last_ts = max(int(self.clock() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06}"

    def tell(self, conversation: Conversation, person: str, text: str, author: str) -> Message:
        """An ephemeral line of text."""
        return conversation.put(Message(self.new_ts(), author, text, only_for=person))


def _conversations(config: WorkspaceConfig) -> list[Conversation]:
    everybody = [person.id for person in config.people] + [config.bot_user_id]
    channels = [
        Conversation(
            channel.id,
            channel.name,
            frozenset(everybody if channel.members is None else channel.members),
            is_private=channel.is_private,
        )
        for channel in config.channels
    ]
    direct = [
        Conversation(
            direct_channel(person.id),
            person.name,
            frozenset({person.id, config.bot_user_id}),
            is_private=True,
            is_direct=True,
        )
        for person in config.people
    ]
    return channels + direct
