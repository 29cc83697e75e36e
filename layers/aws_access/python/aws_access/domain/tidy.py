"""The same permission in fewer statements and fewer patterns: never more than before, and never less."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

from aws_access.domain.patterns import covers, covers_as_written, is_pattern
from aws_access.domain.statements import Permission, Statement

Each = TypeVar("Each")

_WHOLE_ARN = 6
"""The parts of an ARN; what comes after the fifth colon is one part."""


@lru_cache(maxsize=4096)
def tidy(permission: Permission) -> tuple[Statement, ...]:
    """The statements to write for a permission.

    Only statements of one permission are put together: they begin and end together, so that what makes them one holds
    for as long as any of them stands.
    """
    found = [_shortened(each) for each in permission.statements]
    while True:
        merged = _merged(_merged(found, _but_actions), _but_resources)
        fewer = _widest(sorted(set(merged)), _contains)
        if len(fewer) == len(found):
            return tuple(fewer)
        found = fewer


def _merged(statements: Iterable[Statement], key: Callable[[Statement], object]) -> list[Statement]:
    """Statements that differ in one list alone, as one with the whole list."""
    groups: dict[object, list[Statement]] = {}
    for each in statements:
        groups.setdefault(key(each), []).append(each)
    return [group[0] if len(group) == 1 else _together(group) for group in groups.values()]


def _together(group: Sequence[Statement]) -> Statement:
    actions = {action for each in group for action in each.actions}
    resources = {resource for each in group for resource in each.resources}
    return _shortened(Statement(tuple(sorted(actions)), tuple(sorted(resources)), group[0].conditions))


def _but_actions(statement: Statement) -> object:
    return statement.resources, statement.conditions


def _but_resources(statement: Statement) -> object:
    return statement.actions, statement.conditions


def _shortened(statement: Statement) -> Statement:
    """Without what another pattern of the same list says anyway."""
    return Statement(_actions(statement.actions), _resources(statement.resources), statement.conditions)


@lru_cache(maxsize=4096)
def _actions(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_widest(values, covers))


@lru_cache(maxsize=4096)
def _resources(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_widest(values, _covers_resource))


def _widest(values: Sequence[Each], covering: Callable[[Each, Each], bool]) -> list[Each]:
    """Those that no other covers; of some that say the same in other words, the first."""
    kept: list[Each] = []
    for each in values:
        if not any(covering(other, each) for other in kept):
            kept = [other for other in kept if not covering(each, other)]
            kept.append(each)
    return kept


def _covers_resource(outer: str, inner: str) -> bool:
    """Part by part, so that it does not matter how far a star of IAM's reaches."""
    if outer in ("*", inner):
        return True
    if not is_pattern(outer) or "${" in outer or "${" in inner:
        return False  # a variable is as long as its value
    ours, theirs = outer.split(":", _WHOLE_ARN - 1), inner.split(":", _WHOLE_ARN - 1)
    return len(ours) == len(theirs) and all(map(covers_as_written, ours, theirs))


def _contains(outer: Statement, inner: Statement) -> bool:
    """Whether the one allows whatever the other does, wherever the other does."""
    return (
        all(any(covers(each, action) for each in outer.actions) for action in inner.actions)
        and all(any(_covers_resource(each, resource) for each in outer.resources) for resource in inner.resources)
        and set(outer.conditions) <= set(inner.conditions)
    )
