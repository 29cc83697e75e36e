"""A policy of one's own in Slack: a form, what it carries, and what the worker makes of it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.adapters.slack.modal import LONGEST_POLICY, POLICY, PolicyModal
from aws_access.adapters.slack.texts import NOTHING_HAPPENED
from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import SlackUserId
from aws_access.domain.model import Status
from aws_access.domain.reasons import Language
from aws_access.entrypoints.messages import PolicySubmitted, Sender, dump, parse
from local.slack.blocks import checked_modal
from tests.builders import DEV1, DEV_ROLE, NOW
from tests.office import Office, sender
from tests.own_policies import ORDERS, policy_text, with_policies
from tests.slack_requests import Queue, endpoint, interaction

COMMAND = "policy verify 4h -- to try out orders"
FORM = PolicyModal(COMMAND, "v0=1", NOW, "C0GENERAL", "https://hooks.slack.com/commands/1", Language.ENGLISH)


def submitted(text: str, form: PolicyModal = FORM) -> dict[str, Any]:
    view = form.view()
    return interaction(
        {
            "type": "view_submission",
            "team": {"id": "T0EXAMPLE"},
            "user": {"id": "U0DEV1", "team_id": "T0EXAMPLE"},
            "view": {
                "type": "modal",
                "callback_id": view["callback_id"],
                "private_metadata": view["private_metadata"],
                "state": {"values": {POLICY: {POLICY: {"type": "plain_text_input", "value": text}}}},
            },
        }
    )


@pytest.fixture
def queue() -> Queue:
    return Queue()


@pytest.fixture
def office() -> Office:
    office = Office()
    with_policies(office.world)
    return office


@given(st.text(max_size=1000), st.text("v0=123abc", max_size=70), st.text(max_size=20), st.sampled_from(Language))
def test_the_form_is_one_that_slack_takes_and_carries_the_command(
    text: str, key: str, channel: str, language: Language
) -> None:
    form = PolicyModal(text, key, NOW, channel, "https://hooks.slack.com/commands/T0/1/abc", language)
    view = form.view()
    if not any(0xD800 <= ord(c) <= 0xDFFF for c in text + channel) and len(view["private_metadata"]) <= 3000:
        checked_modal(view)
    assert PolicyModal.parse({"private_metadata": view["private_metadata"]}) == form


def test_what_the_form_begins_with_is_a_policy_but_for_what_it_is_for() -> None:
    (block, _) = FORM.view()["blocks"]
    assert block["element"]["max_length"] == LONGEST_POLICY
    begun = json.loads(block["element"]["initial_value"])
    assert set(begun["Statement"][0]) == {"Effect", "Action", "Resource"}


def test_a_policy_becomes_one_message_that_holds_the_command(queue: Queue) -> None:
    answer = endpoint(queue)(submitted(policy_text()), None)
    assert (answer["statusCode"], answer["body"]) == (200, "")
    (message,) = queue.messages
    sent_by = Sender(SlackUserId("U0DEV1"), "T0EXAMPLE", "C0GENERAL", FORM.response_url)
    assert message == PolicySubmitted(sent_by, COMMAND, "v0=1", NOW, policy_text())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "The policy is not JSON"),
        ("   ", "The policy is not JSON"),
        (policy_text(Effect="Deny"), "`Statement[0].Effect` has to be"),
        (policy_text(Action="iam:PassRole"), "`iam:PassRole` is never granted"),
        (policy_text(Action=[f"dynamodb:Nothing{number}" for number in range(50)]), "…"),
    ],
)
def test_what_is_wrong_is_said_in_the_form_and_nothing_is_sent(queue: Queue, text: str, said: str) -> None:
    answer = json.loads(endpoint(queue)(submitted(text), None)["body"])
    assert answer["response_action"] == "errors"
    assert said in answer["errors"][POLICY]
    assert len(answer["errors"][POLICY]) <= 1000
    assert queue.bodies == []


def test_a_policy_that_the_queue_refuses_keeps_the_form_open(queue: Queue) -> None:
    queue.refusing = True
    answer = json.loads(endpoint(queue)(submitted(policy_text()), None)["body"])
    assert answer["errors"] == {POLICY: NOTHING_HAPPENED}


MESSAGE = PolicySubmitted(sender(DEV1), COMMAND, "1", NOW, policy_text())


def test_the_message_comes_out_as_it_went_in_and_every_field_is_needed() -> None:
    assert parse(dump(MESSAGE)) == MESSAGE
    fields = json.loads(dump(MESSAGE))
    for name in ("text", "key", "typed_at", "policy"):
        with pytest.raises(InvalidInput):
            parse(json.dumps({each: value for each, value in fields.items() if each != name}))


def test_the_worker_asks_for_what_the_policy_says(office: Office) -> None:
    answer = office.answer(MESSAGE)
    (request,) = office.requests()
    assert request.id in answer
    assert (request.service, request.status, request.reason) == ("policy", Status.PENDING, "to try out orders")
    assert request.payload.role_arn == DEV_ROLE
    (statement,) = request.payload.permission.statements
    assert (statement.actions, statement.resources) == (("dynamodb:GetItem",), (ORDERS,))


def test_a_policy_that_comes_twice_is_one_request(office: Office) -> None:
    assert office.answer(MESSAGE) == office.answer(MESSAGE)
    assert len(office.requests()) == 1


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (PolicySubmitted(sender(DEV1), COMMAND, "1", NOW, "{"), "The policy is not JSON"),
        (PolicySubmitted(sender(DEV1), "dynamodb verify 4h", "1", NOW, policy_text()), "and not with `dynamodb`"),
        (PolicySubmitted(sender(DEV1), "list", "1", NOW, policy_text()), "A policy goes with the service `policy`"),
        (PolicySubmitted(sender(DEV1), "policy production 4h", "1", NOW, policy_text()), "There is no environment"),
    ],
)
def test_what_does_not_fit_is_refused_with_every_reason(office: Office, message: PolicySubmitted, said: str) -> None:
    assert said in office.answer(message)
    assert office.requests() == []
