"""A team role as it is in IAM, and whether it can take a grant."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aws_access.domain.ids import AccountId, IamUserName, RoleArn
from aws_access.domain.ledger import Ledger, RoleRecord
from aws_access.domain.locks import Lock
from aws_access.domain.model import Grant
from aws_access.domain.packing import Document, Space, managed_arn, managed_names, pack
from aws_access.domain.policies import INLINE_BUDGET, MOST_ATTACHED, POLICY_NAME, same_policy
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.rules import Rules
from aws_access.domain.standing import not_standing
from aws_access.domain.trust import trust_unmet

TAG = ("aws-access", "managed")
"""The tag by which operators hand a role over. The grantor may write on no other."""

BOUNDARY_NAME = "aws-access-boundary"


@dataclass(frozen=True, slots=True)
class RoleSnapshot:
    """A team role as IAM answered.

    `documents`: by name the texts of the policies that bear our names and count on the role. `loose`: managed ones of
    ours that are there and not attached.
    """

    arn: RoleArn
    role_id: str
    trust: Mapping[str, Any]
    tags: Mapping[str, str]
    boundary: str | None
    documents: Mapping[str, str] = field(default_factory=dict)
    loose: frozenset[str] = frozenset()

    @property
    def standing(self) -> frozenset[str]:
        """The names of everything of ours that is there."""
        return self.loose.union(self.documents)


@dataclass(frozen=True, slots=True)
class Others:
    """What others have on a role: characters of inline policies, white space not counted, and what is attached.

    `policies`: the hash of every inline policy that has not our name, by its name.
    `attached` holds the ARN of every attached managed policy, ours included: which are ours is for the role's record
    to say.
    """

    inline: int = 0
    attached: tuple[str, ...] = ()
    policies: Mapping[str, str] = field(default_factory=dict)


def changed_beside(
    before: RoleSnapshot, had: Others, after: RoleSnapshot, has: Others, ours: Collection[str]
) -> tuple[str, ...]:
    """The names of what is not on the role as it was, apart from our documents, which have these ARNs when attached."""
    kinds: dict[str, tuple[object, object]] = {"trust": (before.trust, after.trust), "tags": (before.tags, after.tags)}
    kinds |= {"boundary": (before.boundary, after.boundary), "role": (before.role_id, after.role_id)}
    found = [name for name, (one, other) in kinds.items() if one != other]
    names = sorted(had.policies.keys() | has.policies.keys())
    found += [name for name in names if had.policies.get(name) != has.policies.get(name)]
    return (*found, *sorted((set(had.attached) ^ set(has.attached)).difference(ours)))


def space_on(role_arn: RoleArn, others: Others, record: RoleRecord) -> Space:
    """What others leave us."""
    ours = {managed_arn(role_arn, name) for name in record.managed}
    theirs = [arn for arn in others.attached if arn not in ours]
    fresh = [name for name in managed_names(role_arn) if name not in record.documents]
    free = tuple(name for name in fresh if managed_arn(role_arn, name) not in theirs)
    return Space(INLINE_BUDGET - others.inline, record.managed + free, MOST_ATTACHED - len(theirs))


def role_unmet(role: RoleSnapshot, ledger: Ledger, person: IamUserName, jump_account: AccountId) -> tuple[Reason, ...]:
    """Everything that keeps the role from taking a grant for this person."""
    return (*trust_unmet(role.trust, person, jump_account), *handed_over_unmet(role, ledger, jump_account))


def handed_over_unmet(role: RoleSnapshot, ledger: Ledger, jump_account: AccountId) -> tuple[Reason, ...]:
    """Everything that keeps us from writing on the role at all."""
    unmet = []
    if role.arn.account == jump_account:
        # Our own table, queues and functions are there.
        unmet.append(reason("role-in-jump-account", role=role.arn))
    if role.tags.get(TAG[0]) != TAG[1]:
        unmet.append(reason("role-not-tagged", role=role.arn, key=TAG[0], value=TAG[1]))
    if (role.boundary or "").rsplit("/", 1)[-1] != BOUNDARY_NAME:
        unmet.append(reason("role-without-boundary", role=role.arn, boundary=BOUNDARY_NAME))
    if POLICY_NAME in role.documents and ledger.record.never_written:
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
        and _is_written(role, ledger.record, wanted)
        and not any(role_unmet(role, ledger, person, jump_account) for person in people)
        and not any(not_standing(grant, locks, rules) for grant in wanted)
    )


def _is_written(role: RoleSnapshot, record: RoleRecord, wanted: Iterable[Grant]) -> bool:
    """Whether our documents are what they should be, each where the record says, and no others are left."""
    packing = pack(wanted, role.role_id, Space(managed=record.managed), record.placed, moving=False)
    return not changed(role, packing.documents)


def changed(role: RoleSnapshot, documents: Mapping[str, Document]) -> list[str]:
    """The names of the documents that are not on the role as they should be, and of those that should not be there."""
    names = sorted(role.standing.union(documents))
    return [name for name in names if name in role.loose or not _same(documents.get(name), role.documents.get(name))]


def _same(document: Document | None, text: str | None) -> bool:
    return same_policy(document.text if document else None, text)
