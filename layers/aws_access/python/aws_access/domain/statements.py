"""What a permission is made of: statements as IAM reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from aws_access.domain.errors import InvalidInput
from aws_access.domain.reasons import reason

OUR_CONDITION_KEYS = frozenset({"aws:userid", "aws:currenttime"})


@dataclass(frozen=True, slots=True, order=True)
class Condition:
    """One condition of a statement: `operator` holds for `key` and any of `values`, which are sorted.

    InvalidInput for a key by which grants name their person and end: no permission may bring one along.
    """

    operator: str
    key: str
    values: tuple[str, ...]

    def __post_init__(self) -> None:
        """IAM does not tell capitals from small letters in keys."""
        if self.key.lower() in OUR_CONDITION_KEYS:
            raise InvalidInput(reason("condition-is-ours", key=self.key))


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """Actions on resources, as IAM reads them, where all of the conditions hold; each sorted and without repeats.

    InvalidInput for two conditions of one operator on one key: a policy holds one of them, and would say more.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        """IAM does not tell capitals from small letters in keys."""
        seen: set[tuple[str, str]] = set()
        for each in self.conditions:
            if (each.operator, each.key.lower()) in seen:
                raise InvalidInput(reason("condition-twice", operator=each.operator, key=each.key))
            seen.add((each.operator, each.key.lower()))


@dataclass(frozen=True, slots=True, order=True)
class Permission:
    """What its statements allow together: at least one, sorted and without repeats."""

    statements: tuple[Statement, ...]

    @classmethod
    def of(cls, actions: Iterable[str], resources: Iterable[str]) -> Self:
        """All of these actions on all of these resources."""
        return cls((Statement(tuple(sorted(set(actions))), tuple(sorted(set(resources)))),))

    @property
    def actions(self) -> tuple[str, ...]:
        """Every action of every statement."""
        return tuple(sorted({action for each in self.statements for action in each.actions}))

    @property
    def resources(self) -> tuple[str, ...]:
        """Every resource of every statement; not each action is allowed on each of them."""
        return tuple(sorted({resource for each in self.statements for resource in each.resources}))

    @property
    def is_plain(self) -> bool:
        """Whether its actions and resources say all of it."""
        return len(self.statements) == 1 and not self.statements[0].conditions

    def as_list(self) -> list[dict[str, object]]:
        """The statements as JSON values. Stored and hashed: a contract."""
        return [
            {
                "actions": list(each.actions),
                "resources": list(each.resources),
                "conditions": [[c.operator, c.key, list(c.values)] for c in each.conditions],
            }
            for each in self.statements
        ]
