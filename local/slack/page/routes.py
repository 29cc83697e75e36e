"""The page's endpoints, for its own script and for programs; `local/slack/client.py` is the program's side.

GET  /?person&channel               the page
GET  /page/screen?person&channel    the same as pieces of HTML, for the script
GET  /page/messages?person&channel  {"messages": [...]} as the person sees them, oldest first
GET  /page/view?person              {"view": {...} or null}, the modal that is open for the person
POST /page/command                  {person, channel, text}: a slash command, or a line said in the channel
POST /page/click                    {person, channel, ts, action_id, block_id?}
POST /page/submit                   {person, view_id, values}: `values` maps block ids to what was filled in
POST /page/close                    {person, view_id}

A POST is JSON with the header X-Local-Slack. It answers HTTP 200 with `ok`; when `ok` is false, `error` and `message`
are what Slack would show, and `errors` maps block ids to sentences. HTTP 400 means that the call itself made no sense.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from local.slack.app.interactions import Interactions
from local.slack.blocks import Json
from local.slack.config import Person
from local.slack.errors import LocalSlackError, PageRefusedError, SlackError
from local.slack.messages import Conversation, message_as_json
from local.slack.page.drawing import Drawing
from local.slack.page.guard import refusal
from local.slack.views import OpenView, view_as_json
from local.slack.workspace import Workspace


class _Posted(BaseModel):
    model_config = ConfigDict(extra="forbid")

    person: str


class CommandPosted(_Posted):
    channel: str
    text: str


class ClickPosted(_Posted):
    channel: str
    ts: str
    action_id: str
    block_id: str = ""


class SubmitPosted(_Posted):
    view_id: str
    values: dict[str, str]


class ClosePosted(_Posted):
    view_id: str


Body = TypeVar("Body", bound=_Posted)


class Page:
    def __init__(self, workspace: Workspace, interactions: Interactions) -> None:
        self._workspace = workspace
        self._interactions = interactions
        self._drawing = Drawing(workspace)
        self._people = {person.id: person for person in workspace.config.people}  # nobody can be the app's own bot

    def routes(self) -> list[Route]:
        return [
            Route("/", self._page),
            Route("/page/screen", _reads(self._screen)),
            Route("/page/messages", _reads(self._messages)),
            Route("/page/view", _reads(self._view)),
            Route("/page/command", _posts(CommandPosted, self._command), methods=["POST"]),
            Route("/page/click", _posts(ClickPosted, self._click), methods=["POST"]),
            Route("/page/submit", _posts(SubmitPosted, self._submit), methods=["POST"]),
            Route("/page/close", _posts(ClosePosted, self._close), methods=["POST"]),
        ]

    async def _page(self, request: Request) -> Response:
        """Without a person or a channel that exists, the first of each."""
        query = request.query_params
        person = self._people.get(query.get("person", "")) or self._workspace.config.people[0]
        theirs = {each.id: each for each in self._drawing.conversations_of(person)}
        if query.get("person") != person.id or query.get("channel", "") not in theirs:
            channel = next(iter(theirs))
            return RedirectResponse(f"/?person={person.id}&channel={channel}", status_code=303)
        return HTMLResponse(self._drawing.page(person, theirs[query["channel"]]))

    async def _screen(self, request: Request) -> Json:
        person, conversation = self._where(request)
        latest = {
            each.id: max((message.ts for message in each.seen_by(person.id)), default="")
            for each in self._drawing.conversations_of(person)
        }
        return {
            "feed": self._drawing.feed(person, conversation),
            "modal": self._drawing.modal(self._workspace.views.of(person.id)),
            "latest": latest,
        }

    async def _messages(self, request: Request) -> Json:
        person, conversation = self._where(request)
        return {
            "messages": [
                message_as_json(message, conversation, self._workspace.config)
                | {"is_ephemeral": bool(message.only_for)}
                for message in conversation.seen_by(person.id)
            ]
        }

    async def _view(self, request: Request) -> Json:
        view = self._workspace.views.of(self._person(request.query_params.get("person", "")).id)
        return {"view": view_as_json(view, self._workspace.config) if view else None}

    async def _command(self, posted: CommandPosted, base_url: str) -> Json:
        person, conversation = self._place(posted.person, posted.channel)
        return await self._interactions.command(person, conversation, posted.text, base_url)

    async def _click(self, posted: ClickPosted, base_url: str) -> Json:
        person, conversation = self._place(posted.person, posted.channel)
        return await self._interactions.click(
            person, conversation, posted.ts, posted.action_id, posted.block_id, base_url
        )

    async def _submit(self, posted: SubmitPosted, _base_url: str) -> Json:
        person, view = self._open_view(posted.person, posted.view_id)
        return await self._interactions.submit(person, view, posted.values)

    async def _close(self, posted: ClosePosted, _base_url: str) -> Json:
        person, view = self._open_view(posted.person, posted.view_id)
        return await self._interactions.close(person, view)

    def _where(self, request: Request) -> tuple[Person, Conversation]:
        query = request.query_params
        return self._place(query.get("person", ""), query.get("channel", ""))

    def _place(self, person_id: str, conversation_id: str) -> tuple[Person, Conversation]:
        person = self._person(person_id)
        conversation = self._workspace.conversations.get(conversation_id)
        if conversation is None or person.id not in conversation.members:
            raise PageRefusedError(f"{person.name} is in no channel {conversation_id!r}")
        return person, conversation

    def _person(self, person_id: str) -> Person:
        person = self._people.get(person_id)
        if person is None:
            raise PageRefusedError(f"nobody here has the id {person_id!r}")
        return person

    def _open_view(self, person_id: str, view_id: str) -> tuple[Person, OpenView]:
        person = self._person(person_id)
        view = self._workspace.views.of(person.id)
        if view is None or view.id != view_id:
            raise PageRefusedError(f"no view {view_id!r} is open for {person.name}")
        return person, view


def _reads(answer: Callable[[Request], Awaitable[Json]]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse({"ok": True, **await answer(request)})
        except LocalSlackError as error:
            return _refused(error)

    return endpoint


def _posts(model: type[Body], act: Callable[[Body, str], Awaitable[Json]]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        if refused := refusal(request):
            return refused
        try:
            posted = model.model_validate_json(await request.body())
            return JSONResponse(await act(posted, str(request.base_url)))
        except ValidationError as invalid:
            return _refused(PageRefusedError(str(invalid)))
        except LocalSlackError as error:
            return _refused(error)

    return endpoint


def _refused(error: LocalSlackError) -> JSONResponse:
    name = error.error if isinstance(error, SlackError) else "refused"
    return JSONResponse({"ok": False, "error": name, "message": str(error)}, status_code=400)
