"""What is said beside the cards: whose word is asked for, what was locked, and that somebody broke the glass."""

from collections.abc import Sequence

from aws_access.adapters.slack.blocks import Message, plain_message, quote, section
from aws_access.adapters.slack.markup import Markup, actor, code, fit, mention, moment, requester, say
from aws_access.domain.audit import Event, EventType
from aws_access.domain.durations import say_duration
from aws_access.domain.locks import LockKind
from aws_access.domain.model import Person, Request
from aws_access.domain.reasons import Language

_AGAIN = (EventType.REMINDED, EventType.ESCALATED, EventType.REVIEW_OVERDUE)


def asking(request: Request, kind: EventType, people: Sequence[Person]) -> Message:
    """In the thread of a card, in its language: these people can decide now, or review."""
    names = Markup(" ".join(mention(each.slack_id) if each.slack_id else code(each.iam_user) for each in people))
    key = f"ask-{kind}" if kind in _AGAIN else "ask"
    due = request.review.due if request.review is not None else None
    return plain_message(say(key, request.language, people=names, until=moment(request.lapse_at), due=moment(due)))


def alert(request: Request, kind: EventType) -> Message:
    """To whoever would have been asked, and may review: in both languages, since theirs is not known here."""
    facts = {
        "who": requester(request.requester),
        "service": code(request.service),
        "environment": code(request.environment),
        "request": code(request.id),
        "due": moment(request.review.due if request.review is not None else None),
    }
    said = [
        say(f"alert-{kind}", language, duration=say_duration(request.payload.duration, language), **facts)
        for language in Language
    ]
    blocks = [section(each) for each in said]
    if request.reason:
        blocks.append(quote(say("quote-reason", request.language), request.reason))
    return Message(said[0], tuple(blocks))


def lock_message(event: Event) -> Message:
    """To the channel: in both languages."""
    kind, name, why = (str(event.details[field]) for field in ("kind", "name", "why"))
    said = []
    for language in Language:
        what = Markup(f"{say(f'lock-{LockKind(kind)}', language)} {code(name) if name else ''}".strip())
        said.append(say(f"tell-{event.type}", language, what=what, who=actor(event.actor), why=fit(why or "–", 500)))
    return plain_message(*said)
