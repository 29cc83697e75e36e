"""Fewer words for the same actions: `dynamodb:Get*` in place of each, where it means nothing else that is known."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from aws_access.domain.patterns import covers

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@lru_cache(maxsize=512)
def as_patterns(wanted: frozenset[str], every: frozenset[str]) -> tuple[str, ...]:
    """Patterns that match exactly the wanted ones among `every` action of a service, in the order of the alphabet.

    A pattern ends after a whole word of a name, so that none is as wide as a service: what AWS adds to it tomorrow is
    not in it. It stands for two actions or more. IAM does not tell capitals from small letters, and neither does this.
    """
    unwanted = sorted(action.casefold() for action in every - wanted)
    found: list[str] = []
    for action in sorted(wanted, key=str.casefold):
        if any(covers(pattern, action) for pattern in found):
            continue
        usable = (prefix for prefix in _prefixes(action) if not _any_begins(unwanted, prefix.casefold()))
        shortest = next(usable, None)
        several = shortest is not None and sum(covers(f"{shortest}*", each) for each in wanted) > 1
        found.append(f"{shortest}*" if several else action)
    return tuple(sorted(found))


def _prefixes(action: str) -> Iterator[str]:
    """`dynamodb:Batch`, `dynamodb:BatchGet`, `dynamodb:BatchGetItem`: the shortest first."""
    service, _, name = action.partition(":")
    for word in _WORD.finditer(name):
        yield f"{service}:{name[: word.end()]}"


def _any_begins(names: Iterable[str], prefix: str) -> bool:
    return any(name.startswith(prefix) for name in names)
