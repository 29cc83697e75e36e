"""Locks: what is stopped, by whom and why, until it is unlocked. While locked, nothing starts and nothing stays."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from aws_access.domain.audit import Event, EventType, next_event
from aws_access.domain.ids import IamUserName, RoleArn
from aws_access.domain.model import Head
from aws_access.domain.reasons import Reason, reason


class LockKind(StrEnum):
    """What can be locked. Stored: the values are a contract."""

    PERSON = "person"
    ROLE = "role"
    ENVIRONMENT = "environment"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class LockTarget:
    """`subject` is an IAM user name, a role's ARN, an account id (of an environment), or empty for everything.

    `name` is what people call it.
    """

    kind: LockKind
    subject: str
    name: str

    @property
    def key(self) -> str:
        """The same for the same target, whatever people call it."""
        return f"{self.kind}#{self.subject}"

    def covers(self, person: IamUserName, role_arn: RoleArn) -> bool:
        """Whether it stops this person on this team role."""
        match self.kind:
            case LockKind.PERSON:
                return self.subject == person
            case LockKind.ROLE:
                return self.subject == role_arn
            case LockKind.ENVIRONMENT:
                return self.subject == role_arn.account
            case LockKind.EVERYTHING:
                return True


@dataclass(frozen=True, slots=True)
class Lock:
    """A target that is locked."""

    target: LockTarget
    by: IamUserName
    at: datetime
    why: str


def locked(locks: Iterable[Lock], person: IamUserName, *role_arns: RoleArn) -> tuple[Reason, ...]:
    """One reason for each lock that stops this person on any of these roles."""
    return tuple(locked_reason(each) for each in locks if any(each.target.covers(person, arn) for arn in role_arns))


def locked_reason(lock: Lock) -> Reason:
    """What is locked, by whom and why."""
    return reason(_REASONS[lock.target.kind], name=lock.target.name, person=lock.by, why=lock.why or "–")


_REASONS = {
    LockKind.PERSON: "locked-person",
    LockKind.ROLE: "locked-role",
    LockKind.ENVIRONMENT: "locked-environment",
    LockKind.EVERYTHING: "locked-everything",
}


def locked_people(locks: Iterable[Lock]) -> frozenset[IamUserName]:
    """Those who are locked by name."""
    return frozenset(IamUserName(each.target.subject) for each in locks if each.target.kind is LockKind.PERSON)


CHAIN = "LOCKS"
"""The chain of the events of all locks."""


@dataclass(frozen=True, slots=True)
class Locks:
    """Everything that is locked, and the end of the chain that says how it came to be.

    `released` says of what was locked once who unlocked it last, when and why.
    """

    locks: tuple[Lock, ...] = ()
    head: Head = field(default_factory=Head)
    released: tuple[Lock, ...] = ()

    def of(self, target: LockTarget) -> Lock | None:
        """The lock of exactly this target."""
        return next((each for each in self.locks if each.target.key == target.key), None)

    def changed_after(self, target: LockTarget, moment: datetime) -> Lock | None:
        """The last change of this target, if it came after that."""
        changes = (*self.locks, *self.released)
        return next((each for each in changes if each.target.key == target.key and each.at > moment), None)


@dataclass(frozen=True, slots=True)
class LockChange:
    """One transaction: the lock put in place, or taken away when `locked` is not set, and the event that says why."""

    lock: Lock
    locked: bool
    event: Event
    expects: Head


def lock_change(locks: Locks, lock: Lock, *, locked: bool) -> LockChange:
    """Lock what `lock` says, or unlock it: then `lock` says who unlocks it, when and why."""
    kind = EventType.LOCKED if locked else EventType.UNLOCKED
    details = {
        "kind": lock.target.kind,
        "subject": lock.target.subject,
        "name": lock.target.name,
        "why": lock.why,
    }
    event = next_event(CHAIN, locks.head, kind, lock.at, lock.by, details)
    return LockChange(lock, locked, event, locks.head)
