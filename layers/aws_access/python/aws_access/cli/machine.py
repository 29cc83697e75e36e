"""The machine that the command line runs on, as far as it asks it: handed over, so that tests need patch nothing."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aws_access.cli.output import clean


def _now() -> datetime:
    return datetime.now(UTC)


def _ask_on_terminal(question: str) -> str | None:
    """The answer of whoever sits there, although standard input is taken; None where nobody does."""
    terminal = Path("/dev/tty")
    try:
        # Two of them: what can be read and written at once has to be a place in which one can seek.
        with terminal.open("w", encoding="utf-8") as asked, terminal.open(encoding="utf-8") as answered:
            asked.write(clean(question))
            asked.flush()
            return answered.readline().strip()
    except OSError:
        return None


@dataclass(frozen=True, slots=True)
class Machine:
    """`clients`: makes an AWS client by the name of its service, in place of botocore with the person's credentials.

    `ask`: puts a question to the terminal itself; None when there is none. `execute`: becomes another program.
    """

    env: Mapping[str, str] = field(default_factory=lambda: os.environ)
    now: Callable[[], datetime] = _now
    sleep: Callable[[float], object] = time.sleep
    clients: Callable[[str], Any] | None = None
    ask: Callable[[str], str | None] = _ask_on_terminal
    execute: Callable[[str, list[str], dict[str, str]], object] = os.execvpe

    @property
    def home(self) -> Path:
        """The person's own folder."""
        return Path(self.env.get("HOME") or Path.home())

    @property
    def config_file(self) -> Path:
        """Where `configure` keeps what it was told."""
        named = self.env.get("AWS_ACCESS_CONFIG")
        if named:
            return Path(named)
        return Path(self.env.get("XDG_CONFIG_HOME") or self.home / ".config") / "aws-access" / "config.toml"

    @property
    def aws_config_file(self) -> Path:
        """Where AWS's tools keep profiles."""
        return Path(self.env.get("AWS_CONFIG_FILE") or self.home / ".aws" / "config").expanduser()

    @property
    def aws_credentials_file(self) -> Path:
        """Where AWS's tools keep keys."""
        return Path(self.env.get("AWS_SHARED_CREDENTIALS_FILE") or self.home / ".aws" / "credentials").expanduser()

    @property
    def zone(self) -> tzinfo:
        """The time zone of the clock on the wall here."""
        place = Path("/etc/localtime")
        named = self.env.get("TZ", "").removeprefix(":") or str(place.resolve()).partition("zoneinfo/")[2]
        try:
            return ZoneInfo(named)
        except (ValueError, ZoneInfoNotFoundError, OSError):
            return self.now().astimezone().tzinfo or UTC

    @property
    def cache_folder(self) -> Path:
        """Where what may be lost is kept."""
        return Path(self.env.get("XDG_CACHE_HOME") or self.home / ".cache") / "aws-access"
