"""Makes a team role equal to its ledger: granting, ending, revoking and repairing are all this one operation.

It is level-triggered and idempotent: it looks at what should be and at what is, so it may be run again at any time,
after any crash. The order of its writes never varies: schedule the end, record the intent, write the documents, read
them back, record what became true.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from aws_access.domain.errors import (
    AwsAccessError,
    ConcurrentChange,
    Conflict,
    NotProven,
    RoleRefused,
    TargetRefused,
    Unavailable,
)
from aws_access.domain.ids import AccountId, RoleArn
from aws_access.domain.ledger import Ledger, RoleRecord
from aws_access.domain.lifecycle.granted import attached, ended, failed, revoking
from aws_access.domain.model import SYSTEM, Grant, Status
from aws_access.domain.packing import Pack, pack
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.roles import RoleSnapshot, role_unmet
from aws_access.domain.standing import not_standing
from aws_access.ports import Clock, RulesSource, Schedules, Store, TeamRoles
from aws_access.usecases.backing import backing, known_now, refused_by_now
from aws_access.usecases.documents import OnRole, WriteDocuments
from aws_access.usecases.judge import Judge
from aws_access.usecases.proving import Prove

_ATTEMPTS = 3

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What becomes of every grant in the ledger: on the role, or off it, and why not for what cannot be on it.

    An entry that no request backs is in none of these: it is not attached, and stays for people to look at.
    """

    keep: tuple[Grant, ...]
    drop: tuple[Grant, ...]
    refuse: tuple[tuple[Grant, Reason], ...]
    put_off: AwsAccessError | None = None


@dataclass(frozen=True, slots=True)
class Reconcile:
    """The use case. Only one may run for a role at a time; the queue sees to it, and the role's record notices."""

    store: Store
    roles: TeamRoles
    schedules: Schedules
    clock: Clock
    rules: RulesSource
    judge: Judge
    jump_account: AccountId
    prove: Prove = field(default_factory=Prove)
    pack: Pack = pack

    def __call__(self, role_arn: RoleArn) -> None:
        """Unavailable, ConcurrentChange, TargetRefused: to be tried again later; nothing is lost meanwhile."""
        for _ in range(_ATTEMPTS):
            try:
                return self._once(role_arn)
            except Conflict:  # a grant came or went, or ended, meanwhile: look again
                continue
        raise ConcurrentChange

    def _once(self, role_arn: RoleArn) -> None:
        ledger = self.store.ledger(role_arn)
        if not ledger.grants and ledger.record.never_written:
            return
        try:
            role = self.roles.inspect(role_arn, ledger.record.managed)
        except RoleRefused as refusal:
            self._without_role(ledger, refusal)
            return
        plan, undecided = self._plan(role, ledger)
        plan, unscheduled = self._schedule_ends(plan, ledger.record)
        plan, ledger, written = self._write(plan, ledger, role)
        plan, left_out = self._left_out(plan, written)
        self._record(plan, written, ledger.record)
        for put_off in (undecided, unscheduled, left_out, plan.put_off):
            if put_off is not None:
                raise put_off

    def _plan(self, role: RoleSnapshot, ledger: Ledger) -> tuple[_Plan, Unavailable | None]:
        """What cannot be decided now, because something does not answer, waits, and holds up nothing else."""
        now, undecided = self.clock.now(), None
        keep, drop, refuse = [], [], []
        known = known_now(self.store, self.rules)
        for grant in filter(self._is_backed, ledger.grants):
            if grant.waits(now):
                continue
            if not grant.wanted(now):
                drop.append(grant)
                continue
            unmet = not_standing(grant, known.locks or (), known.rules)
            unmet = unmet or role_unmet(role, ledger, grant.person, self.jump_account)
            written = grant.attached or grant.request_id in ledger.record.request_ids
            try:
                unmet = unmet or (() if written else refused_by_now(self.store, self.judge, grant, known))
            except Unavailable as error:
                undecided = error
                continue
            if unmet:
                refuse.append((grant, unmet[0]))
            else:
                keep.append(grant)
        return _Plan(tuple(keep), tuple(drop), tuple(refuse)), undecided

    def _is_backed(self, grant: Grant) -> bool:
        return backing(self.store, grant) is not None

    def _schedule_ends(self, plan: _Plan, record: RoleRecord) -> tuple[_Plan, Unavailable | None]:
        """Nothing is attached whose end is not scheduled; what cannot be scheduled now must not hold up the others."""
        unscheduled, scheduled = None, []
        for grant in plan.keep:
            try:
                # One that was taken off and may come back, because a lock ended before it was recorded, lost its own.
                if not grant.attached or grant.request_id not in record.request_ids:
                    self.schedules.ensure(grant)
                scheduled.append(grant)
            except Unavailable as error:
                unscheduled = error
        return replace(plan, keep=tuple(scheduled)), unscheduled

    def _write(self, plan: _Plan, ledger: Ledger, role: RoleSnapshot) -> tuple[_Plan, Ledger, OnRole]:
        """What of the plan can be written; what was left out of it neither changes the role nor holds up the rest."""
        write = WriteDocuments(self.store, self.roles, self.clock, self.prove, self.pack)
        while True:
            try:
                return plan, ledger, write(role, ledger.record, plan.keep)
            except NotProven as refusal:
                plan = self._without_doubts(plan, ledger.record, refusal)
            except RoleRefused as refusal:
                plan = self._less(plan, refusal)
                ledger = self.store.ledger(role.arn)
                role = self._seen_again(role, ledger.record)

    def _without_doubts(self, plan: _Plan, record: RoleRecord, refusal: NotProven) -> _Plan:
        """The plan without what could not be proven. What is not even proven without leaves the role as it is."""
        problems = [each.say() for each in refusal.reasons]
        _log.error("change of a role not proven", extra={"role_arn": record.role_arn, "problems": problems})
        doubtful = tuple(grant for grant in plan.keep if grant.request_id in refusal.in_doubt)
        if not doubtful:
            for grant, why in plan.refuse:
                if grant.request_id not in record.request_ids:  # it cannot be on the role
                    self._close_refused(grant, why)
            raise refusal
        keep = tuple(grant for grant in plan.keep if grant not in doubtful)
        if refusal.later is not None:
            return replace(plan, keep=keep, put_off=refusal.later)
        new = tuple((grant, refusal.reasons[0]) for grant in doubtful if not grant.attached)
        put_off = refusal if len(new) < len(doubtful) else plan.put_off
        return replace(plan, keep=keep, refuse=plan.refuse + new, put_off=put_off)

    def _seen_again(self, role: RoleSnapshot, record: RoleRecord) -> RoleSnapshot:
        """The role as it is; as it was, where we are not let in: then nothing was written."""
        try:
            return self.roles.inspect(role.arn, record.managed)
        except TargetRefused:
            return role

    def _less(self, plan: _Plan, refusal: RoleRefused) -> _Plan:
        """The plan without what is new, when IAM would not take it; nothing to leave out means: try later.

        What IAM rejects may be one person's: nobody else's is refused for it. Half of what is new is looked at later.
        """
        new = tuple(grant for grant in plan.keep if not grant.attached)
        if not new:
            raise refusal
        keep = tuple(grant for grant in plan.keep if grant.attached)
        if len(new) > 1 and refusal.reasons[0].code == "policy-rejected":
            return replace(plan, keep=keep + new[: len(new) // 2], put_off=plan.put_off or ConcurrentChange())
        return replace(plan, keep=keep, refuse=plan.refuse + tuple((grant, refusal.reasons[0]) for grant in new))

    def _left_out(self, plan: _Plan, written: OnRole) -> tuple[_Plan, AwsAccessError | None]:
        """What is new and has no room is refused; what was there already, or may have room soon, is tried again."""
        if not written.left_out:
            return plan, None
        keep = tuple(grant for grant in plan.keep if grant not in written.left_out)
        if written.full is None:
            return replace(plan, keep=keep), ConcurrentChange()
        new = tuple((grant, written.full) for grant in written.left_out if not grant.attached)
        again = RoleRefused(written.full) if any(grant.attached for grant in written.left_out) else None
        return replace(plan, keep=keep, refuse=plan.refuse + new), again

    def _record(self, plan: _Plan, written: OnRole, record: RoleRecord) -> None:
        """What became true, one transaction per request."""
        for grant in plan.keep:
            if not grant.attached:
                request = self.store.request(grant.request_id)
                policy_hash, now = written.hashes[grant.request_id], self.clock.now()
                self.store.commit(attached(request, policy_hash, now, written.proof))
        for grant, why in plan.refuse:
            self._close_refused(grant, why)
        for grant in plan.drop:
            self._close_dropped(grant, record)

    def _close_dropped(self, grant: Grant, record: RoleRecord) -> None:
        """Off the role, as it should be."""
        self.schedules.remove(grant)
        request = self.store.request(grant.request_id)
        never_on_role = request.status is Status.APPROVED and grant.request_id not in record.request_ids
        if never_on_role and not grant.revoked:
            self.store.commit(failed(request, reason("not-attached-in-time"), self.clock.now()))
        else:
            self.store.commit(ended(request, self.clock.now()))

    def _close_refused(self, grant: Grant, why: Reason) -> None:
        """Off the role, because the role cannot take it (any more)."""
        self.schedules.remove(grant)
        request, now = self.store.request(grant.request_id), self.clock.now()
        if request.status is Status.APPROVED:
            self.store.commit(failed(request, why, now))
        else:
            change = revoking(request, SYSTEM, why.say(request.language), now)
            self.store.commit(change.then(ended(change.request, now)))

    def _without_role(self, ledger: Ledger, refusal: RoleRefused) -> None:
        """Close what cannot be attached. Where we are not let in, only what can never have been written is closed."""
        written = set(ledger.record.request_ids) if isinstance(refusal, TargetRefused) else set()
        if not isinstance(refusal, TargetRefused):
            for name in ledger.record.managed:  # they outlive the role
                self.roles.remove_document(ledger.record.role_arn, name)
        now = self.clock.now()
        for grant in filter(self._is_backed, _apart(ledger.grants, written)):
            if grant.waits(now) and isinstance(refusal, TargetRefused):
                continue  # we may be let in again by then
            if grant.wanted(now) or grant.waits(now):
                self._close_refused(grant, refusal.reasons[0])
            else:
                self._close_dropped(grant, ledger.record)
        if any(grant.request_id in written for grant in ledger.grants):
            raise refusal


def _apart(grants: tuple[Grant, ...], written: set[str]) -> Iterator[Grant]:
    """The grants that are not among those written."""
    return (grant for grant in grants if grant.request_id not in written)
