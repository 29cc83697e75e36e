"""Who is in a user group, as the local Slack says."""

import pytest

from aws_access.adapters.groups.slack import user_group
from aws_access.adapters.secrets import Secret
from aws_access.domain.errors import NotFound, Unavailable
from tests.integration.slack.conftest import TOKEN, Slack


def test_the_members_are_read_as_they_are_now(slack: Slack) -> None:
    read = user_group(lambda: Secret(TOKEN), slack.api_url)
    assert read({"id": "S0LEADS"}) == ["USRE1", "UGUEST"]


def test_a_group_that_slack_does_not_know_is_not_found(slack: Slack) -> None:
    with pytest.raises(NotFound):
        user_group(lambda: Secret(TOKEN), slack.api_url)({"id": "S0NOBODY"})


def test_slack_down_is_unavailable_and_so_is_a_wrong_token(slack: Slack) -> None:
    slack.control.fail_next(1, methods=("usergroups.users.list",))
    with pytest.raises(Unavailable):
        user_group(lambda: Secret(TOKEN), slack.api_url)({"id": "S0LEADS"})
    with pytest.raises(Unavailable):
        user_group(lambda: Secret("xoxb-wrong"), slack.api_url)({"id": "S0LEADS"})
