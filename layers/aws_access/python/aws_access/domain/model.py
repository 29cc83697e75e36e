"""The things that the product speaks of. All times are aware and UTC; ends are whole seconds."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from aws_access.domain.ids import AccountId, IamUserName, RequestId, RoleArn, SlackUserId
from aws_access.domain.reasons import Language, Reason

SYSTEM = "(aws-access)"
"""The actor of what nobody did by hand. The brackets keep it from being anybody's IAM user name."""


class Status(StrEnum):
    """Where a request is in its life. Stored: the values are a contract."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"
    DENIED = "DENIED"
    CANCELLED = "CANCELLED"
    LAPSED = "LAPSED"
    FAILED = "FAILED"

    @property
    def terminal(self) -> bool:
        """Whether nothing can happen to it any more, and nothing of it is attached."""
        return self not in (Status.PENDING, Status.APPROVED, Status.ACTIVE)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody known by an IAM user in the jump account and, if they use Slack, a Slack user id."""

    iam_user: IamUserName
    slack_id: SlackUserId | None = None
    teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Environment:
    """A named target account. `ceiling` holds the action patterns that may be granted there at the most."""

    name: str
    account: AccountId
    region: str
    team_roles: Mapping[str, RoleArn]
    ceiling: tuple[str, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Permission:
    """Actions on resources, as IAM reads them; both sorted and without repeats."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Submission:
    """What somebody asks for, as typed and not yet looked at. `levels` empty: what the service means by default."""

    service: str
    environment: str
    duration: timedelta
    levels: tuple[str, ...] = ()
    resource: str | None = None
    reason: str = ""

    @property
    def service_name(self) -> str:
        """`dynamodb`, or `dynamodb:read` where levels were named."""
        return f"{self.service}:{','.join(self.levels)}" if self.levels else self.service


@dataclass(frozen=True, slots=True)
class Payload:
    """Everything that an approval approves. Another payload needs another approval."""

    person: IamUserName
    role_arn: RoleArn
    permission: Permission
    duration: timedelta

    @property
    def hash(self) -> str:
        """SHA-256 of the whole payload, in hex."""
        return canonical_hash(
            {
                "person": self.person,
                "role_arn": self.role_arn,
                "actions": list(self.permission.actions),
                "resources": list(self.permission.resources),
                "seconds": int(self.duration.total_seconds()),
            }
        )


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain of events: how many there are, and the hash of the last."""

    sequence: int = 0
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One request, from being asked to its end."""

    id: RequestId
    requester: Person
    environment: str
    payload: Payload
    service: str
    resource: str | None
    reason: str
    language: Language
    rule: str
    rules_version: str
    created: datetime
    lapse_at: datetime
    status: Status = Status.PENDING
    decided_by: str | None = None
    decided_at: datetime | None = None
    note: str = ""
    ends_at: datetime | None = None
    revoked_by: str | None = None
    ended_at: datetime | None = None
    failure: Reason | None = None
    due_at: datetime | None = None
    version: int = 1
    head: Head = field(default_factory=Head)


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """An approved permission on one team role for one person until one end; an entry of the role's ledger.

    `attached` once it was seen on the role; `revoked` when it is to be taken off before its end.
    """

    request_id: RequestId
    role_arn: RoleArn
    person: IamUserName
    permission: Permission
    ends_at: datetime
    revoked: bool = False
    attached: bool = False

    def wanted(self, now: datetime) -> bool:
        """Whether it should be on the role at `now`."""
        return not self.revoked and now < self.ends_at


def canonical_hash(value: object) -> str:
    """SHA-256 in hex of a JSON value, independent of the order of keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def request_id_for(requester: str, idempotency_key: str) -> RequestId:
    """The id of the request that this person makes under this key: always the same for the same two."""
    digest = int.from_bytes(hashlib.sha256(json.dumps([requester, idempotency_key]).encode()).digest()[:8])
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    return RequestId("r-" + "".join(alphabet[digest >> 5 * place & 31] for place in range(12)))
