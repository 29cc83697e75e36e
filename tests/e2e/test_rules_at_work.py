"""What the rules can say beyond one click: several approvers, less than was asked for, later, longer, at once."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from local.office import ORDER, Office, eventually, may_read_orders, may_write_orders
from local.stack import Stack
from tests.e2e.behind_the_scenes import run_timers


def seen(office: Office, person: str, *said: str) -> None:
    """In their direct messages with the app."""
    office.at(person).wait_for(lambda message: all(each in message.all_text for each in said), seconds=60)


def in_channel(office: Office, stack: Stack, *said: str) -> None:
    office.at("sre1").wait_for(
        lambda message: not message.is_ephemeral and all(each in message.all_text for each in said),
        stack.approvals_channel,
        60,
    )


def test_two_of_two_have_to_approve_and_the_card_says_who_has(office: Office, stack: Stack) -> None:
    request_id = office.ask("dev1", "sqs:write staging 30m -- to send what was lost")
    in_channel(office, stack, "your approval is asked for", f"<@{stack.people['sre2'].slack_id}>")
    office.click("sre1", "approve", request_id)
    office.card(
        request_id, "`send-in-staging`: 1 of 2 approvals", "`sre1` approved", "*Proven*: `dev1` gains exactly this"
    )
    office.click("sre1", "approve", request_id)  # once more is not another person
    assert office.request(request_id)["status"] == "PENDING"
    office.click("sre2", "approve", request_id)
    votes = office.wait(request_id, "ACTIVE")["votes"]
    assert [(each["by"], each["approve"]) for each in votes] == [("sre1", True), ("sre2", True)]


def test_p2_an_approver_allows_less_than_was_asked_for_and_iam_does_too(office: Office, stack: Stack) -> None:
    request_id = office.ask("dev1", "dynamodb verify 20m")
    whole = office.request(request_id)["proof"]["gains"][0]
    office.click("sre1", "narrow", request_id)
    view = eventually(office.at("sre1").view)
    refused = office.at("sre1").submit(view["id"], {"duration": "soon", "service": "", "resource": ""})
    assert "`soon` is not a duration" in refused.errors["duration"]
    office.at("sre1").submit(view["id"], {"duration": "10m", "service": "dynamodb:read", "resource": "table/orders"})
    active = office.wait(request_id, "ACTIVE")
    assert (active["duration_seconds"], active["service"], active["resource"]) == (600, "dynamodb:read", "table/orders")
    office.card(request_id, "`sre1` has made it shorter or smaller", "*Active*")
    (narrowed,) = [each for each in office.events(request_id)["events"] if each["type"] == "NARROWED"]
    (less,) = narrowed["details"]["proof"]["gains"]
    assert (less["actions"] < whole["actions"], less["until"] < whole["until"]) == (True, True)
    seen(office, "dev1", "An approver changed your request", request_id)
    session = stack.switch("dev1", "verify", "Dev")
    assert (may_read_orders(session), may_write_orders(session)) == (True, False)
    assert office.events(request_id)["intact"]


def test_an_extension_goes_on_without_a_gap_and_ends_with_what_it_extends(office: Office, stack: Stack) -> None:
    first = office.grant("dev1", "dynamodb verify 30s")
    request_id, ends_at = first["request_id"], datetime.fromisoformat(first["ends_at"])
    office.at("dev1").command(f"/aws-access extend {request_id} 5m")
    seen(office, "dev1", "can be extended in the second half of its time")
    time.sleep(max(0.0, (ends_at - timedelta(seconds=14) - datetime.now(UTC)).total_seconds()))
    extension = office.ask("dev1", f"extend {request_id} 5m")
    office.click("sre1", "approve", extension)
    office.wait(extension, "ACTIVE")
    session = stack.switch("dev1", "verify", "Dev")
    while datetime.now(UTC) < ends_at + timedelta(seconds=3):
        assert may_read_orders(session), "a gap"
        time.sleep(0.3)
    assert datetime.fromisoformat(office.request(extension)["ends_at"]) == ends_at + timedelta(minutes=5)
    office.wait(request_id, "EXPIRED")
    assert may_read_orders(session)


def test_access_that_starts_later_is_not_there_before(office: Office, stack: Stack) -> None:
    start = (datetime.now(UTC) + timedelta(seconds=20)).replace(microsecond=0)
    body = {"service": "dynamodb", "environment": "verify", "duration": "10m", "start": start.isoformat()}
    with stack.api("dev2") as api:
        request_id = api.post("/requests", json=body).raise_for_status().json()["request_id"]
    office.click("sre1", "approve", request_id)
    office.card(request_id, "starts at")
    seen(office, "dev2", "is approved and starts at", request_id)
    session = stack.switch("dev2", "verify", "Dev")
    while datetime.now(UTC) < start:
        assert not may_read_orders(session), "before its start"
        time.sleep(0.5)
    run_timers(stack)
    office.wait(request_id, "ACTIVE")
    assert may_read_orders(session)


def test_a_start_is_said_by_ones_own_clock_and_may_be_taken_back_before(office: Office, stack: Stack) -> None:
    office.at("dev1").command("/aws-access dynamodb verify 10m at 25:00")
    seen(office, "dev1", "`25:00` is not a start; write for example `at 22:00`")
    request_id = office.ask("dev1", "dynamodb verify 10m at tomorrow 9:00")
    office.click("sre1", "approve", request_id)
    office.card(request_id, "starts at")
    request = office.request(request_id)
    assert datetime.fromisoformat(request["starts_at"]) > datetime.now(UTC)
    assert (request["status"], may_read_orders(stack.switch("dev1", "verify", "Dev"))) == ("APPROVED", False)
    office.at("dev1").command(f"/aws-access revoke {request_id} -- not needed")
    office.wait(request_id, "REVOKED")
    office.card(request_id, "*Revoked*")


@pytest.fixture
def alarms(stack: Stack) -> Callable[[], str | None]:
    """Whoever is on call: takes the next message of the alarm topic."""
    root = stack.root(stack.jump_account)
    sns, sqs = root.client("sns"), root.client("sqs")
    (topic,) = (each["TopicArn"] for each in sns.list_topics()["Topics"] if each["TopicArn"].endswith("-alarms"))
    url = sqs.create_queue(QueueName="on-call")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    allow = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"}
    policy = {"Version": "2012-10-17", "Statement": [{**allow, "Resource": arn}]}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)

    def take() -> str | None:
        return next((str(each["Body"]) for each in sqs.receive_message(QueueUrl=url).get("Messages", ())), None)

    return take


def test_break_glass_is_at_once_told_to_everybody_and_reviewed_by_somebody_else(
    office: Office, stack: Stack, alarms: Callable[[], str | None]
) -> None:
    office.at("dev1").command("/aws-access break-glass dynamodb:read production 5m")
    seen(office, "dev1", "`break-glass` needs words after")
    request_id = office.ask("dev1", "break-glass dynamodb:read production 5m -- orders are lost since 10:00")
    active = office.wait(request_id, "ACTIVE")
    assert (active["decided_by"], active["break_glass"]) == ("(aws-access)", True)
    tables = stack.switch("dev1", "production", "Dev").client("dynamodb")
    with pytest.raises(tables.exceptions.ResourceNotFoundException):  # IAM lets them through; there is no such table
        tables.get_item(TableName="orders", Key=ORDER)
    assert f"Request {request_id}" in eventually(alarms)
    office.card(request_id, "Break-glass", "*Review* wanted")
    for person in ("sre1", "sre2"):
        seen(office, person, "broke the glass", request_id)
    with stack.api("dev1") as api:
        own = api.post(f"/requests/{request_id}/review", json={"note": "fine"})
    assert (own.status_code, own.json()["reasons"][0]["code"]) == (403, "may-not-review")
    office.click("sre2", "review", request_id)
    view = eventually(office.at("sre2").view)
    office.at("sre2").submit(view["id"], {"note": "orders were lost, and are back"})
    office.card(request_id, "*Reviewed* by `sre2`", "orders were lost, and are back")
    seen(office, "dev1", "has reviewed your break-glass", request_id)


@pytest.fixture
def unlocked(stack: Stack) -> object:
    yield
    with stack.api("sre1") as api:
        api.post("/unlock", json={"kind": "person", "name": "dev1"})


@pytest.mark.usefixtures("unlocked")
def test_a_lock_ends_what_is_active_for_that_person_alone_until_it_is_unlocked(office: Office, stack: Stack) -> None:
    mine = office.grant("dev1", "dynamodb verify 10m")["request_id"]
    theirs = office.grant("dev2", "dynamodb verify 10m")["request_id"]
    office.at("dev1").command("/aws-access lock person dev2")
    seen(office, "dev1", "may neither lock nor unlock")
    office.at("sre1").command("/aws-access lock person dev1 -- laptop lost")
    in_channel(office, stack, "locked person `dev1`: laptop lost")
    assert "laptop lost" in office.wait(mine, "REVOKED")["note"]
    assert not may_read_orders(stack.switch("dev1", "verify", "Dev"))
    assert office.request(theirs)["status"] == "ACTIVE"
    office.at("dev1").command("/aws-access dynamodb verify 10m")
    seen(office, "dev1", "Locked (person dev1) by sre1: laptop lost")
    office.at("sre2").command("/aws-access unlock person dev1 -- found it")
    in_channel(office, stack, "unlocked person `dev1`: found it")
    office.grant("dev1", "dynamodb verify 10m")
    with stack.api("sre1") as api:
        assert api.get("/locks").json() == {"locks": [], "intact": True}


def test_a_warning_comes_before_the_end(office: Office, stack: Stack) -> None:
    active = office.grant("dev1", "dynamodb verify 45s")
    warned_at = datetime.fromisoformat(active["ends_at"]) - timedelta(seconds=20)
    time.sleep(max(0.0, (warned_at - datetime.now(UTC)).total_seconds()))
    run_timers(stack)
    seen(office, "dev1", "ends at", f"/aws-access extend {active['request_id']} ")
