"""Session grants against real IAM evaluation: credentials for the requester alone, of what was approved alone."""

import json
from functools import partial
from http import HTTPStatus
from typing import Any

import httpx
import pytest

from local.office import Office, eventually, may
from local.stack import LocalSession, Stack
from tests.e2e.behind_the_scenes import delete_schedules, denied, run_timers, switched_off, timers_off
from tests.e2e.test_p3_p4_on_time_without_a_trace import sleep_until

ROLE = "aws-access-session-Dev"
ASK = "sns:list,read staging"


def credentials(stack: Stack, request_id: str, person: str = "dev1") -> httpx.Response:
    with stack.api(person) as api:
        return api.post(f"/requests/{request_id}/credentials", json={})


def opened(stack: Stack, request: dict[str, Any], person: str = "dev1") -> LocalSession:
    """A session with the credentials that the broker gives this person."""
    keys = credentials(stack, request["request_id"], person).raise_for_status().json()
    ours = keys["access_key_id"], keys["secret_access_key"], keys["session_token"]
    return LocalSession(stack.aws_endpoint, stack.region, *ours)


def may_list(session: LocalSession) -> bool:
    return may(session.client("sns").list_topics)


def on_role(stack: Stack) -> dict[str, Any]:
    """The inline policies of the session role."""
    iam = stack.root(stack.environments["staging"].account).client("iam")
    names = iam.list_role_policies(RoleName=ROLE)["PolicyNames"]
    return {name: iam.get_role_policy(RoleName=ROLE, PolicyName=name)["PolicyDocument"] for name in names}


def codes(answer: httpx.Response) -> list[str]:
    return [each["code"] for each in answer.json()["reasons"]]


def test_p2_p4_credentials_do_what_was_approved_and_the_roles_stay_as_they_were(stack: Stack, office: Office) -> None:
    before = on_role(stack)
    request_id = office.ask("dev1", f"{ASK} 10m")
    office.card(request_id, "*Proven*: sessions of `dev1` can do exactly this until the end")
    office.click("sre1", "approve", request_id)
    request = office.wait(request_id, "ACTIVE")
    assert request["form"] == "session"
    assert request["switch_role_url"] is None
    session = opened(stack, request)
    *_, issued = office.events(request_id)["events"]
    (gain,) = issued["details"]["proof"]["gains"]
    assert (issued["type"], gain["person"], gain["until"]) == ("CREDENTIALS_ISSUED", "dev1", request["ends_at"])
    who = session.client("sts").get_caller_identity()["Arn"]
    assert who.endswith(f":assumed-role/{ROLE}/dev1+{request['request_id']}")
    assert may_list(session)
    assert not may(lambda: session.client("sns").create_topic(Name="mine")), "write was not asked for"
    assert not may(session.client("sqs").list_queues), "SNS is not SQS"
    assert not may(session.client("dynamodb").list_tables)
    assert not may_list(stack.switch("dev1", "staging", "Dev")), "nothing is on the team role"
    assert on_role(stack) == before, "and nothing on the session role"


def test_p1_p6_nobody_else_gets_credentials_and_nobody_switches_to_the_role(stack: Stack, office: Office) -> None:
    request = office.grant("dev1", f"{ASK} 10m")
    path = f"/requests/{request['request_id']}/credentials"
    for person in ("dev2", "sre1", "sre2"):
        answer = credentials(stack, request["request_id"], person)
        assert (answer.status_code, codes(answer)) == (HTTPStatus.FORBIDDEN, ["credentials-not-yours"])
    with httpx.Client(base_url=stack.api_url, trust_env=False) as anybody:
        assert anybody.post(path, json={}).status_code == HTTPStatus.FORBIDDEN
    role = f"arn:aws:iam::{stack.environments['staging'].account}:role/{ROLE}"
    for person in ("dev1", "sre1"):
        sts = stack.client("sts", person)
        names = {"RoleSessionName": f"{person}+{request['request_id']}", "ExternalId": "external-id-of-the-local-stack"}
        assert not may(partial(sts.assume_role, RoleArn=role, **names))
    on_team_role = stack.switch("dev1", "staging", "Dev").client("sts")
    assert not may(lambda: on_team_role.assume_role(RoleArn=role, RoleSessionName="dev1"))


def test_p1_p4_revoked_an_open_session_is_stopped_that_grants_alone_and_the_deny_goes(
    stack: Stack, office: Office
) -> None:
    before = on_role(stack)
    mine = office.grant("dev1", f"{ASK} 45s")
    others, second = office.grant("dev2", f"{ASK} 10m"), office.grant("dev1", f"{ASK} 11m")
    session, of_dev2, other_of_mine = opened(stack, mine), opened(stack, others, "dev2"), opened(stack, second)
    assert all(map(may_list, (session, of_dev2, other_of_mine)))
    office.revoke(mine["request_id"])
    assert not may_list(session), "revoked is said only once it is so"
    assert may_list(of_dev2)
    assert may_list(other_of_mine)
    assert mine["request_id"] in json.dumps(on_role(stack)["aws-access"])
    assert codes(credentials(stack, mine["request_id"])) == ["session-not-active"]
    sleep_until(mine["ends_at"])
    assert not may_list(session)
    eventually(lambda: on_role(stack) == before or None, seconds=120)
    events = office.events(mine["request_id"])
    assert [each["type"] for each in events["events"]][-2:] == ["REVOKED", "DENY_REMOVED"]
    assert events["intact"]


def test_p3_with_everything_of_ours_down_a_session_ends_at_its_second(stack: Stack, office: Office) -> None:
    request = office.grant("dev1", f"{ASK} 15s")
    session = opened(stack, request)
    with switched_off(stack, "worker", "reconcile", "notify"), timers_off(stack):
        assert delete_schedules(stack) >= 1
        assert may_list(session)
        sleep_until(request["ends_at"])
        assert not may_list(session)
        assert codes(credentials(stack, request["request_id"])) == ["session-not-active"]


def test_locked_there_are_no_credentials_and_open_sessions_stop(stack: Stack, office: Office) -> None:
    request = office.grant("dev1", f"{ASK} 10m")
    session = opened(stack, request)
    with stack.api("sre1") as api:
        try:
            with switched_off(stack, "reconcile"):
                api.post("/locks", json={"kind": "person", "name": "dev1", "reason": "laptop lost"}).raise_for_status()
                answer = credentials(stack, request["request_id"])
                assert (answer.status_code, codes(answer)) == (HTTPStatus.FORBIDDEN, ["locked-person"])
            office.wait(request["request_id"], "REVOKED")
            assert not may_list(session)
        finally:
            api.post("/unlock", json={"kind": "person", "name": "dev1", "reason": "found"}).raise_for_status()


def test_p7_credentials_are_recorded_before_they_are_had_and_are_found_nowhere(stack: Stack, office: Office) -> None:
    request = office.grant("dev1", f"{ASK} 10m")
    with denied(stack, stack.jump_account, "aws-access-broker", "dynamodb:PutItem"):
        answer = credentials(stack, request["request_id"])
        assert answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        assert "secret_access_key" not in answer.text
    keys = credentials(stack, request["request_id"]).raise_for_status().json()
    root = stack.root(stack.jump_account)
    items = root.client("dynamodb").scan(TableName=stack.requests_table)["Items"]
    logs = root.client("logs")
    groups = [each["logGroupName"] for each in logs.describe_log_groups()["logGroups"]]
    logged = [
        each["message"] for group in groups for each in logs.filter_log_events(logGroupName=group).get("events", ())
    ]
    everything = "\n".join([*map(repr, items), *logged])
    assert keys["access_key_id"] in everything
    assert any("credentials issued" in line for line in logged)
    assert keys["secret_access_key"] not in everything
    assert keys["session_token"] not in everything
    (event,) = [each for each in office.events(request["request_id"])["events"] if each["type"] == "CREDENTIALS_ISSUED"]
    assert event["details"]["access_key_id"] == keys["access_key_id"]


def test_a_session_role_that_others_could_assume_gives_nothing(stack: Stack, office: Office) -> None:
    request = office.grant("dev1", f"{ASK} 10m")
    iam = stack.root(stack.environments["staging"].account).client("iam")
    trust = iam.get_role(RoleName=ROLE)["Role"]["AssumeRolePolicyDocument"]
    anybody = {"Effect": "Allow", "Principal": {"AWS": stack.jump_account}, "Action": "sts:AssumeRole"}
    opened_up = {**trust, "Statement": [*trust["Statement"], anybody]}
    iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=json.dumps(opened_up))
    try:
        answer = credentials(stack, request["request_id"])
        assert (answer.status_code, codes(answer)) == (HTTPStatus.UNPROCESSABLE_ENTITY, ["trust-not-brokers"])
        run_timers(stack)
        office.wait(request["request_id"], "REVOKED")
    finally:
        iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=json.dumps(trust))


@pytest.mark.parametrize("text", ["sns:list staging 10m", "sns:list,read staging 10m"])
def test_the_card_and_the_message_say_that_it_is_a_session(stack: Stack, office: Office, text: str) -> None:
    request = office.grant("dev1", text)
    card = office.card(request["request_id"], "sessions of", ROLE)
    assert "aws:userid" not in card.all_text
