"""What failed comes back soon, and later with each attempt; behind a role's message nothing waits for long."""

from typing import Any, cast

import boto3
import pytest
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from botocore.stub import Stubber

from aws_access.adapters.aws import Aws
from aws_access.adapters.sqs import LONGEST_WAIT_OF_A_ROLE_SECONDS, LONGEST_WAIT_SECONDS, PutOff, wait_seconds
from tests.templates import load

URL = "https://sqs.us-east-1.amazonaws.com/111111111111/roles.fifo"


class Sqs:
    """AWS's side, which takes what a test expects and nothing else."""

    def __init__(self) -> None:
        make: Any = boto3.client  # its types know the services that have stubs here
        self._client = make("sqs", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
        self.stubber = Stubber(self._client)
        self.stubber.activate()

    def client(self, service: str) -> Any:
        assert service == "sqs"
        return self._client


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 2), (2, 4), (4, 16), (5, 30), (30, 30)])
def test_a_role_that_fails_is_looked_at_again_within_half_a_minute(attempt: int, seconds: int) -> None:
    sqs = Sqs()
    expected = {"QueueUrl": URL, "ReceiptHandle": "receipt", "VisibilityTimeout": seconds}
    sqs.stubber.add_response("change_message_visibility", {}, expected)
    record = {"receiptHandle": "receipt", "attributes": {"ApproximateReceiveCount": str(attempt)}}
    PutOff(cast("Aws", sqs), URL, LONGEST_WAIT_OF_A_ROLE_SECONDS)(SQSRecord(record))
    sqs.stubber.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("queue", "longest"),
    [("CommandsQueue", LONGEST_WAIT_SECONDS), ("RolesQueue", LONGEST_WAIT_OF_A_ROLE_SECONDS)],
)
def test_what_fails_each_time_is_set_aside_after_about_a_quarter_of_an_hour(queue: str, longest: int) -> None:
    attempts = load("template.yaml")["Resources"][queue]["Properties"]["RedrivePolicy"]["maxReceiveCount"]
    assert 12 * 60 < sum(wait_seconds(attempt, longest) for attempt in range(1, attempts)) < 16 * 60
