"""The shapes of what Slack sends to an app: a slash command, a click, a modal sent or closed."""

from local.slack.blocks import Json
from local.slack.config import Person
from local.slack.messages import Conversation, Message, message_as_json
from local.slack.views import OpenView, view_as_json
from local.slack.workspace import Workspace

_VERIFICATION_TOKEN = "local-verification-token"  # Slack's old token, which nobody should check any more


def slash_command(
    workspace: Workspace, person: Person, conversation: Conversation, command: str, text: str, response_url: str
) -> dict[str, str]:
    config = workspace.config
    return {
        "token": _VERIFICATION_TOKEN,
        "team_id": config.team_id,
        "team_domain": config.team_domain,
        "channel_id": conversation.id,
        "channel_name": conversation.name_for_app,
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": escaped(text),
        "api_app_id": config.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": workspace.triggers.lend(person.id),
    }


def block_actions(
    workspace: Workspace,
    person: Person,
    conversation: Conversation,
    message: Message,
    element: Json,
    block_id: str,
    response_url: str,
) -> Json:
    """A click on a button; of an ephemeral message Slack sends no copy."""
    config, ephemeral = workspace.config, bool(message.only_for)
    action = {name: element[name] for name in ("action_id", "text", "value", "style", "type") if name in element}
    payload: Json = {
        **_common(workspace, "block_actions", person),
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": conversation.id,
            "is_ephemeral": ephemeral,
        },
        "trigger_id": workspace.triggers.lend(person.id),
        "channel": {"id": conversation.id, "name": conversation.name_for_app},
        "state": {"values": {}},
        "response_url": response_url,
        "actions": [{**action, "block_id": block_id, "action_ts": workspace.new_ts()}],
    }
    if not ephemeral:
        payload["message"] = message_as_json(message, conversation, config)
    return payload


def view_submission(workspace: Workspace, person: Person, view: OpenView, values: Json) -> Json:
    return _common(workspace, "view_submission", person) | {
        "trigger_id": workspace.triggers.lend(person.id),
        "view": view_as_json(view, workspace.config, values),
        "response_urls": [],
    }


def view_closed(workspace: Workspace, person: Person, view: OpenView) -> Json:
    return _common(workspace, "view_closed", person) | {
        "view": view_as_json(view, workspace.config),
        "is_cleared": False,
    }


def escaped(text: str) -> str:
    """What a person types reaches an app with Slack's three control characters as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _common(workspace: Workspace, kind: str, person: Person) -> Json:
    config = workspace.config
    return {
        "type": kind,
        "team": {"id": config.team_id, "domain": config.team_domain},
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": config.team_id},
        "api_app_id": config.app_id,
        "token": _VERIFICATION_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }
