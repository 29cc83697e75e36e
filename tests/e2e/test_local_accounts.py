"""The local accounts are what a company has before aws-access: nobody has more than their team role says."""

import httpx
import pytest
from botocore.exceptions import ClientError

from local.stack import Stack


def test_the_session_of_a_switched_role_is_named_after_the_person(stack: Stack) -> None:
    arn = stack.switch("dev1", "verify", "Dev").client("sts").get_caller_identity()["Arn"]
    assert arn == "arn:aws:sts::222222222222:assumed-role/Dev/dev1"


@pytest.mark.parametrize("name", ["dev2", "dev1-again", "sre1"])
def test_nobody_switches_under_the_name_of_another(stack: Stack, name: str) -> None:
    role = stack.environments["verify"].team_roles["Dev"]
    with pytest.raises(ClientError, match="AccessDenied"):
        stack.client("sts", "dev1").assume_role(RoleArn=role, RoleSessionName=name)


@pytest.mark.parametrize("environment", ["verify", "staging", "production"])
def test_people_switch_to_the_role_of_their_own_team_only(stack: Stack, environment: str) -> None:
    assert stack.switch("sre2", environment, "SRE").client("s3").list_buckets()
    with pytest.raises(ClientError, match="AccessDenied"):
        stack.switch("dev2", environment, "SRE")
    with pytest.raises(ClientError, match="AccessDenied"):
        stack.switch("guest1", environment, "Dev")


def test_before_any_grant_dev_sees_queues_and_nothing_of_dynamodb(stack: Stack) -> None:
    session = stack.switch("dev1", "verify", "Dev")
    assert session.client("sqs").list_queues()
    dynamodb = session.client("dynamodb")
    with pytest.raises(ClientError, match="AccessDenied"):
        dynamodb.list_tables()
    with pytest.raises(ClientError, match="AccessDenied"):
        dynamodb.scan(TableName="orders")


@pytest.mark.parametrize("team", ["Dev", "SRE"])
def test_a_team_role_is_ours_to_manage_and_has_policies_of_its_own(stack: Stack, team: str) -> None:
    iam = stack.root("333333333333").client("iam")
    role = iam.get_role(RoleName=team)["Role"]
    boundary = role["PermissionsBoundary"]["PermissionsBoundaryArn"]
    assert boundary == "arn:aws:iam::333333333333:policy/aws-access-boundary"
    assert {"Key": "aws-access", "Value": "managed"} in role["Tags"]
    assert iam.list_role_policies(RoleName=team)["PolicyNames"] == ["everyday"]
    assert iam.list_attached_role_policies(RoleName=team)["AttachedPolicies"]


def test_whoever_does_not_sign_gets_no_further_than_the_gate(stack: Stack) -> None:
    assert httpx.get(f"{stack.api_url}/requests", trust_env=False).status_code == 403
