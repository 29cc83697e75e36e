"""The net under everything else: whatever fell due, and every role that is not what its ledger says."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from aws_access.domain.errors import AwsAccessError, ConcurrentChange, RoleRefused, Unavailable
from aws_access.domain.ids import AccountId, RoleArn
from aws_access.domain.lifecycle import lapsed
from aws_access.domain.model import Request, Status
from aws_access.domain.roles import in_order
from aws_access.ports import Clock, RoleQueue, RulesSource, Store, TeamRoles


@dataclass(frozen=True, slots=True)
class Findings:
    """What one look found. `overdue` counts requests whose attachment or end should have happened by now."""

    lapsed: int
    overdue: int
    drifted: tuple[RoleArn, ...]
    unreadable: tuple[RoleArn, ...]


@dataclass(frozen=True, slots=True)
class Timers:
    """The use case, run every minute. Each role is compared with its ledger once in `sweep_minutes`."""

    store: Store
    rules: RulesSource
    roles: TeamRoles
    queue: RoleQueue
    clock: Clock
    jump_account: AccountId
    sweep_minutes: int

    def __call__(self) -> Findings:
        """What was found and set going; the roles' reconcilers do the rest."""
        now = self.clock.now()
        lapses, overdue = 0, []
        for request in self.store.due(now):
            if request.status is Status.PENDING:
                lapses += self._lapse(request, now)
            elif not request.status.terminal:
                overdue.append(request)
        for role_arn in sorted({request.payload.role_arn for request in overdue}):
            self.queue.wake(role_arn, "overdue")
        drifted, unreadable = self._sweep(now)
        return Findings(lapses, len(overdue), drifted, unreadable)

    def _lapse(self, request: Request, now: datetime) -> int:
        try:
            self.store.commit(lapsed(request, now))
        except ConcurrentChange:  # decided in the last moment
            return 0
        return 1

    def _sweep(self, now: datetime) -> tuple[tuple[RoleArn, ...], tuple[RoleArn, ...]]:
        drifted, unreadable = [], []
        for role_arn in self._turn(now):
            try:
                fine = in_order(self.roles.inspect(role_arn), self.store.ledger(role_arn), self.jump_account, now)
            except RoleRefused:
                unreadable.append(role_arn)
                fine = not self.store.ledger(role_arn).grants
            except Unavailable:
                unreadable.append(role_arn)
                continue
            if not fine:
                drifted.append(role_arn)
                self.queue.wake(role_arn, "differs from its ledger")
        return tuple(drifted), tuple(unreadable)

    def _turn(self, now: datetime) -> Iterator[RoleArn]:
        """The roles whose minute it is, spread evenly so that IAM is not asked for all of them at once."""
        try:
            environments = self.rules.current().environments.values()
        except AwsAccessError:
            return  # rules that cannot be read stop the sweep, never the due work
        minute = int(now.timestamp()) // 60
        for role_arn in sorted({arn for environment in environments for arn in environment.team_roles.values()}):
            if zlib.crc32(role_arn.encode()) % self.sweep_minutes == minute % self.sweep_minutes:
                yield role_arn
