"""What should be on a team role: its grants, and the record of what we last set out to write there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from aws_access.domain.audit import Event, EventType, head_of, next_event
from aws_access.domain.ids import IamUserName, RoleArn
from aws_access.domain.model import SYSTEM, Grant, Head, canonical_hash
from aws_access.domain.packing import Document
from aws_access.domain.parts import request_of
from aws_access.domain.policies import POLICY_NAME
from aws_access.domain.statements import Permission
from aws_access.domain.verdict import Proof


@dataclass(frozen=True, slots=True)
class Written:
    """A document that we last set out to write: its hash, and the parts of grants in it.

    An empty hash: we set out to take it away, and have not yet seen it gone.
    """

    hash: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleRecord:
    """Every document of ours that may be on the role, by name, as we last set out to write it.

    A record without events: we never wrote on this role, so a policy there is not ours, whatever its name.
    """

    role_arn: RoleArn
    documents: Mapping[str, Written] = field(default_factory=dict)
    head: Head = field(default_factory=Head)

    @property
    def never_written(self) -> bool:
        """Whether nothing on the role can be ours."""
        return self.head.sequence == 0

    @property
    def managed(self) -> tuple[str, ...]:
        """The names of the managed policies of ours that there may be; one that is not here is not ours."""
        return tuple(name for name in self.documents if name != POLICY_NAME)

    @property
    def policy_hash(self) -> str:
        """The hash of the inline policy; empty for none."""
        inline = self.documents.get(POLICY_NAME)
        return inline.hash if inline else ""

    @property
    def placed(self) -> Mapping[str, tuple[str, ...]]:
        """Which parts of grants each document says."""
        return {name: written.parts for name, written in self.documents.items()}

    @property
    def request_ids(self) -> tuple[str, ...]:
        """The requests whose grants are in any of the documents."""
        return tuple(sorted({request_of(part) for written in self.documents.values() for part in written.parts}))


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


def role_changing(
    record: RoleRecord,
    documents: Mapping[str, Document],
    standing: Collection[str],
    at: datetime,
    proof: Proof | None = None,
) -> RoleChange:
    """The intent to make these the documents of ours on the role, on which those named `standing` were seen.

    What was to be taken away stays in the record until it is seen gone. The event tells the text of what is to be
    written; of a managed policy that stays as it is, nothing. `proof`: that it may be.
    """
    written = {name: Written(policy_hash(each.text), each.parts) for name, each in sorted(documents.items())}
    maybe = {name for name, each in record.documents.items() if each.hash and name != POLICY_NAME}
    going = {name: Written("") for name in sorted(maybe.union(standing)) if name not in documents}
    after = RoleRecord(record.role_arn, written | going)
    inline = documents.get(POLICY_NAME)
    details: dict[str, object] = {
        "before": record.policy_hash,
        "policy_hash": after.policy_hash,
        "policy": inline.text if inline else None,
        "request_ids": list(after.request_ids),
    }
    if managed := _managed_changes(record, after, documents):
        details["managed"] = managed
    if proof is not None:
        details["proof"] = proof.as_dict()
    event = next_event(record.role_arn, record.head, EventType.ROLE_CHANGING, at, SYSTEM, details)
    return RoleChange(replace(after, head=head_of(event)), event, record.head)


def _managed_changes(before: RoleRecord, after: RoleRecord, documents: Mapping[str, Document]) -> dict[str, object]:
    changes: dict[str, object] = {}
    for name in after.managed:
        old, new = before.documents.get(name, Written("")).hash, after.documents[name].hash
        if old != new:
            text = documents[name].text if name in documents else None
            changes[name] = {"before": old, "policy_hash": new, "policy": text}
    return changes
