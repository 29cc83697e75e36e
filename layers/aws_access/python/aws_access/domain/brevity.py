"""Fewer words for the same actions: `dynamodb:Get*` in place of each, where it means nothing else that is known."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache

from aws_access.domain.patterns import covers

LAST = chr(0x10FFFF)
"""After every character that a name can have."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@lru_cache(maxsize=512)
def as_patterns(wanted: frozenset[str], every: frozenset[str]) -> tuple[str, ...]:
    """Patterns that match exactly the wanted ones among `every` action of a service, in the order of the alphabet.

    A pattern ends after a whole word of a name, so that none is as wide as a service: what AWS adds to it tomorrow is
    not in it. It stands for two actions or more. IAM does not tell capitals from small letters, and neither does this.
    """
    unwanted = sorted(action.casefold() for action in every - wanted)
    in_order = sorted(wanted, key=str.casefold)
    folded = [action.casefold() for action in in_order]
    found: list[str] = []
    begun = "\0"
    for action in in_order:
        if action.casefold().startswith(begun):
            continue  # what begins alike stands side by side, so that only the last pattern can mean it
        usable = (prefix for prefix in _prefixes(action) if not _beginning_with(unwanted, prefix.casefold()))
        shortest = next(usable, None)
        if shortest is not None and _beginning_with(folded, shortest.casefold()) > 1:
            begun = shortest.casefold()
            found.append(f"{shortest}*")
        else:
            found.append(action)
    return tuple(sorted(found))


def meant_by(patterns: Iterable[str], every: frozenset[str]) -> frozenset[str]:
    """Those of `every` action that the patterns match."""
    whole: set[str] = set()
    begun: list[str] = []
    others: list[str] = []
    for pattern in map(str.casefold, patterns):
        name = pattern.removesuffix("*")
        if "*" in name or "?" in name:
            others.append(pattern)
        elif name == pattern:
            whole.add(name)
        else:
            begun.append(name)
    beginnings = tuple(begun)
    return frozenset(
        action
        for action in every
        if (name := action.casefold()) in whole
        or name.startswith(beginnings)
        or any(covers(pattern, name) for pattern in others)
    )


def _prefixes(action: str) -> Iterator[str]:
    """`dynamodb:Batch`, `dynamodb:BatchGet`, `dynamodb:BatchGetItem`: the shortest first."""
    service, _, name = action.partition(":")
    for word in _WORD.finditer(name):
        yield f"{service}:{name[: word.end()]}"


def _beginning_with(names: list[str], prefix: str) -> int:
    """How many of the names, which are in order, begin so."""
    return bisect_left(names, prefix + LAST) - bisect_left(names, prefix)
