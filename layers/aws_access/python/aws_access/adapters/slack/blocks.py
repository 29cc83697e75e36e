"""Messages and the Block Kit parts that they are made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aws_access.adapters.slack.markup import Markup, fit

Block = dict[str, Any]

LONGEST_SECTION = 3000
"""Characters in a section's text (Slack's limit), entities counted as they are sent."""


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is what notifications and screen readers say; `blocks` are what is shown."""

    text: Markup
    blocks: tuple[Block, ...]


def plain_message(*sentences: Markup) -> Message:
    """A message of paragraphs."""
    return Message(Markup("\n".join(sentences)), tuple(section(each) for each in sentences))


def section(text: Markup) -> Block:
    """A paragraph."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def quote(label: Markup, text: str) -> Block:
    """Somebody's free text after a label: plain, so that it cannot even be bold."""
    shown = f"{label} {fit(text, LONGEST_SECTION - len(label) - 1)}"
    return {"type": "section", "text": {"type": "plain_text", "text": shown, "emoji": False}}


def fields(texts: Iterable[Markup]) -> Block:
    """Short facts in two columns; at most 10."""
    return {"type": "section", "fields": [{"type": "mrkdwn", "text": text} for text in texts]}


def context(text: Markup) -> Block:
    """A line in small print."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


def button(label: Markup, action_id: str, value: str, style: str | None = None) -> Block:
    """A button; the value comes back with the click. `style`: `primary` or `danger`; None for neither."""
    plain = {
        "type": "button",
        "text": {"type": "plain_text", "text": label},
        "action_id": action_id,
        "value": value,
    }
    return plain if style is None else plain | {"style": style}


def actions(*buttons: Block) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(buttons)}
