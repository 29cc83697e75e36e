"""How STS's answers become ours. moto takes every policy, so its refusals are played here as AWS words them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from aws_access.adapters.aws import Aws
from aws_access.adapters.sts import StsSessionPolicies, StsSessions
from aws_access.domain.errors import RoleRefused, TargetRefused, Unavailable
from aws_access.ports import SessionPolicies, Sessions
from tests.builders import SESSION_ROLE
from tests.contract.sessions import NAME, POLICY, SessionPoliciesContract, SessionsContract
from tests.world import refused

PACKED = "Packed size of session tags consumes 110% of allotted space."
READER = "aws-access-reader"
KEYS = {
    "AccessKeyId": "ASIAEXAMPLEEXAMPLE01",
    "SecretAccessKey": "a secret",
    "SessionToken": "a token",
    "Expiration": datetime(2030, 1, 1, tzinfo=UTC),
}


class TestStsSessions(SessionsContract):
    @pytest.fixture
    def sessions(self, aws: None) -> Sessions:
        return StsSessions(Aws(), "external-id")

    @pytest.fixture
    def now(self) -> datetime:
        return datetime.now(UTC)


class TestStsSessionPolicies(SessionPoliciesContract):
    @pytest.fixture
    def policies(self, aws: None) -> SessionPolicies:
        return StsSessionPolicies(Aws(), READER, "external-id")


class StubbedAws(Aws):
    """Its STS answers this once."""

    def __init__(self, session: boto3.Session) -> None:
        self.sts = session.client("sts", region_name="us-east-1")
        self.stubber = Stubber(self.sts)
        self.stubber.activate()

    def client(self, *_: Any, **__: Any) -> Any:
        return self.sts


@pytest.fixture
def stubbed(session: boto3.Session) -> StubbedAws:
    return StubbedAws(session)


def test_a_session_is_asked_for_with_its_policy_its_name_and_the_external_id(stubbed: StubbedAws) -> None:
    expected = {
        "RoleArn": SESSION_ROLE,
        "RoleSessionName": NAME,
        "ExternalId": "external-id",
        "Policy": POLICY,
        "DurationSeconds": 900,
    }
    stubbed.stubber.add_response("assume_role", {"Credentials": KEYS}, expected)
    got = StsSessions(stubbed, "external-id").open(SESSION_ROLE, NAME, POLICY, timedelta(minutes=15))
    assert (got.access_key_id, got.secret_access_key, got.session_token) == (
        "ASIAEXAMPLEEXAMPLE01",
        "a secret",
        "a token",
    )


def test_a_policy_is_tried_with_our_own_role_of_that_account_and_for_the_shortest_time(stubbed: StubbedAws) -> None:
    expected = {
        "RoleArn": f"arn:aws:iam::{SESSION_ROLE.account}:role/{READER}",
        "RoleSessionName": "aws-access-try",
        "ExternalId": "external-id",
        "Policy": POLICY,
        "DurationSeconds": 900,
    }
    stubbed.stubber.add_response("assume_role", {"Credentials": KEYS}, expected)
    StsSessionPolicies(stubbed, READER, "external-id").check(SESSION_ROLE, POLICY)
    stubbed.stubber.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("code", "kind", "reason"),
    [
        ("PackedPolicyTooLarge", RoleRefused, "session-policy-refused"),
        ("MalformedPolicyDocument", RoleRefused, "policy-rejected"),
        ("ValidationError", RoleRefused, "policy-rejected"),
        ("AccessDenied", TargetRefused, "target-refused"),
        ("RegionDisabledException", TargetRefused, "target-refused"),
        ("Throttling", Unavailable, "unavailable"),
    ],
)
def test_each_refusal_is_told_as_what_it_is(stubbed: StubbedAws, code: str, kind: type[Any], reason: str) -> None:
    for call in (
        lambda: StsSessions(stubbed, "external-id").open(SESSION_ROLE, NAME, POLICY, timedelta(hours=1)),
        lambda: StsSessionPolicies(stubbed, READER, "external-id").check(SESSION_ROLE, POLICY),
    ):
        stubbed.stubber.add_client_error("assume_role", code, PACKED)
        with refused(kind, reason):
            call()
