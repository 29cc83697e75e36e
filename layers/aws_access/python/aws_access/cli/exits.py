"""How a call of the command line can end: the exit statuses, and what is raised where it cannot go on.

The statuses are a contract with scripts; docs/cli.md and `--help` say what each means.
"""

from enum import IntEnum
from typing import IO, Any

import click

from aws_access.cli import output


class Exit(IntEnum):
    """Exit statuses. `exec` has those of `env` besides: 125, 126 and 127, and else its command's own."""

    DONE = 0
    REFUSED = 1
    NO_ANSWER = 2
    FOUND = 3
    DECLINED = 4
    NOT_GRANTED = 5
    STILL_WAITING = 6
    CALLER_FAILED = 125
    CANNOT_RUN = 126
    NO_SUCH_COMMAND = 127
    INTERRUPTED = 130


class Failure(click.ClickException):
    """The call cannot go on. `key` is one of `texts.TEXTS`; whoever reads it is told in their language."""

    exit_code: int  # type: ignore[misc] # click's own is of the class; theirs differ

    def __init__(self, key: str, exit_code: Exit = Exit.REFUSED, **facts: object) -> None:
        super().__init__(key)
        self.exit_code = int(exit_code)
        self.key = key
        self.facts = facts
        self.lines: tuple[str, ...] = ()

    def show(self, file: IO[Any] | None = None) -> None:
        """On standard error, so that what a program reads stays clean."""
        output.say("\n".join(self.lines or (self.key,)), colour="red", err=True, file=file)


class Refusal(Failure):
    """The API, or a reading of what was typed, says no, in sentences of its own."""

    def __init__(self, sentences: tuple[str, ...], codes: tuple[str, ...], exit_code: Exit = Exit.REFUSED) -> None:
        super().__init__("refused", exit_code)
        self.lines = sentences
        self.codes = codes
