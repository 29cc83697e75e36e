"""`doctor` on the stack: it finds each thing that can be wrong, says what to do, and goes on where it cannot look."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from aws_access.adapters.rules.yaml_file import read_rules
from aws_access.cli.doctor.contents import SCOPES
from tests.builders import (
    DEV1,
    some_rules,
)
from tests.cli_server import REGION, ApiServer
from tests.deployed import AppConfig, CloudFormation, Functions
from tests.doctored import Found, findings, states
from tests.integration.cli.conftest import Terminal
from tests.templates import PROJECT

TOKEN, SIGNING = "xoxb-made-up", "0123456789abcdef" * 2
RULES = PROJECT / "local/rules.yaml"


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        yield


@pytest.fixture
def operator(server: ApiServer, sre1: Terminal, aws: None) -> Terminal:
    """SRE1, with an operator's clients of a stack in this process, in which all is well."""
    del aws
    clients: dict[str, Any] = {
        name: boto3.client(name, region_name=REGION) for name in ("sqs", "secretsmanager", "scheduler", "cloudwatch")
    }
    stack = clients["cloudformation"] = CloudFormation(f"{server.url}/slack/")
    clients["appconfig"], clients["lambda"] = AppConfig(None), Functions(State="Active")
    for name in ("CommandsQueue", "CommandsDeadLetterQueue"):
        stack.resources[name] = ("AWS::SQS::Queue", clients["sqs"].create_queue(QueueName=name)["QueueUrl"])
    clients["cloudwatch"].put_metric_alarm(
        AlarmName="aws-access-RolesDead-1",
        AlarmDescription="A role could not be made equal to its ledger",
        Namespace="x",
        MetricName="y",
        Statistic="Sum",
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        Period=60,
        Threshold=0,
    )
    stack.resources["RolesDead"] = ("AWS::CloudWatch::Alarm", "aws-access-RolesDead-1")
    stack.resources["ApiFunction"] = ("AWS::Lambda::Function", "aws-access-api")
    for name, value in (("SlackSigningSecret", SIGNING), ("SlackBotToken", TOKEN)):
        clients["secretsmanager"].create_secret(Name=name, SecretString=value)
    clients["scheduler"].create_schedule_group(Name="ours")
    sre1.clients = clients
    return sre1


def on_stack(operator: Terminal) -> Found:
    return findings(operator, "--stack", "aws-access")[1]


def test_the_stack_is_looked_at_part_by_part(server: ApiServer, operator: Terminal, dev1: Terminal) -> None:
    rules, text = read_rules(RULES)
    server.world.rules.rules = some_rules(version=rules.version)
    assert operator.clients is not None
    operator.clients["appconfig"] = AppConfig(text)
    server.slack = (200, {"ok": True, "team": "Acme", "user": "aws-access"}, ",".join(SCOPES))
    status, found = findings(operator, "--stack", "aws-access")
    assert status == 0, found
    told = states(found)
    assert set(told) == {
        "api",
        "clock",
        "roles",
        "stack",
        "secrets",
        "slack",
        "rules",
        "schedules",
        "queues",
        "functions",
        "alarms",
    }
    assert all(each == {"fine"} for each in told.values())


def test_a_deployment_that_failed_is_found(operator: Terminal) -> None:
    assert operator.clients is not None
    operator.clients["cloudformation"].status = "UPDATE_ROLLBACK_COMPLETE"
    (told,) = on_stack(operator)["stack", "aws-access"]
    assert (told["state"], told["what"]) == ("wrong", "its last deployment ended as UPDATE_ROLLBACK_COMPLETE")


def test_an_output_that_is_missing_keeps_only_its_own_check_from_looking(operator: Terminal) -> None:
    assert operator.clients is not None
    del operator.clients["cloudformation"].outputs["ScheduleGroup"]
    found = on_stack(operator)
    assert [each["state"] for each in found["schedules", ""]] == ["unknown"]
    assert [each["state"] for each in found["queues", "CommandsQueue"]] == ["fine"]


def test_a_stack_that_there_is_not_is_told_once_for_each_part(operator: Terminal) -> None:
    _, found = findings(operator, "--stack", "other")
    assert states(found)["queues"] == {"unknown"}
    assert "other" in found["queues", ""][0]["what"]


@pytest.mark.parametrize(
    ("secret", "value", "said"),
    [
        ("SlackSigningSecret", "aB3" * 10 + "Zz", "still the random value"),
        ("SlackBotToken", "aB3" * 10 + "Zz", "still the random value"),
        ("SlackBotToken", TOKEN + "\n", "a space or a line break"),
    ],
)
def test_a_secret_that_is_not_slacks_is_found_and_never_shown(
    operator: Terminal, secret: str, value: str, said: str
) -> None:
    assert operator.clients is not None
    operator.clients["secretsmanager"].put_secret_value(SecretId=secret, SecretString=value)
    result = operator.run("doctor", "--stack", "aws-access")
    assert result.exit_code == 3
    assert f"✗ secrets {secret}: " in result.stdout
    assert said in result.stdout
    assert value.strip() not in result.output


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        ((200, {"ok": False, "error": "token_revoked"}, None), "wrong", "token_revoked"),
        ((200, {"ok": True}, "commands,chat:write"), "wrong", "users:read"),
        ((200, {"ok": True}, None), "unknown", "did not say which scopes"),
        ((502, None, None), "unknown", "did not answer as expected (HTTP 502"),
    ],
)
def test_what_slack_says_of_the_token_is_told(
    server: ApiServer, operator: Terminal, answer: tuple[int, Any, str | None], state: str, said: str
) -> None:
    server.slack = answer
    (told,) = on_stack(operator)["slack", ""]
    assert told["state"] == state
    assert said in told["what"]


def test_dead_letters_are_found_with_the_alarm_that_says_what_to_do(operator: Terminal) -> None:
    assert operator.clients is not None
    sqs = operator.clients["sqs"]
    for url in sqs.list_queues()["QueueUrls"]:
        sqs.send_message(QueueUrl=url, MessageBody="{}")
    found = on_stack(operator)
    (dead,), (moving,) = found["queues", "CommandsDeadLetterQueue"], found["queues", "CommandsQueue"]
    assert (dead["state"], moving["state"]) == ("wrong", "fine")
    assert "CommandsDead." in dead["do"]


def test_a_queue_that_does_not_move_is_found(server: ApiServer, operator: Terminal) -> None:
    assert operator.clients is not None
    sqs, cloudwatch = operator.clients["sqs"], operator.clients["cloudwatch"]
    (url,) = (each for each in sqs.list_queues()["QueueUrls"] if "DeadLetter" not in each)
    sqs.send_message(QueueUrl=url, MessageBody="{}")
    age = {
        "MetricName": "ApproximateAgeOfOldestMessage",
        "Dimensions": [{"Name": "QueueName", "Value": url.rsplit("/", 1)[1]}],
        "Value": 1800,
        "Timestamp": server.world.clock.now() - timedelta(minutes=2),
    }
    cloudwatch.put_metric_data(Namespace="AWS/SQS", MetricData=[age])
    (told,) = on_stack(operator)["queues", "CommandsQueue"]
    assert (told["state"], told["what"]) == ("wrong", "its oldest message has waited for 30 min")


def test_an_alarm_that_is_raised_is_found(operator: Terminal) -> None:
    assert operator.clients is not None
    cloudwatch = operator.clients["cloudwatch"]
    (name,) = (each["AlarmName"] for each in cloudwatch.describe_alarms()["MetricAlarms"])
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="x")
    (told,) = on_stack(operator)["alarms", "RolesDead"]
    assert (told["state"], told["what"]) == ("wrong", "raised: A role could not be made equal to its ledger")


def test_an_active_request_without_its_schedule_is_found(operator: Terminal, dev1: Terminal) -> None:
    request_id = dev1.granted()
    (told,) = on_stack(operator)["schedules", request_id]
    assert told["state"] == "wrong"
    assert operator.clients is not None
    operator.clients["scheduler"].create_schedule(
        Name=request_id,
        GroupName="ours",
        ScheduleExpression="at(2030-01-07T13:00:00)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": "arn:aws:sqs:us-east-1:123456789012:q", "RoleArn": "arn:aws:iam::123456789012:role/r"},
    )
    (told,) = on_stack(operator)["schedules", "ours"]
    assert told["what"] == "each of the 1 active requests has its schedule"


class EndsMeanwhile:
    """A scheduler in which nothing is found any more, since the access ends while it is looked for."""

    def __init__(self, end: Callable[[], object]) -> None:
        self._end = end

    def get_schedule_group(self, **_: str) -> None:
        """There is one."""

    def get_schedule(self, **_: str) -> None:
        self._end()
        raise ClientError({"Error": {"Code": "ResourceNotFoundException", "Message": "gone"}}, "GetSchedule")


def test_a_request_that_ends_while_it_is_looked_at_needs_no_schedule(
    server: ApiServer, operator: Terminal, dev1: Terminal
) -> None:
    request = server.world.store.request(dev1.granted())

    def end() -> None:
        server.world.revoke(request.id, DEV1, "done")
        server.world.deliver()

    assert operator.clients is not None
    operator.clients["scheduler"] = EndsMeanwhile(end)
    (told,) = on_stack(operator)["schedules", "ours"]
    assert told["state"] == "fine"


def test_a_schedule_group_that_is_gone_is_found(operator: Terminal) -> None:
    assert operator.clients is not None
    operator.clients["scheduler"].delete_schedule_group(Name="ours")
    (told,) = on_stack(operator)["schedules", "ours"]
    assert told["state"] == "wrong"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "nothing was ever published"),
        ('{"approvals": {}}', "what is published cannot be read"),
        (read_rules(RULES)[1], "and the API decides by ffffffffffff"),
    ],
)
def test_rules_that_are_not_in_force_are_found(operator: Terminal, text: str | None, said: str) -> None:
    assert operator.clients is not None
    operator.clients["appconfig"] = AppConfig(text)
    (told,) = on_stack(operator)["rules", ""]
    assert told["state"] == "wrong"
    assert said in told["what"]


def test_a_function_that_is_not_ready_or_fails_is_found(server: ApiServer, operator: Terminal) -> None:
    assert operator.clients is not None
    clients = operator.clients
    clients["lambda"] = Functions(State="Failed", LastUpdateStatus="Successful")
    (told,) = on_stack(operator)["functions", "ApiFunction"]
    assert (told["state"], told["what"]) == ("wrong", "is Failed")
    clients["lambda"] = Functions(State="Active", LastUpdateStatus="Successful")
    assert on_stack(operator)["functions", "ApiFunction"][0]["state"] == "fine"
    errors = {
        "MetricName": "Errors",
        "Dimensions": [{"Name": "FunctionName", "Value": "aws-access-api"}],
        "Value": 3,
        "Timestamp": server.world.clock.now() - timedelta(minutes=30),
    }
    clients["cloudwatch"].put_metric_data(Namespace="AWS/Lambda", MetricData=[errors])
    (told,) = on_stack(operator)["functions", "ApiFunction"]
    assert (told["state"], told["what"]) == ("wrong", "failed 3 times within the hour")
    assert "/aws/lambda/aws-access-api" in told["do"]


def test_looking_changes_nothing(server: ApiServer, operator: Terminal, tmp_path: Path) -> None:
    before = dict(server.world.store._requests)
    files = sorted(tmp_path.rglob("*"))
    on_stack(operator)
    assert {call.partition(" ")[0] for _, call in server.calls} == {"GET"}
    assert server.world.store._requests == before
    assert sorted(tmp_path.rglob("*")) == files
