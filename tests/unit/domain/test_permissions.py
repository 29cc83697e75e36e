from dataclasses import replace

import pytest

from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import RoleArn
from aws_access.domain.model import Condition, Permission, Statement
from aws_access.domain.permissions import beyond_ceiling, permission_for, within
from aws_access.domain.reasons import reason
from tests.builders import a_permission, a_service, an_environment

DYNAMODB, VERIFY = a_service(), an_environment()
TLS = Condition("Bool", "aws:SecureTransport", ("true",))
TABLES = "arn:aws:dynamodb:us-east-1:222222222222:table/"


def test_a_service_stands_for_the_actions_of_its_levels_on_its_resources() -> None:
    both = permission_for(DYNAMODB, ["write", "read"], (), VERIFY)
    assert both == Permission.of(("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"), (f"{TABLES}*",))


def test_a_named_resource_is_the_only_one() -> None:
    assert permission_for(DYNAMODB, ["read"], ("orders",), VERIFY).resources == (f"{TABLES}orders",)


def test_named_resources_are_the_only_ones() -> None:
    assert permission_for(DYNAMODB, ["read"], ("b", "a"), VERIFY).resources == (f"{TABLES}a", f"{TABLES}b")


def test_the_partition_is_that_of_the_team_roles() -> None:
    china = an_environment(team_roles={"Dev": RoleArn("arn:aws-cn:iam::222222222222:role/Dev")})
    assert permission_for(DYNAMODB, ["read"], (), china).resources[0].startswith("arn:aws-cn:dynamodb:")


def test_a_level_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(InvalidInput) as caught:
        permission_for(DYNAMODB, ["reed"], (), VERIFY)
    assert caught.value.reasons == (reason("unknown-level", level="reed", service="dynamodb", nearest="read"),)


def test_a_resource_is_refused_where_the_service_has_none() -> None:
    with pytest.raises(InvalidInput) as caught:
        permission_for(a_service(resource=None), ["read"], ("orders",), VERIFY)
    assert caught.value.reasons == (reason("no-resource", service="dynamodb"),)


ONE_OBJECT = Statement(("s3:GetObject",), ("arn:aws:s3:::a",))


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ([ONE_OBJECT], [ONE_OBJECT]),
        ([ONE_OBJECT], [replace(ONE_OBJECT, actions=("s3:get*",))]),
        ([ONE_OBJECT], [replace(ONE_OBJECT, resources=("arn:aws:s3:::*",))]),
        ([replace(ONE_OBJECT, conditions=(TLS,))], [ONE_OBJECT]),
        ([replace(ONE_OBJECT, conditions=(TLS,))], [replace(ONE_OBJECT, conditions=(TLS,))]),
    ],
)
def test_the_same_or_less_is_within(narrow: list[Statement], wide: list[Statement]) -> None:
    assert within(Permission(tuple(narrow)), Permission(tuple(wide)))


@pytest.mark.parametrize(
    ("other", "wide"),
    [
        ([ONE_OBJECT], [replace(ONE_OBJECT, conditions=(TLS,))]),
        ([replace(ONE_OBJECT, conditions=(TLS,))], [replace(ONE_OBJECT, conditions=(replace(TLS, key="s3:x"),))]),
        ([ONE_OBJECT], [replace(ONE_OBJECT, resources=("arn:aws:s3:::A",))]),
        ([ONE_OBJECT], [replace(ONE_OBJECT, resources=("b",)), replace(ONE_OBJECT, actions=("s3:PutObject",))]),
    ],
)
def test_what_one_statement_does_not_allow_by_itself_is_not_within(
    other: list[Statement], wide: list[Statement]
) -> None:
    assert not within(Permission(tuple(other)), Permission(tuple(wide)))


@pytest.mark.parametrize("action", ["dynamodb:GetItem", "dynamodb:*", "DYNAMODB:getitem", "s3:GetObject", "s3:Get*"])
def test_what_is_inside_the_ceiling_may_be_granted(action: str) -> None:
    assert beyond_ceiling(a_permission(action), VERIFY) == ()


@pytest.mark.parametrize("action", ["s3:*", "s3:PutObject", "ec2:RunInstances", "dynamodb*", "dynamodb?:x", "s?:GetX"])
def test_what_is_not_wholly_inside_the_ceiling_is_refused_by_name(action: str) -> None:
    assert beyond_ceiling(a_permission(action), VERIFY) == (
        reason("beyond-ceiling", action=action, environment="verify"),
    )


@pytest.mark.parametrize(
    "action",
    [
        "*",
        "*:*",
        "?*",
        "iam:PassRole",
        "IAM:passrole",
        "i*",
        "iam:Get*",
        "sts:AssumeRole",
        "s?s:AssumeRole",
        "organizations:DescribeOrganization",
        "account:PutContactInformation",
        "sso:*",
        "sso-directory:*",
        "identitystore:CreateUser",
        "cloudtrail:StopLogging",
        "cloudtrail:*",
        "cloudtrail:*Trail",
        "CloudTrail:deletetrail",
        "cloudtrail:PutEventSelectors",
        "cloudtrail:UpdateTrail",
    ],
)
def test_no_ceiling_lets_through_what_could_give_access_on_or_hide_it(action: str) -> None:
    everything = an_environment(ceiling=("*",))
    assert beyond_ceiling(a_permission(action), everything) == (reason("never-granted", action=action),)


@pytest.mark.parametrize("action", ["cloudtrail:LookupEvents", "cloudtrail:GetTrail", "ecs:*", "ssm:GetParameter"])
def test_neighbours_of_what_is_never_granted_may_be(action: str) -> None:
    assert beyond_ceiling(a_permission(action), an_environment(ceiling=("*",))) == ()


def test_every_action_that_is_refused_is_told() -> None:
    permission = a_permission("dynamodb:GetItem", "ec2:RunInstances", "iam:PassRole")
    assert [each.facts["action"] for each in beyond_ceiling(permission, VERIFY)] == ["ec2:RunInstances", "iam:PassRole"]
