"""The modals behind a card's buttons, and what they carry from the click to the submission."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from aws_access.adapters.slack.blocks import Block, context
from aws_access.adapters.slack.buttons import DENY, NARROW, REVIEW, CardButton
from aws_access.adapters.slack.markup import Markup, code, say

LONGEST_NOTE = 300
NOTE = "note"
DURATION, SERVICE, RESOURCE = "duration", "service", "resource"
_INPUTS = {DENY: (NOTE,), REVIEW: (NOTE,), NARROW: (DURATION, SERVICE, RESOURCE)}
"""The inputs of each modal, by the button that opens it: the id of an input's block and of its action are the same."""


@dataclass(frozen=True, slots=True)
class CardModal:
    """What a button opens: `kind` is the button's action. `response_url` is the click's: a submission has none."""

    kind: str
    button: CardButton
    channel: str
    response_url: str

    def view(self) -> dict[str, Any]:
        """The modal, in the language of the card that was clicked."""
        language = self.button.language
        inputs = [self._input(name) for name in _INPUTS[self.kind]]
        about = [context(say(f"modal-about-{self.kind}", language, request=code(self.button.request_id)))]
        return {
            "type": "modal",
            "callback_id": self.kind,
            "private_metadata": json.dumps([self.button.dump(), self.channel, self.response_url]),
            "title": _plain(say(f"modal-title-{self.kind}", language)),
            "submit": _plain(say(f"modal-submit-{self.kind}", language)),
            "close": _plain(say("modal-close", language)),
            "blocks": [*inputs, *about],
        }

    def _input(self, name: str) -> Block:
        language = self.button.language
        long = name == NOTE
        element: dict[str, Any] = {
            "type": "plain_text_input",
            "action_id": name,
            "multiline": long,
            "max_length": LONGEST_NOTE,
            "focus_on_load": name == _INPUTS[self.kind][0],
        }
        if not long:
            element["placeholder"] = _plain(say(f"modal-placeholder-{name}", language))
        label = f"modal-label-{self.kind}" if long else f"modal-label-{name}"
        return {
            "type": "input",
            "block_id": name,
            "optional": not long,
            "label": _plain(say(label, language)),
            "element": element,
        }

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> Self:
        """What the submitted view carries."""
        value, channel, response_url = json.loads(view["private_metadata"])
        return cls(view["callback_id"], CardButton.parse(value), channel, response_url)


def written(view: Mapping[str, Any], name: str) -> str:
    """What was written into an input; empty when it is only white space."""
    return str(view["state"]["values"][name][name]["value"] or "").strip()


def _plain(text: Markup) -> Block:
    return {"type": "plain_text", "text": text}
