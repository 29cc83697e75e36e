"""`/api/<method>`: finds the method, checks the token, and answers as Slack does, errors with HTTP 200."""

import hmac
from collections.abc import Callable, Mapping
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from local.slack.api import chat, conversations, users, views
from local.slack.api.arguments import Arguments, read_arguments
from local.slack.blocks import Json
from local.slack.errors import SlackError
from local.slack.workspace import Workspace

Method = Callable[[Workspace, Arguments], Json]

METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "auth.test": users.auth_test,
        "chat.postEphemeral": chat.post_ephemeral,
        "chat.postMessage": chat.post_message,
        "chat.update": chat.update,
        "conversations.history": conversations.conversations_history,
        "conversations.list": conversations.conversations_list,
        "conversations.open": conversations.conversations_open,
        "conversations.replies": conversations.conversations_replies,
        "usergroups.users.list": users.usergroups_users_list,
        "usergroups.users.update": users.usergroups_users_update,
        "users.conversations": users.users_conversations,
        "users.info": users.users_info,
        "users.list": users.users_list,
        "views.open": views.views_open,
        "views.update": views.views_update,
    }
)


SCOPES = (
    "channels:history",
    "chat:write",
    "commands",
    "groups:history",
    "im:history",
    "im:write",
    "usergroups:read",
    "users:read",
)
"""What Slack says with each answer that the app's token may do: what config/slack-app-manifest.yaml asks for."""


async def call_method(request: Request) -> Response:
    workspace: Workspace = request.app.state.workspace
    name = request.path_params["method"]
    if failure := during_outage(workspace, name):
        return failure
    try:
        method = _method(name)
        arguments = await read_arguments(request)
        check_token(workspace, request.headers.get("authorization", ""), arguments.text("token"))
        return JSONResponse({"ok": True, **method(workspace, arguments)}, headers={"x-oauth-scopes": ",".join(SCOPES)})
    except SlackError as error:
        return JSONResponse(error_as_json(error))


def _method(name: str) -> Method:
    method = METHODS.get(name)
    if method is None:
        raise SlackError("unknown_method", [f"[ERROR] the local Slack does not know {name}"])
    return method


def error_as_json(error: SlackError) -> Json:
    told: Json = {"ok": False, "error": error.error}
    if error.details:
        told |= {"errors": list(error.details), "response_metadata": {"messages": list(error.details)}}
    return told


def check_token(workspace: Workspace, authorization: str, argument: str = "") -> None:
    """The bot token comes as a header, or as an argument in a form."""
    token = authorization.removeprefix("Bearer ").strip() or argument
    if not token:
        raise SlackError("not_authed")
    if not hmac.compare_digest(token.encode(), workspace.config.bot_token.get_secret_value().encode()):
        raise SlackError("invalid_auth")


def during_outage(workspace: Workspace, name: str) -> Response | None:
    """How this call fails, if it is one of the calls that a test wants to fail."""
    outage = workspace.outage
    if not outage.hits(name):
        return None
    workspace.outage = outage.after_one_call()
    if outage.kind == "ratelimited":
        return JSONResponse(
            {"ok": False, "error": "ratelimited"}, status_code=429, headers={"Retry-After": str(outage.retry_after)}
        )
    return PlainTextResponse("Service Unavailable", status_code=503)
