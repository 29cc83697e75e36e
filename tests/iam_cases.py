"""A session of a role, and policies and requests of it, with which the evaluator is asked case by case."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.iam import Policy, Request, evaluate, read_policy

TABLE = "arn:aws:dynamodb:us-east-1:222222222222:table/orders"
ROLE = "arn:aws:iam::222222222222:role/Dev"
SESSION: Mapping[str, str | Sequence[str]] = {
    "aws:userid": "AROAEXAMPLEEXAMPLE01:dev1",
    "aws:PrincipalArn": ROLE,
    "aws:CurrentTime": "2030-01-07T09:00:00Z",
    "aws:TokenIssueTime": "2030-01-07T08:30:00Z",
    "aws:SourceIp": "203.0.113.7",
    "aws:SecureTransport": "true",
    "aws:MultiFactorAuthPresent": "false",
    "aws:PrincipalTag/team": "Dev",
}
"""A session of a role: without `aws:username`, which only IAM users have."""

EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def policy(*statements: Mapping[str, Any], name: str = "policy", version: str = "2012-10-17") -> Policy:
    return read_policy(json.dumps({"Version": version, "Statement": list(statements)}), name)


def session(**values: str | Sequence[str]) -> Mapping[str, str | Sequence[str]]:
    """The session with other values; `__` stands for the colon in a key."""
    return {**SESSION, **{name.replace("__", ":"): each for name, each in values.items()}}


def a_request(action: str = "dynamodb:GetItem", resource: str = TABLE, **values: str | Sequence[str]) -> Request:
    return Request.of(action, resource, session(**values))


def asked(statement: Mapping[str, Any], request: Request) -> bool:
    return evaluate(request, [policy({**EVERYTHING, **statement})]).allowed


def holds(operator: str, key: str, expected: object, **values: str | Sequence[str]) -> bool:
    return asked({"Condition": {operator: {key: expected}}}, Request.of("dynamodb:GetItem", TABLE, session(**values)))
