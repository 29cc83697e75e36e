"""Whether a grant may begin, or stay: by its request, and by what the rules and locks say at the moment."""

import logging
from dataclasses import dataclass

from aws_access.domain.decision import Refused
from aws_access.domain.errors import Conflict, NotFound, Unavailable
from aws_access.domain.locks import Lock
from aws_access.domain.model import Grant, Request
from aws_access.domain.reasons import Reason
from aws_access.domain.rules import Rules
from aws_access.ports import RulesSource, Store
from aws_access.usecases.judge import Judge

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Known:
    """None for what cannot be read now: without locks or rules nothing begins, and ends happen all the same."""

    locks: tuple[Lock, ...] | None
    rules: Rules | None


def known_now(store: Store, source: RulesSource) -> Known:
    """What can be read."""
    try:
        locks = store.locks().locks
    except Unavailable:
        locks = None
    try:
        rules = source.current()
    except Unavailable:
        rules = None
    return Known(locks, rules)


def backing(store: Store, grant: Grant) -> Request | None:
    """The grant's request, if the grant is what its approval said, and is not over; else None.

    An entry that nobody approved must neither reach the role nor hold up the others.
    """
    try:
        request = store.request(grant.request_id)
    except (NotFound, Conflict):
        found = None
    else:
        payload, over = request.payload, request.status.terminal or request.revoked_by is not None
        backed = (grant.revoked or not over) and (
            (payload.role_arn, payload.person, payload.permission, request.ends_at)
            == (grant.role_arn, grant.person, grant.permission, grant.ends_at)
        )
        found = request if backed else None
    if found is None:
        _log.error("ledger and request differ", extra={"request_id": grant.request_id, "role_arn": grant.role_arn})
    return found


def refused_by_now(store: Store, judge: Judge, grant: Grant, known: Known) -> tuple[Reason, ...]:
    """Before it begins, a grant is decided on once more, by the rules and circumstances of now."""
    if known.rules is None or known.locks is None:
        raise Unavailable("AppConfig" if known.rules is None else "DynamoDB")
    decision = judge.decide_again(store.request(grant.request_id), known.rules)
    if not isinstance(decision, Refused):
        return ()
    if decision.unread is not None:
        raise Unavailable(decision.unread)
    return decision.unmet
