"""Both languages say everything, with the same facts, and every text is said somewhere."""

import re
import string
from collections import Counter
from pathlib import Path

import pytest

from aws_access.adapters import slack
from aws_access.adapters.slack.answer_texts import ANSWER_TEXTS
from aws_access.adapters.slack.card_texts import CARD_TEXTS
from aws_access.adapters.slack.direct_texts import DIRECT_TEXTS
from aws_access.adapters.slack.markup import code, fit, link, say
from aws_access.adapters.slack.modal_texts import MODAL_TEXTS
from aws_access.adapters.slack.texts import TEXTS
from aws_access.domain.assessment import RiskClass
from aws_access.domain.audit import EventType
from aws_access.domain.locks import LockKind
from aws_access.domain.model import Status
from aws_access.domain.reasons import Language

SLACK = Path(slack.__path__[0])
SOURCES = "".join(
    path.read_text()
    for folder in (SLACK, SLACK.parents[1] / "entrypoints")
    for path in folder.glob("*.py")
    if not path.name.endswith("texts.py")
)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_english_and_japanese_have_the_same_facts(key: str) -> None:
    english, japanese = TEXTS[key]
    assert placeholders(english) == placeholders(japanese)
    assert english
    assert japanese


@pytest.mark.parametrize("key", sorted(key for key in TEXTS if re.match(r"button|modal-(title|submit|close)", key)))
def test_labels_fit_where_slack_shows_them(key: str) -> None:
    assert all(len(text) <= 24 for text in TEXTS[key])


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_slack_can_see_where_bold_and_code_begin_and_end(key: str) -> None:
    shown = re.sub(r"\{(account|approver|environment|request|revoker|role|service|who)\}", r"`\1`", TEXTS[key][1])
    for span in re.finditer(r"[`*][^`*]+[`*]", shown):
        assert (shown[: span.start()][-1:] + shown[span.end() :][:1]).isascii(), span


def test_no_text_is_in_two_of_the_modules_that_are_put_together() -> None:
    parts = (CARD_TEXTS, DIRECT_TEXTS, ANSWER_TEXTS, MODAL_TEXTS)
    assert [key for key, times in Counter(key for part in parts for key in part).items() if times > 1] == []


def test_every_status_has_its_text() -> None:
    assert {f"state-{status}" for status in Status} <= set(TEXTS)


def test_every_text_is_said_somewhere() -> None:
    named = set(re.findall(r'"([\w-]+)"', SOURCES)) | {*Status, *EventType, *RiskClass, *LockKind}
    begun = set(re.findall(r"""f["']([a-z-]+-){""", SOURCES))
    assert [key for key in TEXTS if key not in named | {start + name for start in begun for name in named}] == []


def test_facts_from_people_are_escaped_wherever_they_are_said() -> None:
    hostile = "<!channel> <@U0SRE1> <https://evil.example|click> & *bold*"
    said = say("answer-denied", Language.ENGLISH, request=hostile)
    assert "<" not in said
    assert ">" not in said
    assert "&lt;!channel&gt;" in said
    assert "<" not in code(hostile)
    assert "`" not in code("a`b`c")[1:-1]
    assert link("https://a.example/?b=1&c=<", "x|y>") == "<https://a.example/?b=1&amp;c=&lt;|x|y&gt;>"


@pytest.mark.parametrize(("text", "longest"), [("&" * 100, 100), ("a" * 101, 100), ("<>" * 60, 99), ("申" * 200, 100)])
def test_a_text_is_cut_to_fit_and_never_within_an_entity(text: str, longest: int) -> None:
    cut = fit(text, longest)
    assert len(cut) <= longest
    assert re.fullmatch(r"(?:&(?:amp|lt|gt);|[^&<>])*", cut)
    assert cut.endswith("…")


def test_a_text_that_fits_is_not_cut() -> None:
    assert fit("a" * 100, 100) == "a" * 100
    assert fit("", 100) == ""
