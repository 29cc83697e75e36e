"""The managed policies of ours for one team role: made, changed, attached and taken away, each step to be repeated."""

import logging
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from aws_access.adapters.aws import code_of
from aws_access.adapters.iam_errors import document, translated, unless_missing
from aws_access.domain.errors import RoleRefused, Unavailable
from aws_access.domain.ids import RoleArn
from aws_access.domain.packing import MANAGED_PATH, managed_arn
from aws_access.domain.policies import MANAGED_BUDGET, as_text, policy_size, same_policy
from aws_access.domain.reasons import reason

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_log = logging.getLogger(__name__)


class ManagedPolicies:
    """A policy of ours has one version, but for the moment between a new one and the end of the old one."""

    def __init__(self, iam: "IAMClient", role_arn: RoleArn) -> None:
        self._iam = iam
        self._role_arn = role_arn

    def exists(self, name: str) -> bool:
        """One call."""
        return self._default_version(name) is not None

    def text(self, name: str) -> str | None:
        """The text that counts where the policy is attached. One call when there is none, else two."""
        version = self._default_version(name)
        if version is None:
            return None
        with translated(self._role_arn):
            answer = unless_missing(lambda: self._iam.get_policy_version(PolicyArn=self._arn(name), VersionId=version))
            return as_text(document(answer["PolicyVersion"]["Document"])) if answer else None

    def write(self, name: str, text: str) -> None:
        """Made or changed, then attached: what is attached is never what it was before."""
        standing = self.text(name)
        if standing is None:
            self._create(name, text)
        elif not same_policy(standing, text):
            self._change(name, text)
        self._attach(name)

    def remove(self, name: str) -> None:
        """Off the role first: whatever fails after that, it does not count any more."""
        with translated(self._role_arn):
            off = {"RoleName": self._role_arn.name, "PolicyArn": self._arn(name)}
            unless_missing(lambda: self._iam.detach_role_policy(**off))
            unless_missing(lambda: self._delete(name))

    def _delete(self, name: str) -> None:
        self._drop_old_versions(name)
        try:
            self._iam.delete_policy(PolicyArn=self._arn(name))
        except ClientError as error:
            if code_of(error) != "DeleteConflict":
                raise
            # What it says is for sessions of this role alone; but somebody has to take it off elsewhere.
            _log.error("a policy of ours is attached elsewhere", extra={"policy": self._arn(name)})

    def _arn(self, name: str) -> str:
        return managed_arn(self._role_arn, name)

    def _default_version(self, name: str) -> str | None:
        with translated(self._role_arn):
            answer = unless_missing(lambda: self._iam.get_policy(PolicyArn=self._arn(name)))
            return answer["Policy"]["DefaultVersionId"] if answer else None

    def _create(self, name: str, text: str) -> None:
        with translated(self._role_arn):
            try:
                self._iam.create_policy(
                    PolicyName=name,
                    Path=MANAGED_PATH,
                    PolicyDocument=text,
                    Description=f"Grants of aws-access on the role {self._role_arn.name}, each until its end",
                )
            except ClientError as error:
                if code_of(error) == "EntityAlreadyExists":  # elsewhere than under our path
                    taken = reason("managed-name-taken", account=self._role_arn.account, policy=name)
                    raise RoleRefused(taken) from error
                self._raise_if_full(error, text)
                raise

    def _change(self, name: str, text: str) -> None:
        with translated(self._role_arn):
            self._drop_old_versions(name)  # IAM keeps five at the most, and takes no sixth
            try:
                self._iam.create_policy_version(PolicyArn=self._arn(name), PolicyDocument=text, SetAsDefault=True)
            except ClientError as error:
                self._raise_if_full(error, text)
                raise
            self._drop_old_versions(name)

    def _drop_old_versions(self, name: str) -> None:
        for version in self._iam.list_policy_versions(PolicyArn=self._arn(name))["Versions"]:
            if not version["IsDefaultVersion"]:
                self._iam.delete_policy_version(PolicyArn=self._arn(name), VersionId=version["VersionId"])

    def _attach(self, name: str) -> None:
        with translated(self._role_arn):
            try:
                self._iam.attach_role_policy(RoleName=self._role_arn.name, PolicyArn=self._arn(name))
            except ClientError as error:
                if code_of(error) == "NoSuchEntity":  # just made, and not yet known everywhere in IAM
                    raise Unavailable("IAM") from error
                if code_of(error) == "LimitExceeded":
                    raise RoleRefused(reason("too-many-attached", role=self._role_arn)) from error
                raise

    def _raise_if_full(self, error: ClientError, text: str) -> None:
        """IAM has no room for so long a policy, or for one more in the account."""
        if code_of(error) == "LimitExceeded":
            full = reason("role-full", role=self._role_arn, needed=policy_size(text), limit=MANAGED_BUDGET)
            raise RoleRefused(full) from error
