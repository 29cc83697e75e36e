"""Switches for those who run the local Slack, which the page does not show; they need the bot token.

POST /control/request-url  {request_url}: where the app listens
POST /control/outage       {calls, kind?, retry_after?, methods?}: the app's next calls fail, see `outage.Outage`
"""

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.slack.api.web_api import METHODS, check_token, error_as_json
from local.slack.errors import SlackError
from local.slack.outage import Outage
from local.slack.workspace import Workspace


class RequestUrl(BaseModel):
    model_config = ConfigDict(extra="forbid")

    request_url: str = Field(pattern=r"^https?://\S+$")


async def set_request_url(request: Request) -> Response:
    return await _switch(request, RequestUrl)


async def set_outage(request: Request) -> Response:
    return await _switch(request, Outage)


async def _switch(request: Request, model: type[RequestUrl] | type[Outage]) -> Response:
    workspace: Workspace = request.app.state.workspace
    try:
        check_token(workspace, request.headers.get("authorization", ""))
        _apply(workspace, model.model_validate_json(await request.body()))
    except SlackError as error:
        return JSONResponse(error_as_json(error), status_code=403 if "auth" in error.error else 400)
    except ValidationError as invalid:
        details = [f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}" for detail in invalid.errors()]
        return JSONResponse(error_as_json(SlackError("invalid_arguments", details)), status_code=400)
    return JSONResponse({"ok": True})


def _apply(workspace: Workspace, wanted: RequestUrl | Outage) -> None:
    if isinstance(wanted, RequestUrl):
        workspace.request_url = wanted.request_url
        return
    if unknown := set(wanted.methods) - {*METHODS, "response_url"}:
        raise SlackError("unknown_method", sorted(unknown))
    workspace.outage = wanted
