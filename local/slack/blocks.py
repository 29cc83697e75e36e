"""Checks the blocks and views that the app sends, as strictly as Slack, and names each part that Slack would name."""

import json
import secrets
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from local.slack.errors import SlackError
from local.slack.kit import MessageBlocks, Modal

Json = dict[str, Any]

LARGEST_VIEW_BYTES = 250_000


def checked_message_blocks(raw: Any) -> list[Json]:
    """A copy with every id filled in; SlackError `invalid_blocks` says what is wrong and where."""
    if not isinstance(raw, list):
        raise SlackError("invalid_blocks_format")
    blocks: list[Json] = _checked(MessageBlocks, {"blocks": raw}, "invalid_blocks")["blocks"]
    return blocks


def checked_modal(raw: Any) -> Json:
    """A copy with every id filled in; SlackError `invalid_arguments` says what is wrong and where."""
    if not isinstance(raw, dict):
        raise SlackError("invalid_arguments", ["[ERROR] view must be an object [json-pointer:/view]"])
    if len(json.dumps(raw).encode()) > LARGEST_VIEW_BYTES:
        raise SlackError("view_too_large")
    return _checked(Modal, raw, "invalid_arguments", "/view")


def elements_of(block: Json) -> Iterator[Json]:
    """Everything in this block that a person can use."""
    if block["type"] == "actions":
        yield from block["elements"]
    elif block["type"] == "input":
        yield block["element"]
    elif block.get("accessory"):
        yield block["accessory"]


def _checked(model: type[BaseModel], raw: Json, error: str, root: str = "") -> Json:
    try:
        model.model_validate(raw)
    except ValidationError as invalid:
        details = [_in_slacks_words(detail, raw, root) for detail in invalid.errors()]
        raise SlackError(error, details) from invalid
    filled: Json = json.loads(json.dumps(raw))  # unlike a deep copy, no two blocks are one object
    ids: list[str] = []
    for block in filled["blocks"]:
        ids.append(block.setdefault("block_id", secrets.token_hex(8)))
        for element in elements_of(block):
            element.setdefault("action_id", secrets.token_hex(8))
    if twice := sorted({block_id for block_id in ids if ids.count(block_id) > 1}):
        raise SlackError(error, [f"[ERROR] block_id {block_id!r} is used twice" for block_id in twice])
    return filled


def _in_slacks_words(detail: ErrorDetails, raw: Json, root: str) -> str:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "string_too_long":
            words = f"must be less than {context['max_length'] + 1} characters"
        case "string_too_short":
            words = f"must be more than {context['min_length'] - 1} characters"
        case "too_long":
            words = f"no more than {context['max_length']} items allowed"
        case "too_short":
            words = f"must have at least {context['min_length']} items"
        case "union_tag_invalid":
            words = f"unsupported type: {context['tag']}"
        case "extra_forbidden":
            words = f"invalid additional property: {detail['loc'][-1]}"
        case "missing":
            words = f"missing required field: {detail['loc'][-1]}"
        case "value_error":
            words = str(context["error"])
        case _:
            words = detail["msg"]
    return f"[ERROR] {words} [json-pointer:{root}{_pointer(detail['loc'], raw)}]"


def _pointer(path: tuple[int | str, ...], raw: Any) -> str:
    """The place in what was sent; pydantic's path also names the kinds of blocks that it passed through."""
    pointer = ""
    for part in path:
        if (isinstance(part, int) and isinstance(raw, list)) or (isinstance(raw, dict) and part in raw):
            raw = raw[part]  # type: ignore[index]  # the two cases above, which mypy does not tell apart
            pointer += f"/{part}"
    return pointer
