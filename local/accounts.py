"""Fills the local accounts with what a company already has: people in the jump account, team roles with everyday
policies in each target account, and a few things worth having access to.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from local.processes import LocalStackError
from local.stack import Environment, LocalSession, Person

APPROVING_TEAM = "SRE"
BOUNDARY = "aws-access-boundary"
SESSION_CEILING = "sns:*"  # of every session role: what local/rules.yaml gives as sessions

# What IAM says of people, and local/rules.yaml does not.
IAM_GROUPS = {"developers": "Dev", "operators": "SRE"}
ONLY_IN_IAM: Mapping[str, Any] = {"dev3": {"slack_id": "U0000DEV3", "teams": ["Dev"]}}

# Laid out by hand, as people's policies are: were we to write one back in our own layout, a test would see it.
EVERYDAY_INLINE = """{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "FindThings", "Effect": "Allow", "Resource": "*",
     "Action": ["s3:ListAllMyBuckets", "sqs:ListQueues", "logs:DescribeLogGroups"]}
  ]
}"""
EVERYDAY_ATTACHED = """{"Version": "2012-10-17",
 "Statement": [{"Effect": "Allow", "Action": ["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"], "Resource": "*"}]}
"""


def add_people(root: LocalSession, people: Mapping[str, Any], api_policy: str) -> dict[str, Person]:
    """An IAM user with an access key for each person, allowed to switch to team roles and call the API."""
    iam = root.client("iam")
    may_switch = _allow("sts:AssumeRole", ["arn:aws:iam::*:role/Dev", "arn:aws:iam::*:role/SRE"])
    for group in IAM_GROUPS:
        iam.create_group(GroupName=group)
    added = {}
    for name, person in {**people, **ONLY_IN_IAM}.items():
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="switch-to-team-roles", PolicyDocument=may_switch)
        iam.attach_user_policy(UserName=name, PolicyArn=api_policy)
        key = iam.create_access_key(UserName=name)["AccessKey"]
        added[name] = Person(
            slack_id=person["slack_id"],
            iam_user=name,
            teams=tuple(person["teams"]),
            approver=APPROVING_TEAM in person["teams"],
            access_key_id=key["AccessKeyId"],
            secret_access_key=key["SecretAccessKey"],
        )
    for name, person in ONLY_IN_IAM.items():
        iam.tag_user(UserName=name, Tags=[{"Key": "slack-id", "Value": person["slack_id"]}])
        for group, team in IAM_GROUPS.items():
            if team in person["teams"]:
                iam.add_user_to_group(GroupName=group, UserName=name)
    return added


def deploy_target(root: LocalSession, template: str, parameters: Mapping[str, str]) -> None:
    """Deploy the target account's template (two roles and the boundary) as an operator would, by CloudFormation."""
    _deploy(root, "aws-access-target", template, parameters)


def deploy_session_role(root: LocalSession, template: str, team: str, arn: str, parameters: Mapping[str, str]) -> None:
    """Deploy the template of a team's session role, with all that environments grant as sessions as its ceiling."""
    told = {**parameters, "Team": team, "Ceiling": SESSION_CEILING}
    name = f"aws-access-session-{team}"
    made = _deploy(root, name, template, told)["SessionRoleArn"]
    if made != arn:
        raise LocalStackError(f"local/rules.yaml names {arn}, and the template made {made}.")
    # The emulator's CloudFormation leaves out the boundary that the template gives the role.
    boundary = f"arn:aws:iam::{made.split(':')[4]}:policy/{BOUNDARY}"
    root.client("iam").put_role_permissions_boundary(RoleName=name, PermissionsBoundary=boundary)


def add_team_roles(root: LocalSession, jump_account: str, target: Environment, people: Mapping[str, Person]) -> None:
    """The team roles: tagged as ours to manage, held by the boundary, with policies that were there before us."""
    iam = root.client("iam")
    attached = iam.create_policy(PolicyName="everyday-metrics", PolicyDocument=EVERYDAY_ATTACHED)["Policy"]["Arn"]
    for team, arn in target.team_roles.items():
        members = [person.iam_user for person in people.values() if team in person.teams]
        iam.create_role(
            RoleName=team,
            AssumeRolePolicyDocument=_trust(jump_account, members),
            PermissionsBoundary=f"arn:aws:iam::{target.account}:policy/{BOUNDARY}",
            Tags=[{"Key": "aws-access", "Value": "managed"}, {"Key": "team", "Value": team}],
        )
        iam.put_role_policy(RoleName=team, PolicyName="everyday", PolicyDocument=EVERYDAY_INLINE)
        iam.attach_role_policy(RoleName=team, PolicyArn=attached)
        if iam.get_role(RoleName=team)["Role"]["Arn"] != arn:
            raise LocalStackError(f"local/rules.yaml names {arn}, and account {target.account} has another {team}.")


def add_things(root: LocalSession) -> None:
    """What a Dev engineer wants to get at in verify."""
    dynamodb = root.client("dynamodb")
    dynamodb.create_table(
        TableName="orders",
        AttributeDefinitions=[{"AttributeName": "order_id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "order_id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.put_item(TableName="orders", Item={"order_id": {"S": "1001"}, "item": {"S": "two teapots"}})
    s3 = root.client("s3")
    s3.create_bucket(Bucket="verify-reports")
    s3.put_object(Bucket="verify-reports", Key="today.txt", Body=b"All is well.\n")


def _trust(jump_account: str, members: Iterable[str]) -> str:
    """Pins each session's name to its person, one literal statement per person: the emulator knows no variables."""
    statements = [
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{jump_account}:user/{member}"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:RoleSessionName": member}},
        }
        for member in members
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _allow(action: str, resources: list[str]) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": resources}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _deploy(root: LocalSession, name: str, template: str, parameters: Mapping[str, str]) -> dict[str, str]:
    """A stack by CloudFormation, as an operator makes it; its outputs."""
    cloudformation = root.client("cloudformation")
    cloudformation.create_stack(
        StackName=name,
        TemplateBody=template,
        Capabilities=["CAPABILITY_NAMED_IAM"],
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
    )
    waiter = cloudformation.get_waiter("stack_create_complete")
    waiter.wait(StackName=name, WaiterConfig={"Delay": 0.1, "MaxAttempts": 100})
    (stack,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", ())}
