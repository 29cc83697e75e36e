"""What a person is answered, for their eyes only and in their language: pure functions from values to messages."""

from collections.abc import Sequence

from aws_access.adapters.slack.blocks import LONGEST_SECTION, Block, Message, context, plain_message, section
from aws_access.adapters.slack.cards import about, breadth, noted, state, voted, waiting
from aws_access.adapters.slack.markup import Markup, channel_link, code, fit, moment, say
from aws_access.domain.durations import say_duration
from aws_access.domain.lifecycle.change import start_of
from aws_access.domain.locks import Lock, Locks, LockTarget
from aws_access.domain.model import Person, Request, Status
from aws_access.domain.reasons import Language, Reason

_MOST_LISTED = 20
_LONGEST_FAILURE_LISTED = 300


def help_text(language: Language) -> Message:
    """What can be typed, with examples."""
    return plain_message(*(say(key, language) for key in ("help-ask", "help-more", "help-others", "help-words")))


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
        return plain_message(said, *breadth(request, language))
    start = start_of(request)
    if request.status is Status.APPROVED and start is not None and request.revoked_by is None:
        return plain_message(say("answer-approved-later", language, request=code(request.id), starts_at=moment(start)))
    if request.status is Status.APPROVED and request.revoked_by is None:
        return plain_message(say("answer-granted", language, request=code(request.id)), *breadth(request, language))
    return request_status(request, language)


def approved(request: Request, language: Language) -> Message:
    """To the approver: done, or one vote of several; attaching takes its time."""
    if request.status is Status.PENDING:
        return _voted(request, language)
    start = start_of(request)
    if request.status is Status.APPROVED and start is not None and (request.decided_at or start) < start:
        return plain_message(say("answer-approved-later", language, request=code(request.id), starts_at=moment(start)))
    return plain_message(say("answer-approved", language, request=code(request.id)))


def denied(request: Request, language: Language) -> Message:
    """To the approver: done, or one vote of several."""
    if request.status is Status.PENDING:
        return _voted(request, language)
    return plain_message(say("answer-denied", language, request=code(request.id)))


def reviewed(request: Request, language: Language) -> Message:
    """To the reviewer: done."""
    return plain_message(say("answer-reviewed", language, request=code(request.id)))


def locks_list(locks: Locks, language: Language) -> Message:
    """What is locked: the first twenty, and how many more there are."""
    if not locks.locks:
        return plain_message(say("locks-empty", language))
    lines = [
        say(
            "locks-line",
            language,
            what=lock_name(each.target, language),
            who=code(each.by),
            at=moment(each.at),
            why=fit(each.why or "–", 300),
        )
        for each in locks.locks[:_MOST_LISTED]
    ]
    if more := len(locks.locks) - len(lines):
        lines.append(say("locks-more", language, more=more))
    return plain_message(say("locks-title", language), *lines)


def lock_set(lock: Lock, person: Person, language: Language, *, locked: bool, known: bool = True) -> Message:
    """To whoever locked or unlocked; or that somebody else had locked it before. `known`: there is such a person."""
    key = "answer-unlocked" if not locked else "answer-locked" if lock.by == person.iam_user else "answer-locked-before"
    said = [say(key, language, what=lock_name(lock.target, language), who=code(lock.by), at=moment(lock.at))]
    if locked and not known:
        said.append(say("answer-locked-unknown", language, name=code(lock.target.name)))
    return plain_message(*said)


def lock_name(target: LockTarget, language: Language) -> Markup:
    """`person dev1`, in words of the language."""
    name = code(target.name) if target.name else Markup("")
    return Markup(f"{say(f'lock-{target.kind}', language)} {name}".strip())


def _voted(request: Request, language: Language) -> Message:
    return plain_message(say("answer-voted", language, request=code(request.id)), *waiting(request, language))


def revoked(request: Request, language: Language) -> Message:
    """To whoever ended it: it is over, or about to be."""
    key = "answer-cancelled" if request.status is Status.CANCELLED else "answer-revoking"
    return plain_message(say(key, language, request=code(request.id)))


def request_status(request: Request, language: Language) -> Message:
    """One request, with what is true of it now."""
    headline = state(request, language)
    more = (*noted(request, language), *voted(request, language))
    return Message(headline, (section(headline), about(request, language), *more))


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
