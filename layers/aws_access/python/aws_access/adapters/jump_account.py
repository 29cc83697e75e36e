"""The IAM users of the jump account: who there is, in which groups, under which Slack id, and who cannot sign in."""

import csv
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from aws_access.adapters.aws import Aws, code_of, transient_as_unavailable
from aws_access.domain.errors import InvalidInput, Unavailable
from aws_access.domain.ids import IamUserName
from aws_access.domain.roster import IamUser

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

DISABLED = ("aws-access", "disabled")
"""The tag of an IAM user who is nobody to us."""

_DENIES_ALL = ":iam::aws:policy/AWSDenyAll"
_NO_REPORT = frozenset({"ReportExpired", "ReportInProgress", "ReportNotPresent"})
_TO_GET_A_PASSWORD = timedelta(hours=4)  # as old as a credential report can be
_WITH_PASSWORD = "password_enabled"  # noqa: S105 - the name of a column
_PAGE = 500  # IAM sends all policies of a user along, and a page has to come within our patience

_log = logging.getLogger(__name__)


class IamJumpAccount:
    """The port `JumpAccount` over IAM, with the function's own rights."""

    def __init__(self, aws: Aws) -> None:
        self._iam: IAMClient = aws.client("iam")

    def users(self, slack_tag: str) -> Sequence[IamUser]:
        """Every page, or Unavailable: part of the users would be taken for all of them."""
        with _all_or_unavailable():
            can_sign_in = self._can_sign_in()
            pages = self._iam.get_paginator("get_account_authorization_details").paginate(
                Filter=["User"], PaginationConfig={"PageSize": _PAGE}
            )
            found = [_user(detail, slack_tag, can_sign_in) for page in pages for detail in page["UserDetailList"]]
        return [user for user in found if user is not None]

    def _can_sign_in(self) -> dict[str, bool]:
        """By IAM's report, which it makes anew every four hours; empty while it does so."""
        try:
            self._iam.generate_credential_report()
            report = self._iam.get_credential_report()
        except ClientError as error:
            if code_of(error) in _NO_REPORT:
                return {}
            raise
        rows = csv.DictReader(report["Content"].decode().splitlines())
        return dict(_sign_ins(rows, report["GeneratedTime"]))


@contextmanager
def _all_or_unavailable() -> Iterator[None]:
    """A refusal too: whoever wants the users must not fail at all else for it."""
    try:
        with transient_as_unavailable("IAM"):
            yield
    except ClientError as error:
        raise Unavailable(f"IAM ({code_of(error)})") from error


def _sign_ins(rows: "csv.DictReader[str]", generated: datetime) -> Iterator[tuple[str, bool]]:
    for row in rows:
        can = "true" in (row["access_key_1_active"], row["access_key_2_active"]) or row[_WITH_PASSWORD] != "false"
        created = datetime.fromisoformat(row["user_creation_time"]).astimezone(UTC)
        if can or generated - created > _TO_GET_A_PASSWORD:
            yield row["user"], can


def _user(detail: Any, slack_tag: str, can_sign_in: dict[str, bool]) -> IamUser | None:
    try:
        name = IamUserName(detail["UserName"])
    except InvalidInput:
        _log.info(
            "IAM user left out: the name cannot be that of a role session", extra={"iam_user": detail["UserName"]}
        )
        return None
    tags = {tag["Key"]: tag["Value"] for tag in detail.get("Tags", ())}
    attached = (policy["PolicyArn"] for policy in detail.get("AttachedManagedPolicies", ()))
    return IamUser(
        name,
        tags.get(slack_tag),
        tuple(sorted(detail.get("GroupList", ()))),
        disabled=DISABLED in tags.items() or any(arn.endswith(_DENIES_ALL) for arn in attached),
        can_sign_in=can_sign_in.get(name),
    )
