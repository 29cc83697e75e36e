"""What the words of a submission may be, whoever sends them: services, resources, reasons."""

import re
import unicodedata
from collections.abc import Iterable

from aws_access.domain.errors import InvalidInput
from aws_access.domain.reasons import reason

LONGEST_REASON = 500
MOST_RESOURCES = 20
_SERVICE = re.compile(r"([a-z0-9][a-z0-9_.-]{0,63})(?::([a-z]+(?:,[a-z]+)*))?")
# Control characters, and surrogates: JSON can bring in half of a pair, which nothing can encode.
_NOT_TEXT = ("Cc", "Cs")
_RESOURCE = re.compile(r"[A-Za-z0-9._/:+=@,-]{1,256}\*?")


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


def parse_resources(words: Iterable[str]) -> tuple[str, ...]:
    """Several of them, each once."""
    named = tuple(dict.fromkeys(map(parse_resource, words)))
    if len(named) > MOST_RESOURCES:
        raise InvalidInput(reason("too-many-resources", count=len(named), limit=MOST_RESOURCES))
    return named


def check_reason(text: str) -> str:
    """The reason as it is kept: one line, no control characters or halves of characters, not too long."""
    if len(text) > LONGEST_REASON:
        raise InvalidInput(reason("too-long", what="reason", length=len(text), limit=LONGEST_REASON))
    return " ".join("".join(" " if unicodedata.category(c) in _NOT_TEXT else c for c in text).split())
