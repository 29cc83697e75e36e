"""What the local Slack refuses, and how it says so.

LocalSlackError
├── SlackError       the app called the Web API wrongly: Slack's own error name, with HTTP 200
├── PageRefusedError a person, or a program that plays one, asked for what is not there
└── NotAnsweredError the app did not answer what was sent to its request URL
"""

from collections.abc import Sequence


class LocalSlackError(Exception):
    """Anything that the local Slack refuses."""


class SlackError(LocalSlackError):
    """`error` is a name from Slack's documentation; `details` say where, in the words Slack would use."""

    def __init__(self, error: str, details: Sequence[str] = ()) -> None:
        super().__init__(error, *details)
        self.error = error
        self.details = tuple(details)


class PageRefusedError(LocalSlackError):
    """The message is for the person at the page."""


class NotAnsweredError(LocalSlackError):
    """`error` is what Slack shows: `operation_timeout` or `dispatch_failed`."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error
