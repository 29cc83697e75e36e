"""The modals behind a card's buttons, and what they carry from the click to the submission."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from aws_access.adapters.slack.blocks import Block, context
from aws_access.adapters.slack.buttons import DENY, NARROW, REVIEW, CardButton
from aws_access.adapters.slack.markup import Markup, code, say
from aws_access.domain.reasons import Language

LONGEST_NOTE = 300
LONGEST_POLICY = 3000
"""Characters that Slack's input takes."""
NOTE = "note"
POLICY = "policy"
DURATION, SERVICE, RESOURCE = "duration", "service", "resource"
_INPUTS = {DENY: (NOTE,), REVIEW: (NOTE,), NARROW: (DURATION, SERVICE, RESOURCE)}
"""The inputs of each modal, by the button that opens it: the id of an input's block and of its action are the same."""

_POLICY_BEGINNING = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [""],
      "Resource": [""]
    }
  ]
}"""


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


@dataclass(frozen=True, slots=True)
class PolicyModal:
    """What a command opens that asks for a policy of somebody's own; it carries the command to the submission.

    `key` and `typed_at` are the command's, so that it is one command however often the form is sent.
    """

    text: str
    key: str
    typed_at: datetime
    channel: str
    response_url: str
    language: Language

    def view(self) -> dict[str, Any]:
        """The form, in the language of the command."""
        language = self.language
        carried = [self.text, self.key, self.typed_at.isoformat(), self.channel, self.response_url, language]
        element = {
            "type": "plain_text_input",
            "action_id": POLICY,
            "multiline": True,
            "max_length": LONGEST_POLICY,
            "focus_on_load": True,
            "initial_value": _POLICY_BEGINNING,
        }
        label = _plain(say("modal-label-policy", language))
        return {
            "type": "modal",
            "callback_id": POLICY,
            "private_metadata": json.dumps(carried, ensure_ascii=False),
            "title": _plain(say("modal-title-policy", language)),
            "submit": _plain(say("modal-submit-policy", language)),
            "close": _plain(say("modal-close", language)),
            "blocks": [
                {"type": "input", "block_id": POLICY, "label": label, "element": element},
                context(say("modal-about-policy", language, command=code(f"/aws-access {self.text}", 1100))),
            ],
        }

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> Self:
        """What the submitted view carries."""
        text, key, typed_at, channel, response_url, language = json.loads(view["private_metadata"])
        return cls(text, key, datetime.fromisoformat(typed_at), channel, response_url, Language(language))


def written(view: Mapping[str, Any], name: str) -> str:
    """What was written into an input; empty when it is only white space."""
    return str(view["state"]["values"][name][name]["value"] or "").strip()


def _plain(text: Markup) -> Block:
    return {"type": "plain_text", "text": text}
