"""People bring policies of their own through the local Slack's form."""

import pytest

from aws_access.adapters.slack.texts import NOTHING_HAPPENED
from aws_access.entrypoints.messages import CommandTyped, PolicySubmitted
from local.slack.client import SlackPerson
from tests.integration.slack.conftest import Served, Slack
from tests.own_policies import policy_text


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("policy verify 4h -- why", "A policy of your own"),
        ("ポリシー 検証 4時間 -- 理由", "独自ポリシー"),
        ("break-glass policy verify 30m -- all is down", "A policy of your own"),
    ],
)
def test_the_command_opens_a_form_and_the_form_is_sent_as_one_message(
    served: Served, dev1: SlackPerson, typed: str, title: str
) -> None:
    assert dev1.command(f"/aws-access {typed}").ok
    assert served.queue.bodies == []
    view = dev1.view()
    assert view is not None
    assert view["title"]["text"] == title
    wrong = dev1.submit(view["id"], {"policy": policy_text(Effect="Deny")})
    assert "Statement[0].Effect" in wrong.errors["policy"]
    assert served.queue.bodies == []
    assert dev1.submit(view["id"], {"policy": policy_text()}).ok
    (message,) = served.queue.messages
    assert isinstance(message, PolicySubmitted)
    assert (message.text, message.policy, message.sender.slack_id) == (typed, policy_text(), "UDEV1")
    assert message.sender.response_url.startswith("http")
    assert dev1.view() is None


def test_a_form_that_is_closed_asks_for_nothing(served: Served, dev1: SlackPerson) -> None:
    dev1.command("/aws-access policy verify 4h")
    view = dev1.view()
    assert view is not None
    assert dev1.close(view["id"]).ok
    assert served.queue.bodies == []


def test_a_command_with_a_fault_opens_no_form_and_goes_to_the_worker_who_says_why(
    served: Served, dev1: SlackPerson
) -> None:
    dev1.command("/aws-access policy verify soon")
    assert dev1.view() is None
    (message,) = served.queue.messages
    assert isinstance(message, CommandTyped)


def test_where_no_form_can_be_opened_the_person_hears_that_nothing_happened(
    slack: Slack, served: Served, dev1: SlackPerson
) -> None:
    slack.control.fail_next(1, methods=("views.open",))
    dev1.command("/aws-access policy verify 4h")
    assert dev1.messages()[-1].text == NOTHING_HAPPENED
    assert served.queue.bodies == []
