"""Commands that speak two languages, share their options, and are imported only when they run."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from aws_access.cli.config import LANGUAGES
from aws_access.cli.exits import Exit, Failure, Refusal
from aws_access.cli.help_texts import HELP
from aws_access.cli.setup import Setup, current, keep_option, setup_of
from aws_access.cli.usage import told_in_their_language
from aws_access.domain.errors import AwsAccessError
from aws_access.domain.reasons import Language

Function = TypeVar("Function", bound=Callable[..., Any])


def helped(key: str, ctx: click.Context | None = None) -> str:
    """The text of a help in the language of whoever reads."""
    setup = setup_of(ctx) if ctx is not None else current()
    return HELP[key][0 if setup.language is Language.ENGLISH else 1]


class WordedOption(click.Option):
    """An option whose `help` is a key of HELP."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """As click writes it, in the reader's language."""
        record = super().get_help_record(ctx)
        if record is None or not self.help:
            return record
        return record[0], record[1].replace(self.help, helped(self.help))


def option(*names: str, **settings: Any) -> Callable[[Function], Function]:
    """As `click.option`, with a key of HELP as its help."""
    return click.option(*names, cls=WordedOption, **settings)


def common_options() -> list[click.Parameter]:
    """Those that every command takes, before its name or after it."""
    kept: dict[str, Any] = {"callback": keep_option, "expose_value": False, "is_eager": True}
    return [
        WordedOption(["--lang"], type=click.Choice(LANGUAGES), help="lang", **kept),
        WordedOption(["--profile"], metavar="NAME", help="profile", **kept),
        WordedOption(["--region"], metavar="REGION", help="region", **kept),
        WordedOption(["--api-url"], metavar="URL", help="api-url", **kept),
    ]


class Worded(click.Command):
    """What a command says of itself, and of a call that it cannot read, is in the reader's language."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads what was typed."""
        with told_in_their_language(ctx):
            return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """How it is called."""
        prefix = helped("usage", ctx) + " "
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What it does."""
        formatter.write_paragraph()
        with formatter.indentation():
            for paragraph in helped(self.help or "", ctx).split("\n\n"):
                formatter.write_text(paragraph)
                formatter.write_paragraph()

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Every option; click's own title for them is English."""
        records = [each for param in self.get_params(ctx) if (each := param.get_help_record(ctx)) is not None]
        with formatter.section(helped("options", ctx)):
            formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, which every command has."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = helped("help", ctx)
        return found


class WordedCommand(Worded):
    """A command whose `help` is a key of HELP, and whose failures are told in the reader's language."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        own = {each.name for each in self.params}
        self.params += [each for each in common_options() if each.name not in own]

    def invoke(self, ctx: click.Context) -> Any:
        """Runs it."""
        setup = current()
        try:
            return super().invoke(ctx)
        except AwsAccessError as error:
            sentences = tuple(each.say(setup.language) for each in error.reasons)
            raise Refusal(sentences, tuple(each.code for each in error.reasons)) from error
        except Failure as failure:
            raise _told(setup, failure) from failure.__cause__
        except click.Abort as error:
            raise _told(setup, Failure("declined", Exit.DECLINED)) from error
        except KeyboardInterrupt as error:
            raise _told(setup, Failure("interrupted", Exit.INTERRUPTED)) from error


def _told(setup: Setup, failure: Failure) -> Failure:
    """The failure, in the reader's language."""
    failure.lines = failure.lines or (setup.say(failure.key, **failure.facts),)
    return failure


def command(name: str, help_key: str | None = None, **settings: Any) -> Callable[[Callable[..., Any]], WordedCommand]:
    """As `click.command`; its help is the key of its name, if no other is said."""
    return click.command(name, cls=WordedCommand, help=help_key or name, **settings)


class LazyGroup(Worded, click.Group):
    """A group whose commands are imported only when they run. `modules`: where each is, by its name.

    `words`: what the keys of their helps begin with, before the name.
    """

    def __init__(self, *args: Any, modules: Mapping[str, str], words: str = "", **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.modules = modules
        self.words = words
        self.params += common_options()

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command that was typed."""
        with told_in_their_language(ctx):
            return super().invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """And the commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which people need them."""
        del ctx
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports it."""
        del ctx
        place = self.modules.get(cmd_name)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        found: click.Command = getattr(import_module(module), attribute)
        return found

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The names of commands and, after a dash, of options; without importing any command."""
        names = [
            CompletionItem(name, help=helped(self.words + name, ctx).partition("\n")[0])
            for name in self.modules
            if name.startswith(incomplete)
        ]
        return names if incomplete[:1] != "-" else click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Without importing any; and what the exit statuses mean."""
        with formatter.section(helped("commands")):
            formatter.write_dl([(name, helped(self.words + name).split("\n\n")[0]) for name in self.list_commands(ctx)])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the exit statuses mean."""
        del ctx
        with formatter.section(helped("exit-statuses")):
            formatter.write_dl(
                [
                    (key.removeprefix("exit-"), helped(key))
                    for key in HELP
                    if key.startswith("exit-") and key[5:6].isdigit()
                ]
            )
