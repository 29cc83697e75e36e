"""The card of a request in the approvals channel: what is true of it now, and the buttons while somebody may decide."""

from aws_access.adapters.slack.blocks import LONGEST_SECTION, Block, Message, actions, button, fields, quote, section
from aws_access.adapters.slack.buttons import APPROVE, DENY, CardButton
from aws_access.adapters.slack.markup import Markup, actor, code, fit, moment, requester, say
from aws_access.domain.durations import say_duration
from aws_access.domain.model import SYSTEM, Request, Status
from aws_access.domain.policies import preview
from aws_access.domain.reasons import Language

_LONGEST_PREVIEW = 2600


def card(request: Request) -> Message:
    """In the language of whoever asked."""
    language = request.language
    title = say(
        "card-title",
        language,
        who=requester(request.requester),
        service=code(request.service),
        environment=code(request.environment),
    )
    headline = state(request, language)
    blocks = [section(title), section(headline), about(request, language), *noted(request, language)]
    blocks.append(_policy(request, language))
    if request.status is Status.PENDING:
        blocks.append(_buttons(request, language))
    return Message(Markup(f"{title}\n{headline}"), tuple(blocks))


def state(request: Request, language: Language, longest_failure: int = LONGEST_SECTION - 200) -> Markup:
    """What is true of the request now: never that it is active before it is."""
    going = request.revoked_by is not None and not request.status.terminal
    failure = request.failure.say(language) if request.failure is not None else ""
    return say(
        "state-REVOKING" if going else f"state-{request.status}",
        language,
        approver=_approver(request, language),
        revoker=actor(request.revoked_by),
        lapse_at=moment(request.lapse_at),
        ends_at=moment(request.ends_at),
        ended_at=moment(request.ended_at),
        failure=fit(failure, longest_failure),
    )


def about(request: Request, language: Language) -> Block:
    """Who asks for what, where, for how long and by which rule."""
    payload = request.payload
    facts = {
        "who": Markup(f"{requester(request.requester)} ({code(payload.person)})"),
        "what": code(request.service),
        "resource": code(request.resource) if request.resource is not None else None,
        "where": say(
            "where",
            language,
            environment=code(request.environment),
            account=code(payload.role_arn.account),
            role=code(payload.role_arn.name),
        ),
        "duration": Markup(say_duration(payload.duration, language)),
        "rule": code(request.rule, 1000),
        "decided": _approver(request, language) if request.ends_at is not None else None,
        "request": code(request.id),
    }
    return fields(
        Markup(f"*{say(f'field-{name}', language)}*\n{fact}") for name, fact in facts.items() if fact is not None
    )


def noted(request: Request, language: Language) -> list[Block]:
    """What the requester gave as their reason, and what whoever denied or ended it gave as theirs."""
    given = {"quote-reason": request.reason, "quote-note": request.note}
    return [quote(say(key, language), text) for key, text in given.items() if text]


def _approver(request: Request, language: Language) -> Markup:
    return say("the-rules", language) if request.decided_by == SYSTEM else actor(request.decided_by)


def _policy(request: Request, language: Language) -> Block:
    permission = request.payload.permission
    count = say("policy-title", language, actions=len(permission.actions), resources=len(permission.resources))
    return section(Markup(f"{count}\n```{fit(preview(request.payload, _LONGEST_PREVIEW), _LONGEST_PREVIEW + 100)}```"))


def _buttons(request: Request, language: Language) -> Block:
    value = CardButton(request.id, request.payload.hash, language).dump()
    return actions(
        button(say("button-approve", language), APPROVE, value, "primary"),
        button(say("button-deny", language), DENY, value, "danger"),
    )
