"""Slack's Web API with our patience, and the one table of its errors."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from aws_access.adapters.secrets import Secret
from aws_access.domain.errors import AwsAccessError, NotFound, Unavailable

SECONDS = 3
"""For one call: a click has to be answered within three."""

_AGAIN = frozenset(
    {
        "accesslimited",
        "fatal_error",
        "internal_error",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)

_FOR_OPERATORS = frozenset(
    {
        "account_inactive",  # said of the token, not of a user
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_authed",
        "org_login_required",
        "token_expired",
        "token_revoked",
    }
)

_log = logging.getLogger(__name__)


class SlackApi:
    """Makes clients with the token as it is now."""

    def __init__(self, token: Callable[[], Secret], url: str) -> None:
        self._token = token
        self._url = url

    def client(self) -> WebClient:
        """A client that never tries again by itself: whether a message was posted has to be looked up first."""
        return WebClient(self._token().reveal(), base_url=self._url, timeout=SECONDS, retry_handlers=[])


@contextmanager
def slack_errors() -> Iterator[None]:
    """Raises our errors in place of Slack's: Unavailable when the same call may work later, else NotFound."""
    try:
        yield
    except SlackApiError as error:
        raise _translated(error) from error
    except (SlackClientError, HTTPException, OSError, UnicodeError) as error:
        raise Unavailable("Slack") from error


def _translated(error: SlackApiError) -> AwsAccessError:
    said, status = str(error.response.get("error", "")), error.response.status_code
    if status >= 500 or status == 429 or said in _AGAIN or not said.isidentifier():
        return Unavailable("Slack")  # a text that is no error code comes from something between us and Slack
    _log.error("Slack refused a call", extra={"slack_error": said, "method": error.response.api_url})
    return Unavailable("Slack") if said in _FOR_OPERATORS else NotFound()
