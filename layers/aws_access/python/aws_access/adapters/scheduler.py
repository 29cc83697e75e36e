"""One-time EventBridge schedules, one per grant and named by it, that wake the role's reconciler at the grant's end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from aws_access.adapters.aws import Aws, code_of, transient_as_unavailable
from aws_access.domain.audit import as_text
from aws_access.domain.errors import Unavailable
from aws_access.domain.model import Grant
from aws_access.role_messages import RoleMessage, group_of

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_scheduler.type_defs import TargetTypeDef

_TRY_FOR_SECONDS = 3600  # after that `timers` has long seen to it


class EventBridgeSchedules:
    """The port `Schedules`. The ARNs: of roles.fifo, of the schedules' own role, of their dead-letter queue."""

    def __init__(self, aws: Aws, group: str, queue_arn: str, role_arn: str, dead_letter_arn: str) -> None:
        self._group = group
        self._queue_arn = queue_arn
        self._role_arn = role_arn
        self._dead_letter_arn = dead_letter_arn
        self._scheduler: EventBridgeSchedulerClient = aws.client("scheduler")

    def ensure(self, grant: Grant) -> None:
        """Create it, or bring the one that is there to this end."""
        with _all_as_unavailable():
            try:
                self._put(grant, create=True)
            except ClientError as error:
                if code_of(error) != "ConflictException":
                    raise
                self._put(grant, create=False)

    def remove(self, grant: Grant) -> None:
        """Delete it; it is gone already when it has fired."""
        with _all_as_unavailable():
            try:
                self._scheduler.delete_schedule(Name=grant.request_id, GroupName=self._group)
            except ClientError as error:
                if code_of(error) != "ResourceNotFoundException":
                    raise

    def _put(self, grant: Grant, *, create: bool) -> None:
        call = self._scheduler.create_schedule if create else self._scheduler.update_schedule
        call(
            Name=grant.request_id,
            GroupName=self._group,
            ScheduleExpression=f"at({grant.ends_at:%Y-%m-%dT%H:%M:%S})",
            ScheduleExpressionTimezone="UTC",
            FlexibleTimeWindow={"Mode": "OFF"},
            ActionAfterCompletion="DELETE",
            Target=self._target(grant),
        )

    def _target(self, grant: Grant) -> "TargetTypeDef":
        # The body differs for each end: a schedule can set a message's group, not its deduplication id.
        nonce = f"{grant.request_id}@{as_text(grant.ends_at)}"
        return {
            "Arn": self._queue_arn,
            "RoleArn": self._role_arn,
            "Input": RoleMessage(grant.role_arn, f"end of {grant.request_id}", nonce).dump(),
            "SqsParameters": {"MessageGroupId": group_of(grant.role_arn)},
            "RetryPolicy": {"MaximumEventAgeInSeconds": _TRY_FOR_SECONDS, "MaximumRetryAttempts": 185},
            "DeadLetterConfig": {"Arn": self._dead_letter_arn},
        }


@contextmanager
def _all_as_unavailable() -> Iterator[None]:
    """A refusal too, by a quota or a right: an end that cannot be scheduled must not hold up others on its role."""
    try:
        with transient_as_unavailable("EventBridge Scheduler"):
            yield
    except ClientError as error:
        raise Unavailable(f"EventBridge Scheduler ({code_of(error)})") from error
