"""After a break-glass, somebody else has to look at it; if nobody does in time, it is asked for again, louder."""

from dataclasses import dataclass
from datetime import timedelta

from aws_access.domain.errors import Conflict, NotAllowed, Unavailable
from aws_access.domain.ids import RequestId
from aws_access.domain.lifecycle.review import review_overdue, reviewed
from aws_access.domain.model import Person, Request
from aws_access.domain.reasons import reason
from aws_access.ports import Clock, RulesSource, Store
from aws_access.usecases.judge import Judge

_MOST_DAILY = timedelta(days=1)
_FIRST = timedelta(hours=1)
_MOST_TOLD = 50


@dataclass(frozen=True, slots=True)
class Review:
    """Close the review, with what was found; while the access lasts, or after."""

    store: Store
    rules: RulesSource
    judge: Judge
    clock: Clock

    def __call__(self, request_id: RequestId, person: Person, note: str) -> Request:
        """The reviewed request. NotAllowed to the requester, and to whom the rules do not name; Conflict."""
        request = self.store.request(request_id)
        if request.review is None:
            raise Conflict(reason("no-review", request=request.id))
        if request.review.by == person.iam_user:
            return request
        rules = self.rules.current()
        current = rules.people.get(person.iam_user)
        if current is None:
            raise NotAllowed(reason("unknown-person", person=person.iam_user))
        if not self.judge.reviewers_of(request, rules).may_decide(current):
            raise NotAllowed(reason("may-not-review", person=current.iam_user, request=request.id))
        change = reviewed(request, current.iam_user, note, self.clock.now())
        self.store.commit(change)
        return change.request


def remind_of_review(store: Store, request: Request, rules: RulesSource, judge: Judge, clock: Clock) -> None:
    """Nobody closed it in time: due again after an hour, then after twice as long, at the most a day.

    All who may review it by now are told, those to whom its rules escalate among them.
    """
    if request.review is None:
        return
    now = clock.now()
    doublings = min(request.review.overdue, 5)  # a day by then; after a month of them, no timedelta would hold it
    wait = min(_FIRST * 2**doublings, _MOST_DAILY)
    store.commit(review_overdue(request, _reviewers(request, rules, judge), now + wait, now))


def _reviewers(request: Request, rules: RulesSource, judge: Judge) -> tuple[str, ...]:
    """Nobody while that cannot be read: the alarm is raised all the same."""
    try:
        current = rules.current()
        panel = judge.reviewers_of(request, current)
    except Unavailable:
        return ()
    return tuple(each.iam_user for each in panel.asked_now((), request.payload.hash, _MOST_TOLD))
