"""What a person typed after `/aws-access`, in English or Japanese, as a value."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from difflib import get_close_matches
from functools import partial

from aws_access.domain.durations import parse_duration
from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import RequestId
from aws_access.domain.locks import LockKind
from aws_access.domain.model import OWN_POLICY, Submission
from aws_access.domain.reasons import reason
from aws_access.domain.starts import take_start
from aws_access.domain.words import check_reason, parse_resources, parse_service

LONGEST_TEXT = 1000

_WORDS = {
    "help": "help", "?": "help", "ヘルプ": "help", "使い方": "help",
    "list": "list", "一覧": "list", "リスト": "list",
    "status": "status", "状態": "status", "状況": "status",
    "revoke": "revoke", "cancel": "revoke", "取消": "revoke", "取り消し": "revoke", "終了": "revoke",
    "extend": "extend", "延長": "extend",
    "break-glass": "break-glass", "緊急": "break-glass",
    "review": "review", "レビュー": "review",
    "lock": "lock", "ロック": "lock",
    "unlock": "unlock", "ロック解除": "unlock",
    "locks": "locks", "ロック一覧": "locks",
}  # fmt: skip
_LOCKABLE = {
    "person": LockKind.PERSON, "人": LockKind.PERSON,
    "role": LockKind.ROLE, "ロール": LockKind.ROLE,
    "environment": LockKind.ENVIRONMENT, "環境": LockKind.ENVIRONMENT,
    "everything": LockKind.EVERYTHING, "すべて": LockKind.EVERYTHING,
}  # fmt: skip
_POLICY = {OWN_POLICY: OWN_POLICY, "ポリシー": OWN_POLICY}
# Phones and macOS turn "--" into a dash.
_REASON = re.compile(r"(?:^|\s)(?:--|—|–)(?:\s+|$)")
# Of several resources each has to look like one, or a reason without its "--" would name what nobody meant.
_NOT_PROSE = re.compile(r"[^A-Za-z']")


@dataclass(frozen=True, slots=True)
class Help:
    """`help`, or nothing at all."""


@dataclass(frozen=True, slots=True)
class ListRequests:
    """`list`: my requests that are not over, and the latest that are."""


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """`status <id>`."""

    request_id: RequestId


@dataclass(frozen=True, slots=True)
class Revoke:
    """`revoke <id> [-- why]`: end it now, or take it back while it waits."""

    request_id: RequestId
    reason: str


@dataclass(frozen=True, slots=True)
class Extend:
    """`extend <id> <duration> [-- why]`: go on with it after its end."""

    request_id: RequestId
    duration: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class Review:
    """`review <id> -- what was found`: closes the review of a break-glass."""

    request_id: RequestId
    note: str


@dataclass(frozen=True, slots=True)
class ShowLocks:
    """`locks`."""


@dataclass(frozen=True, slots=True)
class SetLock:
    """`lock <what> [name] [-- why]`, or `unlock`. `name` is as typed: `dev1`, `verify/Dev`, `verify`, or nothing.

    `said_at`, where it may arrive late: it changes nothing that somebody has changed since.
    """

    kind: LockKind
    name: str
    locked: bool
    reason: str
    said_at: datetime | None = None


Command = Help | ListRequests | ShowStatus | Revoke | Extend | Review | ShowLocks | SetLock | Submission


def parse_command(text: str, typed_at: datetime | None = None, zone: tzinfo = UTC) -> Command:
    """The command in `text`; InvalidInput says what is wrong with it and what would be right.

    A start such as `at 22:00` is read on a wall in `zone`, and is the next one after `typed_at`.
    """
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(reason("too-long", what="command", length=len(text), limit=LONGEST_TEXT))
    head, why = _split_reason(unicodedata.normalize("NFKC", text).strip())
    words = head.split()
    verb = _WORDS.get(words[0].lower()) if words else "help"
    if verb is None:
        return _parse_submission(words, why, typed_at, zone)
    rest = words[1:]
    if verb == "break-glass":
        _need(why, verb)
        return replace(_parse_submission(rest, why, typed_at, zone), break_glass=True)
    command = _PARSERS[verb](rest, why)
    return replace(command, said_at=typed_at) if isinstance(command, SetLock) else command


def suggest(text: str, services: Iterable[str], environments: Iterable[str]) -> str:
    """The valid submission nearest to `text`, made of names that exist."""
    head, _ = _split_reason(unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).strip().lower())
    words = head.split()[:8]
    known_services, known_environments = sorted(services), sorted(environments)
    plain = [word.split(":")[0] for word in words]
    service = _nearest(plain, known_services)
    environment = _nearest([word for word in plain if word != service], known_environments)
    return f"{service} {environment} {_first_duration(words)}"


def _nearest(words: list[str], known: list[str]) -> str:
    for word in words:
        if close := get_close_matches(word, known, n=1, cutoff=0.6):
            return close[0]
    return known[0] if known else "…"


def _first_duration(words: list[str]) -> str:
    for word in words:
        try:
            parse_duration(word)
        except InvalidInput:
            continue
        return word
    return "4h"


def _split_reason(text: str) -> tuple[str, str]:
    parts = _REASON.split(text, maxsplit=1)
    return parts[0], check_reason(parts[1]) if len(parts) > 1 else ""


def _need(why: str, verb: str) -> None:
    if not why:
        raise InvalidInput(reason("needs-reason", verb=verb))


def _id_in(words: list[str], verb: str, most: int = 1) -> RequestId:
    """The request's id, which is the first of at most so many words."""
    if not words:
        raise InvalidInput(reason("needs-request-id", verb=verb))
    _no_more(words, most)
    return RequestId(words[0].lower())


def _no_more(words: list[str], most: int) -> None:
    if len(words) > most:
        raise InvalidInput(reason("unexpected-word", word=words[most][:40]))


def _parse_list(words: list[str], _: str) -> ListRequests:
    _no_more(words, 0)
    return ListRequests()


def _parse_locks(words: list[str], _: str) -> ShowLocks:
    _no_more(words, 0)
    return ShowLocks()


def _parse_status(words: list[str], _: str) -> ShowStatus:
    return ShowStatus(_id_in(words, "status"))


def _parse_revoke(words: list[str], why: str) -> Revoke:
    return Revoke(_id_in(words, "revoke"), why)


def _parse_review(words: list[str], why: str) -> Review:
    request_id = _id_in(words, "review")
    _need(why, "review")
    return Review(request_id, why)


def _parse_extension(words: list[str], why: str) -> Extend:
    request_id = _id_in(words[:1], "extend")
    if len(words) == 1:
        raise InvalidInput(reason("needs-duration"))
    duration, rest = _take_duration(words[1:])
    _no_more(rest, 0)
    return Extend(request_id, duration, why)


def _parse_lock(words: list[str], why: str, *, locked: bool = True) -> SetLock:
    kind = _LOCKABLE.get(words[0].lower()) if words else None
    names = 0 if kind is LockKind.EVERYTHING else 1
    if kind is None or len(words) <= names:
        raise InvalidInput(reason("invalid-lock"))
    _no_more(words, names + 1)
    return SetLock(kind, words[1][:300] if names else "", locked, why)


def _parse_submission(words: list[str], why: str, typed_at: datetime | None, zone: tzinfo) -> Submission:
    rest, starts_at = take_start(words[2:], typed_at, zone)
    words = words[:2] + rest
    if len(words) < 3:
        raise InvalidInput(reason("incomplete-command"))
    service, levels = parse_service(_POLICY.get(words[0].lower(), words[0]))
    duration, rest = _take_duration(words[2:])
    if len(rest) > 1 and (prose := [word for word in (*rest[1:], rest[0]) if not _NOT_PROSE.search(word)]):
        raise InvalidInput(reason("unexpected-word", word=prose[0][:40]))
    return Submission(
        service=service,
        levels=levels,
        environment=words[1].lower()[:64],
        duration=duration,
        resources=parse_resources(rest),
        reason=why,
        starts_at=starts_at,
    )


def _take_duration(words: list[str]) -> tuple[timedelta, list[str]]:
    """The duration at the beginning, as many words as make one (`4 hours`, `1h 30m`), and the words after it."""
    for count in range(min(len(words), 4), 1, -1):
        try:
            return parse_duration(" ".join(words[:count])), words[count:]
        except InvalidInput:
            continue
    return parse_duration(words[0]), words[1:]


_PARSERS: Mapping[str, Callable[[list[str], str], Command]] = {
    "help": lambda _words, _why: Help(),
    "list": _parse_list,
    "status": _parse_status,
    "revoke": _parse_revoke,
    "extend": _parse_extension,
    "review": _parse_review,
    "locks": _parse_locks,
    "lock": _parse_lock,
    "unlock": partial(_parse_lock, locked=False),
}
