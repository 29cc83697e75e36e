"""An approver decides on a request that waits: by the rules as they are at that moment, not as they were."""

from dataclasses import dataclass, replace
from datetime import timedelta

from aws_access.domain.decide import Granted, NeedsApproval, Refused, submission_of
from aws_access.domain.errors import ConcurrentChange, Conflict, NotAllowed
from aws_access.domain.ids import RequestId
from aws_access.domain.lifecycle import Change, approved, denied, narrowed, voted
from aws_access.domain.model import SYSTEM, Payload, Person, Request, Status, Vote, same_person
from aws_access.domain.permissions import within
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.rules import Rules
from aws_access.ports import Clock, RoleQueue, RulesSource, Store
from aws_access.usecases.judge import Judge


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What an approver makes of a request: shorter, of fewer levels, or for one resource. None: as it is."""

    duration: timedelta | None = None
    levels: tuple[str, ...] | None = None
    resource: str | None = None


AS_IT_IS = Narrowing()
MOST_ASKED = 10
"""The people who are named in one message."""


@dataclass(frozen=True, slots=True)
class Approve:
    """Allow a request. A click that comes twice, or two that come at once, are one vote each."""

    store: Store
    rules: RulesSource
    judge: Judge
    queue: RoleQueue
    clock: Clock

    def __call__(
        self, request_id: RequestId, approver: Person, payload_hash: str, narrowing: Narrowing = AS_IT_IS
    ) -> Request:
        """The request, approved or with one more vote. `payload_hash` is of what the approver saw.

        NotAllowed, or Conflict when it no longer waits or is not what was approved.
        """
        request = self.store.request(request_id)
        if _stands(request, approver, approve=True):
            if request.status is Status.APPROVED:
                self.queue.wake(request.payload.role_arn, f"approved again: {request.id}")
            return request
        current, decision = _decision(self.rules.current(), self.judge, request, approver, self.clock)
        if payload_hash != request.payload.hash:
            raise Conflict(reason("payload-changed"))
        change = self._narrow(request, narrowing, current)
        narrower = request if change is None else change.request
        change = _after(change, self._voted(narrower, decision, current))
        try:
            self.store.commit(change)
        except ConcurrentChange:
            raise _lost_race(self.store, request_id) from None
        if change.grant is not None:
            self.queue.wake(request.payload.role_arn, f"approved: {request.id}")
        return change.request

    def _voted(self, request: Request, decision: Granted | NeedsApproval, current: Person) -> Change:
        now, warn_before = self.clock.now(), self.rules.current().timing.warn_before
        if isinstance(decision, Granted):  # the rules have changed since: nobody has to decide any more
            return approved(request, SYSTEM, now, warn_before=warn_before)
        vote = Vote(current.iam_user, approve=True, payload_hash=request.payload.hash, at=now)
        if not decision.panel.may_vote(current, request.votes, request.payload.hash):
            raise NotAllowed(reason("not-your-turn", person=current.iam_user))
        tally = decision.panel.tally((*request.votes, vote), request.payload.hash)
        if tally.approved:
            return approved(request, current.iam_user, now, vote, warn_before)
        told = decision.panel.asked_now((*request.votes, vote), request.payload.hash, MOST_ASKED)
        return voted(request, vote, tally.waits, tuple(each.iam_user for each in told))

    def _narrow(self, request: Request, narrowing: Narrowing, current: Person) -> Change | None:
        """The request as the approver makes it; None when nothing is different."""
        asked = submission_of(request)
        wanted = replace(
            asked,
            duration=narrowing.duration or asked.duration,
            levels=asked.levels if narrowing.levels is None else narrowing.levels,
            resource=narrowing.resource or asked.resource,
        )
        if wanted == asked:
            return None
        rules = self.rules.current()
        decision = self.judge.decide(wanted, rules.people[request.requester.iam_user], rules)
        if isinstance(decision, Refused):
            raise NotAllowed(*decision.unmet)
        if not _is_within(decision.payload, request.payload):
            raise NotAllowed(reason("not-narrower"))
        now = self.clock.now()
        return narrowed(request, decision.payload, wanted.service_name, wanted.resource, current.iam_user, now)


@dataclass(frozen=True, slots=True)
class Deny:
    """Refuse a request, with a reason for the requester."""

    store: Store
    rules: RulesSource
    judge: Judge
    clock: Clock

    def __call__(self, request_id: RequestId, approver: Person, note: str) -> Request:
        """The request, denied or with one more vote. NotAllowed, or Conflict when it no longer waits."""
        request = self.store.request(request_id)
        if _stands(request, approver, approve=False):
            return request
        current, decision = _decision(self.rules.current(), self.judge, request, approver, self.clock)
        payload_hash = request.payload.hash
        vote = Vote(current.iam_user, approve=False, payload_hash=payload_hash, at=self.clock.now(), note=note)
        change = denied(request, vote)
        if isinstance(decision, NeedsApproval):
            tally = decision.panel.tally((*request.votes, vote), payload_hash)
            if not tally.denied:
                change = voted(request, vote, tally.waits)
        try:
            self.store.commit(change)
        except ConcurrentChange:
            raise _lost_race(self.store, request_id) from None
        return change.request


def _after(before: Change | None, change: Change) -> Change:
    return change if before is None else before.then(change)


def _is_within(narrow: Payload, wide: Payload) -> bool:
    return (
        (narrow.person, narrow.role_arn, narrow.starts_at, narrow.extends)
        == (wide.person, wide.role_arn, wide.starts_at, wide.extends)
        and narrow.duration <= wide.duration
        and within(narrow.permission, wide.permission)
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
    decision = judge.decide_again(request, rules)
    if isinstance(decision, Refused):
        raise NotAllowed(*decision.unmet)
    if isinstance(decision, NeedsApproval) and not decision.panel.may_decide(current):
        raise NotAllowed(reason("not-approver", person=current.iam_user))
    return current, decision


def _over(request: Request) -> Reason:
    code = "already-ended" if request.status.terminal else "already-decided"
    return reason(code, request=request.id, status=request.status)


def _lost_race(store: Store, request_id: RequestId) -> Conflict:
    """What to say to whoever was second."""
    request = store.request(request_id)
    return ConcurrentChange() if request.status is Status.PENDING else Conflict(_over(request))
