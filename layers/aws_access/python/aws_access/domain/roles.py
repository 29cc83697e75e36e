"""A team role as it is in IAM, and whether it can take a grant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aws_access.domain.ids import AccountId, IamUserName, RoleArn
from aws_access.domain.ledger import Ledger
from aws_access.domain.locks import Lock
from aws_access.domain.policies import POLICY_NAME, build_policy, same_policy
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.rules import Rules
from aws_access.domain.standing import not_standing
from aws_access.domain.trust import trust_unmet

TAG = ("aws-access", "managed")
"""The tag by which operators hand a role over. The grantor may write on no other."""

BOUNDARY_NAME = "aws-access-boundary"


@dataclass(frozen=True, slots=True)
class RoleSnapshot:
    """A team role as IAM answered. `policy` is the text of the inline policy that bears our name, if there is one."""

    arn: RoleArn
    role_id: str
    trust: Mapping[str, Any]
    tags: Mapping[str, str]
    boundary: str | None
    policy: str | None


def role_unmet(role: RoleSnapshot, ledger: Ledger, person: IamUserName, jump_account: AccountId) -> tuple[Reason, ...]:
    """Everything that keeps the role from taking a grant for this person."""
    unmet = list(trust_unmet(role.trust, person, jump_account))
    if role.arn.account == jump_account:
        # Our own table, queues and functions are there.
        unmet.append(reason("role-in-jump-account", role=role.arn))
    if role.tags.get(TAG[0]) != TAG[1]:
        unmet.append(reason("role-not-tagged", role=role.arn, key=TAG[0], value=TAG[1]))
    if (role.boundary or "").rsplit("/", 1)[-1] != BOUNDARY_NAME:
        unmet.append(reason("role-without-boundary", role=role.arn, boundary=BOUNDARY_NAME))
    if role.policy is not None and ledger.record.never_written:
        unmet.append(reason("policy-name-taken", role=role.arn, policy=POLICY_NAME))
    return tuple(unmet)


def in_order(
    role: RoleSnapshot,
    ledger: Ledger,
    jump_account: AccountId,
    now: datetime,
    locks: Iterable[Lock],
    rules: Rules | None,
) -> bool:
    """Whether the role is what its ledger says, and may stay so. `rules` None: they cannot be read just now."""
    if ledger.record.never_written and not ledger.grants:
        return True
    wanted = ledger.wanted(now)
    waiting = sum(grant.waits(now) for grant in ledger.grants)
    kept = len(wanted) + waiting == len(ledger.grants) and all(grant.attached for grant in wanted)
    people = {grant.person for grant in wanted}
    return (
        kept
        and same_policy(build_policy(wanted, role.role_id), role.policy)
        and not any(role_unmet(role, ledger, person, jump_account) for person in people)
        and not any(not_standing(grant, locks, rules) for grant in wanted)
    )
