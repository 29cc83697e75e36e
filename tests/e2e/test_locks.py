"""Locks in the deployed stack: of a role, an environment or everything; and while nobody can read them."""

from collections.abc import Iterator

import pytest

from local.office import Office, may_read_orders
from local.stack import Stack
from tests.e2e.behind_the_scenes import denied, function_name, run_timers, switched_off

KINDS = {
    "role verify/Dev": ("locked team role `verify/Dev`", "Locked (role verify/Dev) by sre1"),
    "environment verify": ("locked environment `verify`", "Locked (environment verify) by sre1"),
    "everything": ("locked everything", "Locked (everything) by sre1"),
}


@pytest.fixture(autouse=True)
def unlocked(stack: Stack) -> Iterator[None]:
    """Whatever a test leaves locked is unlocked behind it."""
    yield
    with stack.api("sre1") as api:
        for lock in api.get("/locks").json()["locks"]:
            api.post("/unlock", json={"kind": lock["kind"], "name": lock["name"]})


def seen(office: Office, person: str, said: str, channel: str = "") -> None:
    office.at(person).wait_for(lambda message: said in message.all_text, channel, 60)


@pytest.mark.parametrize("what", KINDS)
def test_what_is_locked_has_nothing_active_and_lets_nothing_start(office: Office, stack: Stack, what: str) -> None:
    in_channel, refusal = KINDS[what]
    active = office.grant("dev1", "dynamodb verify 10m")["request_id"]
    waiting = office.ask("dev2", "dynamodb verify 10m")
    office.at("sre1").command(f"/aws-access lock {what} -- leak of {active}")
    seen(office, "sre1", f"{in_channel}: leak of {active}", stack.approvals_channel)
    assert f"leak of {active}" in office.wait(active, "REVOKED")["note"]
    office.card(active, "*Revoked*")
    assert not may_read_orders(stack.switch("dev1", "verify", "Dev"))
    office.at("dev1").command("/aws-access dynamodb verify 10m")
    seen(office, "dev1", f"{refusal}: leak of {active}")
    office.click("sre2", "approve", waiting)
    seen(office, "sre2", f"{refusal}: leak of {active}", stack.approvals_channel)
    assert office.request(waiting)["status"] == "PENDING"
    office.at("dev1").command("/aws-access locks")
    seen(office, "dev1", f"leak of {active}")
    office.at("sre2").command(f"/aws-access unlock {what} -- end of {active}")
    seen(office, "sre2", f"end of {active}", stack.approvals_channel)
    office.click("sre2", "approve", waiting)
    office.wait(waiting, "ACTIVE")


def test_a_lock_whose_wake_up_was_lost_is_carried_out_by_the_sweep(office: Office, stack: Stack) -> None:
    active = office.grant("dev1", "dynamodb verify 10m")["request_id"]
    queue = stack.root(stack.jump_account).client("sqs")
    (url,) = (each for each in queue.list_queues()["QueueUrls"] if "oles" in each and "ead" not in each)
    with switched_off(stack, "reconcile"):
        office.at("sre1").command(f"/aws-access lock person dev1 -- loss of {active}")
        seen(office, "sre1", f"loss of {active}", stack.approvals_channel)
        queue.purge_queue(QueueUrl=url)
    assert office.request(active)["status"] == "ACTIVE"
    run_timers(stack)
    office.wait(active, "REVOKED")


def test_p6_while_the_locks_cannot_be_read_nothing_is_granted(office: Office, stack: Stack) -> None:
    request_id = office.ask("dev1", "dynamodb verify 10m")
    office.card(request_id)
    client = stack.root(stack.jump_account).client("lambda")
    names = [function_name(stack, each) for each in ("api", "worker")]
    roles = [client.get_function_configuration(FunctionName=name)["Role"].rsplit("/", 1)[1] for name in names]
    body = {"payload_hash": office.request(request_id)["payload_hash"]}
    with (
        denied(stack, stack.jump_account, roles[0], "dynamodb:Query"),
        denied(stack, stack.jump_account, roles[1], "dynamodb:Query"),
        stack.api("sre1") as api,
    ):
        assert api.get("/locks").is_server_error
        assert api.post(f"/requests/{request_id}/approve", json=body).is_server_error
        office.click("sre2", "approve", request_id)
        assert office.request(request_id)["status"] == "PENDING"
    office.wait(request_id, "ACTIVE")  # by the click, which was kept
