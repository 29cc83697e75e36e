"""What the rules want of a submission besides the permission: its duration, reason and start, and what it extends."""

import re
from collections.abc import Iterator
from datetime import timedelta

from aws_access.domain.circumstances import Circumstances
from aws_access.domain.durations import say_duration
from aws_access.domain.model import Payload, Status, Submission
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.rules import Rule, Rules
from aws_access.domain.speaking import Speech


def duration_unmet(duration: timedelta, shortest: timedelta) -> tuple[Reason, ...]:
    if duration >= shortest:
        return ()
    return (reason("too-short-duration", duration=say_duration(duration), shortest=say_duration(shortest)),)


def requirements_unmet(speech: Speech, asked: Submission, at: Circumstances) -> Iterator[Reason]:
    """What this rule asks of a request, and this one has not."""
    rule, longest = speech.rule, speech.rule.longest_for(speech.levels)
    if asked.duration > longest:
        yield reason(
            "too-long-duration", duration=say_duration(asked.duration), longest=say_duration(longest), rule=rule.name
        )
    requires = rule.requires
    if len(asked.reason) < requires.reason_length:
        yield reason("reason-too-short", rule=rule.name, length=len(asked.reason), least=requires.reason_length)
    if requires.reason is not None and not re.search(requires.reason, asked.reason):
        yield reason("reason-not-as-required", rule=rule.name, pattern=requires.reason)
    if requires.ticket is not None and not _names_ticket(requires.ticket, asked.reason):
        yield reason("ticket-missing", rule=rule.name, pattern=requires.ticket)
    counts = at.span is None and asked.extends is None
    if requires.most_active is not None and counts and at.active >= requires.most_active:
        yield reason("too-many-active", rule=rule.name, active=at.active, limit=requires.most_active)


def _names_ticket(pattern: str, text: str) -> bool:
    """Whether a word of the text is a ticket."""
    return any(re.fullmatch(pattern, word.strip(".,:;()[]")) for word in text.split())


def start_unmet(asked: Submission, rules: Rules, at: Circumstances) -> Iterator[Reason]:
    if asked.extends is None and asked.starts_at is not None and asked.starts_at > at.now + rules.timing.furthest_start:
        yield reason("starts-too-late", furthest=say_duration(rules.timing.furthest_start))
    if asked.break_glass and asked.starts_at is not None and at.span is None:
        yield reason("break-glass-starts-now")  # it would be reviewed before anything was done with it


def extension_unmet(
    asked: Submission, payload: Payload, applying: tuple[Rule, ...], at: Circumstances
) -> Iterator[Reason]:
    """Only of what is active, in its second half, as often and as long as every rule says, and of the same access."""
    if asked.extends is None:
        return
    base = at.base
    if base is None or base.id != asked.extends or base.requester.iam_user != payload.person:
        yield reason("request-unknown", request=asked.extends)
        return
    if at.span is not None and base.revoked_by is None:
        return
    if base.status is not Status.ACTIVE or base.revoked_by is not None or base.ends_at is None:
        yield reason("extend-not-active", request=base.id, status=base.status)
        return
    if at.now >= base.ends_at:  # it gives nothing any more, though it may be on its role still
        yield reason("extend-not-active", request=base.id, status=Status.EXPIRED)
        return
    half = base.ends_at - base.payload.duration / 2
    if at.now < half:
        yield reason("extend-too-early", request=base.id, minutes=-((half - at.now) // -timedelta(minutes=1)))
    if (payload.role_arn, payload.permission) != (base.payload.role_arn, base.payload.permission):
        yield reason("meaning-changed")
    for rule in applying:
        yield from _extension_limits(rule, asked, at)


def _extension_limits(rule: Rule, asked: Submission, at: Circumstances) -> Iterator[Reason]:
    """How often, and how long, by this rule."""
    if rule.extension is None:
        yield reason("extend-not-allowed", rule=rule.name)
        return
    times, longest = rule.extension.times, rule.extension.longest
    if at.extended >= times:
        yield reason("extended-too-often", rule=rule.name, times=times)
    if asked.duration > longest:
        duration = say_duration(asked.duration)
        yield reason("too-long-duration", duration=duration, longest=say_duration(longest), rule=rule.name)
