"""The response URLs: where the app answers one command or one click, for 30 minutes and five times."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from local.slack.api.arguments import Arguments
from local.slack.api.chat import content
from local.slack.api.web_api import during_outage, error_as_json
from local.slack.blocks import Json
from local.slack.errors import SlackError
from local.slack.leases import ResponseUrl
from local.slack.messages import Message
from local.slack.workspace import Workspace

_GONE = {"invalid_url", "expired_url", "used_url"}


async def respond(request: Request) -> Response:
    workspace: Workspace = request.app.state.workspace
    if failure := during_outage(workspace, "response_url"):
        return failure
    try:
        url = workspace.response_urls.look(request.path_params["key"])
        show_answer(workspace, url, await _answer(request))
        workspace.response_urls.spend(request.path_params["key"])
    except SlackError as error:
        return JSONResponse(error_as_json(error), status_code=404 if error.error in _GONE else 400)
    return PlainTextResponse("ok")


async def _answer(request: Request) -> Json:
    try:
        answer = await request.json()
    except ValueError as invalid:
        raise SlackError("invalid_payload") from invalid
    if not isinstance(answer, dict):
        raise SlackError("invalid_payload")
    return answer


def show_answer(workspace: Workspace, url: ResponseUrl, answer: Json) -> None:
    """What the app answered, to the person alone unless it asked for the channel."""
    conversation = workspace.conversation(url.channel)
    arguments = Arguments(answer)
    if arguments.flag("delete_original") and url.original:
        conversation.find(url.original)
        conversation.remove(url.original)
        return
    text, blocks = content(arguments)
    if arguments.flag("replace_original") and url.original:
        original = conversation.find(url.original)
        conversation.put(replace(original, text=text, blocks=blocks or (), edited_ts=workspace.new_ts()))
        return
    kind = arguments.text("response_type") or "ephemeral"
    if kind not in {"ephemeral", "in_channel"}:
        raise SlackError("invalid_arguments", [f"[ERROR] unknown response_type: {kind}"])
    conversation.put(
        Message(
            workspace.new_ts(),
            workspace.config.bot_user_id,
            text,
            blocks or (),
            arguments.text("thread_ts"),
            only_for=url.person if kind == "ephemeral" else "",
        )
    )
