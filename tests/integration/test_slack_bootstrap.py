"""The slack and notify functions as they are deployed: settings from the environment, AWS in this process."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from subprocess import run
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest

from aws_access.bootstrap import notify, slack
from aws_access.entrypoints.messages import CommandTyped, parse
from aws_access.settings import InvalidSettings
from tests.slack_requests import COMMAND, event_file, signed

CONTEXT = SimpleNamespace(
    function_name="slack",
    memory_limit_in_mb=1024,
    invoked_function_arn="arn:aws:lambda:us-east-1:111111111111:function:slack",
    aws_request_id="00000000-0000-4000-8000-000000000001",
)
LAYER = Path(slack.__file__).parents[2]


@pytest.fixture
def environment(aws: None, session: boto3.Session) -> dict[str, str]:
    secrets = session.client("secretsmanager")
    return {
        "COMMANDS_QUEUE_URL": session.client("sqs").create_queue(QueueName="commands")["QueueUrl"],
        "SLACK_SIGNING_SECRET_ARN": secrets.create_secret(Name="signing", SecretString="first")["ARN"],
        "SLACK_BOT_TOKEN_ARN": secrets.create_secret(Name="token", SecretString="xoxb-example")["ARN"],
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
    }


def now_signed(secret: str) -> dict[str, Any]:
    return signed(urlencode(COMMAND), datetime.now(UTC), secret=secret)


def test_a_signed_command_ends_up_on_the_queue(environment: dict[str, str], session: boto3.Session) -> None:
    handler = slack.build(environment)
    assert handler(now_signed("first"), CONTEXT)["statusCode"] == 200
    assert handler(now_signed("second"), CONTEXT)["statusCode"] == 401
    (received,) = session.client("sqs").receive_message(
        QueueUrl=environment["COMMANDS_QUEUE_URL"], MaxNumberOfMessages=10
    )["Messages"]
    message = parse(received["Body"])
    assert isinstance(message, CommandTyped)
    assert message.text == COMMAND["text"]


def test_without_its_queue_it_says_that_nothing_happened(environment: dict[str, str], session: boto3.Session) -> None:
    handler = slack.build(environment)
    session.client("sqs").delete_queue(QueueUrl=environment["COMMANDS_QUEUE_URL"])
    answer = handler(now_signed("first"), CONTEXT)
    assert answer["statusCode"] == 200
    assert answer["body"].startswith("Nothing happened")


def test_settings_that_are_missing_are_named() -> None:
    with pytest.raises(InvalidSettings, match=r"COMMANDS_QUEUE_URL: missing.*SLACK_API_URL: missing"):
        slack.build({})


def test_an_event_of_a_role_ends_up_on_the_bus(
    environment: dict[str, str], table_name: str, session: boto3.Session
) -> None:
    handler = notify.build(
        environment
        | {
            "TABLE_NAME": table_name,
            "RULES_APPLICATION": "a",
            "RULES_ENVIRONMENT": "b",
            "RULES_PROFILE": "c",
            "EVENT_BUS_NAME": "default",
            "ALARM_TOPIC_ARN": "arn:aws:sns:us-east-1:111111111111:alarms",
        }
    )
    assert handler(event_file("stream_role_event"), CONTEXT) is None
    assert handler(event_file("stream_request_events"), CONTEXT) is None, (
        "requests that are not in the table are passed"
    )


def test_the_slack_function_loads_nothing_that_it_does_not_need() -> None:
    """Somebody waits for its cold start."""
    script = "import json, sys; import aws_access.bootstrap.slack; print(json.dumps(sorted(sys.modules)))"
    loaded = json.loads(
        run([sys.executable, "-c", script], env={"PYTHONPATH": str(LAYER)}, capture_output=True, check=True).stdout
    )
    assert "slack_bolt" in loaded
    unwanted = {"pydantic", "pynamodb", "httpx", "yaml", "aws_access.adapters.dynamodb", "aws_access.usecases"}
    assert unwanted.isdisjoint(loaded)
