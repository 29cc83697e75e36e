"""The managed policies of ours, with answers as AWS gives them where moto gives none."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from aws_access.adapters.managed_policies import ManagedPolicies
from aws_access.domain.errors import AwsAccessError, RoleRefused, TargetRefused, Unavailable
from tests.builders import DEV1, DEV_ROLE
from tests.contract.team_roles import policy_for

NAME = "aws-access-Dev-1"
ARN = "arn:aws:iam::222222222222:policy/aws-access/aws-access-Dev-1"
TEXT = policy_for(DEV1)
OTHER = '{"Version":"2012-10-17","Statement":[]}'
IDS = {"PolicyArn": ARN}
ATTACHED = {"RoleName": "Dev", **IDS}


class StubbedIam:
    """IAM whose every answer a test gives, each for exactly this call."""

    def __init__(self) -> None:
        self.iam: Any = boto3.client("iam", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
        self.stub = Stubber(self.iam)
        self.policies = ManagedPolicies(self.iam, DEV_ROLE)

    def standing(self, text: str | None) -> None:
        if text is None:
            self.error("get_policy", "NoSuchEntity")
            return
        self.stub.add_response("get_policy", {"Policy": {"DefaultVersionId": "v2"}}, IDS)
        version = {"PolicyVersion": {"Document": text, "VersionId": "v2"}}
        self.stub.add_response("get_policy_version", version, {**IDS, "VersionId": "v2"})

    def versions(self, *names: str, default: str) -> None:
        listed = [{"VersionId": name, "IsDefaultVersion": name == default} for name in names]
        self.stub.add_response("list_policy_versions", {"Versions": listed}, IDS)
        for name in names:
            if name != default:
                self.stub.add_response("delete_policy_version", {}, {**IDS, "VersionId": name})

    def error(self, call: str, code: str) -> None:
        self.stub.add_client_error(call, code, http_status_code=400)


@pytest.fixture
def stubbed() -> Iterator[StubbedIam]:
    made = StubbedIam()
    with made.stub:
        yield made
    made.stub.assert_no_pending_responses()


def test_old_versions_go_before_a_new_one_comes_and_after(stubbed: StubbedIam) -> None:
    stubbed.standing(OTHER)
    stubbed.versions("v0", "v1", "v2", "v3", "v4", default="v2")  # a sixth would be refused
    created = {**IDS, "PolicyDocument": TEXT, "SetAsDefault": True}
    stubbed.stub.add_response("create_policy_version", {}, created)
    stubbed.versions("v2", "v5", default="v5")
    stubbed.stub.add_response("attach_role_policy", {}, ATTACHED)
    stubbed.policies.write(NAME, TEXT)


def test_a_policy_that_is_as_it_should_be_is_only_attached(stubbed: StubbedIam) -> None:
    stubbed.standing(TEXT)
    stubbed.stub.add_response("attach_role_policy", {}, ATTACHED)
    stubbed.policies.write(NAME, TEXT)


def test_a_policy_comes_off_the_role_before_anything_of_it_is_deleted(stubbed: StubbedIam) -> None:
    stubbed.stub.add_response("detach_role_policy", {}, ATTACHED)
    stubbed.versions("v1", "v2", default="v2")
    stubbed.stub.add_response("delete_policy", {}, IDS)
    stubbed.policies.remove(NAME)


def test_what_is_attached_elsewhere_too_is_off_this_role(stubbed: StubbedIam) -> None:
    stubbed.stub.add_response("detach_role_policy", {}, ATTACHED)
    stubbed.versions("v1", default="v1")
    stubbed.error("delete_policy", "DeleteConflict")
    stubbed.policies.remove(NAME)


def create(stubbed: StubbedIam) -> str:
    stubbed.standing(None)
    return "create_policy"


def change(stubbed: StubbedIam) -> str:
    stubbed.standing(OTHER)
    stubbed.versions("v2", default="v2")
    return "create_policy_version"


def attach(stubbed: StubbedIam) -> str:
    stubbed.standing(TEXT)
    return "attach_role_policy"


@pytest.mark.parametrize(
    ("until", "code", "error", "reason"),
    [
        (create, "EntityAlreadyExists", RoleRefused, "managed-name-taken"),
        (create, "LimitExceeded", RoleRefused, "role-full"),
        (create, "MalformedPolicyDocument", RoleRefused, "policy-rejected"),
        (create, "AccessDenied", TargetRefused, "target-refused"),
        (create, "ConcurrentModification", Unavailable, "unavailable"),
        (change, "LimitExceeded", RoleRefused, "role-full"),
        (change, "Throttling", Unavailable, "unavailable"),
        (attach, "LimitExceeded", RoleRefused, "too-many-attached"),
        (attach, "NoSuchEntity", Unavailable, "unavailable"),
        (attach, "EntityTemporarilyUnmodifiable", Unavailable, "unavailable"),
        (attach, "UnmodifiableEntity", RoleRefused, "policy-rejected"),
    ],
)
def test_every_answer_of_iam_is_one_of_our_errors(
    stubbed: StubbedIam, until: Callable[[StubbedIam], str], code: str, error: type[AwsAccessError], reason: str
) -> None:
    stubbed.error(until(stubbed), code)
    with pytest.raises(AwsAccessError) as caught:
        stubbed.policies.write(NAME, TEXT)
    assert (type(caught.value), [each.code for each in caught.value.reasons]) == (error, [reason])
