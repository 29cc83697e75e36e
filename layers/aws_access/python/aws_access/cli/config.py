"""The configuration of the command line: a small TOML file, written by `configure` and readable by people."""

import json
import re
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from aws_access.cli.exits import Failure
from aws_access.cli.private_files import write_private

LANGUAGES = ("en", "ja")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Config:
    """None: not said. `profile` is the AWS profile with the person's own credentials in the jump account."""

    api_url: str | None = None
    profile: str | None = None
    region: str | None = None
    language: str | None = None


def read_config(path: Path) -> Config:
    """The file's content; nothing when there is no file. Failure when it cannot be read, or says what nobody knows."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise Failure("config-unreadable", path=path, problem=error) from error
    import tomllib  # noqa: PLC0415 - 10 ms, and not everybody has a file

    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Failure("config-unreadable", path=path, problem=error) from error
    known = [each.name for each in fields(Config)]
    for name, value in values.items():
        if name not in known:
            raise Failure("config-unknown", path=path, name=name, known=", ".join(known))
        if not isinstance(value, str):
            raise Failure("config-unreadable", path=path, problem=f"{name} is no text")
    return Config(**values)


def write_config(path: Path, config: Config) -> None:
    """In place of what was there, whole or not at all: then Failure."""
    said = {name: value for name, value in asdict(config).items() if value is not None}
    # A JSON string without surrogates is a TOML string too.
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in said.items()]
    try:
        write_private(path, "".join(lines))
    except OSError as error:
        raise Failure("file-unwritable", path=path, problem=error.strerror or error) from error


def checked_url(url: str) -> str:
    """The address without a slash at its end. Failure for one to which nothing may be sent."""
    parts = urlsplit(url.strip())
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not secure or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise Failure("invalid-api-url", url=url)
    return url.strip().rstrip("/")


def region_of(url: str) -> str | None:
    """The region that an address of API Gateway names."""
    found = re.search(r"\.execute-api\.([a-z0-9-]+)\.", urlsplit(url).hostname or "")
    return found[1] if found else None
