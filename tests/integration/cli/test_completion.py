"""The shells complete commands, options, and what was last seen of names; without a network, and without waiting."""

import json
import shutil
import subprocess

import pytest

from aws_access.cli import COMMANDS, main
from aws_access.cli.completion import SHELLS
from tests.cli_server import ApiServer
from tests.integration.cli.conftest import Terminal


def completed(dev1: Terminal, *words: str) -> list[str]:
    """What the shell would offer for the last of the words."""
    line = " ".join(("aws-access", *words))
    before = dict(dev1.env)
    dev1.env |= {"_AWS_ACCESS_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words))}
    result = dev1.run()
    dev1.env = before
    return [each.partition(",")[2] for each in result.stdout.splitlines() if each]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_for_this_shell_and_names_the_program(dev1: Terminal, shell: str) -> None:
    script = dev1.done("completion", shell)
    assert f"_AWS_ACCESS_COMPLETE={shell}_complete" in script
    found = shutil.which(shell)
    if found is not None:
        checked = subprocess.run([found, "-n"], input=script, text=True, capture_output=True, check=False)
        assert checked.returncode == 0, checked.stderr


def test_commands_and_options_are_completed(dev1: Terminal) -> None:
    assert completed(dev1, "") == list(COMMANDS)
    assert completed(dev1, "re") == ["request", "revoke"]
    assert "--write-profile" in completed(dev1, "request", "--w")


def test_words_are_completed_from_what_was_seen_without_any_call(server: ApiServer, dev1: Terminal) -> None:
    assert completed(dev1, "request", "d") == []
    request_id = dev1.asked()
    dev1.done("list")
    server.calls.clear()
    assert completed(dev1, "request", "d") == ["dynamodb"]
    assert completed(dev1, "request", "dynamodb", "") == ["verify"]
    assert completed(dev1, "request", "dynamodb", "verify", "") == ["30m", "1h", "2h", "4h", "8h"]
    assert completed(dev1, "request", "dynamodb", "verify", "1h", "") == []
    assert completed(dev1, "approve", "r-") == [request_id]
    assert completed(dev1, "status", "x") == []
    assert server.calls == []


def test_requests_that_are_not_over_come_first(dev1: Terminal) -> None:
    over = dev1.asked()
    dev1.done("revoke", over)
    waiting = dev1.asked()
    assert completed(dev1, "status", "") == [waiting, over]


def test_names_of_another_api_are_not_offered(dev1: Terminal) -> None:
    dev1.asked()
    dev1.env = {"AWS_ACCESS_API_URL": "https://other.example.com"}
    assert completed(dev1, "status", "") == []


def test_a_file_of_names_that_cannot_be_read_offers_nothing(dev1: Terminal) -> None:
    dev1.asked()
    file = dev1.home / ".cache/aws-access/names.json"
    for text in ("", "[]", "{", json.dumps({dev1.variables["AWS_ACCESS_API_URL"]: 1})):
        file.write_text(text)
        assert completed(dev1, "status", "") == []
    dev1.asked("dynamodb:write", "verify", "1h")
    assert len(completed(dev1, "status", "")) == 1


def test_every_command_can_say_its_help_in_both_languages(dev1: Terminal) -> None:
    for name in COMMANDS:
        english, japanese = dev1.done(name, "--help"), dev1.done("--lang", "ja", name, "--help")
        assert english != japanese or name == "rules"
    assert main.name == "main"
    assert "Exit statuses:" in dev1.done("--help")
    assert "終了ステータス" in dev1.done("--lang", "ja", "--help")
