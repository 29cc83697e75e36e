"""Cuts a long answer into pages, with Slack's cursors."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar

from local.slack.api.arguments import Arguments
from local.slack.errors import SlackError

Item = TypeVar("Item")


def page_of(
    items: Sequence[Item], arguments: Arguments, key: Callable[[Item], str], default: int, most: int
) -> tuple[Sequence[Item], str]:
    """One page, and the cursor of the next, empty at the end.

    A cursor names the item that comes next, so new items before it shift nothing.
    """
    start, limit = 0, arguments.number("limit", default, most)
    if cursor := arguments.text("cursor"):
        start = _find(items, key, cursor)
    following = items[start + limit : start + limit + 1]
    return items[start : start + limit], _cursor(key(following[0])) if following else ""


def _find(items: Sequence[Item], key: Callable[[Item], str], cursor: str) -> int:
    try:
        name = base64.b64decode(cursor, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as invalid:
        raise SlackError("invalid_cursor") from invalid
    for position, item in enumerate(items):
        if f"next:{key(item)}" == name:
            return position
    raise SlackError("invalid_cursor")


def _cursor(name: str) -> str:
    return base64.b64encode(f"next:{name}".encode()).decode()
