"""Approving and denying in front of a terminal: nobody decides on what they were not shown."""

import json
from datetime import timedelta

import pytest

from aws_access.domain.model import Status
from tests.builders import DEV1, DEV_ROLE, SRE1
from tests.cli_server import ApiServer, Canned
from tests.integration.cli.conftest import Terminal
from tests.own_policies import ASK_POLICY, policy, with_policies


def test_approving_shows_what_is_approved_and_sends_its_hash(server: ApiServer, dev1: Terminal, sre1: Terminal) -> None:
    request_id = dev1.asked("dynamodb:write", "verify", "2h", "orders", "--reason", "INC-42")
    result = sre1.run("approve", request_id, stdin="y\n")
    assert result.exit_code == 0
    payload_hash = server.world.store.request(request_id).payload.hash
    for shown in ("dev1", "dynamodb:write", "INC-42", "2h", DEV_ROLE, "dynamodb:PutItem", "table/orders"):
        assert shown in result.stdout
    assert payload_hash[:12] in result.stderr
    assert server.world.store.request(request_id).votes[0].payload_hash == payload_hash


def test_p2_approving_a_policy_shows_all_of_each_statement(server: ApiServer, dev1: Terminal, sre1: Terminal) -> None:
    with_policies(server.world)
    names = [f"reports-{number:02}" for number in range(40)]
    condition = {"StringLike": {"s3:prefix": "only/this/*"}}
    given = policy(Action="s3:ListBucket", Resource=[f"arn:aws:s3:::{each}" for each in names], Condition=condition)
    made = server.api(DEV1, "POST", "/requests", json.dumps(ASK_POLICY | {"policy": given}), {})[1]
    shown = sre1.run("approve", made["request_id"], stdin="n\n").stdout
    assert all(each in shown for each in (*names, '"StringLike", "s3:prefix", ["only/this/*"]', made["risk"]))
    assert all(each in shown for each in made["difference"])


def test_p2_what_changed_after_it_was_shown_is_not_approved(server: ApiServer, dev1: Terminal, sre1: Terminal) -> None:
    request_id = dev1.asked()
    shown = server.world.store.request(request_id)
    told = json.loads(dev1.done("status", request_id, "--json")) | {"payload_hash": "0" * 64}
    server.canned = [Canned(200, json.dumps(told))]
    result = sre1.run("approve", request_id, "--yes")
    assert result.exit_code == 1
    assert server.world.store.request(request_id) == shown


def test_a_program_does_not_approve_what_nobody_saw(server: ApiServer, dev1: Terminal, sre1: Terminal) -> None:
    request_id = dev1.asked()
    result = sre1.run("approve", request_id, "--json")
    assert (result.exit_code, result.stdout) == (4, "")
    assert server.world.store.request(request_id).status is Status.PENDING
    assert json.loads(sre1.done("approve", request_id, "--json", "--yes"))["status"] == "APPROVED"


def test_a_denial_without_a_reason_is_none(server: ApiServer, dev1: Terminal, sre1: Terminal) -> None:
    request_id = dev1.asked()
    assert sre1.run("deny", request_id, stdin="").exit_code == 4
    assert server.world.store.request(request_id).status is Status.PENDING


def test_an_approver_sees_every_action_the_risk_and_what_to_look_at(
    server: ApiServer, dev1: Terminal, sre1: Terminal
) -> None:
    request_id = dev1.asked()
    told = json.loads(dev1.done("status", request_id, "--json"))
    actions = [f"dynamodb:Action{number:02}" for number in range(30)]
    told |= {"actions": actions, "risk": "high", "unnarrowed": ["dynamodb:ListTables"], "left_out": ["dynamodb:Purge"]}
    told |= {"difference": ["+ dynamodb:write"], "cautions": [{"code": "x", "message": "It is wide.", "facts": {}}]}
    server.canned = [Canned(200, json.dumps(told))]
    shown = sre1.run("approve", request_id, stdin="n\n").stdout
    wanted = (*actions, "high", "dynamodb:ListTables", "dynamodb:Purge", "+ dynamodb:write", "It is wide.")
    assert [each for each in wanted if each not in shown] == []
    server.canned = [Canned(200, json.dumps(told))]
    assert "… and 18 more" in dev1.done("status", request_id)


@pytest.mark.parametrize("stdin", ["n\n", "\n", ""])
def test_an_approval_that_is_not_confirmed_changes_nothing(
    server: ApiServer, dev1: Terminal, sre1: Terminal, stdin: str
) -> None:
    request_id = dev1.asked()
    result = sre1.run("approve", request_id, stdin=stdin)
    assert result.exit_code == 4
    assert "nothing changed" in result.stderr
    assert server.world.store.request(request_id).status is Status.PENDING


def test_p6_nobody_approves_their_own(server: ApiServer, dev1: Terminal) -> None:
    request_id = dev1.asked()
    assert dev1.run("approve", request_id, "--yes").exit_code == 1
    assert server.world.store.request(request_id).status is Status.PENDING


def test_less_can_be_approved_than_was_asked_for(server: ApiServer, dev1: Terminal, sre1: Terminal) -> None:
    request_id = dev1.asked()
    result = sre1.run("approve", request_id, "--duration", "1h", "--resource", "orders", "--yes")
    assert "Only this is approved: 1h, orders" in result.stderr
    payload = server.world.store.request(request_id).payload
    assert payload.duration == timedelta(hours=1)
    assert payload.permission.resources == ("arn:aws:dynamodb:us-east-1:222222222222:table/orders",)


def test_a_denial_needs_a_reason_and_asks_for_it(server: ApiServer, dev1: Terminal, sre1: Terminal) -> None:
    request_id = dev1.asked()
    result = sre1.run("deny", request_id, stdin="not now\n")
    assert (result.exit_code, result.stdout) == (0, f"{request_id}: denied\n")
    assert server.world.store.request(request_id).note == "not now"


def test_approvers_of_others_see_them_as_they_are(sre1: Terminal, dev1: Terminal) -> None:
    request_id = dev1.asked()
    assert sre1.person == SRE1
    assert "0 of 1 approvals by dev-verify" in sre1.done("status", request_id)
