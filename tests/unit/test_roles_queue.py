"""One role after the other is made equal to its ledger, and what fails holds up its own role only."""

from io import StringIO
from uuid import uuid4

import pytest
from aws_lambda_powertools import Logger

from aws_access.domain.errors import ConcurrentChange, TargetRefused, Unavailable
from aws_access.domain.ids import RoleArn
from aws_access.domain.reasons import reason
from aws_access.entrypoints.roles_queue import RolesQueueEndpoint
from aws_access.role_messages import RoleMessage
from tests.builders import DEV1, DEV_ROLE, SRE_ROLE
from tests.queue_events import PutOff, batch, event_file, failed
from tests.world import World

EVENT = event_file("sqs_role")


class Reconciler:
    """Keeps which roles were looked at. `failing`: what comes of some."""

    def __init__(self) -> None:
        self.roles: list[RoleArn] = []
        self.failing: dict[RoleArn, Exception] = {}

    def __call__(self, role_arn: RoleArn) -> None:
        self.roles.append(role_arn)
        if role_arn in self.failing:
            raise self.failing[role_arn]


class Queue:
    def __init__(self) -> None:
        self.reconciler = Reconciler()
        self.put_off = PutOff()
        self.log = StringIO()
        logger = Logger(service=f"test-{uuid4()}", stream=self.log)
        self.endpoint = RolesQueueEndpoint(self.reconciler, self.put_off, logger)

    def handle(self, *bodies: str, attempt: int = 1) -> list[str]:
        event = batch(EVENT, *bodies, attempt=attempt)
        for record, body in zip(event["Records"], bodies, strict=True):
            record["attributes"]["MessageGroupId"] = "222222222222:SRE" if "SRE" in body else "222222222222:Dev"
        return failed(self.endpoint(event, None))  # type: ignore[arg-type] # the context is not used


def wake(role_arn: RoleArn) -> str:
    return RoleMessage(role_arn, "approved", uuid4().hex).dump()


@pytest.fixture
def queue() -> Queue:
    return Queue()


@pytest.mark.parametrize(
    ("name", "cause"), [("sqs_role", "approved: r-4ax9fnb1edj1"), ("sqs_role_scheduled", "end of r-4ax9fnb1edj1")]
)
def test_the_events_of_ours_and_of_a_schedule_wake_their_role(queue: Queue, name: str, cause: str) -> None:
    assert failed(queue.endpoint(event_file(name), None)) == []  # type: ignore[arg-type] # the context is not used
    assert queue.reconciler.roles == [DEV_ROLE]
    assert f'"cause":"{cause}"' in queue.log.getvalue()


def test_an_event_brings_access_to_the_role() -> None:
    world, queue = World(), Queue()
    world.approve(world.submit())
    endpoint = RolesQueueEndpoint(world.reconcile, queue.put_off, Logger(service=f"test-{uuid4()}", stream=queue.log))
    assert failed(endpoint(EVENT, None)) == []  # type: ignore[arg-type] # the context is not used
    assert world.may(DEV1)


@pytest.mark.parametrize(
    "error",
    [
        Unavailable("IAM"),
        ConcurrentChange(),
        TargetRefused(reason("target-refused", account="222222222222", operation="GetRole")),
        ZeroDivisionError(),
    ],
)
def test_p5_what_failed_comes_again_later_and_is_logged(queue: Queue, error: Exception) -> None:
    queue.reconciler.failing[DEV_ROLE] = error
    assert queue.handle(wake(DEV_ROLE)) == ["m0"]
    assert queue.put_off.ids == ["m0"]
    assert "role not reconciled" in queue.log.getvalue()
    assert type(error).__name__ in queue.log.getvalue()


def test_p5_behind_a_failure_the_same_role_waits_and_others_do_not(queue: Queue) -> None:
    queue.reconciler.failing[DEV_ROLE] = Unavailable("IAM")
    assert queue.handle(wake(DEV_ROLE), wake(DEV_ROLE), wake(SRE_ROLE)) == ["m0", "m1"]
    assert queue.reconciler.roles == [DEV_ROLE, SRE_ROLE]


def test_a_batch_of_nothing_but_failures_is_told_as_such(queue: Queue) -> None:
    queue.reconciler.failing = dict.fromkeys((DEV_ROLE, SRE_ROLE), Unavailable("IAM"))
    assert queue.handle(wake(DEV_ROLE), wake(SRE_ROLE)) == ["m0", "m1"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        '"Dev"',
        "{}",
        '{"role_arn": "Dev", "cause": "", "nonce": ""}',
        '{"role_arn": 5, "cause": "", "nonce": ""}',
        f'{{"role_arn": "{DEV_ROLE}"}}',
    ],
)
def test_a_message_that_is_none_wakes_nobody_and_is_set_aside_in_time(queue: Queue, body: str) -> None:
    assert queue.handle(body, attempt=9) == ["m0"]
    assert queue.put_off.ids == ["m0"]
    assert queue.reconciler.roles == []


def test_a_message_that_cannot_be_put_off_comes_again_all_the_same(queue: Queue) -> None:
    queue.reconciler.failing[DEV_ROLE] = Unavailable("IAM")
    queue.put_off.refusing = Unavailable("SQS")
    assert queue.handle(wake(DEV_ROLE)) == ["m0"]


def test_what_is_dumped_is_what_is_parsed() -> None:
    message = RoleMessage(DEV_ROLE, "end of r-1", "nonce")
    assert RoleMessage.parse(message.dump()) == message
