"""The life of a request: every change of state, each with the event that records it.

PENDING → APPROVED → ACTIVE → EXPIRED or REVOKED; or DENIED, CANCELLED, LAPSED, FAILED. A change is a value; committing
it is one conditional transaction, so of two made from the same version only one happens.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aws_access.domain.audit import Event, EventType, as_text, head_of, next_event
from aws_access.domain.errors import Conflict
from aws_access.domain.model import SYSTEM, Grant, Head, Request, Status
from aws_access.domain.reasons import Reason, reason

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


def submitted(request: Request, at: datetime) -> Change:
    """A new request, waiting for a decision until it lapses."""
    details = {
        "service": request.service,
        "environment": request.environment,
        "role_arn": request.payload.role_arn,
        "actions": list(request.payload.permission.actions),
        "resources": list(request.payload.permission.resources),
        "seconds": int(request.payload.duration.total_seconds()),
        "payload_hash": request.payload.hash,
        "reason": request.reason,
        "rule": request.rule,
        "rules_version": request.rules_version,
    }
    event = next_event(request.id, Head(), EventType.SUBMITTED, at, request.requester.iam_user, details)
    return Change(replace(request, due_at=request.lapse_at, head=head_of(event)), (event,), expects=0)


def approved(request: Request, by: str, at: datetime) -> Change:
    """Allowed: the clock starts now, and the grant is in the ledger."""
    ends_at = at.replace(microsecond=0) + request.payload.duration
    change = _move(
        request,
        Status.APPROVED,
        EventType.APPROVED,
        by,
        at,
        {"payload_hash": request.payload.hash, "ends_at": as_text(ends_at)},
        decided_by=by,
        decided_at=at,
        ends_at=ends_at,
        due_at=at + OVERDUE_AFTER,
    )
    return replace(change, grant=_grant_of(change.request))


def denied(request: Request, by: str, note: str, at: datetime) -> Change:
    """Refused by an approver, who says why."""
    return _close(
        request, Status.DENIED, EventType.DENIED, by, at, {"note": note}, decided_by=by, decided_at=at, note=note
    )


def cancelled(request: Request, by: str, note: str, at: datetime) -> Change:
    """Taken back before anybody decided."""
    return _close(request, Status.CANCELLED, EventType.CANCELLED, by, at, {"note": note}, note=note)


def lapsed(request: Request, at: datetime) -> Change:
    """Nobody decided in time."""
    return _close(request, Status.LAPSED, EventType.LAPSED, SYSTEM, at, {})


def attached(request: Request, policy_hash: str, at: datetime) -> Change:
    """On the role, as read back from IAM."""
    ends_at = _end_of(request)
    change = _move(
        request,
        Status.ACTIVE,
        EventType.ATTACHED,
        SYSTEM,
        at,
        {"policy_hash": policy_hash, "ends_at": as_text(ends_at)},
        due_at=ends_at + OVERDUE_AFTER,
    )
    return replace(change, grant=_grant_of(change.request))


def revoking(request: Request, by: str, note: str, at: datetime) -> Change:
    """To be ended early. It is over for the ledger now, and for the request once it is off the role."""
    if request.status.terminal:
        raise Conflict(reason("already-ended", request=request.id, status=request.status))
    if request.status is Status.PENDING:
        raise Conflict(reason("not-approved", request=request.id))
    if request.revoked_by is not None:
        raise Conflict(reason("already-revoking", request=request.id, person=request.revoked_by))
    change = _next(
        request, EventType.REVOKING, by, at, {"note": note}, revoked_by=by, note=note, due_at=at + OVERDUE_AFTER
    )
    return replace(change, grant=_grant_of(change.request))


def ended(request: Request, at: datetime) -> Change:
    """Off the role, at its end or because it was revoked."""
    if request.revoked_by is not None:
        status, kind = Status.REVOKED, EventType.REVOKED
    else:
        status, kind = Status.EXPIRED, EventType.EXPIRED
    change = _close(request, status, kind, SYSTEM, at, {})
    return replace(change, grant=_grant_of(request), forget_grant=True)


def failed(request: Request, why: Reason, at: datetime) -> Change:
    """Could not be attached, and is not."""
    change = _close(request, Status.FAILED, EventType.FAILED, SYSTEM, at, {"failure": why.as_dict()}, failure=why)
    return replace(change, grant=_grant_of(request), forget_grant=True)


def _grant_of(request: Request) -> Grant:
    payload = request.payload
    return Grant(
        request.id,
        payload.role_arn,
        payload.person,
        payload.permission,
        _end_of(request),
        revoked=request.revoked_by is not None,
        attached=request.status is Status.ACTIVE,
    )


def _end_of(request: Request) -> datetime:
    if request.ends_at is None:
        raise Conflict(reason("not-approved", request=request.id))
    return request.ends_at


def _close(
    request: Request,
    status: Status,
    kind: EventType,
    by: str,
    at: datetime,
    details: dict[str, object],
    **fields: object,
) -> Change:
    """Into a terminal state: nothing is due any more."""
    return _move(request, status, kind, by, at, details, ended_at=at, due_at=None, **fields)


def _move(
    request: Request,
    status: Status,
    kind: EventType,
    by: str,
    at: datetime,
    details: dict[str, object],
    **fields: object,
) -> Change:
    if request.status not in _FROM[status]:
        raise Conflict(
            reason(
                "already-ended" if request.status.terminal else "already-decided",
                request=request.id,
                status=request.status,
            )
        )
    return _next(request, kind, by, at, details, status=status, **fields)


def _next(
    request: Request, kind: EventType, by: str, at: datetime, details: dict[str, object], **fields: object
) -> Change:
    event = next_event(request.id, request.head, kind, at, by, details)
    after = replace(request, version=request.version + 1, head=head_of(event), **fields)  # type: ignore[arg-type]
    return Change(after, (event,), expects=request.version)
