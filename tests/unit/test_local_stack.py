"""`.local/stack.json` is a contract with other programs, and describes a stack only while it runs."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from botocore.credentials import Credentials

from local import lifecycle, processes
from local.processes import LocalStackError
from local.stack import Environment, Person, SignedByPerson, Stack

PROMISED = {
    "aws_endpoint",
    "region",
    "jump_account",
    "api_url",
    "slack_request_url",
    "slack_signing_secret",
    "slack_api_url",
    "slack_page_url",
    "slack_bot_token",
    "approvals_channel",
    "requests_table",
    "environments",
    "people",
}
PROMISED_OF_A_PERSON = {"slack_id", "iam_user", "teams", "approver", "access_key_id", "secret_access_key"}

STACK = Stack(
    aws_endpoint="http://127.0.0.1:4566",
    region="us-east-1",
    jump_account="111111111111",
    api_url="http://127.0.0.1:4566/_aws/execute-api/abc/v1",
    slack_request_url="http://127.0.0.1:4566/_aws/execute-api/abc/v1/slack/events",
    slack_signing_secret="made up",
    slack_api_url="http://127.0.0.1:4711/api/",
    slack_page_url="http://127.0.0.1:4711/",
    slack_bot_token="xoxb-made-up",
    approvals_channel="C0APPROVALS",
    requests_table="requests",
    environments={"verify": Environment("222222222222", {"Dev": "arn:aws:iam::222222222222:role/Dev"})},
    people={"dev1": Person("U0000DEV1", "dev1", ("Dev",), False, "AKIAMADEUP", "made up")},
    processes={"supervisor": 1},
)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """The file of a stack whose supervisor, this test, lives."""
    STACK.save(tmp_path / "stack.json")
    with processes.holding(tmp_path / "run" / "supervisor.pid"):
        yield tmp_path / "stack.json"


def test_the_promised_keys_are_there(file: Path) -> None:
    content = json.loads(file.read_text())
    assert content.keys() >= PROMISED
    assert content["environments"]["verify"] == {
        "account": "222222222222",
        "team_roles": {"Dev": "arn:aws:iam::222222222222:role/Dev"},
    }
    assert content["people"]["dev1"].keys() >= PROMISED_OF_A_PERSON
    assert content["people"]["dev1"]["teams"] == ["Dev"]


def test_what_was_saved_is_what_is_loaded(file: Path) -> None:
    assert Stack.load(file) == STACK


def test_nobody_else_can_read_the_keys_in_it(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_file_of_a_stack_that_died_is_not_believed(tmp_path: Path) -> None:
    STACK.save(tmp_path / "stack.json")
    with pytest.raises(LocalStackError, match="make local"):
        Stack.load(tmp_path / "stack.json")


def test_without_a_file_there_is_no_stack(tmp_path: Path) -> None:
    with pytest.raises(LocalStackError, match="make local"):
        Stack.load(tmp_path / "stack.json")


def test_the_variable_names_a_stack_elsewhere(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_STACK", str(file))
    assert Stack.load() == STACK


def test_a_stack_that_was_asked_for_is_not_replaced_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_STACK", str(tmp_path / "stack.json"))
    with pytest.raises(LocalStackError), lifecycle.at_hand():
        pass


def test_stopping_removes_what_a_dead_stack_left(tmp_path: Path) -> None:
    STACK.save(tmp_path / "stack.json")
    assert not lifecycle.down(tmp_path)
    assert not (tmp_path / "stack.json").exists()


def test_clients_reach_the_emulator_whatever_the_machine_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://elsewhere.example")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAELSEWHERE")
    client = STACK.client("sts", "dev1")
    assert client.meta.endpoint_url == STACK.aws_endpoint


def test_a_signed_call_carries_a_signature_over_the_query_as_it_is_sent() -> None:
    request = httpx.Request("GET", f"{STACK.api_url}/requests", params={"reason": "a b/c"})
    flow = SignedByPerson(Credentials("AKIAMADEUP", "made up"), "us-east-1").auth_flow(request)
    sent = next(flow)
    assert sent.url.query == b"reason=a%20b%2Fc"
    assert sent.headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIAMADEUP/")
    assert "/us-east-1/execute-api/aws4_request" in sent.headers["Authorization"]
