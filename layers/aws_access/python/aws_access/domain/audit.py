"""Audit events: immutable, and chained by hash so that a change, a gap or another order is noticed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from aws_access.domain.model import Head, canonical_hash


class EventType(StrEnum):
    """What can happen. Stored and sent to others: the values are a contract."""

    SUBMITTED = "SUBMITTED"
    VOTED = "VOTED"
    NARROWED = "NARROWED"
    APPROVED = "APPROVED"
    DENIED = "DENIED"
    CANCELLED = "CANCELLED"
    LAPSED = "LAPSED"
    REMINDED = "REMINDED"
    ESCALATED = "ESCALATED"
    ATTACHED = "ATTACHED"
    CREDENTIALS_ISSUED = "CREDENTIALS_ISSUED"
    WARNED = "WARNED"
    REVOKING = "REVOKING"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"
    FAILED = "FAILED"
    DENY_REMOVED = "DENY_REMOVED"
    REVIEWED = "REVIEWED"
    REVIEW_OVERDUE = "REVIEW_OVERDUE"
    LOCKED = "LOCKED"
    UNLOCKED = "UNLOCKED"
    ROLE_CHANGING = "ROLE_CHANGING"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `chain` is a request id, a role's ARN or `LOCKS`; `previous` the hash before."""

    chain: str
    sequence: int
    type: EventType
    at: datetime
    actor: str
    details: Mapping[str, object]
    previous: str
    hash: str = ""

    def computed_hash(self) -> str:
        """The hash over everything else in the event."""
        return canonical_hash(
            {
                "chain": self.chain,
                "sequence": self.sequence,
                "type": self.type,
                "at": as_text(self.at),
                "actor": self.actor,
                "details": self.details,
                "previous": self.previous,
            }
        )


def next_event(
    chain: str, head: Head, kind: EventType, at: datetime, actor: str, details: Mapping[str, object]
) -> Event:
    """The event that follows `head`. `details` are JSON values."""
    bare = Event(chain, head.sequence + 1, kind, at, actor, details, head.hash)
    return replace(bare, hash=bare.computed_hash())


def head_of(event: Event) -> Head:
    """The head of a chain that ends with this event."""
    return Head(event.sequence, event.hash)


def broken_at(events: Sequence[Event], head: Head) -> int | None:
    """The sequence number at which the chain is broken; None when it is whole and ends at `head`."""
    previous = ""
    for expected, event in enumerate(events, 1):
        if event.sequence != expected or event.previous != previous or event.hash != event.computed_hash():
            return expected
        previous = event.hash
    return None if Head(len(events), previous) == head else len(events) + 1


def as_text(moment: datetime) -> str:
    """A time as it is stored: UTC, microseconds, `Z`; sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def as_moment(text: str) -> datetime:
    """The time that `as_text` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
