"""The `chat.*` methods."""

from dataclasses import replace

from local.slack.api.arguments import Arguments
from local.slack.api.conversations import joined
from local.slack.blocks import Json, checked_message_blocks
from local.slack.config import direct_channel
from local.slack.errors import SlackError
from local.slack.messages import Conversation, Message, message_as_json
from local.slack.workspace import Workspace

LONGEST_TEXT = 40_000


def post_message(workspace: Workspace, arguments: Arguments) -> Json:
    conversation = _addressed(workspace, arguments.required("channel"))
    thread_ts = arguments.text("thread_ts")
    if thread_ts:
        _check_thread(conversation, thread_ts)
    text, blocks = content(arguments)
    message = conversation.put(
        Message(
            workspace.new_ts(),
            workspace.config.bot_user_id,
            text,
            blocks or (),
            thread_ts,
            _metadata(arguments),
        )
    )
    return _told(message, conversation, workspace)


def post_ephemeral(workspace: Workspace, arguments: Arguments) -> Json:
    conversation = joined(workspace, arguments.required("channel"))
    person = workspace.person(arguments.required("user"))
    if person.id not in conversation.members:
        raise SlackError("user_not_in_channel")
    text, blocks = content(arguments)
    message = conversation.put(
        Message(
            workspace.new_ts(),
            workspace.config.bot_user_id,
            text,
            blocks or (),
            arguments.text("thread_ts"),
            only_for=person.id,
        )
    )
    return {"message_ts": message.ts}


def update(workspace: Workspace, arguments: Arguments) -> Json:
    """A text without blocks removes the blocks; metadata that is not given stays."""
    conversation = joined(workspace, arguments.required("channel"))
    message = conversation.posted(arguments.required("ts"))
    if message.author != workspace.config.bot_user_id:
        raise SlackError("cant_update_message")
    text, blocks = content(arguments)
    metadata = _metadata(arguments)
    changed = replace(
        message,
        text=text or message.text,
        blocks=blocks or (),
        metadata=message.metadata if metadata is None else metadata,
        edited_ts=message.edited_ts if blocks else workspace.new_ts(),
    )
    return {**_told(conversation.put(changed), conversation, workspace), "text": changed.text}


def content(arguments: Arguments) -> tuple[str, tuple[Json, ...] | None]:
    """What a message says; blocks are None when they were not given at all."""
    text = arguments.text("text")
    raw = arguments.structure("blocks", "invalid_blocks_format")
    blocks = None if raw is None else tuple(checked_message_blocks(raw))
    if not text and not blocks:
        raise SlackError("no_text")
    if len(text) > LONGEST_TEXT:
        raise SlackError("msg_too_long")
    return text, blocks


def _addressed(workspace: Workspace, address: str) -> Conversation:
    """A conversation's id, or a person's id for direct messages."""
    person = workspace.people.get(address)
    if person is None:
        return joined(workspace, address)
    if person.is_bot:
        raise SlackError("cannot_dm_bot")
    if person.deleted:
        raise SlackError("channel_not_found")
    return workspace.conversation(direct_channel(person.id))


def _check_thread(conversation: Conversation, thread_ts: str) -> None:
    """Stricter than Slack, which lets a reply to nothing pass: here that is a mistake in the app."""
    try:
        root = conversation.posted(thread_ts)
    except SlackError as missing:
        raise SlackError("thread_not_found") from missing
    if root.is_reply:
        raise SlackError("cannot_reply_to_message")


def _metadata(arguments: Arguments) -> Json | None:
    metadata = arguments.structure("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not (
        isinstance(metadata.get("event_type"), str) and isinstance(metadata.get("event_payload"), dict)
    ):
        raise SlackError("invalid_metadata_format")
    return metadata


def _told(message: Message, conversation: Conversation, workspace: Workspace) -> Json:
    told = message_as_json(message, conversation, workspace.config)
    return {"channel": conversation.id, "ts": message.ts, "message": told}
