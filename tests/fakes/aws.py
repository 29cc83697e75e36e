"""IAM, Scheduler, SQS and EventBridge in memory, as far as the ports know them."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from aws_access.domain.audit import Event
from aws_access.domain.errors import RoleRefused, TargetRefused
from aws_access.domain.ids import AccountId, RequestId, RoleArn
from aws_access.domain.model import Grant, Request
from aws_access.domain.policies import INLINE_BUDGET, POLICY_NAME, policy_size
from aws_access.domain.reasons import reason
from aws_access.domain.roles import TAG, RoleSnapshot
from tests.builders import BOUNDARY, pinned_trust
from tests.fakes.faults import Faults


@dataclass
class FakeRole:
    """A role in IAM as plain state. `policies`: every inline policy by its name, byte for byte."""

    arn: RoleArn
    role_id: str
    trust: Mapping[str, Any]
    tags: dict[str, str]
    boundary: str | None
    policies: dict[str, str]


@dataclass
class FakeTeamRoles:
    """`refused`: accounts that do not let us in. `written`: every policy written, None for every one deleted."""

    faults: Faults = field(default_factory=Faults)
    roles: dict[RoleArn, FakeRole] = field(default_factory=dict)
    refused: set[AccountId] = field(default_factory=set)
    written: list[tuple[RoleArn, str | None]] = field(default_factory=list)

    def add(self, arn: RoleArn, **fields: Any) -> FakeRole:
        """A role that was handed over to us, but for what is said otherwise."""
        role_id = f"AROAEXAMPLE{len(self.roles) + 1:09}"
        role = replace(FakeRole(arn, role_id, pinned_trust(), dict([TAG]), BOUNDARY, {}), **fields)
        self.roles[arn] = role
        return role

    def inspect(self, role_arn: RoleArn) -> RoleSnapshot:
        with self.faults.call("IAM"):
            role = self._role(role_arn, "GetRole")
            ours = role.policies.get(POLICY_NAME)
            return RoleSnapshot(role.arn, role.role_id, deepcopy(role.trust), dict(role.tags), role.boundary, ours)

    def read_policy(self, role_arn: RoleArn) -> str | None:
        with self.faults.call("IAM"):
            return self._role(role_arn, "GetRolePolicy").policies.get(POLICY_NAME)

    def size_of_others(self, role_arn: RoleArn) -> int:
        with self.faults.call("IAM"):
            return self._others(self._role(role_arn, "ListRolePolicies"))

    def write_policy(self, role_arn: RoleArn, policy: str) -> None:
        with self.faults.call("IAM"):
            role = self._role(role_arn, "PutRolePolicy")
            needed = self._others(role) + policy_size(policy)
            if needed > INLINE_BUDGET:
                raise RoleRefused(reason("role-full", role=role_arn, needed=needed, limit=INLINE_BUDGET))
            role.policies[POLICY_NAME] = policy
            self.written.append((role_arn, policy))

    def delete_policy(self, role_arn: RoleArn) -> None:
        with self.faults.call("IAM"):
            self._let_in(role_arn, "DeleteRolePolicy")
            if role_arn in self.roles:
                self.roles[role_arn].policies.pop(POLICY_NAME, None)
            self.written.append((role_arn, None))

    def _role(self, role_arn: RoleArn, operation: str) -> FakeRole:
        self._let_in(role_arn, operation)
        if role_arn not in self.roles:
            raise RoleRefused(reason("role-missing", role=role_arn))
        return self.roles[role_arn]

    def _let_in(self, role_arn: RoleArn, operation: str) -> None:
        if role_arn.account in self.refused:
            raise TargetRefused(reason("target-refused", account=role_arn.account, operation=operation))

    @staticmethod
    def _others(role: FakeRole) -> int:
        return sum(policy_size(text) for name, text in role.policies.items() if name != POLICY_NAME)


class FakeRoleQueue:
    """First in, first out. `wakes` are those that nobody has dealt with yet."""

    def __init__(self, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self.wakes: list[tuple[RoleArn, str]] = []

    def wake(self, role_arn: RoleArn, cause: str) -> None:
        with self.faults.call("SQS"):
            self.wakes.append((role_arn, cause))

    def deliver(self, handle: Callable[[RoleArn], None], *, twice: bool = False) -> None:
        """Until nothing is left. What the handler raises comes out; its message stays, and blocks those behind it."""
        while self.wakes:
            for _ in range(2 if twice else 1):
                handle(self.wakes[0][0])
            self.wakes.pop(0)


class FakeSchedules:
    """`fire` wakes the roles as EventBridge Scheduler does; what has fired is gone."""

    def __init__(self, queue: FakeRoleQueue | None = None, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self.queue = queue or FakeRoleQueue()
        self.grants: dict[RequestId, Grant] = {}

    def ensure(self, grant: Grant) -> None:
        with self.faults.call("EventBridge Scheduler"):
            self.grants[grant.request_id] = grant

    def remove(self, grant: Grant) -> None:
        with self.faults.call("EventBridge Scheduler"):
            self.grants.pop(grant.request_id, None)

    def fire(self, now: datetime) -> None:
        for grant in sorted(self.grants.values(), key=lambda each: each.ends_at):
            if grant.ends_at <= now:
                del self.grants[grant.request_id]
                # Not a call of ours, so no fault of ours: put there as AWS does it
                self.queue.wakes.append((grant.role_arn, f"end of {grant.request_id}"))


class FakeEventBus:
    def __init__(self, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self.published: list[tuple[Event, Request | None]] = []

    def publish(self, event: Event, request: Request | None) -> None:
        with self.faults.call("EventBridge"):
            self.published.append((event, request))


class FakeAlarm:
    def __init__(self, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self.raised: list[tuple[str, str]] = []

    def raise_alarm(self, subject: str, text: str) -> None:
        with self.faults.call("SNS"):
            self.raised.append((subject, text))
