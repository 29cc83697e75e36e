"""On a real terminal there are tables and colours; in the reader's language, by the clock on their wall."""

import os
import pty
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from aws_access.cli.machine import Machine
from aws_access.cli.setup import Setup
from aws_access.domain.reasons import Language
from tests.cli_server import ApiServer
from tests.integration.cli.conftest import Terminal

PROGRAM = (
    "import sys; from datetime import datetime; from aws_access.cli import main; "
    "from aws_access.cli.machine import Machine; now = datetime.fromisoformat(sys.argv.pop(1)); "
    "main(obj=Machine(now=lambda: now), prog_name='aws-access')"
)


def on_terminal(dev1: Terminal, *arguments: str, typed: str = "") -> str:
    """What a person sees, who types this."""
    now = dev1.server.world.clock.now().isoformat()
    env = {"TERM": "xterm", "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **dev1.variables}
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", PROGRAM, now, *arguments]
    os.write(ours, typed.encode())
    with subprocess.Popen(command, env=env, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        seen = b""
        while True:
            try:
                more = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            seen += more
        process.wait(timeout=30)
    os.close(ours)
    return seen.decode().replace("\r\n", "\n")


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def test_a_list_has_headings_columns_and_colours(dev1: Terminal) -> None:
    dev1.env = {"TZ": "Asia/Tokyo"}
    first, second = dev1.asked(), dev1.granted("dynamodb:write", "verify", "1h", "orders")
    seen = on_terminal(dev1, "list")
    heading, *rows = seen.splitlines()
    assert heading.startswith("\x1b[1mRequest")
    assert len(rows) == 2
    assert any(f"{second}  \x1b[32mactive" in row and "2030-01-07 19:00" in row for row in rows)
    assert any(f"{first}  \x1b[33mwaiting for a decision" in row for row in rows)


def test_without_colours_where_they_are_not_wished(dev1: Terminal) -> None:
    dev1.asked()
    dev1.env = {"NO_COLOR": "1"}
    seen = on_terminal(dev1, "list")
    assert "waiting for a decision" in seen
    assert "\x1b" not in seen


def test_columns_stand_below_one_another_in_japanese_too(dev1: Terminal) -> None:
    dev1.asked()
    dev1.granted("dynamodb:write", "verify", "1h", "orders")
    dev1.env = {"NO_COLOR": "1", "LANG": "ja_JP.UTF-8"}
    heading, *rows = on_terminal(dev1, "list").splitlines()
    places = {width(line[: line.index(word)]) for line, word in [(heading, "申請者"), *((row, "dev1") for row in rows)]}
    assert len(places) == 1


def test_what_is_not_given_to_configure_is_asked_for_with_what_was_there_before(dev1: Terminal) -> None:
    url = f"{dev1.server.url}/v1"
    dev1.env = {"AWS_ACCESS_API_URL": None, "NO_COLOR": "1"}
    seen = on_terminal(dev1, "configure", typed=f"{url}\n\n")
    assert "You are dev1. Environments: verify" in seen
    seen = on_terminal(dev1, "configure", typed="\n\n")
    assert f"[{url}]" in seen
    file = dev1.home / ".config/aws-access/config.toml"
    assert file.read_text() == f'api_url = "{url}"\n'
    assert "Not confirmed" in on_terminal(dev1, "configure", typed="\x04"), "nobody answers"
    assert file.read_text() == f'api_url = "{url}"\n'


def test_letters_that_the_terminal_does_not_know_are_no_error(dev1: Terminal) -> None:
    dev1.env = {"PYTHONIOENCODING": "ascii", "LANG": "ja_JP.UTF-8"}
    assert "dev1" in on_terminal(dev1, "doctor")


def test_a_question_is_put_and_answered_on_the_terminal(server: ApiServer, dev1: Terminal) -> None:
    """`request --from-error` has no standard input left to ask on."""
    ours, theirs = pty.openpty()
    env = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **dev1.variables}
    now = server.world.clock.now().isoformat()
    error = (
        "User: arn:aws:sts::222222222222:assumed-role/Dev/dev1 is not authorized to perform: dynamodb:Query "
        "on resource: arn:aws:dynamodb:us-east-1:222222222222:table/orders\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, now, "request", "--from-error", "--no-wait"],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: _own(theirs),  # noqa: PLW1509 - nothing else runs in this process yet
    ) as process:
        os.write(ours, b"y\n")
        said, _ = process.communicate(error.encode(), timeout=30)
    os.close(ours)
    os.close(theirs)
    assert b"waiting for a decision" in said
    (request,) = server.world.store._requests.values()
    assert (request.service, request.resources) == ("dynamodb:read", ("orders",))


def _own(terminal: int) -> None:
    """Makes it the terminal that `/dev/tty` names."""
    os.close(os.open(os.ttyname(terminal), os.O_RDWR))


@pytest.mark.parametrize(
    ("env", "option", "language"),
    [
        ({}, None, Language.ENGLISH),
        ({"LANG": "ja_JP.UTF-8"}, None, Language.JAPANESE),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "en_US.UTF-8"}, None, Language.ENGLISH),
        ({"LANG": "ja_JP.UTF-8", "AWS_ACCESS_LANG": "en"}, None, Language.ENGLISH),
        ({"AWS_ACCESS_LANG": "en"}, "ja", Language.JAPANESE),
        ({"LANG": "de_DE.UTF-8"}, None, Language.ENGLISH),
    ],
)
def test_the_language_is_what_is_said_nearest(
    tmp_path: Path, env: dict[str, str], option: str | None, language: Language
) -> None:
    machine = Machine(env={"HOME": str(tmp_path), **env})
    assert Setup(machine, {"lang": option} if option else {}).language is language


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Europe/Berlin", "UTC"])
def test_the_clock_on_the_wall_is_that_of_the_variable(zone: str) -> None:
    assert str(Machine(env={"TZ": zone}).zone) == zone


@pytest.mark.parametrize("zone", ["Nowhere/Here", "../../etc/passwd", "/etc/passwd", "\x00"])
def test_a_zone_that_nobody_knows_is_the_machines_own(zone: str) -> None:
    machine = Machine(env={"TZ": zone})
    assert machine.now().astimezone(machine.zone).utcoffset() is not None
