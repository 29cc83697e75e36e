"""What the local Slack says of its users, and what we make of it."""

import pytest

from aws_access.domain.errors import NotFound, Unavailable
from aws_access.domain.ids import SlackUserId
from aws_access.domain.reasons import Language
from aws_access.ports import SlackProfile
from tests.integration.slack.conftest import Slack


def test_a_member_and_the_language_they_read(slack: Slack) -> None:
    profile = slack.directory.profile
    assert profile(SlackUserId("UDEV1")) == SlackProfile(
        SlackUserId("UDEV1"), member=True, language=Language.JAPANESE, time_zone="UTC"
    )
    assert profile(SlackUserId("USRE1")) == SlackProfile(
        SlackUserId("USRE1"), member=True, language=Language.ENGLISH, time_zone="UTC"
    )


@pytest.mark.parametrize("slack_id", ["UGUEST", "USINGLE", "USTRANGER", "UGONE", "UROBOT", "U0ACCESSBOT"])
def test_guests_strangers_bots_and_the_departed_are_no_members(slack: Slack, slack_id: str) -> None:
    assert not slack.directory.profile(SlackUserId(slack_id)).member


def test_somebody_whom_slack_does_not_know_is_not_found(slack: Slack) -> None:
    with pytest.raises(NotFound):
        slack.directory.profile(SlackUserId("UNOBODY"))


def test_where_the_app_is_at_home_is_asked_once(slack: Slack) -> None:
    directory = slack.directory
    directory.profile(SlackUserId("UDEV1"))
    slack.control.fail_next(1, methods=("auth.test",))
    assert directory.profile(SlackUserId("UDEV1")).member
    with pytest.raises(Unavailable):
        slack.directory.profile(SlackUserId("UDEV1"))
