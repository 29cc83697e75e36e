"""Credentials of a request: from where they come, how they are kept, and that none is used past its end."""

import json
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aws_access.cli.credential_files import KeptKeys, Keys
from aws_access.cli.exits import Exit, Failure
from tests.builders import DEV2, DEV_ROLE, NOW, SRE1
from tests.cli_server import ApiServer, Canned
from tests.integration.cli.conftest import Terminal

HOUR = timedelta(hours=1)


def keys(number: int, until: datetime, at: datetime = NOW) -> Keys:
    return Keys(f"ASIA{number}", f"secret-{number}", "token", until, "us-east-1", at)


def kept_in(dev1: Terminal) -> list[Path]:
    return list(dev1.home.glob(".cache/aws-access/credentials/*.json"))


def test_they_are_of_the_team_role_under_the_persons_own_name(server: ApiServer, dev1: Terminal) -> None:
    told = json.loads(dev1.done("credentials", dev1.granted()))
    assert told == {
        "Version": 1,
        "AccessKeyId": "ASIA1",
        "SecretAccessKey": "secret-1",
        "SessionToken": f"{DEV_ROLE} as dev1",
        "Expiration": "2030-01-07T10:00:00Z",
    }
    assert server.handed_out == 1


def test_a_session_grant_gets_them_from_the_api(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.granted()
    server.sessions.add(request_id)
    told = json.loads(dev1.done("credentials", request_id))
    assert told["SessionToken"] == f"session of {request_id}"
    assert ("dev1", f"POST /v1/requests/{request_id}/credentials") in server.calls


def test_p1_nobody_gets_those_of_somebody_else(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.granted()
    result = dev1.as_(DEV2).run("credentials", request_id)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"Request {request_id} is of dev1, and you are dev2" in result.stderr
    server.sessions.add(request_id)
    result = dev1.as_(DEV2).run("credentials", request_id)
    assert (result.exit_code, result.stderr) == (1, "These are not yours.\n")
    assert (server.handed_out, kept_in(dev1)) == (0, [])


def test_whoever_is_no_iam_user_is_told_which_credentials_are_needed(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.granted()
    server.identity = "arn:aws:sts::111111111111:assumed-role/Admin/dev1"
    result = dev1.run("credentials", request_id)
    assert result.exit_code == 1
    assert "not of an IAM user of the jump account" in result.stderr


def test_what_is_kept_is_given_again_without_any_call(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.granted()
    first = dev1.done("credentials", request_id)
    server.calls.clear()
    assert dev1.done("credentials", request_id) == first
    assert server.calls == []


def test_what_is_kept_is_readable_for_its_owner_alone(dev1: Terminal) -> None:
    dev1.done("credentials", dev1.granted())
    (file,) = kept_in(dev1)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert not list(file.parent.glob(".*json*")), "no draft is left"


def test_what_others_could_have_written_is_worth_nothing(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.granted()
    dev1.done("credentials", request_id)
    (file,) = kept_in(dev1)
    file.chmod(0o644)
    assert json.loads(dev1.done("credentials", request_id))["AccessKeyId"] == "ASIA2"
    assert file.stat().st_mode & 0o777 == 0o600
    elsewhere = file.with_suffix(".elsewhere")
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    assert json.loads(dev1.done("credentials", request_id))["AccessKeyId"] == "ASIA3"
    assert not file.is_symlink()
    assert server.handed_out == 3


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"expires_at": "soon"}', "\x00"])
def test_what_cannot_be_read_is_got_anew(dev1: Terminal, text: str) -> None:
    request_id = dev1.granted()
    dev1.done("credentials", request_id)
    (file,) = kept_in(dev1)
    file.write_text(text)
    assert json.loads(dev1.done("credentials", request_id))["AccessKeyId"] == "ASIA2"


def test_those_of_another_person_api_or_request_are_others(server: ApiServer, dev1: Terminal) -> None:
    first, second = dev1.granted(), dev1.granted("dynamodb:write", "verify", "1h")
    for request_id in (first, second):
        dev1.done("credentials", request_id)
    dev1.done("credentials", first, "--api-url", f"{server.url}/v1".replace("127.0.0.1", "localhost"))
    assert len(kept_in(dev1)) == 3


def test_they_are_renewed_before_their_end_and_never_outlive_the_grant(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.granted("dynamodb", "verify", "90m")
    dev1.done("credentials", request_id)
    server.world.clock.advance(timedelta(minutes=54))
    assert json.loads(dev1.done("credentials", request_id))["AccessKeyId"] == "ASIA1"
    server.world.clock.advance(timedelta(minutes=2))
    renewed = json.loads(dev1.done("credentials", request_id))
    assert (renewed["AccessKeyId"], renewed["Expiration"]) == ("ASIA2", "2030-01-07T10:30:00Z")
    server.world.clock.advance(timedelta(minutes=34))
    result = dev1.run("credentials", request_id)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "gives no access now" in result.stderr
    assert kept_in(dev1) == []


def test_while_nobody_answers_the_old_ones_go_on_as_long_as_they_are_good(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.granted()
    first = dev1.done("credentials", request_id)
    server.world.clock.advance(timedelta(minutes=58))
    server.canned = [Canned(503, '{"message": "down"}')] * 3
    assert dev1.done("credentials", request_id) == first
    server.world.clock.advance(timedelta(minutes=2))
    server.canned = [Canned(503, '{"message": "down"}')] * 3
    assert dev1.run("credentials", request_id).exit_code == 2


def test_what_is_not_active_gives_none(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.asked()
    result = dev1.run("credentials", request_id)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "gives no access now: waiting for a decision" in result.stderr
    assert server.handed_out == 0


def test_a_profile_that_asks_for_itself_ends_at_once(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.granted()
    dev1.env = {"AWS_ACCESS_CREDENTIALS_FOR": request_id}
    result = dev1.run("credentials", request_id)
    assert result.exit_code == 1
    assert "would need themselves" in result.stderr
    assert server.handed_out == 0


def test_many_at_once_get_them_once(tmp_path: Path) -> None:
    """Threads, each with an open file of its own, stand in each other's way as processes do."""
    fetched, start = [], threading.Barrier(8)

    def fetch() -> Keys:
        fetched.append(1)
        return keys(len(fetched), NOW + HOUR)

    def ask(_: int) -> str:
        kept = KeptKeys(tmp_path, "https://api", "me", "r-0123456789ab", lambda: NOW)
        start.wait()
        return (kept.fresh() or kept.renewed(fetch)).access_key_id

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {"ASIA1"}
    assert len(fetched) == 1


@pytest.mark.parametrize("life", [timedelta(seconds=40), timedelta(minutes=5), HOUR, timedelta(hours=12)])
def test_none_is_given_at_or_past_its_end_whatever_its_life(tmp_path: Path, life: timedelta) -> None:
    now = [NOW]
    kept = KeptKeys(tmp_path, "https://api", "me", "r-0123456789ab", lambda: now[0])
    kept.renewed(lambda: keys(1, NOW + life))
    found = kept.fresh()
    assert found is not None
    now[0] = found.refresh_at
    assert kept.fresh() is None

    def nobody() -> Keys:
        raise Failure("no-network", Exit.NO_ANSWER, place="x", problem="y")

    now[0] = NOW + life - timedelta(seconds=1)
    assert kept.renewed(nobody) == keys(1, NOW + life)
    now[0] = NOW + life
    with pytest.raises(Failure):
        kept.renewed(nobody)


def test_a_clock_that_went_back_does_not_make_old_ones_new(tmp_path: Path) -> None:
    kept = KeptKeys(tmp_path, "https://api", "me", "r-0123456789ab", lambda: NOW - timedelta(seconds=1))
    kept.renewed(lambda: keys(1, NOW + HOUR))
    assert kept.fresh() is None


def test_a_secret_is_not_printed_by_mistake() -> None:
    assert "secret-1" not in f"{keys(1, NOW)!r} {keys(1, NOW)}"


# ---- exec -----------------------------------------------------------------------------------------------------------


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


# ---- console --------------------------------------------------------------------------------------------------------


def test_the_console_link_of_a_role_is_the_switch_role_link(dev1: Terminal) -> None:
    dev1.granted()
    assert dev1.done("console").startswith("https://signin.aws.amazon.com/switchrole?")


def test_the_console_link_of_a_session_holds_a_sign_in_token(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.granted()
    server.sessions.add(request_id)
    told = json.loads(dev1.done("console", "--sign-in-url", f"{server.url}/federation", "--json"))
    assert told["url"].startswith(f"{server.url}/federation?Action=login&Issuer=aws-access&Destination=https%3A%2F%2F")
    assert told["url"].endswith(f"SigninToken=token%20for%20session%20of%20{request_id}")
    assert "secret-1" not in told["url"]


def test_somebody_elses_access_makes_no_link_for_a_session(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.granted()
    server.sessions.add(request_id)
    result = dev1.as_(SRE1).run("console", request_id, "--sign-in-url", f"{server.url}/federation")
    assert (result.exit_code, result.stdout) == (1, "")


def test_times_are_utc(dev1: Terminal) -> None:
    dev1.env = {"TZ": "Asia/Tokyo"}
    told = json.loads(dev1.done("credentials", dev1.granted()))
    assert datetime.fromisoformat(told["Expiration"]) == datetime(2030, 1, 7, 10, tzinfo=UTC)
