"""The card of a request in the approvals channel: what is true of it now, and the buttons while somebody may decide."""

from aws_access.adapters.slack.blocks import (
    LONGEST_SECTION,
    Block,
    Message,
    actions,
    button,
    context,
    fields,
    quote,
    section,
)
from aws_access.adapters.slack.buttons import APPROVE, DENY, NARROW, REVIEW, CardButton
from aws_access.adapters.slack.markup import Markup, actor, code, fit, moment, requester, say
from aws_access.domain.assessing import say_gains
from aws_access.domain.durations import say_duration
from aws_access.domain.ids import Form
from aws_access.domain.lifecycle.change import start_of
from aws_access.domain.model import SYSTEM, Request, Status
from aws_access.domain.permissions import not_narrowed
from aws_access.domain.policies import preview
from aws_access.domain.reasons import Language, Reason

_LONGEST_PREVIEW = 2600
_LONGEST_DIFFERENCE = 2600
_MOST_LINES = 20
_MOST_RESOURCES = 6
_MOST_ACTIONS = 10


def card(request: Request) -> Message:
    """In the language of whoever asked."""
    language = request.language
    title = say(
        "card-title-break-glass" if request.break_glass else "card-title",
        language,
        who=requester(request.requester),
        service=code(request.service),
        environment=code(request.environment),
    )
    headline = state(request, language)
    blocks = [section(title), section(headline), about(request, language), *noted(request, language)]
    blocks += voted(request, language)
    blocks += [context(line) for line in breadth(request, language)]
    blocks += _assessed(request, language)
    blocks += [*_proven(request, language), _policy(request, language)]
    if request.status is Status.PENDING:
        blocks.append(_buttons(request, language))
    elif request.review is not None and request.review.by is None:
        blocks.append(_review_button(request, language))
    return Message(Markup(f"{title}\n{headline}"), tuple(blocks))


def state(request: Request, language: Language, longest_failure: int = LONGEST_SECTION - 200) -> Markup:
    """What is true of the request now: never that it is active before it is."""
    going = request.revoked_by is not None and not request.status.terminal
    start = start_of(request)
    key = "state-REVOKING" if going else f"state-{request.status}"
    if start is not None and not going and request.status is Status.APPROVED and (request.decided_at or start) < start:
        key = "state-APPROVED-later"
    failure = request.failure.say(language) if request.failure is not None else ""
    return say(
        key,
        language,
        starts_at=moment(start),
        canceller=actor(request.cancelled_by),
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
        "resource": _resources(request),
        "where": say(
            "where" if payload.form is Form.ROLE else "where-session",
            language,
            environment=code(request.environment),
            account=code(payload.role_arn.account),
            role=code(payload.role_arn.name),
        ),
        "duration": Markup(say_duration(payload.duration, language)),
        "start": moment(start_of(request)) if start_of(request) is not None else None,
        "extends": code(payload.extends) if payload.extends is not None else None,
        "rule": code(request.rule, 1000),
        "risk": say(f"risk-{request.assessment.risk}", language) if request.assessment is not None else None,
        "decided": _approver(request, language) if request.ends_at is not None else None,
        "request": code(request.id),
    }
    return fields(
        Markup(f"*{say(f'field-{name}', language)}*\n{fact}") for name, fact in facts.items() if fact is not None
    )


def breadth(request: Request, language: Language) -> list[Markup]:
    """Where resources were named: what of the request AWS cannot narrow to them, and what therefore is not in it."""
    told = {
        "unnarrowed": not_narrowed(request.payload.permission, request.resources),
        "left-out": request.left_out,
    }
    return [say(key, language, actions=_some(names, _MOST_ACTIONS)) for key, names in told.items() if names]


def _some(names: tuple[str, ...], most: int) -> Markup:
    shown = [code(each) for each in names[:most]]
    more = [Markup(f"+{len(names) - len(shown)}")] if len(names) > len(shown) else []
    return Markup(", ".join([*shown, *more]))


def _resources(request: Request) -> Markup | None:
    """Those that were named; the policy below says all of them, and a field takes 2,000 characters."""
    return _some(request.resources, _MOST_RESOURCES) if request.resources else None


def waiting(request: Request, language: Language) -> list[Markup]:
    """What it still waits for: one line for every rule that is not met, where more than one word is needed."""
    if request.status is not Status.PENDING:
        return []
    return [
        say(
            "wait-stage" if each.stages > 1 else "wait",
            language,
            rule=code(each.rule),
            given=each.given,
            needs=each.needs,
            stage=each.stage,
            stages=each.stages,
        )
        for each in request.waits
        if each.stages > 1 or each.needs > 1 or len(request.waits) > 1 or request.votes
    ]


def voted(request: Request, language: Language) -> list[Block]:
    """What it waits for, who has said what, what an approver made of it, and what the review found."""
    lines = waiting(request, language)
    if request.narrowed_by is not None:
        lines.append(say("narrowed", language, who=actor(request.narrowed_by)))
    for vote in request.votes if len(request.votes) > 1 or request.status is Status.PENDING else ():
        key = "vote-for" if vote.approve else "vote-against"
        if vote.approve and vote.payload_hash != request.payload.hash:
            key = "vote-void"
        lines.append(say(key, language, who=actor(vote.by), at=moment(vote.at), note=fit(vote.note, 300)))
    blocks = [context(line) for line in lines[:_MOST_LINES]]
    review = request.review
    if review is not None:
        key = "review-open" if review.by is None else "review-done"
        blocks.append(section(say(key, language, due=moment(review.due), who=actor(review.by), at=moment(review.at))))
        if review.note:
            blocks.append(quote(say("quote-review", language), review.note))
    return blocks


def noted(request: Request, language: Language) -> list[Block]:
    """What the requester gave as their reason, and what whoever denied or ended it gave as theirs."""
    given = {"quote-reason": request.reason, "quote-note": request.note}
    return [quote(say(key, language), text) for key, text in given.items() if text]


def _approver(request: Request, language: Language) -> Markup:
    return say("the-rules", language) if request.decided_by == SYSTEM else actor(request.decided_by)


def _assessed(request: Request, language: Language) -> list[Block]:
    """What the requester gains, beside what they had when they asked; and what an approver should look at."""
    assessment = request.assessment
    if assessment is None:
        return []
    lines = fit("\n".join(say_gains(assessment, language)).replace("`", ""), _LONGEST_DIFFERENCE)
    title = say("difference-title", language)
    cautions = [context(Markup(f":warning: {fit(_unquoted(each).say(language), 300)}")) for each in assessment.cautions]
    return [section(Markup(f"{title}\n```{lines}```")), *cautions]


def _proven(request: Request, language: Language) -> list[Block]:
    """What was proven when it was asked for, or made smaller: one line above the policy."""
    proof = request.proof
    if proof is None or not proof.holds or proof.losses or len(proof.gains) > 1:
        return []
    person = code(request.payload.person)
    if not proof.gains:
        return [context(say("proven-nothing-new", language, person=person))]
    actions, resources = proof.gains[0].actions, proof.gains[0].resources
    which = "proven" if request.payload.form is Form.ROLE else "proven-session"
    return [context(say(which, language, person=person, actions=actions, resources=resources))]


def _unquoted(caution: Reason) -> Reason:
    """Our sentences put names between backquotes; a name must not end them."""
    return Reason(caution.code, {name: fact.replace("`", "") for name, fact in caution.facts.items()})


def _policy(request: Request, language: Language) -> Block:
    permission = request.payload.permission
    count = say("policy-title", language, actions=len(permission.actions), resources=len(permission.resources))
    # Somebody else's text must not end the block that it is shown in; in JSON this is the same character.
    shown = preview(request.payload, _LONGEST_PREVIEW).replace("`", r"\u0060")
    return section(Markup(f"{count}\n```{fit(shown, _LONGEST_PREVIEW + 100)}```"))


def _review_button(request: Request, language: Language) -> Block:
    value = CardButton(request.id, request.payload.hash, language).dump()
    return actions(button(say("button-review", language), REVIEW, value, "primary"))


def _buttons(request: Request, language: Language) -> Block:
    value = CardButton(request.id, request.payload.hash, language).dump()
    return actions(
        button(say("button-approve", language), APPROVE, value, "primary"),
        button(say("button-narrow", language), NARROW, value),
        button(say("button-deny", language), DENY, value, "danger"),
    )
