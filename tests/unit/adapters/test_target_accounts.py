"""A session in a target account is kept while it is good for something: a role that was made anew ends it early."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import boto3
import pytest
from botocore.stub import ANY, Stubber

from aws_access.adapters.aws import Aws
from aws_access.adapters.iam import IamTeamRoles, TargetAccounts
from aws_access.domain.errors import RoleRefused, TargetRefused
from tests.builders import DEV_ROLE

ASKED = ("RoleArn", "RoleSessionName", "ExternalId")
KEYS = {"AccessKeyId": "ASIA" + "X" * 12, "SecretAccessKey": "x", "SessionToken": "x"}


class Account:
    """AWS's side: what IAM says to each session that is opened there, in order; None: that there is no such role."""

    def __init__(self, *said: list[str | None]) -> None:
        self._said = iter(said)
        self.opened = 0

    def client(self, service: str, **_keys: str) -> Any:
        make: Any = boto3.client  # its types know the services that have stubs here
        client = make(service, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
        stubber = Stubber(client)
        if service == "sts":
            keys = {**KEYS, "Expiration": datetime.now(UTC) + timedelta(hours=1)}
            for _ in range(9):
                stubber.add_response("assume_role", {"Credentials": keys}, dict.fromkeys(ASKED, ANY))
        else:
            self.opened += 1
            for code in next(self._said):
                stubber.add_client_error("get_role", code or "NoSuchEntity")
        stubber.activate()
        return client


def roles_in(account: Account) -> IamTeamRoles:
    return IamTeamRoles(TargetAccounts(cast("Aws", account), "aws-access-grantor", "external-id"))


def test_after_our_role_there_was_made_anew_a_new_session_is_opened_and_nothing_fails_for_an_hour() -> None:
    account = Account([None, "InvalidClientTokenId"], [None, None])
    roles = roles_in(account)
    for _ in range(3):
        with pytest.raises(RoleRefused, match="does not exist"):
            roles.inspect(DEV_ROLE)
    assert account.opened == 2


def test_an_account_that_does_not_let_in_a_new_session_either_is_not_asked_a_third_time() -> None:
    account = Account([None, "AccessDenied"], ["AccessDenied"])
    roles = roles_in(account)
    with pytest.raises(RoleRefused):
        roles.inspect(DEV_ROLE)
    with pytest.raises(TargetRefused):
        roles.inspect(DEV_ROLE)
    assert account.opened == 2
