"""Statements in the one form that means the same: who asks for the same, however they write it, asks for one thing."""

import re
from collections.abc import Iterable, Iterator, Sequence

from aws_access.domain.known_actions import KnownActions
from aws_access.domain.model import Condition, Permission, Statement
from aws_access.domain.patterns import covers_as_written

_WILDCARDS = re.compile(r"[*?]{2,}")
_Where = tuple[tuple[str, ...], tuple[Condition, ...]]
"""Resources, and the conditions on them."""


def in_normal_form(statements: Sequence[Statement], known: KnownActions) -> Permission:
    """Each known action by itself, nothing that another part allows already, and as few statements as that needs."""
    spelled = [known.spelled_out(each.actions) for each in statements]
    of_actions: dict[tuple[int, ...], set[str]] = {}
    for action in {name for names in spelled for name in names}:
        said = tuple(number for number, names in enumerate(spelled) if action in names)
        of_actions.setdefault(said, set()).add(action)
    together: dict[_Where, set[str]] = {}
    for said, actions in of_actions.items():
        for where in _reach([statements[number] for number in said]):
            together.setdefault(where, set()).update(actions)
    return Permission(tuple(sorted(Statement(tuple(sorted(actions)), *where) for where, actions in together.items())))


def _reach(statements: Iterable[Statement]) -> Iterator[_Where]:
    """Where an action of all of these statements is allowed, without what lies within another part."""
    parts = {(_plain(resource), each.conditions) for each in statements for resource in each.resources}
    resources: dict[tuple[Condition, ...], list[str]] = {}
    for part in sorted(parts):
        if not any(other != part and _lies_within(part, other) for other in parts):
            resources.setdefault(part[1], []).append(part[0])
    yield from ((tuple(named), conditions) for conditions, named in resources.items())


def _lies_within(part: tuple[str, tuple[Condition, ...]], other: tuple[str, tuple[Condition, ...]]) -> bool:
    return covers_as_written(other[0], part[0]) and set(other[1]) <= set(part[1])


def _plain(pattern: str) -> str:
    """`**` is `*`, and `*?` is `?*`."""
    return _WILDCARDS.sub(lambda found: "?" * found[0].count("?") + ("*" if "*" in found[0] else ""), pattern)
