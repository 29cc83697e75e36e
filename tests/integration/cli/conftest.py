"""The command line as a person has it: with their own folder, their keys, and the API on loopback."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from aws_access.cli import main
from aws_access.cli.machine import Machine
from aws_access.domain.ids import RequestId
from aws_access.domain.model import Person
from tests.builders import DEV1, SRE1
from tests.cli_server import REGION, SECRET, ApiServer, running


@dataclass
class Terminal:
    """One person's. `while_waiting`: what happens in the world each time the command line sleeps."""

    server: ApiServer
    home: Path
    person: Person = DEV1
    while_waiting: Callable[[], object] = lambda: None
    answers: list[str] = field(default_factory=list)
    executed: list[tuple[list[str], dict[str, str]]] = field(default_factory=list)
    clients: dict[str, Any] | None = None
    env: dict[str, str | None] = field(default_factory=dict)
    execute: Callable[[str, list[str], dict[str, str]], object] | None = None

    def as_(self, person: Person) -> "Terminal":
        """Somebody else's, with the same folder."""
        return Terminal(self.server, self.home, person)

    @property
    def variables(self) -> dict[str, str]:
        """The environment that the command line runs in."""
        plain: dict[str, str | None] = {
            "HOME": str(self.home),
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "AWS_ACCESS_API_URL": f"{self.server.url}/v1",
            "AWS_ACCESS_KEY_ID": f"AKIA{self.person.iam_user.upper()}",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL_STS": self.server.url,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1",
        }
        return {name: value for name, value in (plain | self.env).items() if value is not None}

    def run(self, *arguments: str, stdin: str | bytes | None = None) -> Result:
        """`aws-access …`."""
        variables = self.variables
        kept = {name: variables.get(name) for name in (*_MACHINES_OWN, *variables)}
        machine = Machine(
            env=variables,
            now=self.server.world.clock.now,
            sleep=lambda _: self.while_waiting(),
            ask=lambda _: self.answers.pop(0) if self.answers else None,
            execute=self.execute or (lambda _, arguments, env: self.executed.append((arguments, env))),
            clients=self.clients.__getitem__ if self.clients is not None else None,
        )
        return CliRunner(env=kept).invoke(
            main, arguments, obj=machine, input=stdin, catch_exceptions=False, prog_name="aws-access"
        )

    def done(self, *arguments: str, stdin: str | None = None) -> str:
        """What it prints, when all is well."""
        result = self.run(*arguments, stdin=stdin)
        assert result.exit_code == 0, result.output
        return result.stdout

    def asked(self, *words: str) -> RequestId:
        """The id of a request that waits."""
        told = self.done("request", *(words or ("dynamodb", "verify", "4h")), "--no-wait")
        return RequestId(told.split(":")[0])

    def granted(self, *words: str) -> RequestId:
        """The id of one that SRE1 approved and that is active."""
        request_id = self.asked(*words)
        self.as_(SRE1).done("approve", request_id, "--yes")
        self.server.world.deliver()
        return request_id


_MACHINES_OWN = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_REGION",
    "AWS_SESSION_TOKEN",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_ENDPOINT_URL",
    "AWS_ACCESS_CREDENTIALS_FOR",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "https_proxy",
    "http_proxy",
    "no_proxy",
    "LC_ALL",
    "NO_COLOR",
    "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME",
)


@pytest.fixture
def server() -> Iterator[ApiServer]:
    with ExitStack() as stack:
        yield stack.enter_context(running(ApiServer()))


@pytest.fixture
def dev1(server: ApiServer, tmp_path: Path) -> Terminal:
    return Terminal(server, tmp_path)


@pytest.fixture
def sre1(dev1: Terminal) -> Terminal:
    return dev1.as_(SRE1)
