"""P6: only a full member of the workspace whom the rules know by their Slack user id is anybody."""

import pytest

from aws_access.domain.errors import NotAllowed, Unavailable
from aws_access.domain.ids import SlackUserId
from aws_access.domain.reasons import Language
from aws_access.ports import SlackProfile
from aws_access.usecases.identify import identify
from tests.builders import DEV1, some_rules
from tests.fakes import FakeDirectory, Faults

SLACK_ID = SlackUserId("UDEV1")
RULES = some_rules()


def codes(slack_id: SlackUserId, directory: FakeDirectory) -> list[str]:
    with pytest.raises(NotAllowed) as caught:
        identify(slack_id, RULES, directory)
    return [each.code for each in caught.value.reasons]


def test_a_member_whom_the_rules_know_is_that_person() -> None:
    directory = FakeDirectory()
    directory.add(SLACK_ID, language=Language.JAPANESE)
    assert identify(SLACK_ID, RULES, directory) == (DEV1, SlackProfile(SLACK_ID, True, Language.JAPANESE))


def test_a_person_who_is_no_full_member_any_more_is_nobody() -> None:
    directory = FakeDirectory()
    directory.add(SLACK_ID, member=False)
    assert codes(SLACK_ID, directory) == ["not-a-member"]


def test_somebody_whom_slack_does_not_know_is_nobody() -> None:
    assert codes(SLACK_ID, FakeDirectory()) == ["not-a-member"]


def test_a_member_whom_the_rules_do_not_know_is_nobody() -> None:
    directory = FakeDirectory()
    directory.add(SlackUserId("U0OTHER"))
    assert codes(SlackUserId("U0OTHER"), directory) == ["not-a-person"]


def test_while_slack_is_down_nobody_is_taken_for_anybody() -> None:
    faults = Faults()
    faults.unavailable()
    directory = FakeDirectory(faults=faults)
    directory.add(SLACK_ID)
    with pytest.raises(Unavailable):
        identify(SLACK_ID, RULES, directory)
