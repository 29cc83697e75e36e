"""What the product says in Slack, but for the reasons (`domain/texts.py`): English and Japanese side by side.

Facts in braces are filled in by `markup.say`, which escapes them. The texts themselves are mrkdwn: around `*bold*` and
code there are spaces or ASCII marks, because Slack sees no end of a word between Japanese letters. They are in the
modules beside this one, each for one place in Slack.
"""

from aws_access.adapters.slack.answer_texts import ANSWER_TEXTS
from aws_access.adapters.slack.card_texts import CARD_TEXTS
from aws_access.adapters.slack.direct_texts import DIRECT_TEXTS
from aws_access.adapters.slack.modal_texts import MODAL_TEXTS

TEXTS: dict[str, tuple[str, str]] = {**CARD_TEXTS, **DIRECT_TEXTS, **ANSWER_TEXTS, **MODAL_TEXTS}

NOTHING_HAPPENED = (
    "Nothing happened: aws-access could not take this. Please try again.\n"
    "受け付けられませんでした。何も変更されていません。もう一度お試しください。"
)
"""Said by the slack function, which does not know the person's language."""

TOO_LONG = (
    "Nothing happened: this is too long. `/aws-access help` shows how to ask.\n"
    "長すぎるため受け付けられませんでした。使い方は `/aws-access ヘルプ` で確認できます。"
)
"""The same."""
