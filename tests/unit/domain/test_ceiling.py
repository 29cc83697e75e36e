import pytest

from aws_access.domain.ceiling import beyond_ceiling
from aws_access.domain.reasons import reason
from tests.builders import a_permission, an_environment

VERIFY = an_environment()


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
