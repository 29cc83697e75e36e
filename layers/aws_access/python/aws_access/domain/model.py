"""The things that the product speaks of. All times are aware and UTC; ends are whole seconds."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from aws_access.domain.assessment import Assessment
from aws_access.domain.ids import Form, IamUserName, RequestId, RoleArn, SlackUserId
from aws_access.domain.reasons import Language, Reason
from aws_access.domain.statements import Permission
from aws_access.domain.verdict import Proof

OWN_POLICY = "policy"
"""The service under which somebody asks for what a policy of their own says. Stored: a contract."""

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
class Submission:
    """What somebody asks for, as typed and not yet looked at. `levels` empty: what the service means by default.

    `resources` empty: nobody named any, and what the service means without is asked for. `starts_at` None: as soon as
    it is approved. `extends`: the request whose access this one carries on. `policy`: what one
    of their own says, as `own_policies` reads it; then `service` is OWN_POLICY. `form` None: what the rules
    like best.
    """

    service: str
    environment: str
    duration: timedelta
    levels: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    reason: str = ""
    starts_at: datetime | None = None
    extends: RequestId | None = None
    break_glass: bool = False
    policy: Permission | None = None
    form: Form | None = None

    @property
    def service_name(self) -> str:
        """`dynamodb`, or `dynamodb:read` where levels were named."""
        return f"{self.service}:{','.join(self.levels)}" if self.levels else self.service


@dataclass(frozen=True, slots=True)
class Payload:
    """Everything that an approval approves. Another payload needs another approval.

    `starts_at`: not before then. `extends`: from the end of that request on, so without a gap.
    """

    person: IamUserName
    role_arn: RoleArn
    permission: Permission
    duration: timedelta
    starts_at: datetime | None = None
    extends: RequestId | None = None

    @property
    def form(self) -> Form:
        """The role says it, so the hash is of it too."""
        return self.role_arn.form

    @property
    def hash(self) -> str:
        """SHA-256 of the whole payload, in hex."""
        fields: dict[str, object] = {
            "person": self.person,
            "role_arn": self.role_arn,
            "actions": list(self.permission.actions),
            "resources": list(self.permission.resources),
            "seconds": int(self.duration.total_seconds()),
        }
        # Only where there is one, so that hashes made before these fields came stay what they are.
        if not self.permission.is_plain:
            fields["statements"] = self.permission.as_list()
        if self.starts_at is not None:
            fields["starts_at"] = self.starts_at.astimezone(UTC).isoformat()
        if self.extends is not None:
            fields["extends"] = self.extends
        return canonical_hash(fields)


@dataclass(frozen=True, slots=True)
class Vote:
    """One approver's word on one payload."""

    by: IamUserName
    approve: bool
    payload_hash: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """What a rule still waits for: `given` of `needs` approvals, in stage `stage` of `stages`, counted from 1."""

    rule: str
    stage: int
    stages: int
    needs: int
    given: int


@dataclass(frozen=True, slots=True)
class Review:
    """What somebody else has to look at after a break-glass, until `due`; `by` and `at` once they have."""

    due: datetime
    by: IamUserName | None = None
    at: datetime | None = None
    note: str = ""
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain of events: how many there are, and the hash of the last."""

    sequence: int = 0
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One request, from being asked to its end.

    `resources` are those that were named, as they were typed; `left_out` the actions that therefore are not granted.
    `waits`: what it waited for when it last changed. `narrowed_by`: whoever made it smaller. `remind_at`, `escalate_at`
    and `warn_at` are the next of their kind, None when there is none; `due_at` is the first moment at which anything is
    due. `assessment`: as it was when it was asked for, or changed by an approver; None for requests from before there
    were any. `sessions_until`: no session that was opened for it lives longer. `proof`: of what it would change on the
    role, as it was when it was asked for, or made smaller by an approver; None where it could not be told yet.
    """

    id: RequestId
    requester: Person
    environment: str
    payload: Payload
    service: str
    resources: tuple[str, ...]
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
    cancelled_by: str | None = None
    narrowed_by: str | None = None
    left_out: tuple[str, ...] = ()
    ended_at: datetime | None = None
    failure: Reason | None = None
    votes: tuple[Vote, ...] = ()
    waits: tuple[Wait, ...] = ()
    break_glass: bool = False
    review: Review | None = None
    remind_at: datetime | None = None
    reminders: int = 0
    escalate_at: datetime | None = None
    warn_at: datetime | None = None
    due_at: datetime | None = None
    assessment: Assessment | None = None
    sessions_until: datetime | None = None
    proof: Proof | None = None
    version: int = 1
    head: Head = field(default_factory=Head)


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """An approved permission on one team role for one person until one end; an entry of the role's ledger.

    `attached` once it was seen on the role; `revoked` when it is to be taken off before its end. Before `starts_at` it
    is neither put on the role nor taken for one that is over. A session grant is never on its role; `denied_until` says
    how long a deny stands there against its sessions, after it was ended early.
    """

    request_id: RequestId
    role_arn: RoleArn
    person: IamUserName
    permission: Permission
    ends_at: datetime
    revoked: bool = False
    attached: bool = False
    starts_at: datetime | None = None
    denied_until: datetime | None = None

    def wanted(self, now: datetime) -> bool:
        """Whether it should be on the role at `now`."""
        return not self.revoked and not self.waits(now) and now < self.ends_at

    def waits(self, now: datetime) -> bool:
        """Whether it is still to start."""
        return not self.revoked and self.starts_at is not None and now < self.starts_at

    def denied(self, now: datetime) -> bool:
        """Whether a deny against its sessions should stand at `now`."""
        return self.denied_until is not None and now < self.denied_until


def as_typed(resources: tuple[str, ...]) -> str | None:
    """Named resources as one text; None for none."""
    return " ".join(resources) or None


def same_person(one: Person, other: Person) -> bool:
    """One IAM user, or one Slack user under two IAM users."""
    return one.iam_user == other.iam_user or (one.slack_id is not None and one.slack_id == other.slack_id)


def canonical_hash(value: object) -> str:
    """SHA-256 in hex of a JSON value, independent of the order of keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def request_id_for(requester: str, idempotency_key: str) -> RequestId:
    """The id of the request that this person makes under this key: always the same for the same two."""
    digest = int.from_bytes(hashlib.sha256(json.dumps([requester, idempotency_key]).encode()).digest()[:8])
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    return RequestId("r-" + "".join(alphabet[digest >> 5 * place & 31] for place in range(12)))
