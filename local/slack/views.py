"""The modals that are open, one for each person at most, and what a person filled in."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from local.slack.blocks import Json
from local.slack.config import WorkspaceConfig
from local.slack.errors import SlackError

_REQUIRED = "Please complete this required field."


@dataclass(frozen=True, slots=True)
class OpenView:
    """`source` is the view as the app sent it; `hash` changes with every update."""

    id: str
    person: str
    source: Json
    hash: str

    def inputs(self) -> Iterator[Json]:
        return (block for block in self.source["blocks"] if block["type"] == "input")


class Views:
    def __init__(self) -> None:
        self._by_person: dict[str, OpenView] = {}

    def of(self, person: str) -> OpenView | None:
        return self._by_person.get(person)

    def find(self, view_id: str) -> OpenView:
        """By its id, or by the `external_id` that the app gave it."""
        for view in self._by_person.values():
            if view_id in {view.id, view.source.get("external_id")}:
                return view
        raise SlackError("not_found")

    def open(self, person: str, source: Json) -> OpenView:
        self._refuse_second_external_id(source)
        return self._put(OpenView(f"V{secrets.token_hex(5).upper()}", person, source, _new_hash()))

    def update(self, view: OpenView, source: Json, expected_hash: str = "") -> OpenView:
        """`expected_hash` is what the app saw last; another one means that somebody updated the view in between."""
        if expected_hash and expected_hash != view.hash:
            raise SlackError("hash_conflict")
        self._refuse_second_external_id(source, besides=view.id)
        return self._put(replace(view, source=source, hash=_new_hash()))

    def close(self, view: OpenView) -> None:
        del self._by_person[view.person]

    def _put(self, view: OpenView) -> OpenView:
        self._by_person[view.person] = view
        return view

    def _refuse_second_external_id(self, source: Json, besides: str = "") -> None:
        wanted = source.get("external_id")
        others = (view for view in self._by_person.values() if view.id != besides)
        if wanted and any(view.source.get("external_id") == wanted for view in others):
            raise SlackError("duplicate_external_id")


def view_as_json(view: OpenView, config: WorkspaceConfig, values: Json | None = None) -> Json:
    """The view as the Web API and the payloads tell of it, with what was filled in."""
    source = view.source
    return {
        "id": view.id,
        "team_id": config.team_id,
        "type": "modal",
        "blocks": source["blocks"],
        "private_metadata": source.get("private_metadata", ""),
        "callback_id": source.get("callback_id", ""),
        "state": {"values": values or {}},
        "hash": view.hash,
        "title": source["title"],
        "clear_on_close": source.get("clear_on_close", False),
        "notify_on_close": source.get("notify_on_close", False),
        "close": source.get("close"),
        "submit": source.get("submit"),
        "previous_view_id": None,
        "root_view_id": view.id,
        "app_id": config.app_id,
        "external_id": source.get("external_id", ""),
        "app_installed_team_id": config.team_id,
        "bot_id": config.bot_id,
    }


def filled_in(view: OpenView, answers: Mapping[str, str]) -> tuple[Json, dict[str, str]]:
    """The view's `state.values`, and what Slack's own client would object to before it sends anything, by block id.

    `answers` maps a block id to the text written, or to the value of the option chosen; "" is no answer.
    """
    values: Json = {}
    errors: dict[str, str] = {}
    for block in view.inputs():
        element, answer = block["element"], answers.get(block["block_id"], "")
        if not answer and not block.get("optional", False):
            errors[block["block_id"]] = _REQUIRED
        elif answer and (objection := _objection(element, answer)):
            errors[block["block_id"]] = objection
        values[block["block_id"]] = {element["action_id"]: _value(element, answer)}
    return values, errors


def _objection(element: Json, answer: str) -> str:
    if element["type"] == "static_select":
        known = any(option["value"] == answer for option in element["options"])
        return "" if known else "Please choose one of the options."
    if len(answer) < (element.get("min_length") or 0):
        return f"Please write at least {element['min_length']} characters."
    if len(answer) > (element.get("max_length") or 3000):
        return f"Please write at most {element.get('max_length') or 3000} characters."
    return ""


def _value(element: Json, answer: str) -> Json:
    if element["type"] == "plain_text_input":
        return {"type": "plain_text_input", "value": answer or None}
    chosen = [option for option in element["options"] if option["value"] == answer]
    return {"type": "static_select", "selected_option": chosen[0] if chosen else None}


def _new_hash() -> str:
    return secrets.token_hex(8)
