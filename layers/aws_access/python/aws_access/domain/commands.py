"""What a person typed after `/aws-access`, in English or Japanese, as a value."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches

from aws_access.domain.durations import parse_duration
from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import RequestId
from aws_access.domain.model import Submission
from aws_access.domain.reasons import reason

LONGEST_TEXT = 1000
LONGEST_REASON = 500

_WORDS = {
    "help": "help", "?": "help", "ヘルプ": "help", "使い方": "help",
    "list": "list", "一覧": "list", "リスト": "list",
    "status": "status", "状態": "status", "状況": "status",
    "revoke": "revoke", "cancel": "revoke", "取消": "revoke", "取り消し": "revoke", "終了": "revoke",
}  # fmt: skip
# Phones and macOS turn "--" into a dash.
_REASON = re.compile(r"(?:^|\s)(?:--|—|–)(?:\s+|$)")
_SERVICE = re.compile(r"([a-z0-9][a-z0-9_.-]{0,63})(?::([a-z]+(?:,[a-z]+)*))?")
# Control characters, and surrogates: JSON can bring in half of a pair, which nothing can encode.
_NOT_TEXT = ("Cc", "Cs")
_RESOURCE = re.compile(r"[A-Za-z0-9._/:+=@,-]{1,256}\*?")


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


Command = Help | ListRequests | ShowStatus | Revoke | Submission


def parse_command(text: str) -> Command:
    """The command in `text`; InvalidInput says what is wrong with it and what would be right."""
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(reason("too-long", what="command", length=len(text), limit=LONGEST_TEXT))
    head, why = _split_reason(unicodedata.normalize("NFKC", text).strip())
    words = head.split()
    if not words:
        return Help()
    match _WORDS.get(words[0].lower()), words[1:]:
        case "help", _:
            return Help()
        case "list", []:
            return ListRequests()
        case "status", [request_id]:
            return ShowStatus(RequestId(request_id.lower()))
        case "revoke", [request_id]:
            return Revoke(RequestId(request_id.lower()), why)
        case ("status" | "revoke") as verb, []:
            raise InvalidInput(reason("needs-request-id", verb=verb))
        case ((str() as verb), [extra, *_]):
            raise InvalidInput(reason("unexpected-word", word=words[2][:40] if verb != "list" else extra[:40]))
        case _:
            return _parse_submission(words, why)


def parse_service(word: str) -> tuple[str, tuple[str, ...]]:
    """`dynamodb` → no levels; `s3:read,list` → two, each once, in the order of the alphabet."""
    found = _SERVICE.fullmatch(word.lower())
    if found is None:
        raise InvalidInput(reason("invalid-service", service=word[:40]))
    return found[1], tuple(sorted(set(found[2].split(",")))) if found[2] else ()


def parse_resource(word: str) -> str:
    """A resource's name, with at most one `*` at its end; anything that IAM would read as more is refused."""
    if not _RESOURCE.fullmatch(word):
        raise InvalidInput(reason("invalid-resource", resource=word[:80]))
    return word


def check_reason(text: str) -> str:
    """The reason as it is kept: one line, no control characters or halves of characters, not too long."""
    if len(text) > LONGEST_REASON:
        raise InvalidInput(reason("too-long", what="reason", length=len(text), limit=LONGEST_REASON))
    return " ".join("".join(" " if unicodedata.category(c) in _NOT_TEXT else c for c in text).split())


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


def _parse_submission(words: list[str], why: str) -> Submission:
    if len(words) < 3:
        raise InvalidInput(reason("incomplete-command"))
    service, levels = parse_service(words[0])
    duration, rest = _take_duration(words[2:])
    if len(rest) > 1:
        raise InvalidInput(reason("unexpected-word", word=rest[1][:40]))
    return Submission(
        service=service,
        levels=levels,
        environment=words[1].lower()[:64],
        duration=duration,
        resource=parse_resource(rest[0]) if rest else None,
        reason=why,
    )


def _take_duration(words: list[str]) -> tuple[timedelta, list[str]]:
    """The duration at the beginning, as many words as make one (`4 hours`, `1h 30m`), and the words after it."""
    for count in range(min(len(words), 4), 1, -1):
        try:
            return parse_duration(" ".join(words[:count])), words[count:]
        except InvalidInput:
            continue
    return parse_duration(words[0]), words[1:]
