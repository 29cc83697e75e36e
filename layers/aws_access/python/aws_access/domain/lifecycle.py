"""The life of a request: every change of state, each with the event that records it.

PENDING → APPROVED → ACTIVE → EXPIRED or REVOKED; or DENIED, CANCELLED, LAPSED, FAILED. A change is a value; committing
it is one conditional transaction, so of two made from the same version only one happens.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aws_access.domain.assessment import Assessment
from aws_access.domain.audit import Event, EventType, as_text, head_of, next_event
from aws_access.domain.errors import Conflict
from aws_access.domain.ids import Form, IamUserName
from aws_access.domain.model import (
    SYSTEM,
    Grant,
    Head,
    Payload,
    Permission,
    Request,
    Review,
    Status,
    Vote,
    Wait,
    as_typed,
)
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.sessions import CLOCKS_DIFFER
from aws_access.domain.verdict import Proof

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


def submitted(request: Request, at: datetime, told: tuple[str, ...] = ()) -> Change:
    """A new request, waiting until it is decided or lapses. `told`: the IAM users who are to decide or review."""
    details: dict[str, object] = {
        "service": request.service,
        "environment": request.environment,
        "role_arn": request.payload.role_arn,
        **_meaning(request.payload.permission),
        "seconds": int(request.payload.duration.total_seconds()),
        "payload_hash": request.payload.hash,
        "reason": request.reason,
        "rule": request.rule,
        "rules_version": request.rules_version,
    }
    if told:
        details["told"] = list(told)
    if request.payload.starts_at is not None:
        details["starts_at"] = as_text(request.payload.starts_at)
    if request.payload.extends is not None:
        details["extends"] = request.payload.extends
    if request.break_glass:
        details["break_glass"] = True
    if request.proof is not None:
        details["proof"] = request.proof.as_dict()
    if request.assessment is not None:
        details["risk"] = request.assessment.risk
    if request.payload.form is not Form.ROLE:
        details["form"] = request.payload.form
    event = next_event(request.id, Head(), EventType.SUBMITTED, at, request.requester.iam_user, details)
    return Change(_with_due(replace(request, head=head_of(event)), at), (event,), expects=0)


def _meaning(permission: Permission) -> dict[str, object]:
    """A permission in the details of an event."""
    told: dict[str, object] = {"actions": list(permission.actions), "resources": list(permission.resources)}
    return told if permission.is_plain else told | {"statements": permission.as_list()}


def voted(request: Request, vote: Vote, waits: tuple[Wait, ...], told: tuple[str, ...] = ()) -> Change:
    """One more word of an approver, which does not decide yet. `told`: the IAM users whose word is asked for now."""
    _must_be(request, Status.PENDING)
    details: dict[str, object] = {"approve": vote.approve, "payload_hash": vote.payload_hash, "note": vote.note}
    if told:
        details["told"] = list(told)
    return _next(request, EventType.VOTED, vote.by, vote.at, details, votes=(*request.votes, vote), waits=waits)


def narrowed(
    request: Request,
    payload: Payload,
    service: str,
    resources: tuple[str, ...],
    assessment: Assessment,
    by: str,
    at: datetime,
    left_out: tuple[str, ...] = (),
) -> Change:
    """Made shorter or smaller by an approver: what was approved before was another payload."""
    _must_be(request, Status.PENDING)
    details = {
        "before": request.payload.hash,
        "payload_hash": payload.hash,
        "service": service,
        "resource": as_typed(resources),
        **_meaning(payload.permission),
        "seconds": int(payload.duration.total_seconds()),
        "risk": assessment.risk,
    }
    now: dict[str, object] = {"payload": payload, "service": service, "resources": resources, "left_out": left_out}
    return _next(request, EventType.NARROWED, by, at, details, narrowed_by=by, assessment=assessment, proof=None, **now)


def approved(
    request: Request, by: str, at: datetime, vote: Vote | None = None, warn_before: timedelta | None = None
) -> Change:
    """Allowed, by the last vote that was needed or by the rules. Its clock starts now, or when it is to start.

    An extension goes on from the end of what it extends, and is attached before that end. Access of less than twice
    `warn_before` has no warning. `request` names the rules that decide now: they may not be those of its submission.
    """
    payload = request.payload
    begins = max(at, payload.starts_at or at)
    ends_at = begins.replace(microsecond=0) + payload.duration
    change = _move(
        request,
        Status.APPROVED,
        EventType.APPROVED,
        by,
        at,
        {"payload_hash": payload.hash, "ends_at": as_text(ends_at), **_decided_by_rules(request)},
        votes=request.votes if vote is None else (*request.votes, vote),
        waits=(),
        decided_by=by,
        decided_at=at,
        ends_at=ends_at,
        remind_at=None,
        escalate_at=None,
        warn_at=ends_at - warn_before if warn_before is not None and payload.duration >= 2 * warn_before else None,
    )
    return replace(change, grant=grant_of(change.request))


def reminded(request: Request, people: tuple[str, ...], next_at: datetime | None, at: datetime) -> Change:
    """Those whose approval is waited for are asked once more."""
    _must_be(request, Status.PENDING)
    return _next(
        request,
        EventType.REMINDED,
        SYSTEM,
        at,
        {"people": list(people)},
        reminders=request.reminders + 1,
        remind_at=next_at,
    )


def escalated(
    request: Request, people: tuple[str, ...], waits: tuple[Wait, ...], next_at: datetime | None, at: datetime
) -> Change:
    """Further people may decide from now on."""
    _must_be(request, Status.PENDING)
    details: dict[str, object] = {"people": list(people)}
    return _next(request, EventType.ESCALATED, SYSTEM, at, details, waits=waits, escalate_at=next_at)


def warned(request: Request, at: datetime) -> Change:
    """The requester is told that the end comes near."""
    _must_be(request, Status.ACTIVE)
    return _next(request, EventType.WARNED, SYSTEM, at, {"ends_at": as_text(_end_of(request))}, warn_at=None)


def reviewed(request: Request, by: IamUserName, note: str, at: datetime) -> Change:
    """Somebody else has looked at a break-glass."""
    review = _open_review(request)
    done = replace(review, by=by, at=at, note=note)
    return _next(request, EventType.REVIEWED, by, at, {"note": note}, review=done)


def review_overdue(request: Request, people: tuple[str, ...], next_due: datetime, at: datetime) -> Change:
    """Nobody has looked at a break-glass in time: these people, who may, are asked, and it is due anew."""
    review = _open_review(request)
    again = replace(review, due=next_due, overdue=review.overdue + 1)
    details = {"times": again.overdue, "people": list(people)}
    return _next(request, EventType.REVIEW_OVERDUE, SYSTEM, at, details, review=again)


def denied(request: Request, vote: Vote) -> Change:
    """Refused, by the last denial that was needed, which says why. For the rules, as in `approved`."""
    return _close(
        request,
        Status.DENIED,
        EventType.DENIED,
        vote.by,
        vote.at,
        {"note": vote.note, **_decided_by_rules(request)},
        votes=(*request.votes, vote),
        waits=(),
        decided_by=vote.by,
        decided_at=vote.at,
        note=vote.note,
    )


def cancelled(request: Request, by: str, note: str, at: datetime) -> Change:
    """Taken back before anybody decided."""
    return _close(request, Status.CANCELLED, EventType.CANCELLED, by, at, {"note": note}, note=note, cancelled_by=by)


def lapsed(request: Request, at: datetime) -> Change:
    """Nobody decided in time."""
    return _close(request, Status.LAPSED, EventType.LAPSED, SYSTEM, at, {})


def attached(request: Request, policy_hash: str, at: datetime, proof: Proof | None = None) -> Change:
    """On the role, as read back from IAM. A session grant: its requester can have credentials from now on.

    `proof`: of the documents that it is in.
    """
    ends_at = _end_of(request)
    details: dict[str, object] = {"policy_hash": policy_hash, "ends_at": as_text(ends_at)}
    if proof is not None:
        details["proof"] = proof.about(request.id).as_dict()
    change = _move(request, Status.ACTIVE, EventType.ATTACHED, SYSTEM, at, details)
    return replace(change, grant=grant_of(change.request))


def credentials_issued(
    request: Request, session_name: str, access_key_id: str, expires_at: datetime, at: datetime
) -> Change:
    """A session was opened; its keys are handed out once this is recorded. The key's id is no secret."""
    _must_be(request, Status.ACTIVE)
    if request.revoked_by is not None:
        raise Conflict(reason("already-revoking", request=request.id, person=request.revoked_by))
    details = {
        "role_arn": request.payload.role_arn,
        "session_name": session_name,
        "access_key_id": access_key_id,
        "expires_at": as_text(expires_at),
    }
    until = expires_at + CLOCKS_DIFFER
    if request.sessions_until is not None:
        until = max(until, request.sessions_until)
    by = request.requester.iam_user
    return _next(request, EventType.CREDENTIALS_ISSUED, by, at, details, sessions_until=until)


def revoking(request: Request, by: str, note: str, at: datetime) -> Change:
    """To be ended early. It is over for the ledger now, and for the request once it is off the role."""
    if request.status.terminal:
        raise Conflict(reason("already-ended", request=request.id, status=request.status))
    if request.status is Status.PENDING:
        raise Conflict(reason("not-approved", request=request.id))
    if request.revoked_by is not None:
        raise Conflict(reason("already-revoking", request=request.id, person=request.revoked_by))
    change = _next(request, EventType.REVOKING, by, at, {"note": note}, revoked_by=by, note=note)
    return replace(change, grant=grant_of(change.request))


def ended(request: Request, at: datetime, *, role_gone: bool = False) -> Change:
    """Off the role, at its end or because it was revoked.

    Of a session grant that was revoked, a deny stands on the role until no session of it is left; for so long the
    ledger knows it. With `role_gone` its sessions are gone too.
    """
    denied_until = None if role_gone else open_until(request, at)
    if request.revoked_by is not None:
        status, kind = Status.REVOKED, EventType.REVOKED
    else:
        status, kind = Status.EXPIRED, EventType.EXPIRED
    details = {} if denied_until is None else {"denied_until": as_text(denied_until)}
    change = _close(request, status, kind, SYSTEM, at, details, sessions_until=denied_until)
    grant = grant_of(request)
    if denied_until is None:
        return replace(change, grant=grant, forget_grant=True)
    return replace(change, grant=replace(grant, attached=False, denied_until=denied_until))


def open_until(request: Request, now: datetime) -> datetime | None:
    """Until when sessions of a request that was revoked may be open; None when there are none."""
    until = request.sessions_until
    return until if request.revoked_by is not None and until is not None and now < until else None


def deny_removed(request: Request, at: datetime) -> Change:
    """No session of it can be open any more, and nothing of it is on the role."""
    change = _next(request, EventType.DENY_REMOVED, SYSTEM, at, {}, sessions_until=None)
    return replace(change, grant=grant_of(request), forget_grant=True)


def failed(request: Request, why: Reason, at: datetime) -> Change:
    """Could not be attached, and is not."""
    change = _close(request, Status.FAILED, EventType.FAILED, SYSTEM, at, {"failure": why.as_dict()}, failure=why)
    return replace(change, grant=grant_of(request), forget_grant=True)


def grant_of(request: Request) -> Grant:
    """The ledger's entry of a request that was approved."""
    payload = request.payload
    return Grant(
        request.id,
        payload.role_arn,
        payload.person,
        payload.permission,
        _end_of(request),
        revoked=request.revoked_by is not None,
        attached=request.status is Status.ACTIVE,
        starts_at=start_of(request),
    )


def start_of(request: Request) -> datetime | None:
    """Before which it must not be attached. An extension is attached early: until then it adds nothing."""
    return request.payload.starts_at if request.payload.extends is None else None


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
    details: Mapping[str, object],
    **fields: object,
) -> Change:
    """Into a terminal state: nothing is due any more."""
    return _move(request, status, kind, by, at, details, ended_at=at, **fields)


def _move(
    request: Request,
    status: Status,
    kind: EventType,
    by: str,
    at: datetime,
    details: Mapping[str, object],
    **fields: object,
) -> Change:
    if request.status not in _FROM[status]:
        _must_be(request, _FROM[status][0])
    return _next(request, kind, by, at, details, status=status, **fields)


def _next(
    request: Request, kind: EventType, by: str, at: datetime, details: Mapping[str, object], **fields: object
) -> Change:
    event = next_event(request.id, request.head, kind, at, by, details)
    after = replace(request, version=request.version + 1, head=head_of(event), **fields)  # type: ignore[arg-type]
    return Change(_with_due(after, at), (event,), expects=request.version)


def _with_due(request: Request, at: datetime) -> Request:
    """The first moment at which anything is due for the request as it is after a change at `at`."""
    review = request.review
    due = [review.due] if review is not None and review.by is None else []
    match request.status:
        case Status.PENDING:
            due += [request.lapse_at, *_set(request.remind_at, request.escalate_at)]
        case Status.ACTIVE if request.revoked_by is None:
            due += [_end_of(request) + OVERDUE_AFTER, *_set(request.warn_at)]
        case Status.APPROVED | Status.ACTIVE:
            due.append(max(at + OVERDUE_AFTER, start_of(request) or at))
        case Status.REVOKED if request.sessions_until is not None:
            due.append(request.sessions_until + OVERDUE_AFTER)
    return replace(request, due_at=min(due, default=None))


def _decided_by_rules(request: Request) -> Mapping[str, object]:
    return {"rule": request.rule, "rules_version": request.rules_version}


def _set(*moments: datetime | None) -> list[datetime]:
    return [each for each in moments if each is not None]


def _must_be(request: Request, status: Status) -> None:
    if request.status is not status:
        raise Conflict(
            reason(
                "already-ended" if request.status.terminal else "already-decided",
                request=request.id,
                status=request.status,
            )
        )


def _open_review(request: Request) -> Review:
    if request.review is None:
        raise Conflict(reason("no-review", request=request.id))
    if request.review.by is not None:
        raise Conflict(reason("already-reviewed", request=request.id, person=request.review.by))
    return request.review
