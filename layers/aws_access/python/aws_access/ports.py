"""What the use cases need from the world. Fakes and adapters keep these, and pass the same contract suite.

Every port raises Unavailable when the service behind it throttles or does not answer; the same call may be made again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from aws_access.domain.audit import Event, EventType
from aws_access.domain.ids import IamUserName, RequestId, RoleArn, SlackUserId
from aws_access.domain.ledger import Ledger, RoleChange
from aws_access.domain.lifecycle.change import Change
from aws_access.domain.locks import LockChange, Locks
from aws_access.domain.model import Grant, Person, Request, Status
from aws_access.domain.reasons import Language
from aws_access.domain.roles import Others, RoleSnapshot
from aws_access.domain.roster import GroupList, IamUser, IamUsers
from aws_access.domain.rules import Group, Rules
from aws_access.domain.sessions import Credentials


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Now: aware, UTC."""


class RulesSource(Protocol):
    """Where the published rules come from."""

    def current(self) -> Rules:
        """The newest version that could be read; Unavailable when none ever could."""


class Groups(Protocol):
    """Groups of people that are kept elsewhere: Slack user groups, and who is on call."""

    def members(self, group: Group, rules: Rules) -> frozenset[IamUserName]:
        """Those of its members whom the rules know, as they are now or were a minute ago. NotFound: no such group."""


class Roster(Protocol):
    """What was last read of people who are kept elsewhere. One function writes it, and all others decide by it."""

    def users(self) -> IamUsers | None:
        """The IAM users of the jump account; None when they were never read."""

    def keep_users(self, users: IamUsers) -> None:
        """In place of those of before."""

    def group(self, name: str) -> GroupList | None:
        """The members of the group of this name; None when they were never read."""

    def keep_group(self, name: str, members: GroupList) -> None:
        """In place of those of before."""


class JumpAccount(Protocol):
    """The IAM of the jump account."""

    def users(self, slack_tag: str) -> Sequence[IamUser]:
        """Every IAM user, with their Slack id from this tag."""


class GroupSources(Protocol):
    """The places in which groups are kept."""

    def read(self, group: Group) -> Sequence[str]:
        """Its members by the names used there: IAM user names or Slack user ids. NotFound: there is no such group."""


class Index(StrEnum):
    """By what requests can be searched; the values are the names of the table's indexes."""

    REQUESTER = "by-requester"
    STATUS = "by-status"
    ROLE = "by-role"
    DAY = "by-day"


@dataclass(frozen=True, slots=True)
class Search:
    """Requests with `value` in `index`, created in [since, until), newest first.

    `status` narrows further (a page may then be short, or empty with a cursor: go on). `cursor` is the previous page's.
    `sound`: what was tampered with is left out, and logged; else it is Conflict.
    """

    index: Index
    value: str
    since: datetime | None = None
    until: datetime | None = None
    status: Status | None = None
    limit: int = 20
    cursor: str | None = None
    sound: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `cursor` None on the last."""

    requests: tuple[Request, ...]
    cursor: str | None


class Store(Protocol):
    """The table: requests, ledgers and audit events. Every write is one conditional transaction."""

    def request(self, request_id: RequestId) -> Request:
        """The request, read consistently; NotFound."""

    def commit(self, change: Change) -> None:
        """All of the change, or ConcurrentChange and nothing."""

    def ledger(self, role_arn: RoleArn) -> Ledger:
        """The role's ledger, read consistently; an empty one for a role that was never heard of."""

    def record_role_change(self, change: RoleChange) -> None:
        """The record that has to be there before IAM is changed; ConcurrentChange and nothing if it moved on."""

    def locks(self) -> Locks:
        """Everything that is locked, read consistently."""

    def commit_lock(self, change: LockChange) -> None:
        """All of the change, or ConcurrentChange and nothing."""

    def due(self, now: datetime) -> Iterable[Request]:
        """Every request with something due at or before `now`, longest overdue first. Eventually consistent."""

    def search(self, search: Search) -> Page:
        """A page of requests. Eventually consistent. InvalidInput for a cursor that is not ours."""

    def events(self, chain: str) -> Sequence[Event]:
        """A chain's events in order, all of them, read consistently."""


class TeamRoles(Protocol):
    """The team roles in the target accounts' IAM, with the documents of ours on each.

    The document `aws-access` is the inline policy; every other is a managed policy of ours. RoleRefused: the role does
    not exist, or IAM will not take the document. TargetRefused: we are not let in.
    """

    def inspect(self, role_arn: RoleArn, managed: Iterable[str] = ()) -> RoleSnapshot:
        """The role as it is now. Of managed policies of ours, only those of these names are looked for."""

    def others(self, role_arn: RoleArn) -> Others:
        """What others have on the role."""

    def is_there(self, role_arn: RoleArn, name: str) -> bool:
        """Whether there is a managed policy under this name of ours, attached or not, whoever made it."""

    def read_document(self, role_arn: RoleArn, name: str) -> str | None:
        """The text of a document as it counts on the role; None when there is none, or it is not attached."""

    def write_document(self, role_arn: RoleArn, name: str, text: str) -> None:
        """Make this the document of that name, and let it count on the role. RoleRefused when there is no room."""

    def remove_document(self, role_arn: RoleArn, name: str) -> None:
        """Off the role, and gone; fine when there is none, and no role.

        One that others have attached elsewhere too cannot be gone: it stays there, off this role.
        """


class SessionPolicies(Protocol):
    """What STS takes as a session policy: packed, it has a limit that only STS can tell."""

    def check(self, role_arn: RoleArn, policy: str) -> None:
        """RoleRefused when STS would not open a session with it in that role's account. TargetRefused: not let in."""


class Sessions(Protocol):
    """Sessions of session roles, which only the broker can open."""

    def open(self, role_arn: RoleArn, name: str, policy: str, duration: timedelta) -> Credentials:
        """One that can do what the role and the policy both allow. RoleRefused: STS does not take the policy.

        TargetRefused: the role does not let the broker in.
        """


class PolicyChecks(Protocol):
    """What AWS itself says of policies before they are written, by reasoning of its own. No findings mean no."""

    def faults(self, policy: str) -> Sequence[str]:
        """Errors, and what is a danger in any policy: a sentence for each."""

    def beyond(self, approved: str, policy: str) -> Sequence[str]:
        """Where the policy allows anything that the approved one does not."""

    def granted(self, policy: str, actions: Sequence[str]) -> Sequence[str]:
        """Where the policy allows any of these actions on anything."""


class Schedules(Protocol):
    """One schedule per grant, which wakes the role's reconciler at the grant's end."""

    def ensure(self, grant: Grant) -> None:
        """There is a schedule for the grant's end, whatever there was before."""

    def remove(self, grant: Grant) -> None:
        """There is none for it; fine when there was none."""


class RoleQueue(Protocol):
    """Wakes the reconciler of one role; at most one runs for a role at a time."""

    def wake(self, role_arn: RoleArn, cause: str) -> None:
        """At least once from now, the role is made equal to its ledger. `cause` is for the log."""


@dataclass(frozen=True, slots=True)
class SlackProfile:
    """What Slack says of a user. `member` only for a full, active, human member of this workspace."""

    slack_id: SlackUserId
    member: bool
    language: Language
    time_zone: str = ""


class Directory(Protocol):
    """Slack's own word on its users."""

    def profile(self, slack_id: SlackUserId) -> SlackProfile:
        """The user's profile; NotFound for somebody whom Slack does not know."""


@dataclass(frozen=True, slots=True)
class MessageRef:
    """Where a message of ours is in Slack. `ts` None: posting was begun, and nobody knows whether it came through."""

    channel: str
    ts: str | None


CARD = "CARD"
"""The key of a request's card. Every other message has a key that names the event and the person it is for."""


class MessageLog(Protocol):
    """Which messages were sent about a request or the locks (`chain`), so that each is sent once."""

    def find(self, chain: str, key: str) -> MessageRef | None:
        """The message that was begun or sent under this key."""

    def begin(self, chain: str, key: str, channel: str) -> None:
        """A message under this key is about to be posted in the channel; fine when it was begun before."""

    def sent(self, chain: str, key: str, ref: MessageRef) -> None:
        """The message is in Slack."""


class Messenger(Protocol):
    """Slack, as far as requests are told there. NotFound: the channel or user is gone, and trying again is no use."""

    def direct_channel(self, slack_id: SlackUserId) -> str:
        """The channel of direct messages with this person."""

    def find(self, channel: str, chain: str, key: str, since: datetime, thread: str | None = None) -> str | None:
        """The `ts` of a message of ours with this key that is in the channel, or in this thread of it, already."""

    def post_card(self, channel: str, request: Request) -> str:
        """Post the request's card as it is now; its `ts`."""

    def update_card(self, ref: MessageRef, request: Request) -> None:
        """Make the card say what is true now."""

    def tell(self, channel: str, request: Request, kind: EventType, key: str) -> str:
        """Tell the requester, in their language, what happened; the message's `ts`."""

    def ask(self, card: MessageRef, request: Request, kind: EventType, people: Sequence[Person], key: str) -> str:
        """In the thread of the request's card: what it is that these people are asked for now; the message's `ts`."""

    def alert(self, channel: str, request: Request, kind: EventType, key: str) -> str:
        """Tell somebody else than the requester of a break-glass; the message's `ts`."""

    def tell_lock(self, channel: str, event: Event, key: str) -> str:
        """Tell the channel what was locked or unlocked; the message's `ts`."""


class Alarm(Protocol):
    """Whoever is woken when something must not wait."""

    def raise_alarm(self, subject: str, text: str) -> None:
        """At least once."""


class EventBus(Protocol):
    """Committed events, for other systems."""

    def publish(self, event: Event, request: Request | None) -> None:
        """Send one event, with what the request is by now."""
