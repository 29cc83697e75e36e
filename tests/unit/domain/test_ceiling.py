import pytest

from aws_access.adapters.catalogue import aws_services, known_actions
from aws_access.domain.ceiling import NEVER, ONLY_LOOKED_AT, beyond_ceiling, never_granted
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


@pytest.mark.parametrize("service", ONLY_LOOKED_AT)
def test_of_what_watches_all_that_looks_is_granted_and_nothing_else(service: str) -> None:
    everything, known = an_environment(ceiling=("*",)), known_actions()
    levels = aws_services()[service].levels
    looking = [action for level in ("list", "read") for action in levels[level]]
    for actions in (looking, known.in_short(looking)):
        assert beyond_ceiling(a_permission(*actions), everything) == ()
    others = known.of_service(service) - set(looking)
    assert others
    assert {each for each in others if never_granted(each)} == others


@pytest.mark.parametrize("never", NEVER)
def test_what_is_never_granted_is_there(never: str) -> None:
    assert known_actions().of_service(never.removesuffix(":*"))


STACKS = "arn:aws:cloudformation:us-east-1:222222222222:stack/"


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("cloudformation:DeleteStack", "*"),
        ("cloudformation:*", f"{STACKS}aws-access-target/*"),
        ("cloudformation:Update*", f"{STACKS}aws-*"),
        ("CLOUDFORMATION:updatestack", f"{STACKS}*"),
        ("cloudform*:Tag*", f"{STACKS}aw?-access-target/1"),
        ("cloudformation:SetStackPolicy", "arn:aws:cloudformation:*:*:stack*"),
        ("cloudformation:UpdateStackSet", "arn:aws:cloudformation:us-east-1:222222222222:stackset/aws-access:1"),
        ("dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:222222222222:table/aws-access-x"),
        ("dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:222222222222:table/aws-acc*"),
        ("s3:GetObject", "arn:aws:s3:::aws-access-?/*"),
        ("s3:GetObject", "arn:aws:s3:::?ws-access-x/*"),
        ("dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:222222222222:table/?ws-access-x"),
        ("dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:222222222222:?able/?ws-access-x"),
        ("sqs:SendMessage", "arn:aws:sqs:us-east-1:222222222222:?ws-acc?ss-*"),
        ("ssm:GetParameter", "arn:aws:ssm:us-east-1:222222222222:parameter/aws-access-x/*"),
    ],
)
def test_what_is_ours_or_named_so_is_never_granted(action: str, resource: str) -> None:
    everything = an_environment(ceiling=("*",))
    unmet = beyond_ceiling(a_permission(action, resources=(resource,)), everything)
    assert unmet == (reason("never-granted-on-ours", action=action, resource=resource),)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("cloudformation:Describe*", "*"),
        ("cloudformation:DeleteStack", f"{STACKS}orders/*"),
        ("cloudformation:DeleteStack", f"{STACKS}b*"),
        ("dynamodb:PutItem", "*"),
        ("dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:222222222222:table/*"),
        ("dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:222222222222:table/orders*"),
        ("s3:GetObject", "arn:aws:s3:::reports-*"),
        ("s3:GetObject", "arn:aws:s3:::*-logs"),
    ],
)
def test_what_is_beside_ours_may_be_granted(action: str, resource: str) -> None:
    assert beyond_ceiling(a_permission(action, resources=(resource,)), an_environment(ceiling=("*",))) == ()


def test_every_action_that_changes_a_stack_is_one() -> None:
    levels = aws_services()["cloudformation"].levels
    everything = an_environment(ceiling=("*",))
    refused = {a for of in levels.values() for a in of if beyond_ceiling(a_permission(a), everything)}
    assert refused == {a for level, of in levels.items() if level not in ("list", "read") for a in of}
