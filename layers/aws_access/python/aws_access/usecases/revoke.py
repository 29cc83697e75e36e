"""Somebody ends a request before its time: while it waits, while it is being attached, or while it is active."""

from contextlib import suppress
from dataclasses import dataclass

from aws_access.domain.errors import ConcurrentChange, Conflict, NotAllowed, Unavailable
from aws_access.domain.ids import RequestId
from aws_access.domain.lifecycle.granted import revoking
from aws_access.domain.lifecycle.undecided import cancelled
from aws_access.domain.model import Person, Request, Status
from aws_access.domain.reasons import reason
from aws_access.ports import Clock, RoleQueue, RulesSource, Store
from aws_access.usecases.extensions import extensions_of
from aws_access.usecases.judge import Judge

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Revoke:
    """The use case. Allowed to the requester, and to whoever approves anything in that environment, unless locked."""

    store: Store
    rules: RulesSource
    judge: Judge
    queue: RoleQueue
    clock: Clock

    def __call__(self, request_id: RequestId, person: Person, note: str) -> Request:
        """The request: CANCELLED if it was waiting, else on its way to REVOKED. NotAllowed; Conflict if over."""
        for _ in range(_ATTEMPTS):
            request = self.store.request(request_id)
            if request.revoked_by == person.iam_user and not request.status.terminal:
                self.queue.wake(request.payload.role_arn, f"revoked again: {request.id}")
                self._end_extensions(request, person, note)
                return request
            if person.iam_user != request.requester.iam_user:
                self._check(person, request)
            try:
                ended = self._end(request, person, note)
                self._end_extensions(ended, person, note)
            except ConcurrentChange:  # approved or attached in this moment: what is there now has to be ended
                continue
            return ended
        raise ConcurrentChange

    def _check(self, person: Person, request: Request) -> None:
        where, rules = request.environment, self.rules.current()
        if not self.judge.approves_in(person, where, rules):
            raise NotAllowed(reason("may-not-revoke", environment=where), *self.judge.unread_in(where, rules))
        with suppress(Unavailable):  # an end does not wait until the locks can be read again
            if locks := self.judge.locks_on(person):
                raise NotAllowed(*locks)

    def _end_extensions(self, request: Request, person: Person, note: str) -> None:
        """Whoever ends access means what goes on with it, too."""
        for each in extensions_of(self.store, request):
            with suppress(Conflict):  # over already
                self._end(each, person, note)
            self._end_extensions(each, person, note)

    def _end(self, request: Request, person: Person, note: str) -> Request:
        if request.status.terminal:
            raise Conflict(reason("already-ended", request=request.id, status=request.status))
        now = self.clock.now()
        if request.status is Status.PENDING:
            change = cancelled(request, person.iam_user, note, now)
            self.store.commit(change)
            return change.request
        change = revoking(request, person.iam_user, note, now)
        self.store.commit(change)
        self.queue.wake(request.payload.role_arn, f"revoked: {request.id}")
        return change.request
