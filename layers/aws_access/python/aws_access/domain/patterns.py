"""IAM's `*` and `?` patterns compared with one another. Case is ignored, as IAM does for actions."""

import re
from functools import cache

_WILDCARD = re.compile(r"[*?]")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # `?` stands for one character, so it cannot cover an inner `*`.
    parts = {"*": ".*", "?": "[^*]"}
    return re.compile("".join(parts.get(c) or re.escape(c) for c in pattern.lower()), re.DOTALL)


def _head(pattern: str) -> str:
    return _WILDCARD.split(pattern, maxsplit=1)[0]


def covers(outer: str, inner: str) -> bool:
    """Whether everything that `inner` matches is matched by `outer`; `outer` may name more, never less."""
    return _compiled(outer).fullmatch(inner.lower()) is not None


def overlap(one: str, other: str) -> bool:
    """Whether some text is matched by both."""
    one, other = one.lower(), other.lower()
    # What stands before the first wildcards has to agree. It seldom does, and the table below takes its time.
    if any(c != d for c, d in zip(_head(one), _head(other), strict=False)):
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
