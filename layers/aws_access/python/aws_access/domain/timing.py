"""When a waiting request is looked at again: reminders with back-off, and steps of escalation."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from aws_access.domain.rules import Timing


def next_reminder(timing: Timing, created: datetime, reminders: int, now: datetime) -> datetime | None:
    """After `remind_after`, then after twice as long each time; those that were missed meanwhile are left out."""
    if timing.remind_after is None:
        return None
    # The n-th comes (2^n - 1) times the first wait after the request.
    while True:
        at: datetime = created + timing.remind_after * (2 ** (reminders + 1) - 1)
        if at > now:
            return at
        reminders += 1


def next_escalation(steps: Iterable[timedelta], created: datetime, now: datetime) -> datetime | None:
    """The first step that is still to come."""
    return min((created + step for step in steps if created + step > now), default=None)
