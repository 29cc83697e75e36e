"""People type and click in the local Slack: what reaches the queue, and what they are told."""

import json

import pytest

from aws_access.adapters.slack import answers
from aws_access.adapters.slack.client import Responder
from aws_access.adapters.slack.texts import NOTHING_HAPPENED
from aws_access.domain.errors import Unavailable
from aws_access.domain.model import Request, Status
from aws_access.domain.reasons import Language
from aws_access.entrypoints.messages import ApproveClicked, CommandTyped, DenySubmitted
from local.slack.client import SlackPerson
from tests.builders import a_request, in_status
from tests.integration.slack.conftest import APPROVALS, Served, Slack


def test_a_command_reaches_the_queue_as_it_was_typed_and_can_be_answered(
    slack: Slack, served: Served, dev1: SlackPerson
) -> None:
    assert dev1.command("/aws-access dynamodb 検証 4h -- <b> & c").ok
    (message,) = served.queue.messages
    assert isinstance(message, CommandTyped)
    assert (message.text, message.sender.slack_id) == ("dynamodb 検証 4h -- <b> & c", "UDEV1")
    assert dev1.messages() == []
    Responder(slack.api_url)(message.sender.response_url, answers.help_text(Language.JAPANESE))
    (seen,) = dev1.messages()
    assert seen.is_ephemeral
    assert "申請する" in seen.all_text


def test_two_commands_never_have_the_same_key(served: Served, dev1: SlackPerson) -> None:
    dev1.command("/aws-access help")
    dev1.command("/aws-access help")
    one, two = served.queue.messages
    assert isinstance(one, CommandTyped)
    assert isinstance(two, CommandTyped)
    assert one.key != two.key


def test_a_click_on_approve_names_the_payload_that_was_shown(slack: Slack, served: Served, sre1: SlackPerson) -> None:
    request = posted(slack)
    assert sre1.click(card_ts(sre1), "approve", APPROVALS).ok
    (message,) = served.queue.messages
    assert isinstance(message, ApproveClicked)
    assert (message.request_id, message.payload_hash) == (request.id, request.payload.hash)
    assert (message.sender.slack_id, message.sender.channel) == ("USRE1", APPROVALS)


def test_a_click_on_deny_asks_why_and_the_answer_can_be_answered(
    slack: Slack, served: Served, sre1: SlackPerson
) -> None:
    request = posted(slack)
    assert sre1.click(card_ts(sre1), "deny", APPROVALS).ok
    assert served.queue.bodies == []
    view = sre1.view()
    assert view is not None
    assert not sre1.submit(view["id"], {"note": ""}).ok
    assert not sre1.submit(view["id"], {"note": "x" * 301}).ok
    assert not sre1.submit(view["id"], {"note": "  "}).ok
    assert sre1.submit(view["id"], {"note": "not <now>"}).ok
    (message,) = served.queue.messages
    assert isinstance(message, DenySubmitted)
    assert (message.request_id, message.note) == (request.id, "not <now>")
    Responder(slack.api_url)(message.sender.response_url, answers.denied(request, Language.ENGLISH))
    assert sre1.messages(APPROVALS)[-1].is_ephemeral
    assert len(sre1.messages(APPROVALS)) == 2


@pytest.mark.parametrize("action_id", ["approve", "deny"])
def test_a_click_that_goes_nowhere_is_told_to_whoever_clicked(
    slack: Slack, served: Served, sre1: SlackPerson, dev1: SlackPerson, action_id: str
) -> None:
    posted(slack)
    served.queue.refusing = True
    slack.control.fail_next(1, methods=("views.open",))
    assert sre1.click(card_ts(sre1), action_id, APPROVALS).ok
    told = sre1.messages(APPROVALS)[-1]
    assert told.is_ephemeral
    assert told.text == NOTHING_HAPPENED
    assert len(dev1.messages(APPROVALS)) == 1


def test_a_denial_that_goes_nowhere_keeps_what_was_written(slack: Slack, served: Served, sre1: SlackPerson) -> None:
    posted(slack)
    sre1.click(card_ts(sre1), "deny", APPROVALS)
    view = sre1.view()
    assert view is not None
    served.queue.refusing = True
    assert sre1.submit(view["id"], {"note": "not now"}).errors == {"note": NOTHING_HAPPENED}
    served.queue.refusing = False
    assert sre1.submit(view["id"], {"note": "not now"}).ok


def test_the_modal_is_in_the_language_of_the_card(slack: Slack, served: Served, sre1: SlackPerson) -> None:
    posted(slack, language=Language.JAPANESE)
    sre1.click(card_ts(sre1), "deny", APPROVALS)
    assert "却下" in json.dumps(sre1.view(), ensure_ascii=False)


def test_a_command_that_the_queue_refuses_is_told_to_whoever_typed_it(served: Served, dev1: SlackPerson) -> None:
    served.queue.refusing = True
    assert dev1.command("/aws-access help").ok
    (seen,) = dev1.messages()
    assert seen.is_ephemeral
    assert seen.text == NOTHING_HAPPENED


def test_an_answer_that_slack_does_not_take_any_more_is_logged(slack: Slack, caplog: pytest.LogCaptureFixture) -> None:
    Responder(slack.api_url)(f"{slack.url}commands/T0LOCAL/unknown", answers.failure(Language.ENGLISH))
    assert [record.message for record in caplog.records] == ["answer not sent"]


def test_slack_in_trouble_is_unavailable(slack: Slack, served: Served, dev1: SlackPerson) -> None:
    dev1.command("/aws-access help")
    (message,) = served.queue.messages
    slack.control.fail_next(1, methods=("response_url",))
    respond = Responder(slack.api_url)
    with pytest.raises(Unavailable):
        respond(message.sender.response_url, answers.failure(Language.ENGLISH))
    respond(message.sender.response_url, answers.failure(Language.ENGLISH))
    with pytest.raises(Unavailable):
        Responder("http://127.0.0.1:9/")("http://127.0.0.1:9/x", answers.failure(Language.ENGLISH))


def posted(slack: Slack, language: Language = Language.ENGLISH) -> Request:
    """A request that waits, with its card."""
    request = in_status(Status.PENDING, a_request(language=language))
    slack.messenger.post_card(APPROVALS, request)
    return request


def card_ts(person: SlackPerson) -> str:
    return person.messages(APPROVALS)[0].ts
