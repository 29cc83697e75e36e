"""What people do in Slack becomes one message on the queue, or they are told that nothing happened."""

import json
from io import StringIO
from typing import Any

import pytest

from aws_access.adapters.slack.buttons import CardButton
from aws_access.adapters.slack.modal import NOTE
from aws_access.adapters.slack.texts import NOTHING_HAPPENED, TOO_LONG
from aws_access.domain.ids import RequestId, SlackUserId
from aws_access.domain.reasons import Language
from aws_access.entrypoints.messages import ApproveClicked, CommandTyped, DenySubmitted, Sender
from tests.builders import NOW, a_request
from tests.slack_requests import EVENTS, Queue, command, endpoint, event_file, interaction, signed

REQUEST = a_request()
AT = "https://hooks.slack.com/{}/T0EXAMPLE/1111111111111/redacted"
DEV1 = Sender(SlackUserId("U0DEV1"), "T0EXAMPLE", "C0GENERAL", AT.format("commands"))
SRE1 = Sender(SlackUserId("U0SRE1"), "T0EXAMPLE", "C0APPROVALS", AT.format("actions"))
COMMAND_KEY = event_file("slack_command")["headers"]["X-Slack-Signature"]
EMPTY = {"statusCode": 200, "headers": {"content-type": "text/plain;charset=utf-8"}, "body": ""}

EXPECTED = {
    "slack_command": [CommandTyped(DEV1, "dynamodb 検証 4h -- try out orders & invoices", COMMAND_KEY, NOW)],
    "slack_approve": [ApproveClicked(SRE1, REQUEST.id, REQUEST.payload.hash)],
    "slack_deny": [],  # opens a modal: tests/integration
    "slack_deny_submitted": [DenySubmitted(SRE1, REQUEST.id, "not during the freeze, <!channel>")],
    "slack_url_verification": [],
    "slack_ssl_check": [],
    "slack_event_retried": [],
}


@pytest.fixture
def queue() -> Queue:
    return Queue()


def test_every_event_of_slack_is_known_here() -> None:
    assert {path.stem for path in EVENTS.glob("slack_*.json")} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(set(EXPECTED) - {"slack_deny", "slack_url_verification"}))
def test_each_event_becomes_its_message_and_an_empty_answer(queue: Queue, name: str) -> None:
    assert endpoint(queue)(event_file(name), None) == EMPTY
    assert queue.messages == EXPECTED[name]


def test_the_url_verification_is_answered_with_its_challenge(queue: Queue) -> None:
    answer = endpoint(queue)(event_file("slack_url_verification"), None)
    challenge = json.loads(event_file("slack_url_verification")["body"])["challenge"]
    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"challenge": challenge})


def test_a_command_that_is_replayed_has_the_same_key_and_any_other_has_not(queue: Queue) -> None:
    receive = endpoint(queue)
    receive(command(), None)
    receive(command(), None)
    receive(command(channel_id="C0OTHER"), None)
    assert queue.messages[0] == queue.messages[1]
    assert len({each.key for each in queue.messages if isinstance(each, CommandTyped)}) == 2


@pytest.mark.parametrize(
    ("sent", "typed"),
    [("", ""), ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"), ("&amp;lt;", "&lt;"), ("申請 &quot;", "申請 &quot;")],
)
def test_the_text_is_what_the_person_typed(queue: Queue, sent: str, typed: str) -> None:
    endpoint(queue)(command(text=sent), None)
    assert [each.text for each in queue.messages if isinstance(each, CommandTyped)] == [typed]


def test_a_text_that_is_too_long_is_refused_and_does_not_reach_the_queue(queue: Queue) -> None:
    assert endpoint(queue)(command(text="x" * 3001), None)["body"] == TOO_LONG
    assert queue.bodies == []
    endpoint(queue)(command(text="&amp;" * 3000), None)
    assert len(queue.bodies) == 1


def test_a_command_that_the_queue_refuses_is_answered_with_the_truth(queue: Queue) -> None:
    queue.refusing = True
    answer = endpoint(queue)(command(), None)
    assert (answer["statusCode"], answer["body"]) == (200, NOTHING_HAPPENED)


def test_a_denial_that_the_queue_refuses_keeps_the_modal_open(queue: Queue) -> None:
    queue.refusing = True
    answer = endpoint(queue)(event_file("slack_deny_submitted"), None)
    assert json.loads(answer["body"]) == {"response_action": "errors", "errors": {NOTE: NOTHING_HAPPENED}}


def test_a_denial_of_white_space_asks_again(queue: Queue) -> None:
    view = {
        "type": "modal",
        "callback_id": "deny",
        "private_metadata": json.dumps([value(), "C1", AT.format("actions")]),
        "state": {"values": {NOTE: {NOTE: {"type": "plain_text_input", "value": " \n "}}}},
    }
    answer = endpoint(queue)(interaction(payload("view_submission", view=view)), None)
    assert json.loads(answer["body"])["errors"] == {NOTE: "Please say why."}
    assert queue.bodies == []


def test_a_click_that_cannot_be_told_of_is_an_error_and_never_a_silent_success(queue: Queue) -> None:
    queue.refusing = True  # and the network is closed in these tests
    assert endpoint(queue)(event_file("slack_approve"), None)["statusCode"] == 500


def test_a_button_that_is_not_ours_becomes_no_message(queue: Queue) -> None:
    action = {"type": "button", "action_id": "approve", "block_id": "b", "value": "r-0123456789ab"}
    endpoint(queue)(interaction(payload("block_actions", actions=[action])), None)
    assert queue.bodies == []


@pytest.mark.parametrize(
    "event",
    [
        command(command="/other"),
        signed("", content_type="application/json"),
        signed("{}", content_type="application/json"),
        signed("payload=%7B%7D"),
        signed("a=b&c"),
        interaction({"type": "block_actions", "user": {"id": "U0DEV1"}, "actions": [{"action_id": "other"}]}),
        interaction(
            {"type": "view_closed", "user": {"id": "U0DEV1"}, "view": {"type": "modal", "callback_id": "deny"}}
        ),
        interaction({"type": "shortcut", "user": {"id": "U0DEV1"}, "callback_id": "x"}),
    ],
)
def test_what_we_do_not_know_is_answered_and_does_nothing(queue: Queue, event: dict[str, Any]) -> None:
    assert endpoint(queue)(event, None)["statusCode"] == 200
    assert queue.bodies == []


@pytest.mark.parametrize("content", ["application/json", "application/x-www-form-urlencoded"])
def test_a_signed_body_that_cannot_be_read_is_refused(queue: Queue, content: str) -> None:
    assert endpoint(queue)(signed("payload=%7Bnonsense", content_type=content), None)["statusCode"] == 400


def test_no_log_line_has_a_response_url_or_the_text(queue: Queue, capsys: pytest.CaptureFixture[str]) -> None:
    queue.refusing, log = True, StringIO()
    receive = endpoint(queue, log=log)
    receive(command(command="/other", text="secret words"), None)
    receive(command(text="secret words"), None)
    logged = log.getvalue() + "".join(capsys.readouterr())
    assert "nothing to do for this" in logged
    assert "command not taken" in logged
    assert "hooks.slack.com" not in logged
    assert "secret words" not in logged


def value() -> str:
    return CardButton(RequestId(REQUEST.id), REQUEST.payload.hash, Language.ENGLISH).dump()


def payload(kind: str, **fields: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "team": {"id": "T0EXAMPLE"},
        "user": {"id": "U0SRE1", "team_id": "T0EXAMPLE"},
        "channel": {"id": "C0APPROVALS"},
        "response_url": "https://elsewhere.example/",
        "trigger_id": "1.2.3",
        **fields,
    }
