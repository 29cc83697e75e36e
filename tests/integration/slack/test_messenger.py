"""Cards and direct messages in the local Slack: posted, found again and made true, or refused for what it is."""

from datetime import UTC, datetime, timedelta

import pytest

from aws_access.adapters.secrets import Secret
from aws_access.adapters.slack.cards import card
from aws_access.adapters.slack.client import SlackMessenger
from aws_access.domain.audit import EventType
from aws_access.domain.errors import NotFound, Unavailable
from aws_access.domain.ids import SlackUserId
from aws_access.domain.model import Status
from aws_access.ports import CARD, MessageRef
from local.slack.client import SlackPerson
from tests.builders import DEV1, a_request, way_to
from tests.integration.slack.conftest import APPROVALS, QUIET, TOKEN, Slack

NOW = datetime.now(UTC)
WAITING = way_to(Status.PENDING, a_request(), NOW)[-1].request
DENIED = way_to(Status.DENIED, a_request(), NOW)[-1].request


def test_a_card_is_posted_found_and_made_true(slack: Slack, sre1: SlackPerson) -> None:
    waiting, denied = WAITING, DENIED
    ts = slack.messenger.post_card(APPROVALS, waiting)
    assert slack.messenger.find(APPROVALS, waiting.id, CARD, NOW) == ts
    slack.messenger.update_card(MessageRef(APPROVALS, ts), denied)
    (seen,) = sre1.messages(APPROVALS)
    assert (seen.ts, seen.text, seen.action_ids) == (ts, card(denied).text, ())
    assert slack.messenger.find(APPROVALS, waiting.id, CARD, NOW) == ts


def test_only_the_message_of_that_request_and_key_is_found(slack: Slack) -> None:
    request, other = WAITING, a_request("2")
    slack.messenger.post_card(APPROVALS, request)
    slack.messenger.tell(APPROVALS, DENIED, EventType.DENIED, "DENIED#UDEV1")
    assert slack.messenger.find(APPROVALS, other.id, CARD, NOW) is None
    assert slack.messenger.find(APPROVALS, request.id, "DENIED#USRE1", NOW) is None
    assert slack.messenger.find(APPROVALS, request.id, CARD, NOW + timedelta(hours=1)) is None


def test_a_message_is_found_on_the_last_of_several_pages(slack: Slack) -> None:
    request = WAITING
    ts = slack.messenger.post_card(APPROVALS, request)
    for number in range(250):
        slack.messenger.post_card(APPROVALS, a_request(str(number + 2)))
    assert slack.messenger.find(APPROVALS, request.id, CARD, NOW) == ts


def test_the_requester_reads_a_direct_message(slack: Slack, dev1: SlackPerson) -> None:
    assert DEV1.slack_id is not None
    channel = slack.messenger.direct_channel(DEV1.slack_id)
    slack.messenger.tell(channel, DENIED, EventType.DENIED, "DENIED#UDEV1")
    (seen,) = dev1.messages()
    assert "`sre1` denied your request" in seen.text


@pytest.mark.parametrize("channel", [QUIET, "C0NOWHERE"])
def test_a_channel_that_the_bot_cannot_reach_is_not_found(slack: Slack, channel: str) -> None:
    with pytest.raises(NotFound):
        slack.messenger.post_card(channel, WAITING)
    with pytest.raises(NotFound):
        slack.messenger.find(channel, a_request().id, CARD, NOW)


@pytest.mark.parametrize("slack_id", ["UGONE", "UROBOT", "UNOBODY"])
def test_whoever_cannot_be_written_to_is_not_found(slack: Slack, slack_id: str) -> None:
    with pytest.raises(NotFound):
        slack.messenger.direct_channel(SlackUserId(slack_id))


def test_a_message_that_was_deleted_is_not_found(slack: Slack) -> None:
    with pytest.raises(NotFound):
        slack.messenger.update_card(MessageRef(APPROVALS, "1.000001"), WAITING)


@pytest.mark.parametrize("kind", ["unavailable", "ratelimited"])
def test_slack_in_trouble_is_unavailable_and_nothing_is_tried_twice(slack: Slack, kind: str) -> None:
    slack.control.fail_next(1, "ratelimited" if kind == "ratelimited" else "unavailable")
    with pytest.raises(Unavailable):
        slack.messenger.post_card(APPROVALS, WAITING)
    assert slack.messenger.post_card(APPROVALS, WAITING)


def test_a_wrong_token_is_for_the_operators_and_may_work_later(slack: Slack, caplog: pytest.LogCaptureFixture) -> None:
    messenger = SlackMessenger(lambda: Secret("xoxb-wrong"), slack.api_url)
    with pytest.raises(Unavailable):
        messenger.post_card(APPROVALS, WAITING)
    assert [record.__dict__["slack_error"] for record in caplog.records] == ["invalid_auth"]
    assert "xoxb-wrong" not in caplog.text


def test_nobody_there_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        SlackMessenger(lambda: Secret(TOKEN), "http://127.0.0.1:9/api/").post_card(APPROVALS, WAITING)
