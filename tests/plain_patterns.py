"""IAM's patterns by brute force: the rule as plainly as can be, and every short text to try it on."""

from itertools import product


def matches(pattern: str, text: str) -> bool:
    """`*` is any text, `?` one character."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(matches(pattern[1:], text[skipped:]) for skipped in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and matches(pattern[1:], text[1:])


def texts_of(letters: str, longest: int) -> list[str]:
    """Every text of these letters."""
    return ["".join(each) for length in range(longest + 1) for each in product(letters, repeat=length)]
