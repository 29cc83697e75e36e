"""Does what a person did: sends it to the app, and shows the app's answer to the person."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

from local.slack.api.hooks import show_answer
from local.slack.app import payloads
from local.slack.app.delivery import Delivery
from local.slack.blocks import Json, checked_modal, elements_of
from local.slack.config import Person
from local.slack.errors import NotAnsweredError, PageRefusedError, SlackError
from local.slack.messages import SLACKBOT, Conversation, Message
from local.slack.views import OpenView, filled_in
from local.slack.workspace import Workspace

_TROUBLE = "We had some trouble connecting. Try again?"


class Interactions:
    """Each method answers `{"ok": true}`, or `{"ok": false}` with the `error` and the `message` that Slack shows."""

    def __init__(self, workspace: Workspace, delivery: Delivery) -> None:
        self._workspace = workspace
        self._delivery = delivery

    async def command(self, person: Person, conversation: Conversation, line: str, base_url: str) -> Json:
        """A slash command; a line that is none is said in the conversation."""
        command, _, text = line.strip().partition(" ")
        if not command:
            raise PageRefusedError("there is nothing to send")
        if not command.startswith("/"):
            said = payloads.escaped(line.strip())
            conversation.put(Message(self._workspace.new_ts(), person.id, said))
            return {"ok": True}
        if command not in self._workspace.config.commands:
            return self._failed(conversation, person, "unknown_command", f"{command} is not a valid command.")
        key = self._workspace.response_urls.lend(person.id, conversation.id)
        form = payloads.slash_command(
            self._workspace, person, conversation, command, text.strip(), self._url(base_url, "commands", key)
        )
        try:
            answer = _answer_to_command(await self._delivery.send(form))
            if answer:
                show_answer(self._workspace, self._workspace.response_urls.look(key), answer)
        except (NotAnsweredError, SlackError) as failed:
            sentence = f'{command} failed with the error "{failed.error}"'
            return self._failed(conversation, person, failed.error, sentence)
        return {"ok": True}

    async def click(
        self, person: Person, conversation: Conversation, ts: str, action_id: str, block_id: str, base_url: str
    ) -> Json:
        message, element, found_block = _find_button(conversation, person, ts, action_id, block_id)
        key = self._workspace.response_urls.lend(person.id, conversation.id, message.ts)
        payload = payloads.block_actions(
            self._workspace,
            person,
            conversation,
            message,
            element,
            found_block,
            self._url(base_url, "actions", key),
        )
        try:
            await self._delivery.send({"payload": json.dumps(payload)})
        except NotAnsweredError as failed:
            sentence = f'The click on "{element["text"]["text"]}" failed with the error "{failed.error}"'
            return self._failed(conversation, person, failed.error, sentence)
        return {"ok": True}

    async def submit(self, person: Person, view: OpenView, answers: Mapping[str, str]) -> Json:
        """`errors` in the answer maps block ids to sentences; the view then stays open."""
        values, errors = filled_in(view, answers)
        if errors:
            return {"ok": False, "error": "validation_errors", "errors": errors}
        payload = payloads.view_submission(self._workspace, person, view, values)
        try:
            response = await self._delivery.send({"payload": json.dumps(payload)})
            return self._after_submission(view, response)
        except (NotAnsweredError, SlackError) as failed:
            return {"ok": False, "error": failed.error, "message": _TROUBLE}

    async def close(self, person: Person, view: OpenView) -> Json:
        self._workspace.views.close(view)
        if view.source.get("notify_on_close"):
            payload = payloads.view_closed(self._workspace, person, view)
            try:
                await self._delivery.send({"payload": json.dumps(payload)})
            except NotAnsweredError as failed:
                return {"ok": False, "error": failed.error, "message": _TROUBLE}
        return {"ok": True}

    def _after_submission(self, view: OpenView, response: httpx.Response) -> Json:
        answer = _json_object(response) if response.content.strip() else {}
        match answer.get("response_action"):
            case None | "clear":
                self._workspace.views.close(self._workspace.views.find(view.id))
            case "errors":
                return {"ok": False, "error": "validation_errors", "errors": _checked_errors(view, answer)}
            case "update":
                current = self._workspace.views.find(view.id)
                self._workspace.views.update(current, checked_modal(answer.get("view")))
            case unknown:
                raise SlackError("invalid_arguments", [f"unknown response_action: {unknown}"])
        return {"ok": True}

    def _failed(self, conversation: Conversation, person: Person, error: str, sentence: str) -> Json:
        self._workspace.tell(conversation, person.id, payloads.escaped(sentence), SLACKBOT)
        return {"ok": False, "error": error, "message": sentence}

    def _url(self, base_url: str, kind: str, key: str) -> str:
        return f"{base_url.rstrip('/')}/{kind}/{self._workspace.config.team_id}/{key}"


def _find_button(
    conversation: Conversation, person: Person, ts: str, action_id: str, block_id: str
) -> tuple[Message, Json, str]:
    for message in conversation.seen_by(person.id):
        for block in message.blocks if message.ts == ts else ():
            for element in elements_of(block):
                if element["action_id"] == action_id and block_id in {"", block["block_id"]}:
                    return message, element, block["block_id"]
    raise PageRefusedError(f"{person.name} sees no button {action_id} on a message {ts} in {conversation.name}")


def _answer_to_command(response: httpx.Response) -> Json:
    """Empty when the app only took note."""
    if not response.content.strip():
        return {}
    if response.headers.get("content-type", "").startswith("application/json"):
        return _json_object(response)
    return {"text": response.text}


def _json_object(response: httpx.Response) -> Json:
    try:
        answer: Any = response.json()
    except ValueError as invalid:
        raise SlackError("invalid_payload") from invalid
    if not isinstance(answer, dict):
        raise SlackError("invalid_payload")
    return answer


def _checked_errors(view: OpenView, answer: Json) -> dict[str, str]:
    """Slack refuses errors for blocks that are not inputs of this view."""
    errors = answer.get("errors")
    inputs = {block["block_id"] for block in view.inputs()}
    if not isinstance(errors, dict) or not errors or set(errors) - inputs:
        raise SlackError("invalid_arguments", ["errors name input blocks of the view"])
    return {block_id: str(sentence) for block_id, sentence in errors.items()}
