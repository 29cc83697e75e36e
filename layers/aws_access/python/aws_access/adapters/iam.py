"""Team roles in the target accounts' IAM, reached through one role there."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from aws_access.adapters.aws import Aws, code_of
from aws_access.adapters.iam_errors import document, translated, unless_missing
from aws_access.adapters.managed_policies import ManagedPolicies
from aws_access.domain.errors import RoleRefused, TargetRefused
from aws_access.domain.ids import RoleArn
from aws_access.domain.ledger import policy_hash
from aws_access.domain.packing import managed_arn
from aws_access.domain.policies import INLINE_BUDGET, POLICY_NAME, as_text, policy_size
from aws_access.domain.reasons import reason
from aws_access.domain.roles import Others, RoleSnapshot

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_iam.type_defs import RoleTypeDef
    from mypy_boto3_sts import STSClient

_SESSION_NAME = "aws-access"
_RENEW_BEFORE = timedelta(minutes=5)


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

    def has_session(self, role_arn: RoleArn) -> bool:
        """Whether one was opened before, which may be void by now: a role that was made anew ends those of before."""
        return role_arn.account in self._clients

    def forget(self, role_arn: RoleArn) -> None:
        """Open a new one the next time."""
        self._clients.pop(role_arn.account, None)


class IamTeamRoles:
    """The port `TeamRoles` over IAM."""

    def __init__(self, accounts: TargetAccounts) -> None:
        self._accounts = accounts

    def inspect(self, role_arn: RoleArn, managed: Iterable[str] = ()) -> RoleSnapshot:
        """Two calls: the role, and the inline policy of ours. With managed ones, one more, and two for each."""
        role = self._role(role_arn)
        if role["Arn"] != role_arn:
            # IAM looks at the name alone: under two ARNs one role would have two ledgers, each undoing the other.
            raise RoleRefused(reason("role-missing", role=role_arn))
        documents, loose = {}, set()
        inline = self._inline(role_arn)
        if inline is not None:
            documents[POLICY_NAME] = inline
        if names := tuple(managed):
            attached = self._attached(role_arn)
            for name in names:
                text = self._managed(role_arn).text(name)
                if text is not None and managed_arn(role_arn, name) in attached:
                    documents[name] = text
                elif text is not None:
                    loose.add(name)
        return RoleSnapshot(
            arn=role_arn,
            role_id=role["RoleId"],
            trust=document(role["AssumeRolePolicyDocument"]),
            tags={tag["Key"]: tag["Value"] for tag in role.get("Tags", [])},
            boundary=role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
            documents=documents,
            loose=frozenset(loose),
        )

    def others(self, role_arn: RoleArn) -> Others:
        """One call per inline policy of others, and one per page of names, inline and attached."""
        texts = {}
        with translated(role_arn):
            iam = self._accounts.iam(role_arn)
            for page in iam.get_paginator("list_role_policies").paginate(RoleName=role_arn.name):
                for name in page["PolicyNames"]:
                    if name != POLICY_NAME:
                        answer = iam.get_role_policy(RoleName=role_arn.name, PolicyName=name)
                        texts[name] = as_text(document(answer["PolicyDocument"]))
        hashes = {name: policy_hash(text) for name, text in texts.items()}
        return Others(sum(map(policy_size, texts.values())), self._attached(role_arn), hashes)

    def is_there(self, role_arn: RoleArn, name: str) -> bool:
        """One call."""
        return self._managed(role_arn).exists(name)

    def read_document(self, role_arn: RoleArn, name: str) -> str | None:
        """One call for the inline policy, three for another."""
        if name == POLICY_NAME:
            return self._inline(role_arn)
        attached = managed_arn(role_arn, name) in self._attached(role_arn)
        return self._managed(role_arn).text(name) if attached else None

    def write_document(self, role_arn: RoleArn, name: str, text: str) -> None:
        """One call for the inline policy, which IAM replaces at once; for another, see there."""
        if name != POLICY_NAME:
            self._managed(role_arn).write(name, text)
            return
        with translated(role_arn):
            try:
                self._accounts.iam(role_arn).put_role_policy(
                    RoleName=role_arn.name, PolicyName=POLICY_NAME, PolicyDocument=text
                )
            except ClientError as error:
                if code_of(error) != "LimitExceeded":
                    raise
                needed = self.others(role_arn).inline + policy_size(text)
                full = reason("role-full", role=role_arn, needed=needed, limit=INLINE_BUDGET)
                raise RoleRefused(full) from error

    def remove_document(self, role_arn: RoleArn, name: str) -> None:
        """One call for the inline policy; for another, see there."""
        if name != POLICY_NAME:
            self._managed(role_arn).remove(name)
            return
        with translated(role_arn):
            inline = {"RoleName": role_arn.name, "PolicyName": POLICY_NAME}
            unless_missing(lambda: self._accounts.iam(role_arn).delete_role_policy(**inline))

    def _role(self, role_arn: RoleArn) -> "RoleTypeDef":
        """The first call of every look. An account refuses us only once it has refused a session of this moment."""
        known = self._accounts.has_session(role_arn)
        try:
            with translated(role_arn):
                return self._accounts.iam(role_arn).get_role(RoleName=role_arn.name)["Role"]
        except TargetRefused:
            if not known:
                raise
        self._accounts.forget(role_arn)
        with translated(role_arn):
            return self._accounts.iam(role_arn).get_role(RoleName=role_arn.name)["Role"]

    def _managed(self, role_arn: RoleArn) -> ManagedPolicies:
        with translated(role_arn):
            return ManagedPolicies(self._accounts.iam(role_arn), role_arn)

    def _inline(self, role_arn: RoleArn) -> str | None:
        with translated(role_arn):
            name = {"RoleName": role_arn.name, "PolicyName": POLICY_NAME}
            answer = unless_missing(lambda: self._accounts.iam(role_arn).get_role_policy(**name))
            return as_text(document(answer["PolicyDocument"])) if answer else None

    def _attached(self, role_arn: RoleArn) -> tuple[str, ...]:
        with translated(role_arn):
            pages = self._accounts.iam(role_arn).get_paginator("list_attached_role_policies")
            found = [each for page in pages.paginate(RoleName=role_arn.name) for each in page["AttachedPolicies"]]
        return tuple(each["PolicyArn"] for each in found)
