"""What people and programs read: tables on a terminal, lines with tabs for pipes, JSON where it is wished.

Everything that the command line prints or asks goes through here (the linter holds it): text of servers and files may
hold escape sequences, which a terminal would obey.
"""

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import IO, Any

import click


def as_json(value: object, *, indent: int | None = 2) -> None:
    """For programs: all that there is to say, on standard output. What would move a cursor is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    # JSON itself wants only the first 32 escaped. Outside of its strings there is nothing but ASCII and line breaks.
    click.echo("".join(c if c == "\n" or c.isprintable() else json.dumps(c)[1:-1] for c in text))


def on_terminal() -> bool:
    """Whether a person reads standard output as it comes."""
    return sys.stdout.isatty()


def clean(value: object) -> str:
    """Text of others, without what could move the cursor or turn the line around."""
    return "".join(c if c.isprintable() else " " for c in str(value))


def say(text: object, *, colour: str | None = None, err: bool = False, file: IO[Any] | None = None) -> None:
    """Each of its lines."""
    for line in str(text).splitlines():
        click.secho(clean(line), fg=colour, err=err, file=file)


def note(text: object) -> None:
    """For people, beside what programs read: on standard error."""
    say(text, err=True)


def signed(sign: str, colour: str, text: object) -> None:
    """One line, with a sign in its colour ahead."""
    click.echo(f"{click.style(sign, fg=colour)} {clean(text)}")


def ask(question: str, default: str | None = None) -> str:
    """What somebody types; nothing typed is the default. On standard error. click.Abort when nobody answers."""
    shown = f"{clean(question)} [{clean(default)}]" if default else clean(question)
    return str(click.prompt(shown, default=default, show_default=False, err=True))


def agreed(question: str) -> bool:
    """Whether somebody says yes. On standard error. click.Abort when nobody answers."""
    return click.confirm(clean(question), err=True)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], colours: Sequence[str | None] = ()) -> None:
    """With headings and columns on a terminal, the second in the row's colour; else a line with tabs for each row."""
    cells = [[clean(cell) for cell in row] for row in rows]
    if not on_terminal():
        for row in cells:
            click.echo("\t".join(row))
        return
    if not cells:
        return
    widths = [max(map(_width, column)) for column in zip(headings, *cells, strict=True)]
    click.secho("  ".join(map(_padded, map(clean, headings), widths)).rstrip(), bold=True)
    for place, row in enumerate(cells):
        padded = list(map(_padded, row, widths))
        if place < len(colours) and colours[place] is not None:
            padded[1] = click.style(padded[1], fg=colours[place])
        click.echo("  ".join(padded).rstrip())


def facts(pairs: Iterable[tuple[str, object]]) -> None:
    """Names and what they stand for, one below the other; None and nothing are left out."""
    told = [(clean(name), value) for name, value in pairs if value not in (None, "")]
    width = max((_width(name) for name, _ in told), default=0)
    for name, value in told:
        lines = [clean(line) for line in str(value).splitlines()] or [""]
        click.echo(f"{click.style(_padded(name, width), bold=True)}  {lines[0]}")
        for line in lines[1:]:
            click.echo(f"{' ' * width}  {line}")


class Progress:
    """One line that changes, on a terminal; else a line for each change. On standard error."""

    def __init__(self) -> None:
        self._said = ""
        self._live = sys.stderr.isatty()

    def say(self, text: str, detail: str = "") -> None:
        """What is so now; `detail` is shown where the line can change, and is no change by itself."""
        text = clean(text)
        if self._live:
            click.echo(f"\r\x1b[2K{text}{clean(detail)}", err=True, nl=False, color=True)
        elif text != self._said:
            click.echo(text, err=True)
        self._said = text

    def done(self) -> None:
        """The line is left."""
        if self._live and self._said:
            click.echo("\r\x1b[2K", err=True, nl=False, color=True)
            self._said = ""


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """In columns of a terminal: Japanese letters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
