"""The shapes of the table's items: flat, with readable names, because auditors read them too."""

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.models import Model

DUE = "due"
"""The one value of `due_queue`, so one partition of the index holds all that is due. DynamoDB takes some 1,000 writes a
second there, which is some hundred new requests a second; beyond that, spread it over several values and read each."""

DUE_INDEX = "due"

INDEXES = {
    "by-requester": ("requester", "created"),
    "by-status": ("status", "created"),
    "by-role": ("role_arn", "created"),
    "by-day": ("day", "created"),
    DUE_INDEX: ("due_queue", "due_at"),
}
"""The partition and sort key of every index. Only request items may have these attributes."""


class Item(Model):
    """The keys that every item has."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class RequestItem(Item):
    """A request. Times are text that sorts; `account` and `form` are there for readers and read from `role_arn`.

    `resource` is as typed, with spaces between several. `votes`, `waits`, `review`, `assessment`, `proof` and
    `statements` are JSON text; the last only where `actions` and `resources` do not say all.
    """

    request_id = UnicodeAttribute()
    requester = UnicodeAttribute()
    requester_slack_id = UnicodeAttribute(null=True)
    teams = ListAttribute[str]()
    status = UnicodeAttribute()
    environment = UnicodeAttribute()
    account = UnicodeAttribute()
    role_arn = UnicodeAttribute()
    form = UnicodeAttribute(null=True)
    service = UnicodeAttribute()
    resource = UnicodeAttribute(null=True)
    actions = ListAttribute[str]()
    resources = ListAttribute[str]()
    statements = UnicodeAttribute(null=True)
    duration_seconds = NumberAttribute()
    payload_hash = UnicodeAttribute()
    reason = UnicodeAttribute()
    language = UnicodeAttribute()
    rule = UnicodeAttribute()
    rules_version = UnicodeAttribute()
    created = UnicodeAttribute()
    day = UnicodeAttribute()
    lapse_at = UnicodeAttribute()
    decided_by = UnicodeAttribute(null=True)
    decided_at = UnicodeAttribute(null=True)
    note = UnicodeAttribute()
    ends_at = UnicodeAttribute(null=True)
    revoked_by = UnicodeAttribute(null=True)
    cancelled_by = UnicodeAttribute(null=True)
    narrowed_by = UnicodeAttribute(null=True)
    left_out = ListAttribute[str](null=True)
    ended_at = UnicodeAttribute(null=True)
    failure = MapAttribute[str, object](null=True)  # type: ignore[no-untyped-call]  # PynamoDB leaves it untyped
    votes = UnicodeAttribute(null=True)
    waits = UnicodeAttribute(null=True)
    starts_at = UnicodeAttribute(null=True)
    extends = UnicodeAttribute(null=True)
    break_glass = BooleanAttribute(null=True)
    review = UnicodeAttribute(null=True)
    remind_at = UnicodeAttribute(null=True)
    reminders = NumberAttribute(null=True)
    escalate_at = UnicodeAttribute(null=True)
    warn_at = UnicodeAttribute(null=True)
    due_queue = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    assessment = UnicodeAttribute(null=True)
    sessions_until = UnicodeAttribute(null=True)
    proof = UnicodeAttribute(null=True)
    version = NumberAttribute()
    sequence = NumberAttribute()
    last_hash = UnicodeAttribute()


class EventItem(Item):
    """An audit event. `details` is JSON text: DynamoDB's own numbers and empty values would not keep the hash."""

    chain = UnicodeAttribute()
    sequence = NumberAttribute()
    type = UnicodeAttribute()
    at = UnicodeAttribute()
    actor = UnicodeAttribute()
    details = UnicodeAttribute()
    previous = UnicodeAttribute()
    hash = UnicodeAttribute()


class RecordItem(Item):
    """A role's record. Its ARN is in the key alone: an attribute `role_arn` belongs to an index of requests.

    `documents` is JSON text. A record without it is from before there were several: the hash is that of the only one.
    """

    policy_hash = UnicodeAttribute()
    request_ids = ListAttribute[str]()
    documents = UnicodeAttribute(null=True)
    sequence = NumberAttribute()
    last_hash = UnicodeAttribute()


class GrantItem(Item):
    """An entry of a role's ledger; its role is in the key alone."""

    request_id = UnicodeAttribute()
    person = UnicodeAttribute()
    actions = ListAttribute[str]()
    resources = ListAttribute[str]()
    statements = UnicodeAttribute(null=True)
    ends_at = UnicodeAttribute()
    starts_at = UnicodeAttribute(null=True)
    revoked = BooleanAttribute()
    attached = BooleanAttribute()
    denied_until = UnicodeAttribute(null=True)


class MessageItem(Item):
    """A message that was begun; sent once it has a `ts`."""

    channel = UnicodeAttribute()
    ts = UnicodeAttribute(null=True)


class LockItem(Item):
    """Something that is or was locked; `by`, `at` and `why` are of the last change. Never deleted."""

    kind = UnicodeAttribute()
    subject = UnicodeAttribute()
    name = UnicodeAttribute()
    by = UnicodeAttribute()
    at = UnicodeAttribute()
    why = UnicodeAttribute()
    locked = BooleanAttribute()


class LocksItem(Item):
    """The end of the chain of the events of all locks."""

    sequence = NumberAttribute()
    last_hash = UnicodeAttribute()


class RosterHeadItem(Item):
    """Which list of IAM users is the newest, and when it was last found to be true."""

    slack_tag = UnicodeAttribute()
    users_hash = UnicodeAttribute()
    read_at = UnicodeAttribute()


class RosterUsersItem(Item):
    """The IAM users as compressed JSON text: IAM allows 5,000 in an account, and an item holds 400 KB."""

    users_hash = UnicodeAttribute()
    users = BinaryAttribute(legacy_encoding=False)


class RosterGroupItem(Item):
    """The members of a group that is kept elsewhere, as they are named there."""

    source = UnicodeAttribute()
    members = ListAttribute[str]()
    read_at = UnicodeAttribute()


class RosterRulesItem(Item):
    """The text of the last good rules, compressed: it may have a million characters, and an item holds 400 KB."""

    text = BinaryAttribute(legacy_encoding=False)
