"""No terminal obeys what servers, files or other people wrote: what would move a cursor is a space, or escaped."""

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from aws_access.cli import main, output
from aws_access.cli.machine import Machine
from aws_access.cli.names import complete_request, complete_words, remember_choices, remember_requests
from aws_access.cli.setup import Setup, setup_of
from tests.builders import DEV_ROLE, SRE1
from tests.cli_server import ApiServer, running
from tests.integration.cli.conftest import Terminal
from tests.templates import PROJECT

STAIN = "\x1b]0;owned\x07\x9b31m\x7f\u202e\u2066\x85\u2028\x00!"
"""A title for the window, a colour in one byte, a deletion, text from right to left, and line breaks of other kinds."""

_GOES_BY = ("_id", "status", "_at", "at", "hash", "form", "type", "role_arn", "seq", "state")


def stained(value: Any, name: str = "") -> Any:
    """The answer with the stain in every text that the command line does not go by."""
    if isinstance(value, dict):
        return {key: stained(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [stained(each, name) for each in value]
    return value if not isinstance(value, str) or name.endswith(_GOES_BY) else value + STAIN


class HostileServer(ApiServer):
    """An API that stains whatever it says."""

    def _with_form(self, body: Any) -> Any:
        return stained(super()._with_form(body))


def obeyed(text: str) -> list[str]:
    """The characters that a terminal would not show."""
    return sorted({c for c in text if c not in "\n\t" and not c.isprintable()})


@pytest.fixture
def server() -> Iterator[ApiServer]:
    with running(HostileServer()) as server:
        yield server


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("list", "--json"),
        ("status", "ID"),
        ("status", "ID", "--events"),
        ("status", "ID", "--events", "--json"),
        ("status", "ID", "--wait", "--timeout", "5m"),
        ("approve", "ID"),
        ("approve", "ID", "--yes"),
        ("deny", "ID", "--reason", "not now"),
        ("deny", "r-0000000000000", "--reason", "not now"),
        ("revoke", "ID"),
        ("request", "dynamodb", "verify", "2h", "--no-wait"),
        ("request", "dynamodb", "nowhere", "2h"),
        ("configure", "--region", "us-east-1"),
        ("configure", "--json"),
        ("doctor",),
        ("doctor", "--json"),
        ("status", f"r-{STAIN}"),
        ("rules", "check", f"{STAIN[:-2]}.yaml"),  # no program is given a null
        ("rules", "why", str(PROJECT / "local/rules.yaml"), f"dev1{STAIN}", f"dynamodb{STAIN} verify 1h"),
    ],
)
def test_nothing_that_anybody_says_is_a_command_to_the_terminal(
    dev1: Terminal, words: tuple[str, ...], language: str
) -> None:
    world = dev1.server.world
    known = world.submit().id
    world.roles.roles[DEV_ROLE].tags.clear()
    dev1.while_waiting = lambda: world.clock.advance(timedelta(minutes=1))
    who = dev1.as_(SRE1) if words[0] in ("approve", "deny") else dev1
    told = who.run(*(known if each == "ID" else each for each in words), "--lang", language, stdin="n\n")
    assert len(told.output) > 10
    assert obeyed(told.stdout) == []
    assert obeyed(told.stderr) == []


def test_the_stain_is_in_what_is_shown_else_this_would_show_nothing(dev1: Terminal) -> None:
    known = dev1.server.world.submit().id
    shown = "dynamodb ]0;owned  31m"
    assert shown in dev1.run("status", known).stdout
    assert shown in dev1.run("list").stdout
    assert json.loads(dev1.run("status", known, "--json").stdout)["service"] == f"dynamodb{STAIN}"


def test_the_link_to_the_console_is_shown_clean(dev1: Terminal) -> None:
    told = dev1.run("console", dev1.server.world.granted().id).stdout
    assert told.startswith("https://signin.aws.amazon.com/switchrole")
    assert "]0;owned  31m" in told
    assert obeyed(told) == []


def test_what_a_configuration_file_says_is_asked_for_clean(dev1: Terminal) -> None:
    file = dev1.home / ".config/aws-access/config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('language = "en"\n"unheard\\u001b[31mof" = "x"\n')
    told = dev1.run("list")
    assert "unheard [31mof" in told.stderr
    assert obeyed(told.output) == []
    red = "\x1b[31mred"
    asking = click.Command("asking", callback=lambda: output.say(output.ask(f"Whose{red}", red) == red))
    assert CliRunner().invoke(asking, input="\n").output == "Whose [31mred [ [31mred]: \nTrue\n"


def test_a_rules_file_cannot_speak_to_the_terminal(dev1: Terminal, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text('"teams\\e]0;owned\\a": 1\npeople: {"\\e[31mred": 1}\n')
    told = dev1.run("rules", "check", str(rules))
    assert told.exit_code == 1
    assert "owned" in told.output
    assert obeyed(told.output) == []


@pytest.mark.parametrize("live", [True, False])
def test_progress_writes_no_escape_but_its_own(*, live: bool) -> None:
    progress, written = output.Progress(), io.StringIO()
    progress._live = live
    with redirect_stderr(written):
        progress.say(f"waits for{STAIN}", f" ({STAIN})")
        progress.done()
    told = written.getvalue()
    assert "waits for" in told
    assert obeyed(told.replace("\r\x1b[2K", "")) == []


def test_the_shell_is_offered_no_name_that_its_terminal_would_obey(dev1: Terminal) -> None:
    setup = Setup(_machine(dev1), {})
    environment = {"name": "verify", "services": [{"name": f"dynamodb{STAIN}"}, {"name": "dynamodb"}]}
    remember_choices(setup, {"environments": [environment, {"name": STAIN, "services": []}]})
    told = {"request_id": "r-0123456789ab", "status": "ACTIVE", "requester": STAIN, "service": "s3"}
    remember_requests(setup, [{**told, "environment": "verify"}, {**told, "request_id": STAIN, "environment": ""}])
    context, argument = click.Context(main, obj=_machine(dev1)), click.Argument(["words"])
    assert setup_of(context).api_url == setup.api_url
    assert [each.value for each in complete_words(context, argument, "")] == ["dynamodb"]
    (offered,) = complete_request(context, argument, "")
    assert offered.value == "r-0123456789ab"
    assert obeyed(str(offered.help)) == []


def _machine(terminal: Terminal) -> Any:
    return Machine(env=terminal.variables, now=terminal.server.world.clock.now)


@given(st.recursive(st.text() | st.integers() | st.none(), lambda inner: st.dictionaries(st.text(), inner)))
def test_json_says_the_same_to_a_program_and_nothing_to_a_terminal(value: Any) -> None:
    written = io.StringIO()
    with redirect_stdout(written):
        output.as_json(value)
    assert obeyed(written.getvalue()) == []
    assert json.loads(written.getvalue()) == value


@pytest.mark.parametrize("text", ["\u202e", "\x9b31m", "\x7f", "\U000e0001", "\ud800"])
def test_json_escapes_what_moves_a_cursor_and_leaves_letters(text: str) -> None:
    written = io.StringIO()
    with redirect_stdout(written):
        output.as_json({"検証": f"ドキュメント{text}"}, indent=None)
    told = written.getvalue()
    assert told.startswith('{"検証": "ドキュメント\\u')
    assert json.loads(told) == {"検証": f"ドキュメント{text}"}
