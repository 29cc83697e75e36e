"""What falls due for one request: it lapses, is reminded of, escalates, starts, nears its end, or wants its review.

All of it is found by the index of due work alone, and done as late as it is found: what was missed while nothing ran is
done once, and what is past is left out.
"""

from dataclasses import dataclass
from datetime import datetime

from aws_access.domain.decision import Granted, NeedsApproval, Refused
from aws_access.domain.errors import ConcurrentChange, Unavailable
from aws_access.domain.lifecycle.change import OVERDUE_AFTER, start_of
from aws_access.domain.lifecycle.granted import warned
from aws_access.domain.lifecycle.undecided import escalated, lapsed, reminded
from aws_access.domain.model import Person, Request, Status
from aws_access.domain.timing import next_escalation, next_reminder
from aws_access.ports import Clock, RoleQueue, RulesSource, Store
from aws_access.usecases.decide_on import MOST_ASKED
from aws_access.usecases.judge import Judge
from aws_access.usecases.review import remind_of_review


@dataclass(frozen=True, slots=True)
class DueWork:
    """The use case, for one request at a time."""

    store: Store
    rules: RulesSource
    judge: Judge
    queue: RoleQueue
    clock: Clock

    def __call__(self, request: Request) -> bool:
        """Whether it is overdue: what others do should have happened by now. Somebody who was quicker wins."""
        now = self.clock.now()
        try:
            return self._do(request, now)
        except ConcurrentChange:
            return False

    def _do(self, request: Request, now: datetime) -> bool:
        review = request.review
        if review is not None and review.by is None and review.due <= now:
            remind_of_review(self.store, request, self.rules, self.judge, self.clock)
            return False
        match request.status:
            case Status.PENDING:
                self._wait(request, now)
                return False
            case Status.APPROVED if _starts_now(request, now):
                self.queue.wake(request.payload.role_arn, f"starts: {request.id}")
                return False
            case Status.ACTIVE if _is_near_its_end(request, now):
                self.store.commit(warned(request, now))
                return False
            case Status.APPROVED | Status.ACTIVE:
                return True
            case _:
                return request.sessions_until is not None  # revoked, and a deny stands still

    def _wait(self, request: Request, now: datetime) -> None:
        if now >= request.lapse_at:
            self.store.commit(lapsed(request, now))
            return
        rules = self.rules.current()
        decision = self.judge.decide_again(request, rules)
        if isinstance(decision, Refused) and decision.unread is not None:
            raise Unavailable(decision.unread)  # whom to ask is known in a minute, perhaps
        people = _asked(decision, request)
        if request.escalate_at is not None and request.escalate_at <= now:
            waits, next_at = request.waits, None
            if isinstance(decision, NeedsApproval):
                waits = decision.panel.tally(request.votes, request.payload.hash).waits
                next_at = next_escalation(decision.escalates_after, request.created, now)
            self.store.commit(escalated(request, people, waits, next_at, now))
        elif request.remind_at is not None:
            next_at = next_reminder(rules.timing, request.created, request.reminders + 1, now)
            self.store.commit(reminded(request, people, next_at, now))


def _asked(decision: Granted | NeedsApproval | Refused, request: Request) -> tuple[str, ...]:
    """Nobody is asked to approve what the rules refuse by now."""
    if not isinstance(decision, NeedsApproval):
        return ()
    people: tuple[Person, ...] = decision.panel.asked_now(request.votes, request.payload.hash, MOST_ASKED)
    return tuple(each.iam_user for each in people)


def _starts_now(request: Request, now: datetime) -> bool:
    """Whether its time has just come. The role's reconciler decides once more before it attaches anything."""
    start = start_of(request)
    return start is not None and request.revoked_by is None and now < start + OVERDUE_AFTER


def _is_near_its_end(request: Request, now: datetime) -> bool:
    """Whether a warning is due and still worth giving."""
    if request.revoked_by is not None or request.warn_at is None or request.ends_at is None:
        return False
    return request.warn_at <= now < request.ends_at
