"""What a decision depends on besides the request and the rules: the time, and what was looked up for it."""

from dataclasses import dataclass, field
from datetime import datetime

from aws_access.domain.approval import Groups
from aws_access.domain.locks import Lock
from aws_access.domain.model import Person, Request


@dataclass(frozen=True, slots=True)
class Circumstances:
    """At one moment.

    `asked_at`: when the request was made, None for one that is being made; `asked_by`: its requester as they were then.
    `active`: how many other requests of the requester are approved or active. `span`: from when to when, of a request
    that was approved; what had to hold for the approval alone is not asked again. `base`: the request that is to be
    extended, and `extended` how often it was.
    """

    now: datetime
    groups: Groups = field(default_factory=dict)
    locks: tuple[Lock, ...] = ()
    active: int = 0
    asked_at: datetime | None = None
    span: tuple[datetime, datetime] | None = None
    base: Request | None = None
    extended: int = 0
    asked_by: Person | None = None
