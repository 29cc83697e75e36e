"""The net under everything else: whatever fell due, and every role that is not what its ledger says."""

import logging
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from aws_access.domain.errors import AwsAccessError, RoleRefused, Unavailable
from aws_access.domain.ids import AccountId, Form, RoleArn
from aws_access.domain.model import Status
from aws_access.domain.roles import in_order
from aws_access.domain.rules import Rules
from aws_access.domain.session_roles import session_role_in_order
from aws_access.ports import Clock, Index, RoleQueue, RulesSource, Search, Store, TeamRoles
from aws_access.usecases.due import DueWork
from aws_access.usecases.searches import every

_TIME_TO_LOOK = timedelta(seconds=25)
"""After which no other role is begun with: the function has 50 seconds, one call of IAM may take 15, and what was found
has to be told."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Findings:
    """What one look found, and did. `overdue` counts requests whose attachment or end should have happened by now.

    `unreadable`: roles that we were not let to look at, that IAM did not answer for, or for which no time was left.
    """

    done: int
    failed: int
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
    due: DueWork
    clock: Clock
    jump_account: AccountId
    sweep_minutes: int
    broker: RoleArn

    def __call__(self) -> Findings:
        """What was found and set going; the roles' reconcilers do the rest."""
        now = self.clock.now()
        done, overdue, failures = 0, [], 0
        for request in self.store.due(now):
            try:
                is_overdue = self.due(request)
            except Exception:  # noqa: BLE001 - a mistake of ours with one request must not end this for all
                # One request must not hold up the others; it is due still, in a minute.
                _log.exception("due work not done", extra={"request_id": request.id})
                failures += 1
            else:
                done += not is_overdue
                overdue += [request] if is_overdue else []
        for role_arn in sorted({request.payload.role_arn for request in overdue}):
            self.queue.wake(role_arn, "overdue")
        drifted, unreadable = self._sweep(now)
        return Findings(done, failures, len(overdue), drifted, unreadable)

    def _sweep(self, now: datetime) -> tuple[tuple[RoleArn, ...], tuple[RoleArn, ...]]:
        drifted, unreadable = [], []
        rules = self._rules()
        locks = self.store.locks().locks
        for role_arn in self._turn(now, rules):
            if self.clock.now() - now > _TIME_TO_LOOK:
                unreadable.append(role_arn)
                continue
            try:
                ledger = self.store.ledger(role_arn)
                role = self.roles.inspect(role_arn, ledger.record.managed)
                if role_arn.form is Form.SESSION:
                    fine = session_role_in_order(role, ledger, self.broker, now, locks, rules)
                else:
                    fine = in_order(role, ledger, self.jump_account, now, locks, rules)
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

    def _rules(self) -> Rules | None:
        """Rules that cannot be read stop neither the due work nor the sweep of roles that carry something of ours."""
        try:
            return self.rules.current()
        except AwsAccessError:
            return None

    def _turn(self, now: datetime, rules: Rules | None) -> Iterator[RoleArn]:
        """The roles whose minute it is, spread evenly so that IAM is not asked for all of them at once.

        Those of the rules; and once in a turn those that the rules do not name, and that somebody is active on.
        """
        environments = rules.environments.values() if rules is not None else ()
        named = {arn for environment in environments for arn in environment.role_arns}
        turn = int(now.timestamp()) // 60 % self.sweep_minutes
        yield from (arn for arn in sorted(named) if zlib.crc32(arn.encode()) % self.sweep_minutes == turn)
        if turn == 0:
            yield from sorted(self._carrying() - named)

    def _carrying(self) -> set[RoleArn]:
        active = every(self.store, Search(Index.STATUS, Status.ACTIVE))
        return {each.payload.role_arn for each in active}
