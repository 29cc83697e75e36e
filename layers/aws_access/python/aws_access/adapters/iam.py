"""Team roles in the target accounts' IAM, reached through one role there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from aws_access.adapters.aws import Aws, code_of, transient_as_unavailable
from aws_access.domain.errors import RoleRefused, TargetRefused
from aws_access.domain.ids import RoleArn
from aws_access.domain.policies import INLINE_BUDGET, POLICY_NAME, as_text, policy_size
from aws_access.domain.reasons import reason
from aws_access.domain.roles import RoleSnapshot

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_sts import STSClient

_SESSION_NAME = "aws-access"
_RENEW_BEFORE = timedelta(minutes=5)
_REFUSED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "InvalidClientTokenId"})
_REJECTED = frozenset({"MalformedPolicyDocument", "UnmodifiableEntity", "InvalidInput", "ValidationError"})


class TargetAccounts:
    """IAM clients in the target accounts, each by assuming the role of this name there; kept until they run out."""

    def __init__(self, aws: Aws, role_name: str, external_id: str) -> None:
        self._role_name = role_name
        self._external_id = external_id
        self._aws = aws
        self._sts: STSClient = aws.client("sts")
        self._clients: dict[str, tuple[datetime, IAMClient]] = {}

    def iam(self, role_arn: RoleArn) -> "IAMClient":
        """A client for the account that the role is in."""
        account = role_arn.account
        until, client = self._clients.get(account, (None, None))
        if client is None or until is None or datetime.now(UTC) > until - _RENEW_BEFORE:
            answer = self._sts.assume_role(
                RoleArn=f"arn:{role_arn.aws_partition}:iam::{account}:role/{self._role_name}",
                RoleSessionName=_SESSION_NAME,
                ExternalId=self._external_id,
            )
            keys = answer["Credentials"]
            client = self._aws.client(
                "iam",
                aws_access_key_id=keys["AccessKeyId"],
                aws_secret_access_key=keys["SecretAccessKey"],
                aws_session_token=keys["SessionToken"],
            )
            self._clients[account] = (keys["Expiration"], client)
        return client


class IamTeamRoles:
    """The port `TeamRoles` over IAM."""

    def __init__(self, accounts: TargetAccounts) -> None:
        self._accounts = accounts

    def inspect(self, role_arn: RoleArn) -> RoleSnapshot:
        """Two calls: the role, and the policy of ours."""
        with _translated(role_arn):
            role = self._accounts.iam(role_arn).get_role(RoleName=role_arn.name)["Role"]
        if role["Arn"] != role_arn:
            # IAM looks at the name alone: under two ARNs one role would have two ledgers, each undoing the other.
            raise RoleRefused(reason("role-missing", role=role_arn))
        return RoleSnapshot(
            arn=role_arn,
            role_id=role["RoleId"],
            trust=_document(role["AssumeRolePolicyDocument"]),
            tags={tag["Key"]: tag["Value"] for tag in role.get("Tags", [])},
            boundary=role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
            policy=self.read_policy(role_arn),
        )

    def read_policy(self, role_arn: RoleArn) -> str | None:
        """The text of our policy."""
        with _translated(role_arn):
            try:
                answer = self._accounts.iam(role_arn).get_role_policy(RoleName=role_arn.name, PolicyName=POLICY_NAME)
            except ClientError as error:
                if code_of(error) == "NoSuchEntity":
                    return None
                raise
        return as_text(_document(answer["PolicyDocument"]))

    def size_of_others(self, role_arn: RoleArn) -> int:
        """One call per policy of others, and one per page of their names."""
        total = 0
        with _translated(role_arn):
            iam = self._accounts.iam(role_arn)
            for page in iam.get_paginator("list_role_policies").paginate(RoleName=role_arn.name):
                for name in page["PolicyNames"]:
                    if name != POLICY_NAME:
                        answer = iam.get_role_policy(RoleName=role_arn.name, PolicyName=name)
                        total += policy_size(as_text(_document(answer["PolicyDocument"])))
        return total

    def write_policy(self, role_arn: RoleArn, policy: str) -> None:
        """One call; IAM replaces the whole policy at once."""
        with _translated(role_arn):
            try:
                self._accounts.iam(role_arn).put_role_policy(
                    RoleName=role_arn.name, PolicyName=POLICY_NAME, PolicyDocument=policy
                )
            except ClientError as error:
                if code_of(error) != "LimitExceeded":
                    raise
                needed = self.size_of_others(role_arn) + policy_size(policy)
                full = reason("role-full", role=role_arn, needed=needed, limit=INLINE_BUDGET)
                raise RoleRefused(full) from error

    def delete_policy(self, role_arn: RoleArn) -> None:
        """One call; none to delete is fine, and so is no role."""
        with _translated(role_arn):
            try:
                self._accounts.iam(role_arn).delete_role_policy(RoleName=role_arn.name, PolicyName=POLICY_NAME)
            except ClientError as error:
                if code_of(error) != "NoSuchEntity":
                    raise


@contextmanager
def _translated(role_arn: RoleArn) -> Iterator[None]:
    """IAM's and STS's errors as ours."""
    try:
        with transient_as_unavailable("IAM"):
            yield
    except ClientError as error:
        code = code_of(error)
        if code in _REFUSED:
            refused = reason("target-refused", account=role_arn.account, operation=error.operation_name)
            raise TargetRefused(refused) from error
        if code == "NoSuchEntity":
            raise RoleRefused(reason("role-missing", role=role_arn)) from error
        if code in _REJECTED:
            problem = error.response.get("Error", {}).get("Message", code)
            raise RoleRefused(reason("policy-rejected", role=role_arn, problem=problem)) from error
        raise


def _document(value: Any) -> dict[str, Any]:
    """A policy document; botocore hands it over parsed, whatever its type hints say."""
    parsed = json.loads(value) if isinstance(value, str) else value
    return dict(parsed)
