"""From asking to the end, in front of a terminal: the real command line, over HTTP, signed, against the real API."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from aws_access.domain.ids import RequestId
from aws_access.domain.model import Status
from aws_access.domain.rules import Extension
from tests.builders import DEV1, a_rule, some_rules
from tests.cli_server import ApiServer, Canned
from tests.integration.cli.conftest import Terminal
from tests.own_policies import policy_text, with_policies


def the_only_one(server: ApiServer) -> dict[str, object]:
    (request,) = server.world.store._requests.values()
    return {"status": request.status, "resources": request.resources, "reason": request.reason, "id": request.id}


def decide_and_attach(server: ApiServer) -> None:
    """What happens at the other end, one step for each time that the command line looks."""
    (request,) = server.world.store._requests.values()
    if request.decided_by is None:
        server.world.approve(request)
    else:
        server.world.deliver()


def test_asking_waits_until_it_is_active_and_prints_the_switch_role_link(server: ApiServer, dev1: Terminal) -> None:
    dev1.while_waiting = lambda: decide_and_attach(server)
    result = dev1.run("request", "dynamodb", "検証", "4時間", "orders", "--reason", "to try out orders")
    assert result.exit_code == 0
    assert result.stdout.startswith("https://signin.aws.amazon.com/switchrole?roleName=Dev&account=222222222222")
    assert "0 of 1 approvals by dev-verify" in result.stderr
    assert "is approved, and being attached" in result.stderr
    assert "is active until 2030-01-07" in result.stderr
    told = the_only_one(server)
    assert (told["resources"], told["reason"]) == (("orders",), "to try out orders")
    assert server.world.may(DEV1)


def test_a_program_gets_the_request_as_the_api_tells_it(server: ApiServer, dev1: Terminal) -> None:
    dev1.while_waiting = lambda: decide_and_attach(server)
    told = json.loads(dev1.done("request", "dynamodb", "verify", "4h", "--json"))
    assert (told["status"], told["requester"], told["duration_seconds"]) == ("ACTIVE", "dev1", 14400)


def test_without_waiting_it_says_how_to_come_back(server: ApiServer, dev1: Terminal) -> None:
    result = dev1.run("request", "dynamodb", "verify", "4h", "--no-wait")
    request_id = the_only_one(server)["id"]
    assert result.exit_code == 0
    assert result.stdout == f"{request_id}: waiting for a decision\n"
    assert f"aws-access status {request_id} --wait" in result.stderr


def test_a_denial_ends_the_waiting_with_its_reason_and_a_status_of_its_own(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.asked()
    dev1.while_waiting = lambda: server.world.deny(server.world.store.request(request_id), note="not in the freeze")
    result = dev1.run("status", request_id, "--wait")
    assert result.exit_code == 5
    assert "not in the freeze" in result.stdout


def test_p5_ctrl_c_leaves_the_request_and_says_how_to_come_back(server: ApiServer, dev1: Terminal) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    dev1.while_waiting = interrupt
    result = dev1.run("request", "dynamodb", "verify", "4h")
    told = the_only_one(server)
    assert result.exit_code == 130
    assert told["status"] == Status.PENDING
    assert f"aws-access status {told['id']} --wait" in result.stderr


def test_waiting_goes_on_when_the_api_is_away_for_a_while(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.asked()
    server.canned = [Canned(200, dev1.done("status", request_id, "--json"))]
    server.canned += [Canned(503, '{"message": "Service Unavailable"}')] * 7
    dev1.while_waiting = lambda: None if server.canned else decide_and_attach(server)
    assert "active" in dev1.done("status", request_id, "--wait")


def test_waiting_for_an_api_that_stays_away_ends_with_how_to_come_back(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.asked()
    server.canned = [Canned(200, dev1.done("status", request_id, "--json"))]
    server.canned += [Canned(503, '{"message": "Service Unavailable"}')] * 50
    result = dev1.run("status", request_id, "--wait")
    assert result.exit_code == 2
    assert f"aws-access status {request_id} --wait" in result.stderr


def test_waiting_ends_when_its_time_is_over(server: ApiServer, dev1: Terminal) -> None:
    dev1.while_waiting = lambda: server.world.clock.advance(timedelta(minutes=6))
    result = dev1.run("request", "dynamodb", "verify", "4h", "--timeout", "10m")
    assert result.exit_code == 6
    assert the_only_one(server)["status"] == Status.PENDING


def test_what_starts_later_is_not_waited_for(server: ApiServer, dev1: Terminal) -> None:
    dev1.env = {"TZ": "Asia/Tokyo"}
    dev1.while_waiting = lambda: decide_and_attach(server)
    told = dev1.done("request", "dynamodb", "verify", "4h", "at", "22:00")
    assert "starts at 2030-01-07 22:00" in told
    (request,) = server.world.store._requests.values()
    assert request.payload.starts_at is not None
    assert request.payload.starts_at.isoformat() == "2030-01-07T13:00:00+00:00"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "A request needs a service, an environment and a duration."),
        (("dynamodb", "verify"), "A request needs a service, an environment and a duration."),
        (("list",), "A request needs a service, an environment and a duration."),
        (("dynamodb", "verify", "long"), "`long` is not a duration"),
        (("dynamodb", "verify", "4h", "x y"), "`y` is one word too many"),
        (("dynamodb", "verify", "4h", "--timeout", "soon"), "`soon` is not a duration"),
    ],
)
def test_what_cannot_be_read_is_refused_before_anything_is_sent(
    server: ApiServer, dev1: Terminal, words: tuple[str, ...], said: str
) -> None:
    result = dev1.run("request", *words)
    assert (result.exit_code, server.calls) == (1, [])
    assert said in result.stderr


def test_a_policy_of_ones_own_comes_from_a_file_or_from_standard_input(
    server: ApiServer, dev1: Terminal, tmp_path: Path
) -> None:
    with_policies(server.world)
    file = tmp_path / "mine.json"
    file.write_text(policy_text(), encoding="utf-8")
    from_file = json.loads(dev1.done("request", "verify", "2h", "--policy", str(file), "--no-wait", "--json"))
    assert (from_file["service"], from_file["actions"]) == ("policy", ["dynamodb:GetItem"])
    words = ("request", "policy", "verify", "2h", "--policy", "-", "--no-wait", "--json")
    piped = json.loads(dev1.run(*words, stdin=policy_text()).stdout)
    assert piped["payload_hash"] == from_file["payload_hash"]


def test_a_policy_that_is_none_is_refused_and_nothing_is_made(
    server: ApiServer, dev1: Terminal, tmp_path: Path
) -> None:
    with_policies(server.world)
    wrong, large, binary = (tmp_path / name for name in ("wrong.json", "large.json", "binary.json"))
    wrong.write_text(policy_text(NotAction="s3:*"), encoding="utf-8")
    large.write_text(" " * 70_000, encoding="utf-8")
    binary.write_bytes(b"\xff")
    for file, said in {
        wrong: "NotAction",
        large: "has more than 65536 bytes",
        binary: "cannot be read: not UTF-8",
        tmp_path / "none.json": "cannot be read: No such file",
    }.items():
        result = dev1.run("request", "verify", "2h", "--policy", str(file))
        assert result.exit_code != 0
        assert said in result.stderr
    both = dev1.run("request", "verify", "2h", "--policy", str(wrong), "--from-error", stdin="")
    assert "either --policy or --from-error" in both.stderr
    assert not server.world.store._requests


def test_a_refusal_of_the_rules_is_told_in_their_own_words(server: ApiServer, dev1: Terminal) -> None:
    result = dev1.run("request", "dynamodb", "verify", "9h")
    assert result.exit_code == 1
    assert result.stderr == "9h is too long; the rule `dev-verify` allows at most 8h.\n"
    assert not server.world.store._requests


def test_a_call_that_got_no_answer_is_sent_again_and_makes_one_request(server: ApiServer, dev1: Terminal) -> None:
    server.canned = [Canned(body=None), Canned(503, '{"message": "Service Unavailable"}')]
    dev1.asked()
    assert [call for _, call in server.calls] == ["POST /v1/requests"] * 3
    assert len(server.world.store._requests) == 1


def test_the_same_key_is_the_same_request(server: ApiServer, dev1: Terminal) -> None:
    for _ in range(2):
        dev1.done("request", "dynamodb", "verify", "4h", "--key", "mine", "--no-wait")
    assert len(server.world.store._requests) == 1


def test_revoking_ends_access_and_throws_the_kept_credentials_away(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.granted()
    dev1.done("credentials", request_id)
    kept = list(dev1.home.glob(".cache/aws-access/credentials/*.json"))
    assert len(kept) == 1
    assert "being revoked" in dev1.done("revoke", request_id, "--reason", "done early")
    assert not kept[0].exists()
    server.world.deliver()
    assert not server.world.may(DEV1)
    assert "revoked" in dev1.done("status", request_id)


def test_extending_is_a_request_of_its_own_in_the_second_half(server: ApiServer, dev1: Terminal) -> None:
    server.world.rules.rules = some_rules(a_rule(extension=Extension(times=1, longest=timedelta(hours=2))))
    request_id = dev1.granted()
    early = dev1.run("extend", request_id, "1h")
    assert (early.exit_code, len(server.world.store._requests)) == (1, 1)
    server.world.pass_time(timedelta(hours=3))
    made = dev1.done("extend", request_id, "1時間", "--no-wait").split(":")[0]
    payload = server.world.store.request(RequestId(made)).payload
    assert (payload.extends, payload.duration) == (request_id, timedelta(hours=1))


def test_a_list_for_programs_is_json_and_for_pipes_one_line_for_each(dev1: Terminal, sre1: Terminal) -> None:
    first, second = dev1.asked(), dev1.granted("dynamodb:write", "verify", "1h", "orders")
    told = json.loads(dev1.done("list", "--json"))
    assert {each["request_id"] for each in told["requests"]} == {first, second}
    lines = [line.split("\t") for line in dev1.done("list").splitlines()]
    assert {line[0]: line[1:5] for line in lines} == {
        first: ["PENDING", "dev1", "dynamodb", "verify"],
        second: ["ACTIVE", "dev1", "dynamodb:write orders", "verify"],
    }
    assert all(line[5].endswith("Z") for line in lines), "times as the API says them"
    assert dev1.done("list", "--status", "pending").count("\n") == 1
    assert sre1.done("list") == ""
    assert sre1.done("list", "--of", "dev1").count("\n") == 2


def test_the_audit_events_of_a_request_are_shown_with_whether_they_are_whole(dev1: Terminal) -> None:
    request_id = dev1.granted()
    result = dev1.run("status", request_id, "--events")
    assert [event in result.stdout for event in ("SUBMITTED", "APPROVED", "ATTACHED")] == [True] * 3
    assert "The record is whole." in result.stderr
    assert json.loads(dev1.done("status", request_id, "--events", "--json"))["intact"] is True


def test_words_of_others_cannot_move_the_cursor(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.asked()
    told = json.loads(dev1.done("status", request_id, "--json")) | {"reason": "\x1b[2J\u202ewiped\rover"}
    server.canned = [Canned(200, json.dumps(told))]
    shown = dev1.done("status", request_id)
    assert "wiped" in shown
    assert not set(shown) & {"\x1b", "\u202e", "\r"}


def test_an_id_that_is_none_is_refused_before_anything_is_sent(server: ApiServer, dev1: Terminal) -> None:
    for command in ("status", "approve", "revoke", "credentials"):
        result = dev1.run(command, "../../locks")
        assert (result.exit_code, server.calls) == (1, [])
        assert "is not a valid request id" in result.stderr


def test_an_id_in_capitals_is_the_same(dev1: Terminal) -> None:
    assert "waiting" in dev1.done("status", dev1.asked().upper())


def test_what_is_asked_of_the_api_is_asked_in_the_readers_language(server: ApiServer, dev1: Terminal) -> None:
    dev1.env = {"LANG": "ja_JP.UTF-8"}
    result = dev1.run("request", "dynamodb", "verify", "9h")
    assert "最長 8h です" in result.stderr
    assert server.languages == ["ja"]
    assert "is too long" in dev1.run("request", "dynamodb", "verify", "9h", "--lang", "en").stderr
    assert "承認待ち" in dev1.done("--lang", "ja", "status", dev1.asked())
