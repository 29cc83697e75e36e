"""Slack user groups."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aws_access.adapters.secrets import Secret
from aws_access.adapters.slack.api import SlackApi, slack_errors


def user_group(token: Callable[[], Secret], api_url: str) -> Callable[[Mapping[str, Any]], Sequence[str]]:
    """Reads the Slack user ids of a user group."""
    slack = SlackApi(token, api_url)

    def read(settings: Mapping[str, Any]) -> Sequence[str]:
        with slack_errors():
            return [str(user) for user in slack.client().usergroups_users_list(usergroup=settings["id"])["users"]]

    return read
