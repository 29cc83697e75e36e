"""`aws-access exec` becomes a command that has the credentials of one request."""

import os
import signal
import subprocess
import sys

import pytest

from tests.builders import DEV_ROLE
from tests.cli_server import ApiServer
from tests.integration.cli.conftest import Terminal


def test_exec_runs_a_command_with_the_credentials_of_the_one_active_request(dev1: Terminal) -> None:
    dev1.granted()
    dev1.env = {"AWS_PROFILE": "other", "AWS_ACCESS_PROFILE": None, "KEPT": "yes"}
    dev1.home.joinpath(".aws").mkdir()
    dev1.home.joinpath(".aws/config").write_text("[profile other]\n")
    dev1.done("exec", "--", "aws", "dynamodb", "list-tables", "--output", "json")
    ((arguments, env),) = dev1.executed
    assert arguments == ["aws", "dynamodb", "list-tables", "--output", "json"]
    assert (env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"]) == ("ASIA1", "secret-1")
    assert (env["AWS_SESSION_TOKEN"], env["AWS_REGION"]) == (f"{DEV_ROLE} as dev1", "us-east-1")
    assert env["KEPT"] == "yes"
    assert "AWS_PROFILE" not in env


def test_exec_with_several_active_requests_wants_one_named(dev1: Terminal) -> None:
    first, second = dev1.granted(), dev1.granted("dynamodb:write", "verify", "1h")
    result = dev1.run("exec", "--", "true")
    assert (result.exit_code, dev1.executed) == (125, [])
    assert first in result.stderr
    assert second in result.stderr
    dev1.done("exec", second, "--", "true")
    assert [arguments for arguments, _ in dev1.executed] == [["true"]]


@pytest.mark.parametrize(
    ("words", "said"),
    [((), "None of your requests is active"), (("r-0123456789ab",), "r-0123456789ab")],
)
def test_exec_without_access_runs_nothing(dev1: Terminal, words: tuple[str, ...], said: str) -> None:
    result = dev1.run("exec", *words, "--", "true")
    assert (result.exit_code, dev1.executed) == (125, [])
    assert said in result.stderr


def test_exec_is_the_command_from_then_on(server: ApiServer, dev1: Terminal) -> None:
    """Its exit status, its signals and what it is told are its own: a real process."""
    request_id = dev1.granted()
    dev1.done("credentials", request_id)
    now = f"datetime.fromisoformat({server.world.clock.now().isoformat()!r})"
    program = (
        "from datetime import datetime; from aws_access.cli import main; from aws_access.cli.machine import Machine; "
        f"main(obj=Machine(now=lambda: {now}))"
    )

    def exec_(script: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", program, "exec", request_id, "--", "sh", "-c", script]
        env = {**dev1.variables, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)

    with exec_("cat; echo $AWS_ACCESS_KEY_ID; exit 7") as process:
        assert process.communicate("in\n", timeout=30)[0] == "in\nASIA1\n"
    assert process.returncode == 7
    with exec_("trap 'echo told; exit 9' TERM; echo ready; while :; do sleep 0.1; done") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=30)[0] == "told\n"
    assert process.returncode == 9
    with exec_("kill -KILL $$") as process:
        process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL
    with exec_("") as process:
        process.communicate(timeout=30)
    assert process.returncode == 0


def test_a_command_that_there_is_not_has_the_status_of_a_shell(dev1: Terminal) -> None:
    dev1.granted()
    dev1.execute = os.execvpe
    result = dev1.run("exec", "--", "no-such-command-here")
    assert result.exit_code == 127
    dev1.home.joinpath("plain").write_text("text")
    assert dev1.run("exec", "--", str(dev1.home / "plain")).exit_code == 126
