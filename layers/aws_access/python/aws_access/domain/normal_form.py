"""Statements in the one form that means the same: who asks for the same, however they write it, asks for one thing."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from aws_access.domain.known_actions import KnownActions
from aws_access.domain.patterns import covers_as_written, is_pattern
from aws_access.domain.statements import Condition, Permission, Statement

_WILDCARDS = re.compile(r"[*?]{2,}")
_Wider = Mapping[str, tuple[str, ...]]
"""For each resource, those that cover it, itself among them."""
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
    wider = _wider(statements)
    for said, actions in of_actions.items():
        for where in _reach([statements[number] for number in said], wider):
            together.setdefault(where, set()).update(actions)
    return Permission(tuple(sorted(Statement(tuple(sorted(actions)), *where) for where, actions in together.items())))


def _wider(statements: Iterable[Statement]) -> _Wider:
    """Each two are compared once here, and not for every action that is allowed on them."""
    resources = sorted({_plain(resource) for each in statements for resource in each.resources})
    patterns = [each for each in resources if is_pattern(each)]
    return {
        each: (each, *(other for other in patterns if other != each and covers_as_written(other, each)))
        for each in resources
    }


def _reach(statements: Iterable[Statement], wider: _Wider) -> Iterator[_Where]:
    """Where an action of all of these statements is allowed, without what lies within another part."""
    parts: dict[str, set[tuple[Condition, ...]]] = {}
    for each in statements:
        for resource in each.resources:
            parts.setdefault(_plain(resource), set()).add(each.conditions)
    resources: dict[tuple[Condition, ...], list[str]] = {}
    for part in sorted((resource, conditions) for resource, several in parts.items() for conditions in several):
        others = ((other, conditions) for other in wider[part[0]] for conditions in parts.get(other, ()))
        if not any(other != part and set(other[1]) <= set(part[1]) for other in others):
            resources.setdefault(part[1], []).append(part[0])
    yield from ((tuple(named), conditions) for conditions, named in resources.items())


def _plain(pattern: str) -> str:
    """`**` is `*`, and `*?` is `?*`."""
    return _WILDCARDS.sub(lambda found: "?" * found[0].count("?") + ("*" if "*" in found[0] else ""), pattern)
