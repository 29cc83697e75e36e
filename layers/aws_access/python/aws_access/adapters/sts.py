"""Sessions of roles in the target accounts: those that the broker opens, and tries that nobody gets anything of."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from aws_access.adapters.aws import Aws, code_of, transient_as_unavailable
from aws_access.domain.errors import RoleRefused, TargetRefused
from aws_access.domain.ids import RoleArn
from aws_access.domain.reasons import reason
from aws_access.domain.sessions import SHORTEST_SESSION, Credentials

if TYPE_CHECKING:
    from mypy_boto3_sts import STSClient

_TRY = "aws-access-try"
_TOO_LARGE = frozenset({"PackedPolicyTooLarge", "PackedPolicyTooLargeException"})
_NO_POLICY = frozenset({"MalformedPolicyDocument", "MalformedPolicyDocumentException", "ValidationError"})


class StsSessions:
    """The port `Sessions`: for the broker, whom alone session roles trust."""

    def __init__(self, aws: Aws, external_id: str) -> None:
        self._sts: STSClient = aws.client("sts")
        self._external_id = external_id

    def open(self, role_arn: RoleArn, name: str, policy: str, duration: timedelta) -> Credentials:
        """One call, AssumeRole."""
        with _translated(role_arn):
            keys = self._sts.assume_role(
                RoleArn=role_arn,
                RoleSessionName=name,
                ExternalId=self._external_id,
                Policy=policy,
                DurationSeconds=int(duration.total_seconds()),
            )["Credentials"]
        return Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], keys["Expiration"])


class StsSessionPolicies:
    """The port `SessionPolicies`: STS measures a policy when it opens a session with it, whatever role that is of.

    So it is tried with our own role there. What that session could do is what both allow; its keys are dropped unread.
    """

    def __init__(self, aws: Aws, role_name: str, external_id: str) -> None:
        self._sts: STSClient = aws.client("sts")
        self._role_name = role_name
        self._external_id = external_id

    def check(self, role_arn: RoleArn, policy: str) -> None:
        """One call, AssumeRole."""
        with _translated(role_arn):
            self._sts.assume_role(
                RoleArn=f"arn:{role_arn.aws_partition}:iam::{role_arn.account}:role/{self._role_name}",
                RoleSessionName=_TRY,
                ExternalId=self._external_id,
                Policy=policy,
                DurationSeconds=int(SHORTEST_SESSION.total_seconds()),
            )


@contextmanager
def _translated(role_arn: RoleArn) -> Iterator[None]:
    """STS's errors as ours."""
    try:
        with transient_as_unavailable("STS"):
            yield
    except ClientError as error:
        code, problem = code_of(error), error.response.get("Error", {}).get("Message", "")
        if code in _TOO_LARGE:
            raise RoleRefused(reason("session-policy-refused", problem=problem)) from error
        if code in _NO_POLICY:
            raise RoleRefused(reason("policy-rejected", role=role_arn, problem=problem)) from error
        if code in ("AccessDenied", "AccessDeniedException", "RegionDisabledException"):
            refused = reason("target-refused", account=role_arn.account, operation=error.operation_name)
            raise TargetRefused(refused) from error
        raise
