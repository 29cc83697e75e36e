"""An app made with Slack's own framework works with the local Slack as it does with Slack."""

import pytest

from local.slack.client import SlackControl, SlackPageError, SlackPerson
from tests.integration.local_slack.bolt_app import bolt_app
from tests.integration.local_slack.conftest import LocalSlack
from tests.integration.local_slack.servers import serving
from tests.unit.local_slack.builders import APPROVALS, DEV1, TOKEN

pytestmark = pytest.mark.usefixtures("app")


def ask(person: SlackPerson) -> str:
    """The ts of the card."""
    person.command("/aws-access ask", APPROVALS)
    return person.wait_for(lambda message: "approve" in message.action_ids, APPROVALS).ts


def test_a_command_is_answered_to_its_person_alone(dev1: SlackPerson, dev2: SlackPerson) -> None:
    assert dev1.command("/aws-access hello", APPROVALS).ok
    (answer,) = dev1.messages(APPROVALS)
    assert (answer.text, answer.is_ephemeral) == ("got hello", True)
    assert dev2.messages(APPROVALS) == []


def test_a_command_works_in_direct_messages(dev1: SlackPerson) -> None:
    dev1.command("/aws-access later")
    assert {message.text for message in dev1.messages()} == {"got later", "and later"}


def test_a_click_replaces_the_card_through_its_response_url(dev1: SlackPerson, dev2: SlackPerson) -> None:
    card = ask(dev1)
    assert dev2.click(card, "approve", APPROVALS).ok
    (message,) = (message for message in dev1.messages(APPROVALS) if message.ts == card)
    assert message.text == "approved by <@U0DEV2>"
    assert message.action_ids == ()


def test_a_click_opens_a_modal_whose_submission_updates_the_card(dev1: SlackPerson, dev2: SlackPerson) -> None:
    card = ask(dev1)
    assert dev2.click(card, "deny", APPROVALS).ok
    view = dev2.view()
    assert view is not None
    assert dev1.view() is None
    refused = dev2.submit(view["id"], {"why": "no", "kind": "risk"})
    assert refused.errors == {"why": "Please say a little more."}
    assert dev2.view() is not None
    assert dev2.submit(view["id"], {"why": "not today <3 🙅", "kind": "risk"}).ok
    assert dev2.view() is None
    assert dev1.wait_for(lambda message: message.ts == card, APPROVALS).text == "denied (risk): not today <3 🙅"


def test_a_closed_modal_is_told_to_the_app(dev1: SlackPerson) -> None:
    card = ask(dev1)
    dev1.click(card, "deny", APPROVALS)
    view = dev1.view()
    assert view is not None
    assert dev1.close(view["id"]).ok
    reply = dev1.wait_for(lambda message: message.text == "never mind", APPROVALS)
    assert reply.thread_ts == card


def test_a_slow_app_gets_slacks_sentence(dev1: SlackPerson) -> None:
    answer = dev1.command("/aws-access slow", APPROVALS)
    assert answer.error == "operation_timeout"
    assert dev1.messages(APPROVALS)[-1].text == '/aws-access failed with the error "operation_timeout"'


def test_an_app_with_another_signing_secret_refuses_what_slack_sends(
    slack: LocalSlack, control: SlackControl, dev1: SlackPerson
) -> None:
    with serving(bolt_app(slack.api_url, TOKEN, "another-secret")) as url:
        control.set_request_url(f"{url}slack/events")
        assert dev1.command("/aws-access hello").error == "dispatch_failed"


def test_an_app_that_is_not_there_gets_slacks_sentence(control: SlackControl, dev1: SlackPerson) -> None:
    control.set_request_url("http://127.0.0.1:9/slack/events")
    assert dev1.command("/aws-access hello").message == '/aws-access failed with the error "dispatch_failed"'


def test_a_modal_cannot_be_opened_while_slack_is_down(dev1: SlackPerson, control: SlackControl) -> None:
    card = ask(dev1)
    control.fail_next(1, methods=("views.open",))
    dev1.click(card, "deny", APPROVALS)
    assert dev1.view() is None
    dev1.click(card, "deny", APPROVALS)
    assert dev1.view() is not None


def test_waiting_for_what_does_not_come_says_what_was_there_instead(dev1: SlackPerson) -> None:
    dev1.command("/aws-access hello")
    with pytest.raises(TimeoutError, match="got hello"):
        dev1.wait_for(lambda _message: False, seconds=0.3)


def test_a_click_on_nothing_is_the_callers_mistake(dev1: SlackPerson) -> None:
    with pytest.raises(SlackPageError, match="dev1 sees no button approve"):
        dev1.click("1.2", "approve")
    with pytest.raises(SlackPageError, match=f"no view 'V0' is open for {DEV1.lower()[2:]}"):
        dev1.submit("V0", {})
