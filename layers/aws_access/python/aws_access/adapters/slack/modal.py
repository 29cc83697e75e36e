"""The modal that asks an approver why, and what it carries from the click to the submission."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from aws_access.adapters.slack.blocks import Block, context
from aws_access.adapters.slack.buttons import DENY, CardButton
from aws_access.adapters.slack.markup import Markup, code, say

LONGEST_NOTE = 300
NOTE = "note"
"""The id of the one input: of its block and of its action."""


@dataclass(frozen=True, slots=True)
class DenyModal:
    """`response_url` is the click's: a submission has none of its own."""

    button: CardButton
    channel: str
    response_url: str

    def view(self) -> dict[str, Any]:
        """The modal, in the language of the card that was clicked."""
        language = self.button.language
        return {
            "type": "modal",
            "callback_id": DENY,
            "private_metadata": json.dumps([self.button.dump(), self.channel, self.response_url]),
            "title": _plain(say("modal-title", language)),
            "submit": _plain(say("modal-submit", language)),
            "close": _plain(say("modal-close", language)),
            "blocks": [
                {
                    "type": "input",
                    "block_id": NOTE,
                    "label": _plain(say("modal-label", language)),
                    "element": {
                        "type": "plain_text_input",
                        "action_id": NOTE,
                        "multiline": True,
                        "max_length": LONGEST_NOTE,
                        "focus_on_load": True,
                    },
                },
                context(say("modal-about", language, request=code(self.button.request_id))),
            ],
        }

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> Self:
        """What the submitted view carries."""
        value, channel, response_url = json.loads(view["private_metadata"])
        return cls(CardButton.parse(value), channel, response_url)


def written_note(view: Mapping[str, Any]) -> str:
    """What the approver wrote; empty when it is only white space."""
    return str(view["state"]["values"][NOTE][NOTE]["value"] or "").strip()


def _plain(text: Markup) -> Block:
    return {"type": "plain_text", "text": text}
