"""The adapter before a client that checks every call and answer by AWS's own model of the service."""

from typing import Any, cast

import boto3
import pytest
from botocore.stub import Stubber

from aws_access.adapters.aws import Aws
from aws_access.adapters.scheduler import EventBridgeSchedules
from aws_access.domain.errors import Unavailable
from tests.builders import a_grant

REFUSALS = [
    "ServiceQuotaExceededException",
    "ResourceNotFoundException",
    "AccessDeniedException",
    "ValidationException",
]


class Scheduler:
    """AWS's side, which answers in the order in which a test says."""

    def __init__(self) -> None:
        make: Any = boto3.client  # its types know the services that have stubs here
        self._client = make("scheduler", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
        self.stubber = Stubber(self._client)
        self.stubber.activate()

    def client(self, service: str) -> Any:
        assert service == "scheduler"
        return self._client


@pytest.fixture
def scheduler() -> Scheduler:
    return Scheduler()


@pytest.fixture
def schedules(scheduler: Scheduler) -> EventBridgeSchedules:
    arns = (
        "arn:aws:sqs:us-east-1:1:roles.fifo",
        "arn:aws:iam::111111111111:role/schedule",
        "arn:aws:sqs:us-east-1:1:d",
    )
    return EventBridgeSchedules(cast("Aws", scheduler), "ends", *arns)


@pytest.mark.parametrize("code", REFUSALS)
def test_an_end_that_scheduler_refuses_waits_as_one_that_it_does_not_answer(
    scheduler: Scheduler, schedules: EventBridgeSchedules, code: str
) -> None:
    scheduler.stubber.add_client_error("create_schedule", code)
    with pytest.raises(Unavailable, match=code):
        schedules.ensure(a_grant())


def test_an_end_that_fired_between_two_calls_waits_as_well(
    scheduler: Scheduler, schedules: EventBridgeSchedules
) -> None:
    scheduler.stubber.add_client_error("create_schedule", "ConflictException")
    scheduler.stubber.add_client_error("update_schedule", "ResourceNotFoundException")
    with pytest.raises(Unavailable):
        schedules.ensure(a_grant())


def test_what_may_not_be_removed_is_tried_again_and_what_is_gone_is_fine(
    scheduler: Scheduler, schedules: EventBridgeSchedules
) -> None:
    scheduler.stubber.add_client_error("delete_schedule", "AccessDeniedException")
    with pytest.raises(Unavailable):
        schedules.remove(a_grant())
    scheduler.stubber.add_client_error("delete_schedule", "ResourceNotFoundException")
    schedules.remove(a_grant())
