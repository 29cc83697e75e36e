"""The `conversations.*` methods."""

from collections.abc import Sequence

from local.slack.api.arguments import Arguments
from local.slack.api.paging import page_of
from local.slack.api.users import listed
from local.slack.blocks import Json
from local.slack.config import direct_channel
from local.slack.errors import SlackError
from local.slack.messages import Conversation, Message, message_as_json
from local.slack.workspace import Workspace


def visible(workspace: Workspace, conversation_id: str) -> Conversation:
    """A conversation that the app's bot can see: a private one that it is not in is not there for it."""
    conversation = workspace.conversation(conversation_id)
    if conversation.is_private and workspace.config.bot_user_id not in conversation.members:
        raise SlackError("channel_not_found")
    return conversation


def joined(workspace: Workspace, conversation_id: str) -> Conversation:
    conversation = visible(workspace, conversation_id)
    if workspace.config.bot_user_id not in conversation.members:
        raise SlackError("not_in_channel")
    return conversation


def conversations_list(workspace: Workspace, arguments: Arguments) -> Json:
    return listed(workspace, arguments, set((arguments.text("types") or "public_channel").split(",")))


def conversations_open(workspace: Workspace, arguments: Arguments) -> Json:
    """Direct messages with one person; groups are more than the local Slack plays."""
    if conversation_id := arguments.text("channel"):
        conversation = visible(workspace, conversation_id)
        if not conversation.is_direct:
            raise SlackError("method_not_supported_for_channel_type")
        return _opened(conversation, workspace, arguments)
    people = [person for person in arguments.text("users").split(",") if person]
    if not people:
        raise SlackError("users_list_not_supplied")
    if len(people) > 1:
        raise SlackError("too_many_users")
    person = workspace.person(people[0])
    if person.deleted:
        raise SlackError("user_disabled")
    if person.is_bot:
        raise SlackError("cannot_dm_bot")
    return _opened(workspace.conversation(direct_channel(person.id)), workspace, arguments)


def _opened(conversation: Conversation, workspace: Workspace, arguments: Arguments) -> Json:
    channel: Json = {"id": conversation.id}
    if arguments.flag("return_im"):
        (other,) = conversation.members - {workspace.config.bot_user_id}
        channel |= {"is_im": True, "user": other, "is_open": True}
    return {"channel": channel, "no_op": True, "already_open": True}


def conversations_history(workspace: Workspace, arguments: Arguments) -> Json:
    conversation = joined(workspace, arguments.required("channel"))
    found = _between(conversation.history(), arguments)
    page, cursor = page_of(found, arguments, lambda message: message.ts, default=100, most=999)
    return _told(page, cursor, conversation, workspace, arguments)


def conversations_replies(workspace: Workspace, arguments: Arguments) -> Json:
    """The message and its replies, oldest first; the message comes first on the first page."""
    conversation = joined(workspace, arguments.required("channel"))
    try:
        root = conversation.posted(arguments.required("ts"))
    except SlackError as missing:
        raise SlackError("thread_not_found") from missing
    found = [root, *_between(conversation.replies(root.ts), arguments)]
    page, cursor = page_of(found, arguments, lambda message: message.ts, default=1000, most=1000)
    return _told(page, cursor, conversation, workspace, arguments)


def _between(messages: list[Message], arguments: Arguments) -> list[Message]:
    """After `oldest` and before `latest`; those very moments too when `inclusive`."""
    oldest, latest = arguments.ts("oldest"), arguments.ts("latest")
    inclusive = arguments.flag("inclusive")
    return [
        message
        for message in messages
        if (oldest is None or float(message.ts) > oldest or (inclusive and float(message.ts) == oldest))
        and (latest is None or float(message.ts) < latest or (inclusive and float(message.ts) == latest))
    ]


def _told(
    page: Sequence[Message], cursor: str, conversation: Conversation, workspace: Workspace, arguments: Arguments
) -> Json:
    messages = [message_as_json(message, conversation, workspace.config) for message in page]
    if not arguments.flag("include_all_metadata"):
        for message in messages:
            message.pop("metadata", None)
    return {
        "messages": messages,
        "has_more": bool(cursor),
        "pin_count": 0,
        "response_metadata": {"next_cursor": cursor},
    }
