"""What the requester is told in direct messages, in their language."""

from aws_access.adapters.slack.blocks import LONGEST_SECTION, Block, Message, quote, section
from aws_access.adapters.slack.markup import actor, code, fit, link, moment, say
from aws_access.domain.audit import EventType
from aws_access.domain.durations import say_duration
from aws_access.domain.ids import Form
from aws_access.domain.links import switch_role_url
from aws_access.domain.model import Request

_WITH_NOTE = frozenset({EventType.DENIED, EventType.CANCELLED, EventType.REVOKED})


def direct_message(request: Request, kind: EventType) -> Message:
    """What happened to their request, and what to do next."""
    language, role_arn = request.language, request.payload.role_arn
    who = request.decided_by if kind is EventType.DENIED else request.revoked_by
    failure = request.failure.say(language) if request.failure is not None else ""
    on_team_role = request.payload.form is Form.ROLE
    told = say(
        f"tell-{kind}" if on_team_role or kind is not EventType.ATTACHED else "tell-session",
        language,
        request=code(request.id),
        service=code(request.service),
        environment=code(request.environment),
        role=code(role_arn.name),
        until=moment(request.ends_at),
        starts_at=moment(request.payload.starts_at),
        duration=say_duration(request.payload.duration, language),
        plain=request.id,
        reviewer=actor(request.review.by if request.review is not None else None),
        who=actor(who),
        why=fit(failure, LONGEST_SECTION - 1000),
    )
    blocks: list[Block] = [section(told)]
    if kind is EventType.ATTACHED and on_team_role:
        to_role = link(switch_role_url(role_arn, request.environment), say("switch-label", language))
        blocks.append(section(say("tell-switch", language, link=to_role)))
    if kind in _WITH_NOTE and request.note:
        blocks.append(quote(say("quote-note", language), request.note))
    return Message(told, tuple(blocks))
