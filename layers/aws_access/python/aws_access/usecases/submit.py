"""Somebody asks for access: decided by the rules, checked against the team role as it is, then recorded."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from aws_access.domain.assessing import assess
from aws_access.domain.assessment import Assessment
from aws_access.domain.decide import Granted, NeedsApproval, Refused
from aws_access.domain.errors import ConcurrentChange, Conflict, NotAllowed, NotFound, NotProven, RoleRefused
from aws_access.domain.ids import AccountId, Form, RequestId
from aws_access.domain.lifecycle import approved, submitted
from aws_access.domain.model import (
    OWN_POLICY,
    SYSTEM,
    Grant,
    Permission,
    Person,
    Request,
    Review,
    Status,
    Submission,
    request_id_for,
)
from aws_access.domain.own_policies import same_policy_of
from aws_access.domain.packing import Pack, pack
from aws_access.domain.permissions import left_out_of
from aws_access.domain.proof import prove
from aws_access.domain.reasons import Language, reason
from aws_access.domain.roles import RoleSnapshot, role_unmet
from aws_access.domain.room import Occupancy
from aws_access.domain.rules import Rules
from aws_access.domain.timing import next_escalation, next_reminder
from aws_access.domain.verdict import Proof
from aws_access.ports import Clock, RoleQueue, RulesSource, Store, TeamRoles
from aws_access.usecases.judge import Judge
from aws_access.usecases.room import RoomOnRoles, decided_grant, undecided_grant
from aws_access.usecases.searches import open_requests
from aws_access.usecases.session_room import SessionRoom

_MOST_TOLD = 50

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Submit:
    """The use case."""

    store: Store
    rules: RulesSource
    roles: TeamRoles
    queue: RoleQueue
    clock: Clock
    judge: Judge
    jump_account: AccountId
    sessions: SessionRoom
    pack: Pack = pack

    def __call__(self, asked: Submission, person: Person, idempotency_key: str, language: Language) -> Request:
        """The request, new or the one made before under the same key.

        NotAllowed with every reason when the rules refuse; RoleRefused when the team role cannot take the grant.
        """
        request_id = request_id_for(person.iam_user, idempotency_key)
        try:
            return self._repeated(self.store.request(request_id), asked)
        except NotFound:
            pass
        try:
            return self._submit(request_id, asked, person, language)
        except RoleRefused as refusal:
            if asked.form is not None or refusal.reasons[0].code != "role-full":
                raise
            try:  # where the rules allow it, without any room on the team role
                return self._submit(request_id, replace(asked, form=Form.SESSION), person, language)
            except (NotAllowed, RoleRefused):
                raise refusal from None

    def _submit(self, request_id: RequestId, asked: Submission, person: Person, language: Language) -> Request:
        rules = self.rules.current()
        decision = self.judge.decide(asked, person, rules)
        if isinstance(decision, Refused):
            raise NotAllowed(*decision.unmet)
        now = self.clock.now()
        if asked.extends is None and asked.starts_at is not None and asked.starts_at <= now:
            raise NotAllowed(reason("starts-in-the-past", start=f"{asked.starts_at:%Y-%m-%d %H:%M %Z}"))
        request = Request(
            id=request_id,
            requester=person,
            environment=decision.environment.name,
            payload=decision.payload,
            service=asked.service_name,
            resources=asked.resources,
            reason=asked.reason,
            language=language,
            rule=", ".join(decision.rules),
            rules_version=rules.version,
            created=now,
            lapse_at=now + rules.timing.lapse_after,
            break_glass=asked.break_glass,
            left_out=left_out_of(asked, rules, decision.payload.permission),
            assessment=self._assess(decision, rules, now),
        )
        told: tuple[str, ...] = ()
        if isinstance(decision, Granted) and decision.review_within is not None:
            request = replace(request, review=Review(due=now + decision.review_within))
            told = self._told(asked, person, rules, decision)
        if isinstance(decision, NeedsApproval):
            told = _names(decision.panel.asked_now((), request.payload.hash, _MOST_TOLD))
            request = replace(
                request,
                waits=decision.panel.tally((), request.payload.hash).waits,
                remind_at=next_reminder(rules.timing, now, 0, now),
                escalate_at=next_escalation(decision.escalates_after, now, now),
            )
        if not asked.break_glass:  # whoever has to act now is not held up by what waits elsewhere
            self._check_open(request, rules)
        request = replace(request, proof=self._check_role(request, now, at_once=isinstance(decision, Granted)))
        return self._commit(request, decision, asked, now, told, rules)

    def _assess(self, decision: Granted | NeedsApproval, rules: Rules, now: datetime) -> Assessment:
        payload = decision.payload
        held = self.store.ledger(payload.role_arn).held_by(payload.person, now)
        return assess(payload.permission, decision.risk, held, rules.known)

    def _repeated(self, request: Request, asked: Submission) -> Request:
        """The same submission once more: make sure that what the first one started goes on."""
        same = (
            request.service == asked.service_name
            and self._is_called(request.environment, asked.environment)
            and request.resources == asked.resources
            and request.payload.duration == asked.duration
            and request.reason == asked.reason
            and request.payload.starts_at == asked.starts_at
            and request.payload.extends == asked.extends
            and request.break_glass == asked.break_glass
            and self._is_policy_of(request, asked.policy)
        )
        if not same:
            raise Conflict(reason("idempotency-key-reused", request=request.id))
        if request.status is Status.APPROVED:
            self.queue.wake(request.payload.role_arn, f"submitted again: {request.id}")
        return request

    def _is_policy_of(self, request: Request, policy: Permission | None) -> bool:
        """Whether the request is for just this policy, or for none."""
        if policy is None or request.service != OWN_POLICY:
            return policy is None and request.service != OWN_POLICY
        return same_policy_of(request.payload.permission, policy, self.rules.current().known)

    def _is_called(self, environment: str, given: str) -> bool:
        """Whether `given` is the environment's name or one of its aliases."""
        if given == environment:
            return True
        named = self.rules.current().environment(given)
        return named is not None and named.name == environment

    def _told(self, asked: Submission, person: Person, rules: Rules, decision: Granted) -> tuple[str, ...]:
        """Who has to hear of a break-glass: those who review it, and those who would have decided without it."""
        panels = [decision.reviewers]
        otherwise = self.judge.decide(replace(asked, break_glass=False), person, rules)
        if isinstance(otherwise, NeedsApproval):
            panels.append(otherwise.panel)
        found = [panel.asked_now((), decision.payload.hash, _MOST_TOLD) for panel in panels if panel is not None]
        return tuple(dict.fromkeys(name for people in found for name in _names(people)))

    def _commit(
        self,
        request: Request,
        decision: Granted | NeedsApproval,
        asked: Submission,
        now: datetime,
        told: tuple[str, ...],
        rules: Rules,
    ) -> Request:
        change = submitted(request, now, told)
        if isinstance(decision, Granted):
            change = change.then(approved(change.request, SYSTEM, now, warn_before=rules.timing.warn_before))
        try:
            self.store.commit(change)
        except ConcurrentChange:  # the same submission, twice at once
            return self._repeated(self.store.request(request.id), asked)
        if change.grant is not None:
            self.queue.wake(request.payload.role_arn, f"granted: {request.id}")
        return change.request

    def _check_open(self, request: Request, rules: Rules) -> None:
        """Nobody fills a role, or the approvals channel, alone."""
        person = request.requester.iam_user
        still_open = sum(1 for _ in open_requests(self.store, person))
        if still_open >= rules.most_open:
            raise NotAllowed(reason("too-many-open", person=person, open=still_open, limit=rules.most_open))

    def _check_role(self, request: Request, now: datetime, *, at_once: bool) -> Proof | None:
        """Before anybody is asked to decide: the role can take the grant, and has room for it.

        What waits for a decision has its room already. A break-glass takes the room of what waits. The proof is that
        nothing else comes of it.
        """
        room, payload = RoomOnRoles(self.store, self.roles), request.payload
        if payload.form is Form.SESSION:
            self.sessions.check(decided_grant(request, now))
            return None
        role = self.roles.inspect(payload.role_arn)
        waiting = () if request.break_glass else room.waiting().get(payload.role_arn, ())
        ledger = self.store.ledger(payload.role_arn)
        if unmet := role_unmet(role, ledger, payload.person, self.jump_account):
            raise RoleRefused(*unmet)
        grant = decided_grant(request, now) if at_once else undecided_grant(request, len(waiting))
        occupancy = room.on(role, ledger, waiting, now)
        if no_room := occupancy.no_room_for(grant):
            raise RoleRefused(*no_room.reasons)
        return self._prove(role, occupancy, decided_grant(request, now))

    def _prove(self, role: RoleSnapshot, occupancy: Occupancy, grant: Grant) -> Proof | None:
        """Of the ledger as it is, and with this grant as well: what else waits is not its doing. NotProven.

        None where it would not fit now, but will when it starts: then it is proven before it is attached.
        """
        there = tuple(each for each in occupancy.there if each.request_id != grant.request_id)
        before, after = (
            self.pack(grants, role.role_id, occupancy.space, occupancy.placed) for grants in (there, (*there, grant))
        )
        if before.left_out or after.left_out:
            return None
        proof = prove(before.texts, after.texts, role.role_id, (*there, grant))
        if not proof.holds:
            problems = [each.problem for each in proof.doubts]
            _log.error("submission not proven", extra={"role_arn": role.arn, "problems": problems})
            raise NotProven(*proof.why_not(role.arn))
        return proof


def _names(people: Iterable[Person]) -> tuple[str, ...]:
    return tuple(each.iam_user for each in people)
