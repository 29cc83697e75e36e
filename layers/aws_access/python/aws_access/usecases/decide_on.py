"""An approver decides on a request that waits: by the rules as they are at that moment, not as they were."""

from dataclasses import dataclass
from datetime import timedelta

from aws_access.domain.decide import Granted, NeedsApproval, Refused, decide_again
from aws_access.domain.errors import ConcurrentChange, Conflict, NotAllowed
from aws_access.domain.ids import RequestId
from aws_access.domain.lifecycle import approved, denied
from aws_access.domain.model import SYSTEM, Person, Request, Status
from aws_access.domain.reasons import Reason, reason
from aws_access.ports import Clock, RoleQueue, RulesSource, Store


@dataclass(frozen=True, slots=True)
class Approve:
    """Allow a request. A click that comes twice, or two that come at once, approve once."""

    store: Store
    rules: RulesSource
    queue: RoleQueue
    clock: Clock
    shortest: timedelta

    def __call__(self, request_id: RequestId, approver: Person, payload_hash: str) -> Request:
        """The approved request. NotAllowed, or Conflict when it no longer waits or is not what was approved."""
        request = self.store.request(request_id)
        if request.decided_by == approver.iam_user and request.status in (Status.APPROVED, Status.ACTIVE):
            self.queue.wake(request.payload.role_arn, f"approved again: {request.id}")
            return request
        decision = _decision(self.rules, request, approver, self.shortest, self.clock)
        if payload_hash != request.payload.hash:
            raise Conflict(reason("payload-changed"))
        by = approver.iam_user if isinstance(decision, NeedsApproval) else SYSTEM
        change = approved(request, by, self.clock.now())
        try:
            self.store.commit(change)
        except ConcurrentChange:
            raise _lost_race(self.store, request_id) from None
        self.queue.wake(request.payload.role_arn, f"approved: {request.id}")
        return change.request


@dataclass(frozen=True, slots=True)
class Deny:
    """Refuse a request, with a reason for the requester."""

    store: Store
    rules: RulesSource
    clock: Clock
    shortest: timedelta

    def __call__(self, request_id: RequestId, approver: Person, note: str) -> Request:
        """The denied request. NotAllowed, or Conflict when it no longer waits."""
        request = self.store.request(request_id)
        if request.decided_by == approver.iam_user and request.status is Status.DENIED:
            return request
        _decision(self.rules, request, approver, self.shortest, self.clock)
        change = denied(request, approver.iam_user, note, self.clock.now())
        try:
            self.store.commit(change)
        except ConcurrentChange:
            raise _lost_race(self.store, request_id) from None
        return change.request


def _decision(
    source: RulesSource, request: Request, approver: Person, shortest: timedelta, clock: Clock
) -> Granted | NeedsApproval:
    """Whether this person may decide on this request, now."""
    if request.status is not Status.PENDING:
        raise Conflict(_over(request))
    if clock.now() >= request.lapse_at:
        raise Conflict(reason("has-lapsed", request=request.id))
    rules = source.current()
    # By what the rules say today: a person who was removed since decides nothing.
    current = rules.people.get(approver.iam_user)
    if current is None:
        raise NotAllowed(reason("unknown-person", person=approver.iam_user))
    if _same_person(current, request.requester):
        raise NotAllowed(reason("self-approval"))
    decision = decide_again(request, rules, shortest)
    if isinstance(decision, Refused):
        raise NotAllowed(*decision.unmet)
    if isinstance(decision, NeedsApproval) and not decision.approved_by(current):
        raise NotAllowed(reason("not-approver", person=current.iam_user))
    return decision


def _same_person(one: Person, other: Person) -> bool:
    """One IAM user, or one Slack user under two IAM users."""
    return one.iam_user == other.iam_user or (one.slack_id is not None and one.slack_id == other.slack_id)


def _over(request: Request) -> Reason:
    code = "already-ended" if request.status.terminal else "already-decided"
    return reason(code, request=request.id, status=request.status)


def _lost_race(store: Store, request_id: RequestId) -> Conflict:
    """What to say to whoever was second."""
    request = store.request(request_id)
    return ConcurrentChange() if request.status is Status.PENDING else Conflict(_over(request))
