"""A request from its approval on: onto the role, and off it again."""

from dataclasses import replace
from datetime import datetime

from aws_access.domain.audit import EventType, as_text
from aws_access.domain.errors import Conflict
from aws_access.domain.lifecycle.change import Change, closed, end_of, grant_of, moved, must_be, recorded
from aws_access.domain.model import SYSTEM, Request, Status
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.sessions import CLOCKS_DIFFER
from aws_access.domain.verdict import Proof


def warned(request: Request, at: datetime) -> Change:
    """The requester is told that the end comes near."""
    must_be(request, Status.ACTIVE)
    return recorded(request, EventType.WARNED, SYSTEM, at, {"ends_at": as_text(end_of(request))}, warn_at=None)


def attached(request: Request, policy_hash: str, at: datetime, proof: Proof | None = None) -> Change:
    """On the role, as read back from IAM. A session grant: its requester can have credentials from now on.

    `proof`: of the documents that it is in.
    """
    ends_at = end_of(request)
    details: dict[str, object] = {"policy_hash": policy_hash, "ends_at": as_text(ends_at)}
    if proof is not None:
        details["proof"] = proof.about(request.id).as_dict()
    change = moved(request, Status.ACTIVE, EventType.ATTACHED, SYSTEM, at, details)
    return replace(change, grant=grant_of(change.request))


def credentials_issued(
    request: Request, session_name: str, access_key_id: str, expires_at: datetime, at: datetime, proof: Proof
) -> Change:
    """A session was opened; its keys are handed out once this is recorded. The key's id is no secret."""
    must_be(request, Status.ACTIVE)
    if request.revoked_by is not None:
        raise Conflict(reason("already-revoking", request=request.id, person=request.revoked_by))
    details = {
        "role_arn": request.payload.role_arn,
        "session_name": session_name,
        "access_key_id": access_key_id,
        "expires_at": as_text(expires_at),
        "proof": proof.as_dict(),
    }
    until = expires_at + CLOCKS_DIFFER
    if request.sessions_until is not None:
        until = max(until, request.sessions_until)
    by = request.requester.iam_user
    return recorded(request, EventType.CREDENTIALS_ISSUED, by, at, details, sessions_until=until)


def revoking(request: Request, by: str, note: str, at: datetime) -> Change:
    """To be ended early. It is over for the ledger now, and for the request once it is off the role."""
    if request.status.terminal:
        raise Conflict(reason("already-ended", request=request.id, status=request.status))
    if request.status is Status.PENDING:
        raise Conflict(reason("not-approved", request=request.id))
    if request.revoked_by is not None:
        raise Conflict(reason("already-revoking", request=request.id, person=request.revoked_by))
    change = recorded(request, EventType.REVOKING, by, at, {"note": note}, revoked_by=by, note=note)
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
    change = closed(request, status, kind, SYSTEM, at, details, sessions_until=denied_until)
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
    change = recorded(request, EventType.DENY_REMOVED, SYSTEM, at, {}, sessions_until=None)
    return replace(change, grant=grant_of(request), forget_grant=True)


def failed(request: Request, why: Reason, at: datetime) -> Change:
    """Could not be attached, and is not."""
    change = closed(request, Status.FAILED, EventType.FAILED, SYSTEM, at, {"failure": why.as_dict()}, failure=why)
    return replace(change, grant=grant_of(request), forget_grant=True)
