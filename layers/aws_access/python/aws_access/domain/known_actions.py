"""What is known of AWS's actions: which there are, and the level of access of each."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from aws_access.domain.brevity import as_patterns
from aws_access.domain.patterns import covers, is_pattern

_BRACES = re.compile(r"[$]?{[^{}]*}")

PERMISSIONS = "permissions"
"""The level of actions that say who may do what: what they did stays when access has ended."""


class AwsService(Protocol):
    """Of a service of AWS: its actions by level, and which kinds of resources each of them knows."""

    @property
    def levels(self) -> Mapping[str, tuple[str, ...]]:
        """By level, each action by its whole name."""

    @property
    def knows(self) -> Mapping[str, frozenset[str]]:
        """By action, the names of the kinds of resources that it knows; empty for one that knows none."""

    @property
    def arns(self) -> Mapping[str, tuple[str, ...]]:
        """By kind of resource, its ARNs, with something in braces for each part of a name."""


@dataclass(frozen=True, slots=True)
class _Service:
    """Its actions with their levels, by their names in small letters."""

    levels: Mapping[str, tuple[str, str]]
    every: frozenset[str]


@dataclass(frozen=True, eq=False)
class KnownActions:
    """`services`, by prefix; each is read when something of it is asked for.

    IAM does not tell capitals from small letters in actions, and nothing here does.
    """

    services: Mapping[str, AwsService]
    _looked_up: dict[str, _Service] = field(default_factory=dict, init=False, repr=False)

    def matching(self, pattern: str) -> frozenset[str]:
        """The actions that a pattern stands for, as AWS writes them."""
        return _matching(self, pattern)

    def level(self, action: str) -> str | None:
        """The level of one action; None for one that is not known."""
        found = self._of(action.partition(":")[0].lower()).levels.get(action.lower())
        return found[1] if found is not None else None

    def of_level(self, service: str, level: str) -> int:
        """How many actions of this level a service has."""
        return len(self.services[service].levels.get(level, ())) if service in self.services else 0

    def of_service(self, service: str) -> frozenset[str]:
        """All of a service's."""
        return self._of(service).every

    def knows(self, action: str) -> frozenset[str] | None:
        """The kinds of resources that an action knows; None where nothing is known of it."""
        name = next(iter(self.matching(action)), None)
        return self.services[action.partition(":")[0].lower()].knows.get(name) if name is not None else None

    def resources_of(self, action: str) -> frozenset[str]:
        """Patterns of the ARNs of all resources that an action knows."""
        arns = self.services[action.partition(":")[0].lower()].arns if self.matching(action) else {}
        return frozenset(_BRACES.sub("*", arn) for kind in self.knows(action) or () for arn in arns[kind])

    def spelled_out(self, actions: Iterable[str]) -> frozenset[str]:
        """Every action by itself; what stands for none that is known stays as it is."""
        return frozenset(name for each in actions for name in self.matching(each) or (each,))

    def in_short(self, actions: Iterable[str]) -> tuple[str, ...]:
        """In patterns that mean no known action besides; given are actions as `spelled_out` gives them."""
        wanted: dict[str, set[str]] = {}
        for action in actions:
            wanted.setdefault(action.partition(":")[0], set()).add(action)
        found: list[str] = []
        for prefix, named in wanted.items():
            every = self._of(prefix).every
            found += as_patterns(frozenset(named), every) if named <= every else named
        return tuple(sorted(found))

    def find(self, pattern: str) -> Iterator[str]:
        """As `matching`, and looked for each time."""
        prefix = pattern.partition(":")[0].lower()
        if not is_pattern(pattern):
            found = self._of(prefix).levels.get(pattern.lower())
            yield from (found[0],) if found is not None else ()
            return
        for each in self.services if is_pattern(prefix) else (prefix,):
            yield from (action for action in self._of(each).every if covers(pattern, action))

    def _of(self, prefix: str) -> _Service:
        if prefix not in self._looked_up:
            levels = {
                action.lower(): (action, level)
                for level, actions in (self.services[prefix].levels if prefix in self.services else {}).items()
                for action in actions
            }
            self._looked_up[prefix] = _Service(levels, frozenset(action for action, _ in levels.values()))
        return self._looked_up[prefix]


@lru_cache(maxsize=4096)
def _matching(known: KnownActions, pattern: str) -> frozenset[str]:
    return frozenset(known.find(pattern))


NOTHING_KNOWN = KnownActions({})
