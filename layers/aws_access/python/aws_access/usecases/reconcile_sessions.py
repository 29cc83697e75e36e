"""Makes a session role equal to its ledger: which session grants have begun or ended, and which sessions are denied.

A session grant puts nothing on its role, so beginning and ending one writes nothing in IAM. To end one early, the role
gets a deny against its sessions for as long as one may be open. Level-triggered and idempotent, as `reconcile` is, and
in the same order of writes.
"""

import logging
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from aws_access.domain.errors import ConcurrentChange, Conflict, NotFound, RoleRefused, TargetRefused, Unavailable
from aws_access.domain.ids import Form, RequestId, RoleArn
from aws_access.domain.ledger import Ledger, policy_hash, role_changing
from aws_access.domain.lifecycle.change import grant_of
from aws_access.domain.lifecycle.granted import attached, deny_removed, ended, failed, open_until, revoking
from aws_access.domain.model import SYSTEM, Grant, Request, Status
from aws_access.domain.packing import Document
from aws_access.domain.policies import POLICY_NAME, same_policy
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.roles import RoleSnapshot
from aws_access.domain.session_roles import no_room_to_end, session_role_unmet
from aws_access.domain.sessions import deny_policy, session_policy
from aws_access.domain.standing import not_standing
from aws_access.ports import Clock, RulesSource, Schedules, SessionPolicies, Store, TeamRoles
from aws_access.usecases.backing import Known, backing, known_now, refused_by_now
from aws_access.usecases.judge import Judge

_ATTEMPTS = 5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What becomes of the grants. `stop`: to be ended early by us, which is recorded before anything else, so that no
    session is opened after its deny was written. `deny`: each with the end of its deny in place of its own.
    """

    begin: list[Grant] = field(default_factory=list)
    refuse: list[tuple[Grant, Reason]] = field(default_factory=list)
    stop: list[tuple[Request, Reason]] = field(default_factory=list)
    end: list[Grant] = field(default_factory=list)
    release: list[Grant] = field(default_factory=list)
    deny: list[Grant] = field(default_factory=list)
    put_off: list[Unavailable] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ByForm:
    """A role, reconciled by what grants it is for."""

    roles: Callable[[RoleArn], None]
    sessions: Callable[[RoleArn], None]

    def __call__(self, role_arn: RoleArn) -> None:
        """As either raises."""
        (self.sessions if role_arn.form is Form.SESSION else self.roles)(role_arn)


@dataclass(frozen=True, slots=True)
class ReconcileSessions:
    """The use case. Only one may run for a role at a time, as with `Reconcile`. `broker`: who may assume the role."""

    store: Store
    roles: TeamRoles
    policies: SessionPolicies
    schedules: Schedules
    clock: Clock
    rules: RulesSource
    judge: Judge
    broker: RoleArn

    def __call__(self, role_arn: RoleArn) -> None:
        """Unavailable, ConcurrentChange, RoleRefused: to be tried again later; nothing is lost meanwhile."""
        for _ in range(_ATTEMPTS):
            try:
                if self._once(role_arn):
                    return
            except Conflict:  # a grant came or went, or a session was opened, meanwhile: look again
                continue
        raise ConcurrentChange

    def _once(self, role_arn: RoleArn) -> bool:
        """Whether all is done that can be now; else it is to be looked at anew."""
        ledger = self.store.ledger(role_arn)
        if not ledger.grants and ledger.record.never_written:
            return True
        try:
            role = self.roles.inspect(role_arn)
        except TargetRefused as refusal:
            self._shut_out(ledger, refusal)
            return True
        except RoleRefused as refusal:
            for grant, request in self._backed(ledger):
                self._close_without_role(grant, request, refusal.reasons[0])
            return True
        plan = self._plan(role, ledger)
        for request, why in plan.stop:
            self.store.commit(revoking(request, SYSTEM, why.say(request.language), self.clock.now()))
        if plan.stop:
            return False
        self._schedule(plan, ledger)
        try:
            self._write(role, ledger, tuple(plan.deny))
        except RoleRefused:  # what needs no deny is not held up
            denied = {grant.request_id for grant in plan.deny}
            self._record(replace(plan, end=[each for each in plan.end if each.request_id not in denied], release=[]))
            raise
        self._record(plan)
        for error in plan.put_off:
            raise error
        return True

    def _plan(self, role: RoleSnapshot, ledger: Ledger) -> _Plan:
        plan, now, known = _Plan(), self.clock.now(), known_now(self.store, self.rules)
        backed = tuple(self._backed(ledger))
        plan.deny.extend(self._denied_still(ledger, {grant.request_id for grant, _ in backed}, now))
        for grant, request in backed:
            until = open_until(request, now)
            if until is not None:
                plan.deny.append(replace(grant, ends_at=until))
            if grant.waits(now):
                continue
            if grant.wanted(now):
                self._plan_wanted(plan, role, ledger, grant, request, known)
            elif request.status is not Status.REVOKED:
                plan.end.append(grant)
            elif until is None:
                plan.release.append(grant)
        return plan

    def _denied_still(self, ledger: Ledger, known: Collection[str], now: datetime) -> Iterator[Grant]:
        """Denied by the record, and in no entry: one that cannot be read must not let its sessions go on."""
        for request_id in ledger.record.request_ids:
            if request_id not in known:
                try:
                    request = self.store.request(RequestId(request_id))
                except (NotFound, Conflict):
                    continue
                if (until := open_until(request, now)) is not None:
                    yield replace(grant_of(request), ends_at=until)

    def _plan_wanted(
        self, plan: _Plan, role: RoleSnapshot, ledger: Ledger, grant: Grant, request: Request, known: Known
    ) -> None:
        unmet = not_standing(grant, known.locks or (), known.rules) or session_role_unmet(role, ledger, self.broker)
        if request.status is Status.ACTIVE:
            plan.stop.extend((request, why) for why in unmet[:1])
            return
        try:
            unmet = unmet or refused_by_now(self.store, self.judge, grant, known)
            if not unmet:
                self.policies.check(grant.role_arn, session_policy(grant.permission, grant.ends_at))
                begun = (each for each in ledger.grants if each.attached or each.denied_until is not None)
                unmet = no_room_to_end(role, self.roles.others(role.arn), (*begun, *plan.begin, grant))
        except RoleRefused as refusal:
            unmet = refusal.reasons
        except Unavailable as error:  # it waits, and holds up nothing else
            plan.put_off.append(error)
            return
        if unmet:
            plan.refuse.append((grant, unmet[0]))
        else:
            plan.begin.append(grant)

    def _schedule(self, plan: _Plan, ledger: Ledger) -> None:
        """Nothing begins whose end is not scheduled. A deny does not wait for that: `timers` know its end as well."""
        for grant in tuple(plan.begin):
            try:
                self.schedules.ensure(grant)
            except Unavailable as error:
                plan.begin.remove(grant)
                plan.put_off.append(error)
        for grant in plan.deny:
            if grant.request_id not in ledger.record.request_ids:
                try:
                    self.schedules.ensure(grant)
                except Unavailable:
                    _log.warning("end of a deny not scheduled", extra={"request_id": grant.request_id})

    def _write(self, role: RoleSnapshot, ledger: Ledger, denied: tuple[Grant, ...]) -> None:
        """Exactly these denies on the role, read back; written only where it is not so already."""
        policy, standing = deny_policy(denied, role.role_id), role.documents.get(POLICY_NAME)
        if same_policy(policy, standing):
            return
        if standing is not None and ledger.record.never_written:
            if policy is not None:
                raise RoleRefused(reason("policy-name-taken", role=role.arn, policy=POLICY_NAME))
            return  # not ours, and never touched
        parts = tuple(grant.request_id for grant in denied)
        documents = {POLICY_NAME: Document(policy, parts)} if policy is not None else {}
        change = role_changing(ledger.record, documents, role.standing, self.clock.now())
        self.store.record_role_change(change)
        if policy is None:
            self.roles.remove_document(role.arn, POLICY_NAME)
        else:
            self.roles.write_document(role.arn, POLICY_NAME, policy)
        if not same_policy(policy, self.roles.read_document(role.arn, POLICY_NAME)):
            raise Unavailable("IAM")

    def _record(self, plan: _Plan) -> None:
        """What became true, one transaction per request."""
        for grant in plan.begin:
            request = self.store.request(grant.request_id)
            policy = session_policy(grant.permission, grant.ends_at)
            self.store.commit(attached(request, policy_hash(policy), self.clock.now()))
        for grant, why in plan.refuse:
            self.schedules.remove(grant)
            self.store.commit(failed(self.store.request(grant.request_id), why, self.clock.now()))
        denied = {grant.request_id for grant in plan.deny}
        for grant in plan.end:
            self._close_ended(grant, denied=grant.request_id in denied)
        for grant in plan.release:
            self.schedules.remove(grant)
            self.store.commit(deny_removed(self.store.request(grant.request_id), self.clock.now()))

    def _close_ended(self, grant: Grant, *, denied: bool) -> None:
        """At its end, or revoked."""
        request, now = self.store.request(grant.request_id), self.clock.now()
        if denied and open_until(request, now) is None:  # it has come to be without need: look again
            raise ConcurrentChange
        if not denied:
            self.schedules.remove(grant)
        if request.status is Status.APPROVED and not grant.revoked:
            self.store.commit(failed(request, reason("not-attached-in-time"), now))
        else:
            self.store.commit(ended(request, now))

    def _backed(self, ledger: Ledger) -> Iterator[tuple[Grant, Request]]:
        for grant in ledger.grants:
            request = backing(self.store, grant)
            if request is not None:
                yield grant, request

    def _close_without_role(self, grant: Grant, request: Request, why: Reason) -> None:
        """The role is gone, and every session of it."""
        now = self.clock.now()
        self.schedules.remove(grant)
        if request.status is Status.REVOKED:
            change = deny_removed(request, now)
        elif request.status is Status.APPROVED and not grant.revoked:
            change = failed(request, why, now)
        elif grant.wanted(now):
            change = revoking(request, SYSTEM, why.say(request.language), now)
            change = change.then(ended(change.request, now, role_gone=True))
        else:
            change = ended(request, now, role_gone=True)
        self.store.commit(change)

    def _shut_out(self, ledger: Ledger, refusal: TargetRefused) -> None:
        """We are not let in. What has begun and is to stay, stays; what needs a deny, or may have one, waits."""
        waiting = False
        for grant, request in self._backed(ledger):
            now = self.clock.now()
            denied = grant.request_id in ledger.record.request_ids or open_until(request, now) is not None
            if grant.waits(now) or (grant.wanted(now) and request.status is Status.ACTIVE):
                continue
            if denied or request.status is Status.REVOKED:
                waiting = True
            elif grant.wanted(now):
                self.schedules.remove(grant)
                self.store.commit(failed(request, refusal.reasons[0], now))
            else:
                self._close_ended(grant, denied=False)
        if waiting:
            raise refusal
