"""What should be on a team role: its grants, and the record of what we last set out to write there."""

from dataclasses import dataclass, field
from datetime import datetime

from aws_access.domain.audit import Event, EventType, head_of, next_event
from aws_access.domain.ids import IamUserName, RoleArn
from aws_access.domain.model import SYSTEM, Grant, Head, Permission, canonical_hash


@dataclass(frozen=True, slots=True)
class RoleRecord:
    """The policy that we last set out to write (its hash; empty for none) and the requests whose grants were in it.

    A record without events: we never wrote on this role, so a policy there is not ours, whatever its name.
    """

    role_arn: RoleArn
    policy_hash: str = ""
    request_ids: tuple[str, ...] = ()
    head: Head = field(default_factory=Head)

    @property
    def never_written(self) -> bool:
        """Whether nothing on the role can be ours."""
        return self.head.sequence == 0


@dataclass(frozen=True, slots=True)
class RoleChange:
    """The record that precedes an IAM change, in one transaction. The stored record must have the head `expects`."""

    record: RoleRecord
    event: Event
    expects: Head


@dataclass(frozen=True, slots=True)
class Ledger:
    """A role's record and grants, read consistently."""

    record: RoleRecord
    grants: tuple[Grant, ...]

    def wanted(self, now: datetime) -> tuple[Grant, ...]:
        """The grants that should be on the role at `now`."""
        return tuple(grant for grant in self.grants if grant.wanted(now))

    def held_by(self, person: IamUserName, now: datetime) -> tuple[Permission, ...]:
        """What this person has, or is about to have, at `now`."""
        return tuple(grant.permission for grant in self.wanted(now) if grant.person == person)


def policy_hash(policy: str | None) -> str:
    """The hash by which records and events name a policy; empty for none."""
    return canonical_hash(policy) if policy is not None else ""


def role_changing(record: RoleRecord, policy: str | None, grants: tuple[Grant, ...], at: datetime) -> RoleChange:
    """The intent to make `policy`, holding `grants`, the one policy of ours on the role."""
    request_ids = tuple(sorted(grant.request_id for grant in grants))
    details = {
        "before": record.policy_hash,
        "policy_hash": policy_hash(policy),
        "policy": policy,
        "request_ids": list(request_ids),
    }
    event = next_event(record.role_arn, record.head, EventType.ROLE_CHANGING, at, SYSTEM, details)
    return RoleChange(RoleRecord(record.role_arn, policy_hash(policy), request_ids, head_of(event)), event, record.head)
