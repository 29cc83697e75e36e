"""What is told to somebody who named a resource that a service does not know: the nearest that it does."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from aws_access.domain.reasons import Reason, reason
from aws_access.domain.resource_types import SEPARATOR, VARIABLE, ResourceType, shape, tail_in, told

_ALIKE = 0.6


def unknown_resource(word: str, service: str, types: Iterable[ResourceType]) -> Reason:
    """That there is nothing of this form, and what would be right. `types`: those that come first are told first."""
    types = tuple(types)
    if (near := _nearest(word, types)) is not None:
        return reason("unknown-resource-near", given=word, service=service, nearest=near)
    return reason("unknown-resource", given=word, service=service, choices=told(_choices(word, types)))


def _choices(word: str, types: Iterable[ResourceType]) -> list[str]:
    """For a name alone, what it could be; else how the types are written that begin as the word does, or all."""
    if not SEPARATOR.search(word):
        return [f"{each.keyword}{word}" for each in types if takes_a_name(each)]
    begun = [each for each in types if each.keyword and word.startswith(each.keyword)]
    return [shape(each) for each in begun or types]


def takes_a_name(of: ResourceType) -> bool:
    """Whether nothing but a name stands behind its word."""
    return VARIABLE.fullmatch(of.tail.removeprefix(of.keyword)) is not None


def _nearest(word: str, types: Iterable[ResourceType]) -> str | None:
    """The word, put right: with the literal parts of the type of which it has most."""
    found = {right: _alike(word, right) for each in types if (right := _put_right(word, each)) is not None}
    return max(found, key=lambda right: found[right], default=None)


def _put_right(word: str, of: ResourceType) -> str | None:
    """The word's own names between the literal parts of this type; None when the word is about something else."""
    wanted, given = re.split(r"([/:])", of.tail), re.split(r"([/:])", word)
    if len(given) < len(wanted):
        return None
    pairs = list(zip(wanted, [*given[: len(wanted) - 1], "".join(given[len(wanted) - 1 :])], strict=True))
    literals = [(mine, theirs) for mine, theirs in pairs if "{" not in mine and not SEPARATOR.fullmatch(mine)]
    if not literals or any(_alike(mine, theirs) < _ALIKE for mine, theirs in literals):
        return None
    right = "".join(theirs if VARIABLE.fullmatch(mine) else mine for mine, theirs in pairs)
    return right if tail_in(right, of) is not None else None


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio()
