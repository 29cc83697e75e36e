"""One change of a request: how it is made, what it says of the ledger, and when anything is due after it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aws_access.domain.audit import Event, EventType, head_of, next_event
from aws_access.domain.errors import Conflict
from aws_access.domain.model import Grant, Request, Status
from aws_access.domain.reasons import reason

OVERDUE_AFTER = timedelta(minutes=1)
"""How long after it should have happened that an attachment or an end is looked after by `timers`."""


@dataclass(frozen=True, slots=True)
class Change:
    """One transaction: the request as it will be, every event that says why, and the ledger's entry.

    The stored request must have the version `expects`; 0: there must be none. `grant` is put into the ledger of its
    role, or taken out of it when `forget_grant`.
    """

    request: Request
    events: tuple[Event, ...]
    expects: int
    grant: Grant | None = None
    forget_grant: bool = False

    def then(self, following: "Change") -> "Change":
        """Both changes as one transaction."""
        return replace(following, events=self.events + following.events, expects=self.expects)


_FROM = {
    Status.APPROVED: (Status.PENDING,),
    Status.DENIED: (Status.PENDING,),
    Status.CANCELLED: (Status.PENDING,),
    Status.LAPSED: (Status.PENDING,),
    Status.ACTIVE: (Status.APPROVED,),
    Status.FAILED: (Status.APPROVED,),
    Status.EXPIRED: (Status.ACTIVE, Status.APPROVED),
    Status.REVOKED: (Status.ACTIVE, Status.APPROVED),
}


def grant_of(request: Request) -> Grant:
    """The ledger's entry of a request that was approved."""
    payload = request.payload
    return Grant(
        request.id,
        payload.role_arn,
        payload.person,
        payload.permission,
        end_of(request),
        revoked=request.revoked_by is not None,
        attached=request.status is Status.ACTIVE,
        starts_at=start_of(request),
    )


def start_of(request: Request) -> datetime | None:
    """Before which it must not be attached. An extension is attached early: until then it adds nothing."""
    return request.payload.starts_at if request.payload.extends is None else None


def end_of(request: Request) -> datetime:
    """Conflict for a request that was never approved."""
    if request.ends_at is None:
        raise Conflict(reason("not-approved", request=request.id))
    return request.ends_at


def closed(
    request: Request,
    status: Status,
    kind: EventType,
    by: str,
    at: datetime,
    details: Mapping[str, object],
    **fields: object,
) -> Change:
    """Into a terminal state: nothing is due any more."""
    return moved(request, status, kind, by, at, details, ended_at=at, **fields)


def moved(
    request: Request,
    status: Status,
    kind: EventType,
    by: str,
    at: datetime,
    details: Mapping[str, object],
    **fields: object,
) -> Change:
    """Into another state; Conflict when no way leads there from where the request is."""
    if request.status not in _FROM[status]:
        must_be(request, _FROM[status][0])
    return recorded(request, kind, by, at, details, status=status, **fields)


def recorded(
    request: Request, kind: EventType, by: str, at: datetime, details: Mapping[str, object], **fields: object
) -> Change:
    """The event, and the request with these fields after it."""
    event = next_event(request.id, request.head, kind, at, by, details)
    after = replace(request, version=request.version + 1, head=head_of(event), **fields)  # type: ignore[arg-type]
    return Change(with_due(after, at), (event,), expects=request.version)


def with_due(request: Request, at: datetime) -> Request:
    """The first moment at which anything is due for the request as it is after a change at `at`."""
    review = request.review
    due = [review.due] if review is not None and review.by is None else []
    match request.status:
        case Status.PENDING:
            due += [request.lapse_at, *_set(request.remind_at, request.escalate_at)]
        case Status.ACTIVE if request.revoked_by is None:
            due += [end_of(request) + OVERDUE_AFTER, *_set(request.warn_at)]
        case Status.APPROVED | Status.ACTIVE:
            due.append(max(at + OVERDUE_AFTER, start_of(request) or at))
        case Status.REVOKED if request.sessions_until is not None:
            due.append(request.sessions_until + OVERDUE_AFTER)
    return replace(request, due_at=min(due, default=None))


def _set(*moments: datetime | None) -> list[datetime]:
    return [each for each in moments if each is not None]


def must_be(request: Request, status: Status) -> None:
    """Conflict for a request in another state."""
    if request.status is not status:
        raise Conflict(
            reason(
                "already-ended" if request.status.terminal else "already-decided",
                request=request.id,
                status=request.status,
            )
        )
