"""A session role as it is in IAM, and whether session grants may go by it."""

from collections.abc import Iterable
from datetime import datetime

from aws_access.domain.ids import RoleArn
from aws_access.domain.ledger import Ledger
from aws_access.domain.locks import Lock
from aws_access.domain.model import Grant
from aws_access.domain.policies import INLINE_BUDGET, POLICY_NAME, same_policy
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.roles import Others, RoleSnapshot, handed_over_unmet
from aws_access.domain.rules import Rules
from aws_access.domain.sessions import deny_policy, room_for_denies
from aws_access.domain.standing import not_standing
from aws_access.domain.trust import broker_trust_unmet


def session_role_unmet(role: RoleSnapshot, ledger: Ledger, broker: RoleArn) -> tuple[Reason, ...]:
    """Everything that keeps session grants from going by this role: above all that somebody else could assume it."""
    return (*broker_trust_unmet(role.trust, broker), *handed_over_unmet(role, ledger, broker.account))


def no_room_to_end(role: RoleSnapshot, others: Others, grants: Iterable[Grant]) -> tuple[Reason, ...]:
    """That there is no room for the denies of all of these at once: an early end must never wait for room."""
    needed = others.inline + room_for_denies(grants, role.role_id)
    if needed <= INLINE_BUDGET:
        return ()
    return (reason("session-role-full", role=role.arn, needed=needed, limit=INLINE_BUDGET),)


def session_role_in_order(
    role: RoleSnapshot, ledger: Ledger, broker: RoleArn, now: datetime, locks: Iterable[Lock], rules: Rules | None
) -> bool:
    """Whether the role has the denies that its ledger says, and its grants may stay. `rules` None: unreadable now."""
    if ledger.record.never_written and not ledger.grants:
        return True
    wanted = ledger.wanted(now)
    waiting = [grant for grant in ledger.grants if grant.waits(now)]
    denied = [grant for grant in ledger.grants if grant.denied(now)]
    return (
        len(wanted) + len(waiting) + len(denied) == len(ledger.grants)
        and all(grant.attached for grant in wanted)
        and same_policy(deny_policy(denied, role.role_id), role.documents.get(POLICY_NAME))
        and not (wanted and session_role_unmet(role, ledger, broker))
        and not any(not_standing(grant, locks, rules) for grant in wanted)
    )
