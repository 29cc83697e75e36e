"""A policy of one's own, on the local stack: through the form and through the API, and what IAM makes of it."""

import json
from typing import Any

import pytest

from local.office import Office, eventually, may, may_read_orders, may_write_orders
from local.stack import Stack

ORDERS = "arn:aws:dynamodb:us-east-1:222222222222:table/orders"


def policy(*actions: str, resource: str = ORDERS, **fields: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource, **fields}
    return {"Version": "2012-10-17", "Statement": [statement]}


def ask(stack: Stack, person: str, document: object, **fields: str) -> tuple[int, dict[str, Any]]:
    body = {"service": "policy", "environment": "verify", "duration": "10m", "policy": document, **fields}
    with stack.api(person) as api:
        answer = api.post("/requests", json=body)
    told: dict[str, Any] = answer.json()
    return answer.status_code, told


def test_p2_what_a_policy_in_the_form_says_is_allowed_and_nothing_else(office: Office, stack: Stack) -> None:
    before = office.asked_by("dev1")
    office.at("dev1").command("/aws-access ポリシー 検証 10分 -- to look at orders")
    view = eventually(office.at("dev1").view)
    refused = office.at("dev1").submit(view["id"], {"policy": json.dumps(policy("dynamodb:GetItme"))})
    assert "`dynamodb:GetItem`" in refused.errors["policy"]
    assert office.at("dev1").submit(view["id"], {"policy": json.dumps(policy("dynamodb:getitem"))}).ok
    request_id = office.new_of("dev1", before)
    office.card(request_id, "+ dynamodb read: GetItem on table/orders", "*Risk*\nlow")
    office.click("sre1", "approve", request_id)
    active = office.wait(request_id, "ACTIVE")
    assert (active["actions"], active["resources"]) == (["dynamodb:GetItem"], [ORDERS])
    session = stack.switch("dev1", "verify", "Dev")
    assert may_read_orders(session)
    assert not may_write_orders(session)
    assert not may(session.client("dynamodb").list_tables)
    customers = {"TableName": "customers", "Key": {"id": {"S": "1"}}}
    assert not may(lambda: session.client("dynamodb").get_item(**customers))
    assert not may_read_orders(stack.switch("dev2", "verify", "Dev"))
    assert office.events(request_id)["intact"]
    office.revoke(request_id)
    assert not may_read_orders(session)


def test_p2_two_statements_through_the_api_are_not_mixed_and_the_card_says_what_is_new(
    office: Office, stack: Stack
) -> None:
    office.grant("dev1", "dynamodb:read verify 10m table/orders")
    document = policy("dynamodb:GetItem", "dynamodb:PutItem")
    document["Statement"] += policy("dynamodb:ListTables", resource="*")["Statement"]
    status, asked = ask(stack, "dev1", document)
    assert status == 201
    assert asked["risk"] == "medium"
    assert asked["difference"] == [
        "+ dynamodb list: ListTables on everything",
        "+ dynamodb write: PutItem on table/orders",
        "= dynamodb read: GetItem on table/orders (already there)",
    ]
    office.card(asked["request_id"], *asked["difference"])
    office.click("sre1", "approve", asked["request_id"])
    office.wait(asked["request_id"], "ACTIVE")
    session = stack.switch("dev1", "verify", "Dev")
    assert may(session.client("dynamodb").list_tables)
    assert may_write_orders(session)
    other = {"TableName": "customers", "Item": {"id": {"S": "1"}}}
    assert not may(lambda: session.client("dynamodb").put_item(**other))


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (policy("iam:PassRole", resource="*"), "policy-never"),
        (policy("i*:PassRole", resource="*"), "policy-never"),
        (policy("*", resource="*"), "policy-never"),
        (policy("cloudtrail:StopLogging", resource="*"), "policy-never"),
        (policy("cloudformation:DeleteStack", resource="*"), "never-granted-on-ours"),
        (policy("ec2:RunInstances", resource="*"), "beyond-ceiling"),
        (policy("dynamodb:GetItem", resource=ORDERS.replace("2" * 12, "3" * 12)), "policy-elsewhere"),
        (policy("dynamodb:GetItem", Effect="Deny"), "policy-only-allows"),
        (policy("dynamodb:GetItem", NotResource=ORDERS), "policy-not-that"),
        (policy("dynamodb:GetItem", Principal="*"), "policy-no-principal"),
        (policy("dynamodb:GetItem", Condition={"StringLike": {"aws:userid": "*"}}), "policy-our-condition"),
        ('{"Version": "2012-10-17", "Version": "2012-10-17"}', "policy-repeats"),
        ("x" * 50_000, "policy-too-large"),
    ],
)
def test_p2_what_must_not_be_is_refused_and_nothing_changed(
    office: Office, stack: Stack, document: object, code: str
) -> None:
    before = office.asked_by("dev1")
    status, told = ask(stack, "dev1", document)
    assert status in (400, 403)
    assert code in [each["code"] for each in told["reasons"]]
    assert office.asked_by("dev1") == before


def test_a_policy_where_no_rule_speaks_of_policies_is_refused(stack: Stack) -> None:
    status, told = ask(stack, "dev1", policy("dynamodb:GetItem", resource="*"), environment="production")
    assert (status, [each["code"] for each in told["reasons"]]) == (403, ["no-rule"])
