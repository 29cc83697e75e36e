"""A request until it is decided, taken back, or lapses."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from aws_access.domain.assessment import Assessment
from aws_access.domain.audit import EventType, as_text, head_of, next_event
from aws_access.domain.ids import Form
from aws_access.domain.lifecycle.change import Change, closed, grant_of, moved, must_be, recorded, with_due
from aws_access.domain.model import SYSTEM, Head, Payload, Request, Status, Vote, Wait, as_typed
from aws_access.domain.statements import Permission
from aws_access.domain.verdict import Proof


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
    return Change(with_due(replace(request, head=head_of(event)), at), (event,), expects=0)


def _meaning(permission: Permission) -> dict[str, object]:
    """A permission in the details of an event."""
    told: dict[str, object] = {"actions": list(permission.actions), "resources": list(permission.resources)}
    return told if permission.is_plain else told | {"statements": permission.as_list()}


def voted(request: Request, vote: Vote, waits: tuple[Wait, ...], told: tuple[str, ...] = ()) -> Change:
    """One more word of an approver, which does not decide yet. `told`: the IAM users whose word is asked for now."""
    must_be(request, Status.PENDING)
    details: dict[str, object] = {"approve": vote.approve, "payload_hash": vote.payload_hash, "note": vote.note}
    if told:
        details["told"] = list(told)
    return recorded(request, EventType.VOTED, vote.by, vote.at, details, votes=_said(request, vote), waits=waits)


def _said(request: Request, vote: Vote) -> tuple[Vote, ...]:
    """The last word of everybody, the newest last. What they said before is in the events: an item has bounds."""
    return (*(each for each in request.votes if each.by != vote.by), vote)


def narrowed(
    request: Request,
    payload: Payload,
    service: str,
    resources: tuple[str, ...],
    assessment: Assessment,
    by: str,
    at: datetime,
    left_out: tuple[str, ...] = (),
    proof: Proof | None = None,
) -> Change:
    """Made shorter or smaller by an approver: what was approved before was another payload."""
    must_be(request, Status.PENDING)
    details: dict[str, object] = {
        "before": request.payload.hash,
        "payload_hash": payload.hash,
        "service": service,
        "resource": as_typed(resources),
        **_meaning(payload.permission),
        "seconds": int(payload.duration.total_seconds()),
        "risk": assessment.risk,
    }
    if proof is not None:
        details["proof"] = proof.as_dict()
    now: dict[str, object] = {"payload": payload, "service": service, "resources": resources, "left_out": left_out}
    return recorded(
        request, EventType.NARROWED, by, at, details, narrowed_by=by, assessment=assessment, proof=proof, **now
    )


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
    change = moved(
        request,
        Status.APPROVED,
        EventType.APPROVED,
        by,
        at,
        {"payload_hash": payload.hash, "ends_at": as_text(ends_at), **_decided_by_rules(request)},
        votes=request.votes if vote is None else _said(request, vote),
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
    must_be(request, Status.PENDING)
    return recorded(
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
    must_be(request, Status.PENDING)
    details: dict[str, object] = {"people": list(people)}
    return recorded(request, EventType.ESCALATED, SYSTEM, at, details, waits=waits, escalate_at=next_at)


def denied(request: Request, vote: Vote) -> Change:
    """Refused, by the last denial that was needed, which says why. For the rules, as in `approved`."""
    return closed(
        request,
        Status.DENIED,
        EventType.DENIED,
        vote.by,
        vote.at,
        {"note": vote.note, **_decided_by_rules(request)},
        votes=_said(request, vote),
        waits=(),
        decided_by=vote.by,
        decided_at=vote.at,
        note=vote.note,
    )


def cancelled(request: Request, by: str, note: str, at: datetime) -> Change:
    """Taken back before anybody decided."""
    return closed(request, Status.CANCELLED, EventType.CANCELLED, by, at, {"note": note}, note=note, cancelled_by=by)


def lapsed(request: Request, at: datetime) -> Change:
    """Nobody decided in time."""
    return closed(request, Status.LAPSED, EventType.LAPSED, SYSTEM, at, {})


def _decided_by_rules(request: Request) -> Mapping[str, object]:
    return {"rule": request.rule, "rules_version": request.rules_version}
