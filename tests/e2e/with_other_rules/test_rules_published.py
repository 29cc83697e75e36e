"""Rules that are put in force while everything runs: taken within a minute, and with people whom others keep."""

import base64
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from aws_access.adapters.rules.file import published_form
from aws_access.adapters.rules.publish import publish
from local.assembly import RULES
from local.deployment import STACK_NAME
from local.office import Office, eventually, may_read_orders
from local.stack import Stack
from tests.e2e.behind_the_scenes import run, run_people, run_timers
from tests.e2e.with_other_rules.company import KINDS, ORIGINAL, OnCall, aws_access


def test_a_new_version_is_taken_within_a_minute_and_diff_finds_no_difference_to_what_is_in_force(
    stack: Stack, taken: str, rules_file: Path
) -> None:
    same = aws_access(stack, "rules", "diff", "published", str(rules_file), "--stack", STACK_NAME)
    assert same.returncode == 0, same.stdout + same.stderr
    before = aws_access(stack, "rules", "diff", str(RULES), "published", "--stack", STACK_NAME)
    assert before.returncode == 3
    assert "via-webhook" in before.stdout
    assert "via-slack" in before.stdout
    assert taken in aws_access(stack, "rules", "check", str(rules_file)).stdout


def test_the_validator_takes_good_rules(stack: Stack) -> None:
    content = base64.b64encode(published_form(ORIGINAL).encode()).decode()
    assert run(stack, "validate", {"configurationVersion": "9", "content": content}) == {}


def _on_call_now(stack: Stack, on_call: OnCall, kind: str, who: str) -> None:
    if kind == "slack":
        told = httpx.post(
            f"{stack.slack_api_url}usergroups.users.update",
            data={"usergroup": "S0LEADS", "users": stack.people[who].slack_id},
            headers={"Authorization": f"Bearer {stack.slack_bot_token}"},
            trust_env=False,
        )
        assert told.json()["ok"], told.text
    else:
        on_call.who = who
    run_people(stack)


@pytest.mark.usefixtures("taken")
@pytest.mark.parametrize("kind", KINDS)
def test_whoever_is_in_the_group_now_decides_and_nobody_else(
    office: Office, stack: Stack, on_call: OnCall, kind: str
) -> None:
    _on_call_now(stack, on_call, kind, "sre2")
    request_id = office.ask("dev1", f"via-{kind} verify 5m")
    office.click("sre1", "approve", request_id)
    office.at("sre1").wait_for(
        lambda message: message.is_ephemeral and "is not an approver" in message.all_text,
        stack.approvals_channel,
        60,
    )
    assert office.request(request_id)["status"] == "PENDING"
    _on_call_now(stack, on_call, kind, "sre1")
    with stack.api("sre2") as api:
        hash_ = office.request(request_id)["payload_hash"]
        refused = api.post(f"/requests/{request_id}/approve", json={"payload_hash": hash_})
    assert refused.status_code == 403, refused.text
    office.click("sre1", "approve", request_id)
    office.wait(request_id, "ACTIVE")
    assert may_read_orders(stack.switch("dev1", "verify", "Dev"))


@pytest.mark.usefixtures("taken")
def test_each_place_was_told_its_secret(on_call: OnCall) -> None:
    assert on_call.authorizations == {"Bearer made-up", "Token token=made-up", "GenieKey made-up"}


def _seen(office: Office, person: str, channel: str, *said: str) -> None:
    office.at(person).wait_for(lambda message: all(each in message.all_text for each in said), channel, 90)


@pytest.mark.usefixtures("taken")
def test_a_request_that_waits_is_reminded_of_and_then_goes_further(
    office: Office, stack: Stack, on_call: OnCall
) -> None:
    _on_call_now(stack, on_call, "slack", "sre2")
    request_id = office.ask("dev1", "via-slack verify 5m")
    time.sleep(11)
    run_timers(stack)
    _seen(office, "sre2", stack.approvals_channel, "still waits", f"<@{stack.people['sre2'].slack_id}>")
    with stack.api("sre1") as api:
        hash_ = office.request(request_id)["payload_hash"]
        assert api.post(f"/requests/{request_id}/approve", json={"payload_hash": hash_}).status_code == 403
    time.sleep(10)
    run_timers(stack)
    _seen(office, "sre1", stack.approvals_channel, f"<@{stack.people['sre1'].slack_id}>")
    office.click("sre1", "approve", request_id)
    office.wait(request_id, "ACTIVE")
    told = [event["type"] for event in office.events(request_id)["events"]]
    assert {"REMINDED", "ESCALATED"} <= set(told)


@pytest.mark.usefixtures("taken")
def test_a_break_glass_that_nobody_reviews_in_time_is_told_again(office: Office, stack: Stack) -> None:
    request_id = office.ask("dev1", "break-glass dynamodb:read staging 5m -- orders are lost since 10:00")
    office.wait(request_id, "ACTIVE")
    time.sleep(16)
    run_timers(stack)

    def overdue() -> bool | None:
        return "REVIEW_OVERDUE" in {each["type"] for each in office.events(request_id)["events"]} or None

    assert eventually(overdue)
    said = ("Nobody has reviewed the break-glass", request_id, "dynamodb:read")
    office.at("sre1").wait_for(lambda message: all(each in message.all_text for each in said), seconds=60)
    asked = f"Nobody has reviewed this break-glass in time. <@{stack.people['sre1'].slack_id}>: please do"
    office.at("sre2").wait_for(lambda message: asked in message.all_text, stack.approvals_channel, 60)
    office.click("sre1", "review", request_id)
    view = eventually(office.at("sre1").view)
    office.at("sre1").submit(view["id"], {"note": "orders are back"})
    office.card(request_id, "*Reviewed* by `sre1`")


@pytest.fixture
def iam(stack: Stack) -> Iterator[Any]:
    """The jump account's IAM; dev3 and sre2 are as they were when the test is over."""
    client = stack.root(stack.jump_account).client("iam")
    yield client
    client.add_user_to_group(GroupName="developers", UserName="dev3")
    client.untag_user(UserName="sre2", TagKeys=["aws-access"])
    run_people(stack)


def test_somebody_whom_only_iam_knows_asks_gets_access_and_loses_it_with_their_group(
    office: Office, stack: Stack, iam: Any
) -> None:
    assert "dev3" not in ORIGINAL["people"]
    active = office.grant("dev3", "dynamodb verify 10m")
    session = stack.switch("dev3", "verify", "Dev")
    assert may_read_orders(session)
    iam.remove_user_from_group(GroupName="developers", UserName="dev3")
    run_people(stack)

    def ended_by_timers() -> dict[str, Any] | None:
        run_timers(stack)
        found = office.request(active["request_id"])
        return found if found["status"] == "REVOKED" else None

    ended = eventually(ended_by_timers)
    assert "team" in ended["note"]
    assert not may_read_orders(session)


def test_whoever_is_disabled_in_iam_cannot_approve_what_is_waiting(office: Office, stack: Stack, iam: Any) -> None:
    request_id = office.ask("dev1", "dynamodb verify 10m")
    iam.tag_user(UserName="sre2", Tags=[{"Key": "aws-access", "Value": "disabled"}])
    run_people(stack)
    time.sleep(16)  # the functions look for people every quarter of a minute
    office.click("sre2", "approve", request_id)
    office.at("sre2").wait_for(
        lambda message: message.is_ephemeral and "is not in the rules" in message.all_text, stack.approvals_channel, 60
    )
    with stack.api("sre1") as api:
        assert api.get(f"/requests/{request_id}").json()["status"] == "PENDING"


def test_rules_that_cannot_be_read_are_refused_by_the_validator_and_by_every_function(
    office: Office, stack: Stack, taken: str
) -> None:
    """The emulator's AppConfig asks no validator, so broken rules do get in force here; and nobody takes them."""
    root = stack.root(stack.jump_account)
    outputs = {
        each["OutputKey"]: each["OutputValue"]
        for each in root.client("cloudformation").describe_stacks(StackName=STACK_NAME)["Stacks"][0]["Outputs"]
    }
    names = {name.lower(): outputs[f"Rules{name}"] for name in ("Application", "Environment", "Profile")}
    strategy = outputs["RulesDeploymentStrategy"]
    client = root.client("appconfig")
    publish(client, '{"approvals": {}}', strategy=strategy, **names)
    time.sleep(31)  # by then every function has looked
    assert office.grant("dev1", "dynamodb verify 5m")["rules_version"] == taken
    event = {"configurationVersion": "9", "content": "eyJhcHByb3ZhbHMiOiB7fX0="}
    assert "approvals.channel: is missing" in run(stack, "validate", event)["errorMessage"]
