"""Credentials of a request: from where they come, how they are kept, and that none is used past its end."""

import json
import resource
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aws_access.cli.credential_files import KeptKeys, Keys
from aws_access.cli.exits import Exit, Failure
from tests.builders import DEV2, DEV_ROLE, NOW
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


def test_where_nothing_can_be_kept_they_are_given_all_the_same(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.granted()
    dev1.home.joinpath("full").write_text("")
    dev1.env = {"XDG_CACHE_HOME": str(dev1.home / "full")}
    assert json.loads(dev1.done("credentials", request_id))["AccessKeyId"] == "ASIA1"
    assert json.loads(dev1.done("credentials", request_id))["AccessKeyId"] == "ASIA2"
    assert dev1.run("exec", request_id, "--", "true").exit_code == 0
    assert "being revoked" in dev1.done("revoke", request_id)


def test_on_a_full_disk_they_are_given_all_the_same(tmp_path: Path) -> None:
    kept = KeptKeys(tmp_path, "url", "jump", "r-1", lambda: NOW)
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, most[1]))
    try:
        assert kept.renewed(lambda: keys(1, NOW + HOUR)) == keys(1, NOW + HOUR)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert [each.name for each in (tmp_path / "credentials").iterdir() if not each.name.endswith(".lock")] == []


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


def test_times_are_utc(dev1: Terminal) -> None:
    dev1.env = {"TZ": "Asia/Tokyo"}
    told = json.loads(dev1.done("credentials", dev1.granted()))
    assert datetime.fromisoformat(told["Expiration"]) == datetime(2030, 1, 7, 10, tzinfo=UTC)
