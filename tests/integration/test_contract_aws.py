"""The IAM, Scheduler and SQS adapters keep the same contracts as the fakes."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import boto3
import pytest
from botocore.handlers import json_decode_policies

from aws_access.adapters.aws import Aws
from aws_access.adapters.iam import IamTeamRoles, TargetAccounts
from aws_access.adapters.scheduler import EventBridgeSchedules
from aws_access.adapters.sqs import SqsRoleQueue
from aws_access.domain.ids import RequestId, RoleArn
from aws_access.domain.policies import as_text
from aws_access.domain.roles import BOUNDARY_NAME, TAG
from aws_access.ports import RoleQueue, Schedules, TeamRoles
from aws_access.role_messages import RoleMessage
from tests.builders import BOUNDARY, JUMP_ACCOUNT, VERIFY_ACCOUNT, pinned_trust
from tests.contract.team_roles import OTHERS, Attach, MakeRole, ManagedIn, PoliciesOn, TeamRolesContract
from tests.contract.waking import Received, RoleQueueContract, Scheduled, SchedulesContract
from tests.integration.conftest import REGION

GRANTOR = "aws-access-grantor"


class TestIamTeamRoles(TeamRolesContract):
    @pytest.fixture
    def iam(self, aws: None, session: boto3.Session) -> Any:
        """The target account's IAM, as its operators use it; policies come as the text that they are."""
        keys = session.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::{VERIFY_ACCOUNT}:role/operators", RoleSessionName="operator"
        )["Credentials"]
        client = session.client(
            "iam",
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
        )
        client.meta.events.unregister("after-call.iam", json_decode_policies)
        statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        client.create_policy(PolicyName=BOUNDARY_NAME, PolicyDocument=document)
        return client

    @pytest.fixture
    def roles(self, aws: None) -> TeamRoles:
        return IamTeamRoles(TargetAccounts(Aws(), GRANTOR, "external-id"))

    @pytest.fixture
    def make_role(self, iam: Any) -> MakeRole:
        def make(
            name: str = "Dev",
            *,
            path: str = "/",
            trust: Mapping[str, Any] | None = None,
            tags: Mapping[str, str] | None = None,
            boundary: str | None = BOUNDARY,
            policies: Mapping[str, str] | None = None,
        ) -> RoleArn:
            tags = dict([TAG]) if tags is None else tags
            more = {"PermissionsBoundary": boundary} if boundary else {}
            role = iam.create_role(
                RoleName=name,
                Path=path,
                AssumeRolePolicyDocument=json.dumps(trust or pinned_trust()),
                Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
                **more,
            )["Role"]
            for policy_name, text in (policies or {}).items():
                iam.put_role_policy(RoleName=name, PolicyName=policy_name, PolicyDocument=text)
            return RoleArn(role["Arn"])

        return make

    @pytest.fixture
    def attach(self, iam: Any, managed_in_account: ManagedIn) -> Attach:
        def attach(arn: RoleArn, policy_arn: str) -> None:
            if policy_arn not in managed_in_account():
                iam.create_policy(PolicyName=policy_arn.rsplit("/", 1)[-1], PolicyDocument=next(iter(OTHERS.values())))
            iam.attach_role_policy(RoleName=arn.name, PolicyArn=policy_arn)

        return attach

    @pytest.fixture
    def detach(self, iam: Any) -> Attach:
        return lambda arn, policy_arn: iam.detach_role_policy(RoleName=arn.name, PolicyArn=policy_arn)

    @pytest.fixture
    def managed_in_account(self, iam: Any) -> ManagedIn:
        def read() -> dict[str, str]:
            found = {}
            for each in iam.list_policies(Scope="Local")["Policies"]:
                arn = each["Arn"]
                (version,) = iam.list_policy_versions(PolicyArn=arn)["Versions"]  # never an old one beside it
                answer = iam.get_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
                text = answer["PolicyVersion"]["Document"]
                found[arn] = unquote(text) if isinstance(text, str) else as_text(text)
            found.pop(BOUNDARY)
            return found

        return read

    @pytest.fixture
    def policies_on(self, iam: Any) -> PoliciesOn:
        def read(arn: RoleArn) -> dict[str, str]:
            names = iam.list_role_policies(RoleName=arn.name)["PolicyNames"]
            answers = [iam.get_role_policy(RoleName=arn.name, PolicyName=name) for name in names]
            return {each["PolicyName"]: unquote(each["PolicyDocument"]) for each in answers}

        return read


class TestEventBridgeSchedules(SchedulesContract):
    @pytest.fixture
    def schedules(self, aws: None, session: boto3.Session) -> Schedules:
        session.client("scheduler").create_schedule_group(Name="ends")
        return EventBridgeSchedules(
            Aws(),
            "ends",
            f"arn:aws:sqs:{REGION}:{JUMP_ACCOUNT}:roles.fifo",
            f"arn:aws:iam::{JUMP_ACCOUNT}:role/scheduler",
            f"arn:aws:sqs:{REGION}:{JUMP_ACCOUNT}:dead",
        )

    @pytest.fixture
    def scheduled(self, session: boto3.Session) -> Scheduled:
        def read() -> dict[RequestId, tuple[RoleArn, datetime]]:
            client, found = session.client("scheduler"), {}
            for summary in client.list_schedules(GroupName="ends")["Schedules"]:
                one = client.get_schedule(GroupName="ends", Name=summary["Name"])
                at = datetime.strptime(one["ScheduleExpression"], "at(%Y-%m-%dT%H:%M:%S)").replace(tzinfo=UTC)
                assert (one["ScheduleExpressionTimezone"], one["ActionAfterCompletion"]) == ("UTC", "DELETE")
                found[RequestId(one["Name"])] = (RoleMessage.parse(one["Target"]["Input"]).role_arn, at)
            return found

        return read


class TestSqsRoleQueue(RoleQueueContract):
    @pytest.fixture
    def url(self, aws: None, session: boto3.Session) -> str:
        return session.client("sqs").create_queue(QueueName="roles.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]

    @pytest.fixture
    def queue(self, url: str) -> RoleQueue:
        return SqsRoleQueue(Aws(), url)

    @pytest.fixture
    def received(self, url: str, session: boto3.Session) -> Received:
        def read() -> list[tuple[RoleArn, str]]:
            client, found = session.client("sqs"), []
            while messages := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
                for each in messages:
                    message = RoleMessage.parse(each["Body"])
                    found.append((message.role_arn, message.cause))
                    client.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
            return found

        return read
