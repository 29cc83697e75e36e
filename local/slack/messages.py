"""Conversations and the messages in them, and how Slack's Web API tells of both."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from local.slack.blocks import Json
from local.slack.config import WorkspaceConfig
from local.slack.errors import SlackError

SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Message:
    """`ts` is unique in the workspace. `only_for` is the one person who sees an ephemeral message."""

    ts: str
    author: str
    text: str
    blocks: tuple[Json, ...] = ()
    thread_ts: str = ""
    metadata: Json | None = None
    edited_ts: str = ""
    only_for: str = ""

    @property
    def is_reply(self) -> bool:
        return self.thread_ts not in {"", self.ts}


@dataclass(slots=True)
class Conversation:
    """A channel, or a person's direct messages with the app; messages stand in the order of their ts."""

    id: str
    name: str
    members: frozenset[str]
    is_private: bool = False
    is_direct: bool = False
    _messages: dict[str, Message] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """One of the `types` of `conversations.list`."""
        if self.is_direct:
            return "im"
        return "private_channel" if self.is_private else "public_channel"

    @property
    def name_for_app(self) -> str:
        """Slack tells an app the names of public channels only."""
        if self.is_direct:
            return "directmessage"
        return "privategroup" if self.is_private else self.name

    def put(self, message: Message) -> Message:
        self._messages[message.ts] = message
        return message

    def remove(self, ts: str) -> None:
        del self._messages[ts]

    def find(self, ts: str) -> Message:
        message = self._messages.get(ts)
        if message is None:
            raise SlackError("message_not_found")
        return message

    def posted(self, ts: str) -> Message:
        """As `find`, but ephemeral messages are not there for the Web API."""
        message = self.find(ts)
        if message.only_for:
            raise SlackError("message_not_found")
        return message

    def seen_by(self, person: str) -> Iterator[Message]:
        return (message for message in self._messages.values() if message.only_for in {"", person})

    def history(self) -> list[Message]:
        """What was said in the channel itself, not in threads, newest first."""
        return [message for message in self._everybodys() if not message.is_reply][::-1]

    def replies(self, ts: str) -> list[Message]:
        return [message for message in self._everybodys() if message.is_reply and message.thread_ts == ts]

    def _everybodys(self) -> list[Message]:
        return [message for message in self._messages.values() if not message.only_for]


def message_as_json(message: Message, conversation: Conversation, config: WorkspaceConfig) -> Json:
    told: Json = {"type": "message", "user": message.author, "text": message.text, "ts": message.ts}
    told["team"] = config.team_id
    if message.author == config.bot_user_id:
        told |= {"bot_id": config.bot_id, "app_id": config.app_id}
    if message.blocks:
        told["blocks"] = list(message.blocks)
    if message.edited_ts:
        told["edited"] = {"user": message.author, "ts": message.edited_ts}
    if message.metadata is not None:
        told["metadata"] = message.metadata
    if message.is_reply:
        told |= {"thread_ts": message.thread_ts}
    elif replies := conversation.replies(message.ts):
        told |= {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users": sorted({reply.author for reply in replies}),
            "latest_reply": replies[-1].ts,
        }
    return told


def conversation_as_json(conversation: Conversation, config: WorkspaceConfig) -> Json:
    if conversation.is_direct:
        other = next(iter(conversation.members - {config.bot_user_id}))
        return {"id": conversation.id, "is_im": True, "user": other, "is_archived": False}
    return {
        "id": conversation.id,
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": not conversation.is_private,
        "is_group": conversation.is_private,
        "is_private": conversation.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_archived": False,
        "is_member": config.bot_user_id in conversation.members,
        "num_members": len(conversation.members),
    }
