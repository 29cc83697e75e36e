"""P1 and P2 against real IAM evaluation: access for the requester's sessions alone, and for what was approved alone."""

from local.office import Office, may, may_read_orders, may_use_orders, may_write_orders
from local.stack import Stack


def test_p1_a_grant_gives_access_to_the_requester_and_to_nobody_else_on_the_role(stack: Stack, office: Office) -> None:
    before = stack.switch("dev1", "verify", "Dev")
    office.grant("dev1", "dynamodb verify 10m")
    assert may_use_orders(stack.switch("dev1", "verify", "Dev"))
    assert may_use_orders(before), "a session that was open already works too"
    assert not may_use_orders(stack.switch("dev2", "verify", "Dev"))
    assert not may_read_orders(stack.switch("sre1", "verify", "SRE"))


def test_p1_the_same_person_gets_nothing_on_other_roles_and_environments(stack: Stack, office: Office) -> None:
    office.grant("dev1", "dynamodb verify 10m")
    assert not may(stack.switch("dev1", "staging", "Dev").client("dynamodb").list_tables)
    assert not may(stack.client("dynamodb", "dev1").list_tables), "nor as the IAM user in the jump account"


def test_p2_a_level_and_a_resource_are_all_that_is_granted(stack: Stack, office: Office) -> None:
    office.grant("dev1", "dynamodb:read verify 10m table/orders")
    session = stack.switch("dev1", "verify", "Dev")
    assert may_read_orders(session)
    assert not may_write_orders(session), "read is not write"
    other = {"TableName": "customers", "Key": {"id": {"S": "1"}}}
    assert not may(lambda: session.client("dynamodb").get_item(**other)), "orders is not customers"
    assert not may(session.client("sns").list_topics), "DynamoDB is not SNS"


def test_p2_an_approval_of_another_payload_approves_nothing(stack: Stack, office: Office) -> None:
    request_id = office.ask("dev1", "dynamodb verify 10m")
    with stack.api("sre1") as api:
        answer = api.post(f"/requests/{request_id}/approve", json={"payload_hash": "0" * 64})
    assert answer.status_code == 409
    assert answer.json()["reasons"][0]["code"] == "payload-changed"
    assert office.request(request_id)["status"] == "PENDING"


def test_two_overlapping_grants_of_one_person_do_not_disturb_each_other(stack: Stack, office: Office) -> None:
    first = office.grant("dev1", "dynamodb verify 10m")
    second = office.grant("dev1", "dynamodb:read verify 20m")
    session = stack.switch("dev1", "verify", "Dev")
    office.revoke(first["request_id"])
    assert may_read_orders(session)
    assert not may_write_orders(session)
    office.revoke(second["request_id"])
    assert not may_read_orders(session)


def test_p2_a_service_that_the_rules_only_name_means_what_aws_means(office: Office, stack: Stack) -> None:
    active = office.grant("dev1", "kinesis:list,read verify 5m")
    assert "kinesis:Describe*" in active["actions"]
    streams = stack.switch("dev1", "verify", "Dev").client("kinesis")
    assert may(streams.list_streams)
    assert not may(lambda: streams.create_stream(StreamName="mine", ShardCount=1))
    assert not may(stack.switch("dev2", "verify", "Dev").client("kinesis").list_streams)
    kinds = {action.partition(":")[0] for action in active["actions"]}
    assert kinds == {"kinesis"}


def test_p2_a_resource_of_such_a_service_is_the_only_one_and_the_card_says_what_aws_cannot_narrow(
    office: Office, stack: Stack
) -> None:
    admin = stack.root(stack.environments["verify"].account).client("kinesis")
    for name in ("clicks", "orders"):
        if name not in admin.list_streams()["StreamNames"]:
            admin.create_stream(StreamName=name, ShardCount=1)
    request_id = office.ask("dev1", "kinesis:list,read verify 5m stream/orders")
    everywhere, left_out = (
        "AWS knows nothing narrower for it: `kinesis:",
        "it is not done to the named resources: `kinesis:",
    )
    office.card(request_id, everywhere, left_out, "stream/orders")
    office.click("sre1", "approve", request_id)
    office.wait(request_id, "ACTIVE")
    streams = stack.switch("dev1", "verify", "Dev").client("kinesis")
    assert may(lambda: streams.describe_stream_summary(StreamName="orders"))
    assert not may(lambda: streams.describe_stream_summary(StreamName="clicks"))
    assert may(streams.list_streams), "which knows no resource, as the card said"


def test_a_resource_that_is_none_is_answered_with_the_nearest(office: Office) -> None:
    office.at("dev1").command("/aws-access kinesis verify 5m steam/orders")
    office.at("dev1").wait_for(lambda message: "Did you mean `stream/orders`?" in message.all_text)
