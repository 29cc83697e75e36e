"""An approver decides on a request that waits: by the rules as they are at that moment, not as they were."""

from dataclasses import dataclass, replace
from datetime import timedelta

from aws_access.domain.assessing import assess
from aws_access.domain.decide import submission_of
from aws_access.domain.decision import Decision, Granted, NeedsApproval, Refused
from aws_access.domain.errors import ConcurrentChange, Conflict, InvalidInput, NotAllowed
from aws_access.domain.ids import RequestId
from aws_access.domain.lifecycle.change import Change
from aws_access.domain.lifecycle.undecided import approved, denied, narrowed, voted
from aws_access.domain.model import OWN_POLICY, SYSTEM, Payload, Person, Request, Status, Submission, Vote, same_person
from aws_access.domain.permissions import left_out_of, within
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.rules import Rules
from aws_access.ports import Clock, RoleQueue, RulesSource, Store
from aws_access.usecases.judge import Judge
from aws_access.usecases.role_check import CheckRole


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What an approver makes of a request: shorter, of fewer levels, or for fewer resources. None: as it is.

    `service` is what they said these levels are of.
    """

    duration: timedelta | None = None
    levels: tuple[str, ...] | None = None
    resources: tuple[str, ...] = ()
    service: str | None = None


AS_IT_IS = Narrowing()
MOST_ASKED = 10
"""The people who are named in one message."""
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Approve:
    """Allow a request. A click that comes twice, or two that come at once, are one vote each."""

    store: Store
    rules: RulesSource
    judge: Judge
    queue: RoleQueue
    clock: Clock
    check_role: CheckRole

    def __call__(
        self, request_id: RequestId, approver: Person, payload_hash: str, narrowing: Narrowing = AS_IT_IS
    ) -> Request:
        """The request, approved or with one more vote. `payload_hash` is of what the approver saw.

        InvalidInput when they named another service than the request's. NotAllowed, or Conflict when it no longer waits
        or is not what was approved. RoleRefused when the role cannot take what the approver makes of it.
        """
        for _ in range(_ATTEMPTS):
            try:
                return self._approve(request_id, approver, payload_hash, narrowing)
            except ConcurrentChange:  # somebody else has voted, or it was looked after: decide on what is there now
                continue
        raise ConcurrentChange

    def _approve(self, request_id: RequestId, approver: Person, payload_hash: str, narrowing: Narrowing) -> Request:
        request = self.store.request(request_id)
        _check_service(narrowing, request)
        if _stands(request, approver, approve=True) and _is_as(narrowing, request):
            if request.status is Status.APPROVED:
                self.queue.wake(request.payload.role_arn, f"approved again: {request.id}")
            return request
        rules = self.rules.current()
        current, decision = _decision(rules, self.judge, request, approver, self.clock)
        if payload_hash != request.payload.hash:
            raise Conflict(reason("payload-changed"))
        if isinstance(decision, Granted) and not _is_as(narrowing, request):  # as in Deny
            raise NotAllowed(reason("not-approver", person=current.iam_user))
        narrower = self._narrow(request, narrowing, current, rules)
        if narrower is None:
            change = self._voted(request, decision, current, rules)
        else:
            # Other rules may speak of less: they say who decides on it, and whether this approver may.
            decision = _allowed(self.judge.decide_again(narrower.request, rules), current)
            change = narrower.then(self._voted(narrower.request, decision, current, rules))
        self.store.commit(change)
        if change.grant is not None:
            self.queue.wake(request.payload.role_arn, f"approved: {request.id}")
        return change.request

    def _voted(self, request: Request, decision: Granted | NeedsApproval, current: Person, rules: Rules) -> Change:
        now, warn_before = self.clock.now(), rules.timing.warn_before
        if isinstance(decision, Granted):  # the rules have changed since: nobody has to decide any more
            return approved(_decided(request, decision, rules), SYSTEM, now, warn_before=warn_before)
        vote = Vote(current.iam_user, approve=True, payload_hash=request.payload.hash, at=now)
        if not decision.panel.may_vote(current, request.votes, request.payload.hash):
            raise NotAllowed(reason("not-your-turn", person=current.iam_user))
        tally = decision.panel.tally((*request.votes, vote), request.payload.hash)
        if tally.approved:
            return approved(_decided(request, decision, rules), current.iam_user, now, vote, warn_before)
        told = decision.panel.asked_now((*request.votes, vote), request.payload.hash, MOST_ASKED)
        return voted(request, vote, tally.waits, tuple(each.iam_user for each in told))

    def _narrow(self, request: Request, narrowing: Narrowing, current: Person, rules: Rules) -> Change | None:
        """The request as the approver makes it; None when nothing is different."""
        if _is_as(narrowing, request):
            return None
        if request.service == OWN_POLICY and (narrowing.levels or narrowing.resources):
            raise NotAllowed(reason("policy-not-narrowed"))
        wanted = _narrower(submission_of(request), narrowing)
        decision = self.judge.decide(wanted, rules.people[request.requester.iam_user], rules)
        if isinstance(decision, Refused):
            raise NotAllowed(*decision.unmet)
        if decision.payload == request.payload:
            return None
        service = rules.services.get(wanted.service)
        if not _is_within(decision.payload, request.payload, service.every if service is not None else frozenset()):
            raise NotAllowed(reason("not-narrower"))
        now, payload = self.clock.now(), decision.payload
        held = self.store.ledger(payload.role_arn).held_by(payload.person, now)
        assessment = assess(payload.permission, decision.risk, held, rules.known)
        left_out, by = left_out_of(wanted, rules, payload.permission), current.iam_user
        proof = self.check_role(replace(request, payload=payload), now, at_once=False)
        return narrowed(request, payload, wanted.service_name, wanted.resources, assessment, by, now, left_out, proof)


@dataclass(frozen=True, slots=True)
class Deny:
    """Refuse a request, with a reason for the requester."""

    store: Store
    rules: RulesSource
    judge: Judge
    clock: Clock

    def __call__(self, request_id: RequestId, approver: Person, note: str) -> Request:
        """The request, denied or with one more vote. NotAllowed, or Conflict when it no longer waits."""
        for _ in range(_ATTEMPTS):
            try:
                return self._deny(request_id, approver, note)
            except ConcurrentChange:  # as in Approve
                continue
        raise ConcurrentChange

    def _deny(self, request_id: RequestId, approver: Person, note: str) -> Request:
        request = self.store.request(request_id)
        if _stands(request, approver, approve=False):
            return request
        rules = self.rules.current()
        current, decision = _decision(rules, self.judge, request, approver, self.clock)
        if isinstance(decision, Granted):  # the rules ask nobody now: then nobody has a word against it either
            raise NotAllowed(reason("not-approver", person=current.iam_user))
        payload_hash = request.payload.hash
        vote = Vote(current.iam_user, approve=False, payload_hash=payload_hash, at=self.clock.now(), note=note)
        tally = decision.panel.tally((*request.votes, vote), payload_hash)
        decided = _decided(request, decision, rules)
        change = denied(decided, vote) if tally.denied else voted(request, vote, tally.waits)
        self.store.commit(change)
        return change.request


def _decided(request: Request, decision: Granted | NeedsApproval, rules: Rules) -> Request:
    """With the rules by which it is decided now, and their version; it was asked for by others, perhaps."""
    return replace(request, rule=", ".join(decision.rules), rules_version=rules.version)


def _narrower(asked: Submission, narrowing: Narrowing) -> Submission:
    return replace(
        asked,
        duration=narrowing.duration or asked.duration,
        levels=asked.levels if narrowing.levels is None else narrowing.levels,
        resources=narrowing.resources or asked.resources,
    )


def _check_service(narrowing: Narrowing, request: Request) -> None:
    """Levels have the same names in many services: nobody approves something else than they wrote.

    A policy of somebody's own has none, which is said when it is narrowed.
    """
    service = submission_of(request).service
    if service != OWN_POLICY and narrowing.service not in (None, service):
        raise InvalidInput(reason("not-that-service", given=narrowing.service, request=request.id, service=service))


def _is_as(narrowing: Narrowing, request: Request) -> bool:
    """Whether the request is already what the approver would make of it."""
    asked = submission_of(request)
    return _narrower(asked, narrowing) == asked


def _is_within(narrow: Payload, wide: Payload, every: frozenset[str]) -> bool:
    return (
        (narrow.person, narrow.role_arn, narrow.starts_at, narrow.extends)
        == (wide.person, wide.role_arn, wide.starts_at, wide.extends)
        and narrow.duration <= wide.duration
        and within(narrow.permission, wide.permission, every)
    )


def _stands(request: Request, approver: Person, *, approve: bool) -> bool:
    """Whether the last word of this approver is this already, on the request as it is."""
    own = [vote for vote in request.votes if vote.by == approver.iam_user]
    statuses = (Status.PENDING, Status.APPROVED, Status.ACTIVE) if approve else (Status.PENDING, Status.DENIED)
    return (
        bool(own)
        and own[-1].approve is approve
        and own[-1].payload_hash == request.payload.hash
        and request.status in statuses
    )


def _decision(
    rules: Rules, judge: Judge, request: Request, approver: Person, clock: Clock
) -> tuple[Person, Granted | NeedsApproval]:
    """The approver as the rules know them today, and the decision that they may make, now."""
    if request.status is not Status.PENDING:
        raise Conflict(_over(request))
    if clock.now() >= request.lapse_at:
        raise Conflict(reason("has-lapsed", request=request.id))
    # By what the rules say today: a person who was removed since decides nothing.
    current = rules.people.get(approver.iam_user)
    if current is None:
        raise NotAllowed(reason("unknown-person", person=approver.iam_user))
    if same_person(current, request.requester):
        raise NotAllowed(reason("self-approval"))
    if locks := judge.locks_on(current):
        raise NotAllowed(*locks)
    return current, _allowed(judge.decide_again(request, rules), current)


def _allowed(decision: Decision, approver: Person) -> Granted | NeedsApproval:
    """The decision, when it is one that this approver has a word in; NotAllowed."""
    if isinstance(decision, Refused):
        raise NotAllowed(*decision.unmet)
    if isinstance(decision, NeedsApproval) and not decision.panel.may_decide(approver):
        raise NotAllowed(reason("not-approver", person=approver.iam_user))
    return decision


def _over(request: Request) -> Reason:
    code = "already-ended" if request.status.terminal else "already-decided"
    return reason(code, request=request.id, status=request.status)
