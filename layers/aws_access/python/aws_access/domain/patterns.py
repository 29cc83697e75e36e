"""IAM's `*` and `?` patterns compared with one another. IAM ignores case in actions, and not in ARNs."""

import re
from collections.abc import Iterable

_WILDCARD = re.compile(r"[*?]")


def is_pattern(text: str) -> bool:
    """Whether it has a wildcard."""
    return _WILDCARD.search(text) is not None


def covers(outer: str, inner: str) -> bool:
    """Whether everything that `inner` matches is matched by `outer`; `outer` may name more, never less."""
    return covers_as_written(outer.lower(), inner.lower())


def covers_as_written(outer: str, inner: str) -> bool:
    """As `covers`, for patterns of ARNs, in which capitals and small letters differ."""
    if not is_pattern(outer):  # as most are; and a permission may have a thousand of them
        return outer == inner
    # Greedy, and back to the last star only: a regular expression would try every way to share out many stars.
    at, place, star, tried = 0, 0, -1, 0
    while place < len(inner):
        c = outer[at : at + 1]
        if c == "*":
            star, tried, at = at, place, at + 1
        elif c == inner[place] or (c == "?" and inner[place] != "*"):  # `?` is one character, so no inner `*`
            at, place = at + 1, place + 1
        elif star >= 0:
            tried += 1
            at, place = star + 1, tried
        else:
            return False
    return not outer[at:].strip("*")


def touches(actions: Iterable[str], patterns: Iterable[str]) -> bool:
    """Whether any of these action patterns overlaps with any of those; quick where most are plain names."""
    ours, theirs = [{each.lower() for each in group} for group in (actions, patterns)]
    if not ours.isdisjoint(theirs):
        return True
    our_patterns, their_patterns = ([each for each in group if is_pattern(each)] for group in (ours, theirs))
    return any(overlap(one, other) for one in our_patterns for other in theirs) or any(
        overlap(one, other) for one in ours for other in their_patterns
    )


def overlap(one: str, other: str) -> bool:
    """Whether some text is matched by both."""
    one, other = one.lower(), other.lower()
    # What stands before the first wildcards and after the last ones has to agree. It seldom does, and the table below
    # takes its time.
    if _differ(_WILDCARD.split(one)[0], _WILDCARD.split(other)[0]):
        return False
    if _differ(_WILDCARD.split(one)[-1][::-1], _WILDCARD.split(other)[-1][::-1]):
        return False
    # reach[i][j]: the first i characters of one and the first j of the other can match the same text.
    reach = [[False] * (len(other) + 1) for _ in range(len(one) + 1)]
    reach[0][0] = True
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            c, d = one[i - 1 : i], other[j - 1 : j]
            if i and j and (c == d or "?" in (c, d)):
                reach[i][j] |= reach[i - 1][j - 1]
            if c == "*":
                reach[i][j] |= reach[i - 1][j] or bool(j and reach[i][j - 1])
            if d == "*":
                reach[i][j] |= reach[i][j - 1] or bool(i and reach[i - 1][j])
    return reach[-1][-1]


def could_be(one: str, other: str) -> bool:
    """Whether some ARN is matched by both: part by part, since a wildcard ends with its part of an ARN."""
    ones, others = one.split(":", 5), other.split(":", 5)
    if len(ones) < 6 or len(others) < 6:
        return overlap(one, other)
    return all(overlap(mine, yours) for mine, yours in zip(ones, others, strict=True))


def _differ(one: str, other: str) -> bool:
    """Whether the texts differ as far as both go."""
    return any(c != d for c, d in zip(one, other, strict=False))
