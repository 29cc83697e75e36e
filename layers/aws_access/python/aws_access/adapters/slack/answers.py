"""What a person is answered, for their eyes only and in their language: pure functions from values to messages."""

from collections.abc import Sequence

from aws_access.adapters.slack.blocks import LONGEST_SECTION, Block, Message, context, plain_message, section
from aws_access.adapters.slack.cards import about, noted, state
from aws_access.adapters.slack.markup import Markup, channel_link, code, fit, moment, say
from aws_access.domain.durations import say_duration
from aws_access.domain.model import Request, Status
from aws_access.domain.reasons import Language, Reason

_MOST_LISTED = 20
_LONGEST_FAILURE_LISTED = 300


def help_text(language: Language) -> Message:
    """What can be typed, with examples."""
    return plain_message(*(say(key, language) for key in ("help-ask", "help-more", "help-words")))


def submitted(request: Request, channel: str, language: Language) -> Message:
    """What became of a submission: it waits for `channel` or was allowed; or, sent again, where it is by now."""
    if request.status is Status.PENDING:
        said = say(
            "answer-submitted",
            language,
            request=code(request.id),
            channel=channel_link(channel),
            until=moment(request.lapse_at),
        )
        return plain_message(said)
    if request.status is Status.APPROVED and request.revoked_by is None:
        return plain_message(say("answer-granted", language, request=code(request.id)))
    return request_status(request, language)


def approved(request: Request, language: Language) -> Message:
    """To the approver: done; attaching takes its time."""
    return plain_message(say("answer-approved", language, request=code(request.id)))


def denied(request: Request, language: Language) -> Message:
    """To the approver: done."""
    return plain_message(say("answer-denied", language, request=code(request.id)))


def revoked(request: Request, language: Language) -> Message:
    """To whoever ended it: it is over, or about to be."""
    key = "answer-cancelled" if request.status is Status.CANCELLED else "answer-revoking"
    return plain_message(say(key, language, request=code(request.id)))


def request_status(request: Request, language: Language) -> Message:
    """One request, with what is true of it now."""
    headline = state(request, language)
    return Message(headline, (section(headline), about(request, language), *noted(request, language)))


def requests_list(requests: Sequence[Request], language: Language) -> Message:
    """The requests in the order given, the first twenty of them."""
    if not requests:
        return plain_message(say("list-empty", language))
    shown = tuple(_line(each, language) for each in requests[:_MOST_LISTED])
    title = say("list-title", language)
    return Message(title, (section(title), *shown, context(say("list-more", language))))


def refusal(reasons: Sequence[Reason], language: Language, nearest: str | None = None) -> Message:
    """Every reason, and the valid command nearest to what was typed."""
    title = say("refused", language)
    blocks = [section(title)]
    blocks += [section(fit(f"• {each.say(language)}", LONGEST_SECTION)) for each in reasons[:_MOST_LISTED]]
    if nearest is not None:
        blocks.append(section(say("nearest", language, command=code(f"/aws-access {nearest}", 1000))))
    return Message(title, tuple(blocks))


def failure(language: Language) -> Message:
    """Something of ours went wrong."""
    return plain_message(say("failure", language))


def _line(request: Request, language: Language) -> Block:
    facts = (
        code(request.id),
        code(request.service),
        code(request.environment),
        Markup(say_duration(request.payload.duration, language)),
    )
    return section(Markup(f"{' · '.join(facts)}\n{state(request, language, _LONGEST_FAILURE_LISTED)}"))
