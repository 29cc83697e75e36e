"""What is said of a call that click cannot read, and the frame of every help, in the reader's language."""

from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import IO, Any

import click

from aws_access.cli import output
from aws_access.cli.help_texts import HELP
from aws_access.cli.setup import setup_of
from aws_access.domain.reasons import Language


def worded(key: str, ctx: click.Context, **facts: object) -> str:
    """A text of HELP."""
    return HELP[key][0 if setup_of(ctx).language is Language.ENGLISH else 1].format(**facts)


class Unreadable(click.UsageError):
    """The call cannot be read: how it is called, where there is help, and what is wrong."""

    ctx: click.Context

    def __init__(self, ctx: click.Context, problem: str) -> None:
        super().__init__(problem, ctx)

    def show(self, file: IO[Any] | None = None) -> None:
        """On standard error."""
        (name, *_) = self.ctx.help_option_names[::-1]
        hint = worded("usage-help", self.ctx, command=f"{self.ctx.command_path} {name}")
        usage = self.ctx.command.get_usage(self.ctx)
        problem = worded("usage-error", self.ctx, problem=self.message)
        output.say(f"{usage}\n{hint}\n\n{problem}", err=True, file=file)


@contextmanager
def told_in_their_language(ctx: click.Context) -> Iterator[None]:
    """What click finds wrong meanwhile is said in the language of whoever reads."""
    try:
        yield
    except (Unreadable, click.exceptions.NoArgsIsHelpError):
        raise
    except click.UsageError as error:
        of = error.ctx or ctx
        raise Unreadable(of, _problem(error, of)) from error


def _problem(error: click.UsageError, ctx: click.Context) -> str:
    """What click tells apart in our words; the rest in its own, which are English."""
    near: list[str] = []
    match error:
        case click.NoSuchOption(option_name=name, possibilities=found):
            key, facts, near = "usage-option", {"name": name}, found or []
        case click.exceptions.NoSuchCommand(command_name=name):
            key, facts, near = "usage-command", {"name": name}, _commands_like(name, ctx)
        case click.MissingParameter(param=click.Parameter() as param):
            key, facts = "usage-missing", {"name": param.get_error_hint(ctx)}
        case click.BadParameter(param=click.Parameter(type=click.Choice(choices=choices)) as param):
            key, facts = "usage-choice", {"name": param.get_error_hint(ctx), "choices": ", ".join(map(str, choices))}
        case click.BadParameter(param=click.Parameter() as param):
            key, facts = "usage-value", {"name": param.get_error_hint(ctx), "problem": error.message}
        case _:
            key, facts = "usage-other", {"problem": error.format_message()}
    return worded(key, ctx, **facts) + (worded("usage-near", ctx, names=", ".join(near)) if near else "")


def _commands_like(name: str, ctx: click.Context) -> list[str]:
    known = ctx.command.list_commands(ctx) if isinstance(ctx.command, click.Group) else []
    return get_close_matches(name, known, n=1)
