"""P3 and P4 against real IAM evaluation: access ends at its second whatever is down, and the role is as it was."""

import json
import time
from datetime import UTC, datetime

from local.office import Office, eventually, may_use_orders
from local.roles import role_state
from local.stack import Stack
from tests.e2e.behind_the_scenes import delete_schedules, other_policy, run_timers, switched_off, timers_off


def sleep_until(text: str) -> None:
    time.sleep(max(0.0, (datetime.fromisoformat(text) - datetime.now(UTC)).total_seconds()))


def test_p3_with_schedules_queues_and_functions_gone_access_ends_at_its_second(stack: Stack, office: Office) -> None:
    request = office.grant("dev1", "dynamodb verify 15s")
    session = stack.switch("dev1", "verify", "Dev")
    with switched_off(stack, "worker", "reconcile", "notify"), timers_off(stack):
        assert delete_schedules(stack) >= 1
        assert may_use_orders(session)
        sleep_until(request["ends_at"])
        assert not may_use_orders(session)
        time.sleep(3)
        assert "aws-access" in role_state(stack, "verify", "Dev").policies, "nothing of ours has cleaned up"
        assert office.request(request["request_id"])["status"] == "ACTIVE"
    # The schedule is gone for good: the timers find what is overdue, one minute after the end.
    sleep_until(request["ends_at"])
    eventually(lambda: _expired_after_timers(stack, office, request["request_id"]), seconds=90)
    assert "aws-access" not in role_state(stack, "verify", "Dev").policies


def _expired_after_timers(stack: Stack, office: Office, request_id: str) -> bool | None:
    run_timers(stack)
    time.sleep(2)
    return office.request(request_id)["status"] == "EXPIRED" or None


def test_p4_what_others_change_on_the_role_meanwhile_stays_as_they_left_it(stack: Stack, office: Office) -> None:
    text = '{ "Version":"2012-10-17",\n  "Statement": [{"Effect":"Allow","Action":"sqs:ListQueues","Resource":"*"}] }'
    before = role_state(stack, "verify", "Dev")
    request = office.grant("dev1", "dynamodb verify 10m")
    with other_policy(stack, "verify", "Dev", "by-hand", text):
        office.revoke(request["request_id"])
        after = role_state(stack, "verify", "Dev")
        assert after.policies == {**before.policies, "by-hand": text}
    assert role_state(stack, "verify", "Dev") == before


def test_a_policy_of_ours_that_was_changed_by_hand_is_brought_back_to_the_ledger(stack: Stack, office: Office) -> None:
    request = office.grant("dev1", "dynamodb:read verify 10m")
    ours = role_state(stack, "verify", "Dev").policies["aws-access"]
    document = json.loads(ours)
    document["Statement"][0]["Condition"].pop("StringEquals")  # now it is everybody's
    open_to_all = json.dumps(document)
    with other_policy(stack, "verify", "Dev", "aws-access", open_to_all):
        run_timers(stack)
        eventually(lambda: role_state(stack, "verify", "Dev").policies.get("aws-access") == ours or None)
    run_timers(stack)
    eventually(lambda: role_state(stack, "verify", "Dev").policies.get("aws-access") == ours or None)
    office.revoke(request["request_id"])
