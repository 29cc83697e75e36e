"""What was last seen of environments, services and requests: a small file, by which the shell completes words."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import click
from click.shell_completion import CompletionItem

from aws_access.cli.exits import Failure
from aws_access.cli.output import clean
from aws_access.cli.private_files import private_folder, read_private, write_private
from aws_access.cli.setup import Setup, setup_of
from aws_access.domain.errors import AwsAccessError

_MOST = 50
_OLD = timedelta(hours=1)
_DURATIONS = ("30m", "1h", "2h", "4h", "8h")
_OPEN = frozenset({"PENDING", "APPROVED", "ACTIVE"})


def remember_choices(setup: Setup, told: Mapping[str, Any]) -> None:
    """What `GET /environments` said."""
    environments = told["environments"]
    services = sorted({each["name"] for environment in environments for each in environment["services"]})
    names = [each["name"] for each in environments]
    _keep(setup, {"environments": names, "services": services, "seen": setup.machine.now().isoformat()})


def choices_are_old(setup: Setup) -> bool:
    """Whether it is long ago, or never was."""
    with suppress(KeyError, ValueError, TypeError):
        return setup.machine.now() - datetime.fromisoformat(_read(setup)["seen"]) > _OLD
    return True


def remember_requests(setup: Setup, requests: Iterable[Mapping[str, Any]]) -> None:
    """Requests as the API tells them, newest first; those that are not over come first in the file."""
    known = {each[0]: each for each in _read(setup).get("requests", [])}
    seen = {
        each["request_id"]: [
            each["request_id"],
            each["status"],
            f"{each['status']} {each['requester']} {each['service']} {each['environment']}",
        ]
        for each in requests
    }
    newest = sorted({**known, **seen}.values(), key=lambda each: (each[1] not in _OPEN, each[0] not in seen))
    _keep(setup, {"requests": newest[:_MOST]})


def complete_request(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of requests, with what each is."""
    del param
    known = _read(setup_of(ctx)).get("requests", [])
    return [CompletionItem(each[0], help=clean(each[2])) for each in known if _offered(each[0], incomplete)]


def complete_words(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The words of a request: a service, an environment, a duration."""
    typed = len(ctx.params.get(param.name or "") or ())
    known = _read(setup_of(ctx))
    words = [known.get("services", []), known.get("environments", []), _DURATIONS]
    return [CompletionItem(each) for each in (words[typed] if typed < 3 else ()) if _offered(each, incomplete)]


def _offered(name: str, incomplete: str) -> bool:
    """What no name is, is not offered: the shell would show it to the terminal as it is."""
    return name.startswith(incomplete) and name.isprintable()


def _read(setup: Setup) -> dict[str, Any]:
    with suppress(ValueError, TypeError, KeyError, Failure, AwsAccessError, OSError):
        found = json.loads(read_private(setup.machine.cache_folder / "names.json") or "{}")[setup.api_url]
        return dict(found)
    return {}


def _keep(setup: Setup, names: Mapping[str, object]) -> None:
    """A convenience: where it cannot be written, nothing is lost."""
    with suppress(OSError):
        folder = private_folder(setup.machine.cache_folder)
        write_private(folder / "names.json", json.dumps({setup.api_url: {**_read(setup), **names}}))
