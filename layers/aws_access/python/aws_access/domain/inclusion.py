"""Whether what one policy statement names is all in others.

Written apart from `patterns`, which the builder of policies uses, so that a mistake in the one is found by the other.
Where it is not sure, the answer is no.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_PARTS = 6
"""Of an ARN; in the last of them there may be colons."""

Said = tuple[str, str, frozenset[str]]
"""A condition: operator, key, and values, of which any one will do."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Actions, in small letters, on resources, where all of the conditions hold."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: frozenset[Said] = frozenset()


def beyond(inner: Scope, outers: Sequence[Scope]) -> tuple[list[str], list[str]]:
    """The actions and the resources of those pairs of `inner` that no outer scope allows wherever `inner` does.

    Two empty lists: all of it is in them.
    """
    wider = [outer for outer in outers if outer.conditions <= inner.conditions]
    if any(outer.actions == inner.actions and outer.resources == inner.resources for outer in wider):
        return [], []
    resources_for: dict[tuple[int, ...], list[str]] = {}
    actions, resources = [], dict[str, None]()
    for action in inner.actions:
        allowing = tuple(place for place, outer in enumerate(wider) if _names(outer.actions, action))
        if allowing not in resources_for:
            resources_for[allowing] = list(_not_on(inner.resources, [wider[place] for place in allowing]))
        if missing := resources_for[allowing]:
            actions.append(action)
            resources.update(dict.fromkeys(missing))
    return actions, list(resources)


def _not_on(resources: Iterable[str], outers: Sequence[Scope]) -> Iterator[str]:
    """The resources that none of these names."""
    for resource in resources:
        if not any(resource in outer.resources for outer in outers) and not any(
            includes_resource(each, resource) for outer in outers for each in outer.resources
        ):
            yield resource


def _names(patterns: Sequence[str], action: str) -> bool:
    return action in patterns or any(includes(each, action) for each in patterns if "*" in each or "?" in each)


def includes_resource(outer: str, inner: str) -> bool:
    """Whether one pattern of ARNs includes another, however far a star of IAM's may reach: part by part."""
    if outer in ("*", inner):
        return True
    if "${" in outer or "${" in inner:
        return False  # a variable is as long as its value
    ours, theirs = outer.split(":", _PARTS - 1), inner.split(":", _PARTS - 1)
    return len(ours) == len(theirs) and all(includes(one, other) for one, other in zip(ours, theirs, strict=True))


@lru_cache(maxsize=65536)
def includes(outer: str, inner: str) -> bool:
    """Whether every text that `inner` matches is matched by `outer`, as written: capitals differ.

    Reads `inner` once, with all the places of `outer` at which one could be by then. Its star is anything at all, so
    only a star of `outer` takes it; its question mark is any one character.
    """
    places = _past_stars(outer, {0})
    for character in inner:
        following = set()
        for place in places:
            wanted = outer[place : place + 1]
            if wanted == "*":
                following.add(place)
            elif wanted == character or (wanted == "?" and character != "*"):
                following.add(place + 1)
        places = _past_stars(outer, following)
        if not places:
            return False
    return len(outer) in places


def _past_stars(outer: str, places: set[int]) -> set[int]:
    """With those that are reached because a star may be nothing."""
    for place in sorted(places):
        at = place
        while outer[at : at + 1] == "*":
            at += 1
            places = places | {at}
    return places
