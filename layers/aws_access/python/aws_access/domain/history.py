"""A request held against its audit events: what the one says that the others do not bear out."""

from collections.abc import Sequence
from datetime import datetime

from aws_access.domain.audit import Event, EventType, as_text
from aws_access.domain.model import Request, Status

_STATUS = {
    EventType.SUBMITTED: Status.PENDING,
    EventType.APPROVED: Status.APPROVED,
    EventType.DENIED: Status.DENIED,
    EventType.CANCELLED: Status.CANCELLED,
    EventType.LAPSED: Status.LAPSED,
    EventType.ATTACHED: Status.ACTIVE,
    EventType.REVOKED: Status.REVOKED,
    EventType.EXPIRED: Status.EXPIRED,
    EventType.FAILED: Status.FAILED,
}
_SUBMITTED = ("service", "environment", "role_arn", "payload_hash", "reason", "rule", "rules_version", "risk", "proof")


def differences(request: Request, events: Sequence[Event]) -> tuple[str, ...]:
    """The names of the request's fields that are not what its events say; empty when all of them are."""
    said: dict[str, object] = dict.fromkeys((*_SUBMITTED, "status", "decided_by", "ends_at", "revoked_by"))
    for event in events:
        said["status"] = _STATUS.get(event.type, said["status"])
        match event.type:
            case EventType.SUBMITTED:
                said |= {name: event.details.get(name) for name in _SUBMITTED} | {"requester": event.actor}
            case EventType.NARROWED:
                said |= {name: event.details.get(name) for name in ("payload_hash", "service", "risk", "proof")}
            case EventType.APPROVED:
                said |= {"decided_by": event.actor, "ends_at": event.details.get("ends_at"), **_decided(event)}
            case EventType.DENIED:
                said |= {"decided_by": event.actor, **_decided(event)}
            case EventType.REVOKING:
                said["revoked_by"] = event.actor
    stored = _stored(request)
    return tuple(sorted(name for name in stored if stored[name] != said.get(name)))


def _decided(event: Event) -> dict[str, object]:
    """By which rules, where the event says it: those made before they were recorded do not."""
    return {name: event.details[name] for name in ("rule", "rules_version") if name in event.details}


def _stored(request: Request) -> dict[str, object]:
    return {
        "requester": request.requester.iam_user,
        "service": request.service,
        "environment": request.environment,
        "role_arn": request.payload.role_arn,
        "payload_hash": request.payload.hash,
        "reason": request.reason,
        "rule": request.rule,
        "rules_version": request.rules_version,
        "risk": request.assessment.risk if request.assessment is not None else None,
        "proof": request.proof.as_dict() if request.proof is not None else None,
        "status": request.status,
        "decided_by": request.decided_by,
        "ends_at": _text(request.ends_at),
        "revoked_by": request.revoked_by,
    }


def _text(moment: datetime | None) -> str | None:
    return as_text(moment) if moment is not None else None
