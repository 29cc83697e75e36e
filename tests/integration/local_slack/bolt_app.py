"""An app made with Slack's own framework: it asks for a decision, and asks why when the answer is no."""

import time
from collections.abc import Callable
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.unit.local_slack.builders import APPROVALS, actions, button, modal, section, select_input, text_input

_SECONDS_TOO_LONG = 1.0


def bolt_app(api_url: str, token: str, signing_secret: str) -> Starlette:
    app = App(
        client=WebClient(token=token, base_url=api_url),
        signing_secret=signing_secret,
        process_before_response=True,
    )
    app.command("/aws-access")(_command)
    app.action("approve")(_approve)
    app.action("deny")(_ask_why)
    app.view("deny")(_deny)
    app.view_closed("deny")(_never_mind)
    handler = SlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route("/slack/events", events, methods=["POST"])])


def _command(ack: Callable[..., None], command: dict[str, Any], client: WebClient, respond: Callable[..., Any]) -> None:
    text = command["text"]
    if text == "slow":
        time.sleep(_SECONDS_TOO_LONG)
    if text == "ask":
        asked = section(f"<@{command['user_id']}> asks")
        buttons = actions(button("approve", value="r-1"), button("deny", value="r-1"))
        client.chat_postMessage(channel=APPROVALS, text="asked", blocks=[asked, buttons])
    ack(f"got {text}")
    if text == "later":
        respond("and later")


def _approve(ack: Callable[..., None], body: dict[str, Any], respond: Callable[..., Any]) -> None:
    ack()
    respond(text=f"approved by <@{body['user']['id']}>", replace_original=True)


def _ask_why(ack: Callable[..., None], body: dict[str, Any], client: WebClient) -> None:
    ack()
    view = modal(
        text_input("why"),
        select_input("kind", "policy", "risk"),
        private_metadata=body["message"]["ts"],
        notify_on_close=True,
    )
    client.views_open(trigger_id=body["trigger_id"], view=view)


def _deny(ack: Callable[..., None], view: dict[str, Any], client: WebClient) -> None:
    values = view["state"]["values"]
    why = values["why"]["why_action"]["value"]
    if len(why) < 10:
        ack(response_action="errors", errors={"why": "Please say a little more."})
        return
    kind = values["kind"]["kind_action"]["selected_option"]["value"]
    client.chat_update(channel=APPROVALS, ts=view["private_metadata"], text=f"denied ({kind}): {why}")
    ack()


def _never_mind(ack: Callable[..., None], view: dict[str, Any], client: WebClient) -> None:
    ack()
    client.chat_postMessage(channel=APPROVALS, text="never mind", thread_ts=view["private_metadata"])
