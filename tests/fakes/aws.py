"""IAM, Scheduler, SQS and EventBridge in memory, as far as the ports know them."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any

from aws_access.domain.audit import Event
from aws_access.domain.errors import RoleRefused, TargetRefused
from aws_access.domain.ids import AccountId, RequestId, RoleArn
from aws_access.domain.ledger import policy_hash
from aws_access.domain.model import Grant, Request
from aws_access.domain.packing import managed_arn, managed_names
from aws_access.domain.policies import INLINE_BUDGET, MANAGED_BUDGET, MOST_ATTACHED, POLICY_NAME, policy_size
from aws_access.domain.reasons import reason
from aws_access.domain.roles import TAG, Others, RoleSnapshot
from tests.builders import BOUNDARY, pinned_trust
from tests.fakes.faults import Faults


@cache
def _managed(role_arn: RoleArn) -> Mapping[str, str]:
    """The names of our managed policies for a role, by ARN."""
    return {managed_arn(role_arn, name): name for name in managed_names(role_arn)}


@dataclass
class FakeRole:
    """A role in IAM as plain state. `policies`: every inline policy by its name, byte for byte. `attached`: ARNs."""

    arn: RoleArn
    role_id: str
    trust: Mapping[str, Any]
    tags: dict[str, str]
    boundary: str | None
    policies: dict[str, str]
    attached: list[str] = field(default_factory=list)


@dataclass
class FakeTeamRoles:
    """`refused`: accounts that do not let us in. `managed`: the text of every managed policy by its ARN.

    `written`: every document written, told or not; None for every one deleted.
    """

    faults: Faults = field(default_factory=Faults)
    roles: dict[RoleArn, FakeRole] = field(default_factory=dict)
    refused: set[AccountId] = field(default_factory=set)
    managed: dict[str, str] = field(default_factory=dict)
    written: list[tuple[RoleArn, str | None]] = field(default_factory=list)

    def add(self, arn: RoleArn, **fields: Any) -> FakeRole:
        """A role that was handed over to us, but for what is said otherwise."""
        role_id = f"AROAEXAMPLE{len(self.roles) + 1:09}"
        role = replace(FakeRole(arn, role_id, pinned_trust(), dict([TAG]), BOUNDARY, {}), **fields)
        self.roles[arn] = role
        return role

    def documents(self, role_arn: RoleArn) -> dict[str, str]:
        """Every policy that counts on the role and has a name of ours, whoever wrote it."""
        role = self.roles[role_arn]
        inline = {name: text for name, text in role.policies.items() if name == POLICY_NAME}
        names = _managed(role_arn)
        return inline | {names[arn]: self.managed[arn] for arn in role.attached if arn in names}

    def inspect(self, role_arn: RoleArn, managed: Iterable[str] = ()) -> RoleSnapshot:
        with self.faults.call("IAM"):
            role = self._role(role_arn, "GetRole")
            names = set(managed)
            found = self.documents(role_arn)
            ours = {name: text for name, text in found.items() if name == POLICY_NAME or name in names}
            loose = frozenset(
                name for name in names if managed_arn(role_arn, name) in self.managed and name not in found
            )
            trust = json.loads(json.dumps(role.trust))  # a copy, as from AWS
            return RoleSnapshot(role.arn, role.role_id, trust, dict(role.tags), role.boundary, ours, loose)

    def others(self, role_arn: RoleArn) -> Others:
        with self.faults.call("IAM"):
            role = self._role(role_arn, "ListRolePolicies")
            hashes = {name: policy_hash(text) for name, text in role.policies.items() if name != POLICY_NAME}
            return Others(self._others(role), tuple(role.attached), hashes)

    def is_there(self, role_arn: RoleArn, name: str) -> bool:
        with self.faults.call("IAM"):
            self._let_in(role_arn, "GetPolicy")
            return managed_arn(role_arn, name) in self.managed

    def read_document(self, role_arn: RoleArn, name: str) -> str | None:
        with self.faults.call("IAM"):
            self._role(role_arn, "GetRolePolicy")
            return self.documents(role_arn).get(name)

    def write_document(self, role_arn: RoleArn, name: str, text: str) -> None:
        if name == POLICY_NAME:
            self._write_inline(role_arn, text)
        else:
            self._write_managed(role_arn, managed_arn(role_arn, name), text)

    def _write_inline(self, role_arn: RoleArn, text: str) -> None:
        with self.faults.call("IAM"):
            role = self._role(role_arn, "PutRolePolicy")
            needed = self._others(role) + policy_size(text)
            if needed > INLINE_BUDGET:
                raise RoleRefused(reason("role-full", role=role_arn, needed=needed, limit=INLINE_BUDGET))
            role.policies[POLICY_NAME] = text
            self.written.append((role_arn, text))

    def _write_managed(self, role_arn: RoleArn, arn: str, text: str) -> None:
        with self.faults.call("IAM"):
            role = self._role(role_arn, "CreatePolicy")
            if policy_size(text) > MANAGED_BUDGET:
                raise RoleRefused(reason("role-full", role=role_arn, needed=policy_size(text), limit=MANAGED_BUDGET))
            name = arn.rsplit("/", 1)[-1]
            if any(other != arn and other.rsplit("/", 1)[-1] == name for other in self.managed):
                raise RoleRefused(reason("managed-name-taken", account=role_arn.account, policy=name))
            self.managed[arn] = text
        with self.faults.call("IAM"):
            self._let_in(role_arn, "AttachRolePolicy")
            if arn not in role.attached and len(role.attached) >= MOST_ATTACHED:
                raise RoleRefused(reason("too-many-attached", role=role_arn))
            role.attached += [] if arn in role.attached else [arn]
            self.written.append((role_arn, text))

    def remove_document(self, role_arn: RoleArn, name: str) -> None:
        self.written.append((role_arn, None))
        arn = managed_arn(role_arn, name)
        with self.faults.call("IAM"):
            self._let_in(role_arn, "DeleteRolePolicy")
            if role_arn in self.roles and name == POLICY_NAME:
                self.roles[role_arn].policies.pop(POLICY_NAME, None)
            elif role_arn in self.roles and arn in self.roles[role_arn].attached:
                self.roles[role_arn].attached.remove(arn)
        if name != POLICY_NAME:
            with self.faults.call("IAM"):
                self._let_in(role_arn, "DeletePolicy")
                if not any(arn in role.attached for role in self.roles.values()):
                    self.managed.pop(arn, None)

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


class FakePolicyChecks:
    """What AWS is made to find, from now on. `asked`: every call, with the policy that it was about."""

    def __init__(self, faults: Faults | None = None) -> None:
        self.down = faults or Faults()
        self.found: dict[str, tuple[str, ...]] = {}
        self.asked: list[tuple[str, str]] = []
        self.approved: list[str] = []

    def faults(self, policy: str) -> tuple[str, ...]:
        return self._answer("faults", policy)

    def beyond(self, approved: str, policy: str) -> tuple[str, ...]:
        self.approved.append(approved)
        return self._answer("beyond", policy)

    def granted(self, policy: str, actions: Sequence[str]) -> tuple[str, ...]:
        assert actions
        return self._answer("granted", policy)

    def _answer(self, call: str, policy: str) -> tuple[str, ...]:
        with self.down.call("IAM Access Analyzer"):
            self.asked.append((call, policy))
            return self.found.get(call, ())


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
