"""P5 in the deployed stack: doubles, roles and accounts that cannot take a grant, and parts that are down."""

import json
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager

import pytest

from local.office import Office, may_use_orders
from local.roles import role_state
from local.stack import Stack
from tests.e2e.behind_the_scenes import attached, denied, other_policy, other_trust, switched_off

UNPINNED = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"}, "Action": "sts:AssumeRole"}
    ],
}
LARGE = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "sqs:ListQueues", "Resource": ["a" * 10_100]}],
    }
)

LITTLE = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:ListQueues","Resource":"*"}]}'


def refused_by(stack: Stack, environment: str) -> tuple[int, str, str]:
    """What dev1 is answered who asks for DynamoDB there: the status, the first reason's code and its sentence."""
    with stack.api("dev1") as api:
        body = {"service": "dynamodb:read", "environment": environment, "duration": "10m"}
        answer = api.post("/requests", json=body)
    reason = answer.json()["reasons"][0]
    return answer.status_code, reason["code"], reason["message"]


def unpinned(stack: Stack) -> AbstractContextManager[None]:
    return other_trust(stack, "staging", "Dev", UNPINNED)


@contextmanager
def full(stack: Stack) -> Iterator[None]:
    """Inline, and with as many managed policies as there may be."""
    with other_policy(stack, "staging", "Dev", "large", LARGE), attached(stack, "staging", "Dev", LITTLE, 10):
        yield


def shut(stack: Stack) -> AbstractContextManager[None]:
    return denied(stack, stack.environments["staging"].account, "aws-access-reader", "iam:GetRole")


@pytest.mark.parametrize(
    ("trouble", "code", "says"),
    [
        (unpinned, "trust-not-pinned", '"sts:RoleSessionName": "${aws:username}"'),
        (full, "role-full", "no room"),
        (shut, "target-refused", "does not let us in"),
    ],
)
def test_p5_a_role_that_cannot_take_a_grant_is_found_out_before_anybody_is_asked(
    stack: Stack, office: Office, trouble: Callable[[Stack], AbstractContextManager[None]], code: str, says: str
) -> None:
    asked_before = office.asked_by("dev1")
    with trouble(stack):
        status, found, message = refused_by(stack, "staging")
    assert (status, found) == (422, code)
    assert says in message
    assert office.asked_by("dev1") == asked_before, "nothing was left behind"


def test_p5_a_role_that_cannot_take_an_approved_grant_stays_as_it_was(stack: Stack, office: Office) -> None:
    request_id = office.ask("dev1", "dynamodb staging 10m")
    with unpinned(stack):
        before = role_state(stack, "staging", "Dev")
        office.click("sre1", "approve", request_id)
        request = office.wait(request_id, "FAILED")
        assert role_state(stack, "staging", "Dev") == before
    assert request["failure"]["code"] == "trust-not-pinned"
    assert "trust policy" in office.card(request_id, "*Failed*").all_text


def test_p5_a_grantor_that_is_refused_in_the_account_fails_the_request_with_the_reason(
    stack: Stack, office: Office
) -> None:
    request_id = office.ask("dev1", "dynamodb staging 10m")
    before = role_state(stack, "staging", "Dev")
    with denied(stack, stack.environments["staging"].account, "aws-access-grantor", "iam:PutRolePolicy"):
        office.click("sre1", "approve", request_id)
        request = office.wait(request_id, "FAILED")
    assert request["failure"]["code"] == "target-refused"
    assert role_state(stack, "staging", "Dev") == before


def test_p5_an_approval_while_the_reconciler_is_down_is_attached_once_it_is_back(stack: Stack, office: Office) -> None:
    request_id = office.ask("dev1", "dynamodb verify 10m")
    with switched_off(stack, "reconcile"):
        office.click("sre1", "approve", request_id)
        office.wait(request_id, "APPROVED")
    office.wait(request_id, "ACTIVE")
    assert may_use_orders(stack.switch("dev1", "verify", "Dev"))


def test_p5_the_same_click_many_times_at_once_approves_once(stack: Stack, office: Office) -> None:
    request_id = office.ask("dev1", "dynamodb verify 10m")
    payload = office.click_payload(stack.people["sre1"].slack_id, office.card(request_id))
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: office.deliver(payload).status_code, range(6)))
    assert answers == [200] * 6
    office.wait(request_id, "ACTIVE")
    types = [event["type"] for event in office.events(request_id)["events"]]
    assert types == ["SUBMITTED", "APPROVED", "ATTACHED"]


def test_p5_two_approvers_at_once_are_one_approval_and_one_answer(stack: Stack, office: Office) -> None:
    request_id = office.ask("dev1", "dynamodb verify 10m")
    body = {"payload_hash": office.request(request_id)["payload_hash"]}

    def approve(person: str) -> int:
        with stack.api(person) as api:
            return api.post(f"/requests/{request_id}/approve", json=body).status_code

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(approve, ["sre1", "sre2"])) == [200, 409]
    office.wait(request_id, "ACTIVE")


def test_p5_a_repeated_submit_under_one_idempotency_key_is_one_request(stack: Stack, office: Office) -> None:
    body = {"service": "dynamodb", "environment": "verify", "duration": "10m"}
    key = {"Idempotency-Key": str(uuid.uuid4())}

    def submit(_: int) -> str:
        with stack.api("dev1") as api:
            found: str = api.post("/requests", json=body, headers=key).raise_for_status().json()["request_id"]
            return found

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(submit, range(4)))) == 1
