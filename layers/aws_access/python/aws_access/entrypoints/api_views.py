"""What programs get from the REST API, but for requests."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel

from aws_access.domain.audit import Event, EventType
from aws_access.domain.locks import Lock, LockKind
from aws_access.domain.reasons import Language, Reason


class ReasonView(BaseModel):
    """One reason: `code` for programs, `message` for people."""

    code: str
    message: str
    facts: dict[str, str]

    @classmethod
    def of(cls, reason: Reason, language: Language) -> Self:
        """The reason in this language."""
        return cls(code=reason.code, message=reason.say(language), facts=dict(reason.facts))


class ErrorView(BaseModel):
    """Every refusal and error: nothing was changed."""

    error: str
    reasons: list[ReasonView]


class CredentialsView(BaseModel):
    """Keys of one session, which can do what was approved, until `expires_at`. Ask again for the next."""

    access_key_id: str
    secret_access_key: str
    session_token: str
    expires_at: datetime
    session_name: str
    role_arn: str


class LockView(BaseModel):
    """Something that is locked."""

    kind: LockKind
    name: str
    by: str
    at: datetime
    reason: str

    @classmethod
    def of(cls, lock: Lock) -> Self:
        """The lock as programs see it."""
        return cls(kind=lock.target.kind, name=lock.target.name, by=lock.by, at=lock.at, reason=lock.why)


class LocksView(BaseModel):
    """Everything that is locked. `intact`: the chain of the events of all locks is whole."""

    locks: list[LockView]
    intact: bool


class EventView(BaseModel):
    """One audit event."""

    sequence: int
    type: EventType
    at: datetime
    actor: str
    details: dict[str, object]
    previous: str
    hash: str

    @classmethod
    def of(cls, event: Event) -> Self:
        """The event as programs see it."""
        return cls(
            sequence=event.sequence,
            type=event.type,
            at=event.at,
            actor=event.actor,
            details=dict(event.details),
            previous=event.previous,
            hash=event.hash,
        )


class EventsView(BaseModel):
    """A request's audit events.

    `intact`: the chain of hashes is whole, and the request is what its events say. Else `broken_at` is the sequence
    number at which the chain is not, and `differs` names the request's fields that are not what the events say.
    """

    events: list[EventView]
    intact: bool
    broken_at: int | None
    differs: list[str]
