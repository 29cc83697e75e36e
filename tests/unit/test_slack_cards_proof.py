"""A card says how risky a request is, what it adds, and what is proven of it, and no more than that."""

import json
from dataclasses import replace
from typing import Any

import pytest

from aws_access.adapters.slack.blocks import Message
from aws_access.adapters.slack.cards import card
from aws_access.adapters.slack.texts import TEXTS
from aws_access.domain.assessment import Assessment, Gain, RiskClass
from aws_access.domain.lifecycle import undecided
from aws_access.domain.model import Status
from aws_access.domain.reasons import Language, reason
from aws_access.domain.verdict import Doubt, Proof, Reach
from local.slack.blocks import checked_message_blocks
from tests.builders import NOW, SESSION_ROLE, SRE1, a_payload, a_proof, a_request, an_assessment, in_status

HOSTILE = "<!channel> <!here> <@U0SRE1> <https://evil.example|Approved by sre1> & `*_~ ```\n> quote"


def words(message: Message) -> str:
    """Everything that is sent of a message."""
    return json.dumps([message.text, *message.blocks], ensure_ascii=False)


def words_of(block: dict[str, Any]) -> str:
    return json.dumps(block, ensure_ascii=False)


def test_the_card_says_how_risky_it_is_what_it_adds_and_what_is_odd() -> None:
    for language, told in (
        (
            Language.ENGLISH,
            ("*Risk*\\nmedium", "+ dynamodb write: PutItem on table/orders", "(already there)", "and 2 more lines"),
        ),
        (
            Language.JAPANESE,
            ("*リスク*\\n中", "+ dynamodb write: PutItem (対象: table/orders)", "(付与済み)", "他 2 行"),
        ),
    ):
        shown = words(card(a_request(language=language, assessment=an_assessment())))
        assert all(each in shown for each in told), shown
        assert "arn:aws:s3:::reports/*" in shown


@pytest.mark.parametrize("risk", RiskClass)
def test_every_class_of_risk_has_its_word_on_the_card(risk: RiskClass) -> None:
    shown = card(a_request(assessment=an_assessment(risk=risk)))
    assert f"*Risk*\\n{TEXTS[f'risk-{risk}'][0]}" in words(shown)
    checked_message_blocks(list(shown.blocks))


def test_however_much_a_request_adds_and_whatever_it_is_called_the_card_is_one_that_slack_takes() -> None:
    gain = Gain("s" * 60, "write", (HOSTILE,) * 12, 5000, False, (HOSTILE,) * 4, 9000, True, False)
    cautions = (reason("caution-resource-of-nothing", resource=HOSTILE),) * 5
    request = a_request(
        resources=("a", "b"),
        payload=a_payload(extends=a_request("2").id),
        assessment=Assessment(RiskClass.CRITICAL, (gain,) * 20, 400, cautions),
    )
    for shown in (in_status(Status.PENDING, request), in_status(Status.ACTIVE, request)):
        checked_message_blocks(list(card(shown).blocks))
        assert "<!channel>" not in words(card(shown))


@pytest.mark.parametrize(
    ("proof", "said"),
    [
        (a_proof(), "*Proven*: `dev1` gains exactly this until the end (actions: 11, resources: 2); nobody else gains"),
        (a_proof(gains=0), "*Proven*: `dev1` has all of this until that end already"),
    ],
)
def test_the_card_says_in_a_line_what_is_proven(proof: Proof, said: str) -> None:
    asked = in_status(Status.PENDING, a_request(proof=proof))
    assert said in words(card(asked))
    assert "証明済み" in words(card(replace(asked, language=Language.JAPANESE)))


@pytest.mark.parametrize(
    "proof",
    [
        None,
        a_proof().checked("somebody", [Doubt("no")]),
        replace(a_proof(), losses=(Reach("dev2", 1, 1, NOW),)),
        replace(a_proof(), gains=(*a_proof().gains, Reach("dev2", 1, 1, NOW, "r-ffffffffffff"))),
    ],
)
def test_the_card_says_nothing_of_what_is_not_proven(proof: Proof | None) -> None:
    assert "Proven" not in words(card(in_status(Status.PENDING, a_request(proof=proof))))


def test_of_a_session_it_says_that_no_role_changes() -> None:
    asked = in_status(Status.PENDING, a_request(role=SESSION_ROLE, proof=a_proof()))
    assert "*Proven*: sessions of `dev1` can do exactly this until the end (actions: 11, resources: 2)" in words(
        card(asked)
    )
    japanese = words(card(replace(asked, language=Language.JAPANESE)))
    assert "`dev1` のセッションにできるのは次のことだけです" in japanese


def test_the_proof_of_what_an_approver_made_smaller_is_of_that() -> None:
    asked = in_status(Status.PENDING, a_request(proof=a_proof()))
    change = (asked, a_payload(), "dynamodb:read", (), an_assessment(), SRE1.iam_user, NOW)
    proven = undecided.narrowed(*change, proof=a_proof(gains=0)).request
    assert "has all of this until that end already" in words(card(proven))


def test_what_an_approver_made_smaller_and_nobody_has_proven_is_not_called_proven() -> None:
    asked = in_status(Status.PENDING, a_request(proof=a_proof()))
    less = undecided.narrowed(asked, a_payload(), "dynamodb:read", (), an_assessment(), SRE1.iam_user, NOW).request
    assert "Proven" not in words(card(less))
