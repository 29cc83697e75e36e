"""What only operators can do: take parts of the stack out of order, and bring them back."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from botocore.exceptions import ClientError

from local.stack import Stack

FUNCTIONS = ("slack", "worker", "api", "broker", "reconcile", "notify", "timers", "people", "validate")


def function_name(stack: Stack, name: str) -> str:
    """The deployed name of a function."""
    listed = stack.root(stack.jump_account).client("lambda").list_functions()["Functions"]
    return next(str(each["FunctionName"]) for each in listed if each["FunctionName"].endswith(f"-{name}"))


def run(stack: Stack, function: str, event: object = None) -> dict[str, Any]:
    """Calls a function; what it answers, or `errorMessage` and more where it fails."""
    client = stack.root(stack.jump_account).client("lambda")
    answer = client.invoke(FunctionName=function_name(stack, function), Payload=json.dumps(event or {}).encode())
    told = json.loads(answer["Payload"].read() or b"null") or {}
    assert "FunctionError" not in answer or "errorMessage" in told
    return dict(told)


def run_timers(stack: Stack) -> None:
    """What happens every minute, now."""
    assert run(stack, "timers") == {}


def run_people(stack: Stack) -> None:
    """The same for who there is."""
    assert run(stack, "people") == {}


@contextmanager
def switched_off(stack: Stack, *names: str) -> Iterator[None]:
    """These functions get no events from queues."""
    client = stack.root(stack.jump_account).client("lambda")
    mappings = [
        mapping["UUID"]
        for name in names
        for mapping in client.list_event_source_mappings(FunctionName=function_name(stack, name))["EventSourceMappings"]
    ]
    for uuid in mappings:
        client.update_event_source_mapping(UUID=uuid, Enabled=False)
    try:
        yield
    finally:
        for uuid in mappings:
            client.update_event_source_mapping(UUID=uuid, Enabled=True)


@contextmanager
def timers_off(stack: Stack) -> Iterator[None]:
    """Nothing happens every minute."""
    events = stack.root(stack.jump_account).client("events")
    rules = [each["Name"] for each in events.list_rules()["Rules"] if "imers" in each["Name"]]
    assert rules
    for name in rules:
        events.disable_rule(Name=name)
    try:
        yield
    finally:
        for name in rules:
            events.enable_rule(Name=name)


def delete_schedules(stack: Stack) -> int:
    """Every schedule that would end a grant; how many there were."""
    scheduler = stack.root(stack.jump_account).client("scheduler")
    schedules = [each for each in scheduler.list_schedules()["Schedules"] if each["Name"].startswith("r-")]
    for each in schedules:
        scheduler.delete_schedule(Name=each["Name"], GroupName=each["GroupName"])
    return len(schedules)


@contextmanager
def denied(stack: Stack, account: str, role_name: str, *actions: str) -> Iterator[None]:
    """A role of ours may not do this for a while."""
    iam = stack.root(account).client("iam")
    statement = {"Effect": "Deny", "Action": list(actions), "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_role_policy(RoleName=role_name, PolicyName="taken-away", PolicyDocument=document)
    try:
        yield
    finally:
        iam.delete_role_policy(RoleName=role_name, PolicyName="taken-away")


@contextmanager
def other_trust(stack: Stack, environment: str, team: str, document: dict[str, Any]) -> Iterator[None]:
    """The team role trusts otherwise for a while."""
    iam = stack.root(stack.environments[environment].account).client("iam")
    before = iam.get_role(RoleName=team)["Role"]["AssumeRolePolicyDocument"]
    iam.update_assume_role_policy(RoleName=team, PolicyDocument=json.dumps(document))
    try:
        yield
    finally:
        iam.update_assume_role_policy(RoleName=team, PolicyDocument=json.dumps(before))


@contextmanager
def other_policy(stack: Stack, environment: str, team: str, name: str, document: str) -> Iterator[None]:
    """The team role has one inline policy more for a while."""
    iam = stack.root(stack.environments[environment].account).client("iam")
    iam.put_role_policy(RoleName=team, PolicyName=name, PolicyDocument=document)
    try:
        yield
    finally:
        try:
            iam.delete_role_policy(RoleName=team, PolicyName=name)
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchEntity":
                raise


@contextmanager
def attached(stack: Stack, environment: str, team: str, document: str, count: int = 1) -> Iterator[list[str]]:
    """The team role has so many managed policies of others more for a while; their ARNs."""
    iam = stack.root(stack.environments[environment].account).client("iam")
    with ExitStack() as at_the_end:
        arns = []
        for number in range(count):
            arn = iam.create_policy(PolicyName=f"everyday-{number}", PolicyDocument=document)["Policy"]["Arn"]
            at_the_end.callback(iam.delete_policy, PolicyArn=arn)
            iam.attach_role_policy(RoleName=team, PolicyArn=arn)
            at_the_end.callback(iam.detach_role_policy, RoleName=team, PolicyArn=arn)
            arns.append(arn)
        yield arns
