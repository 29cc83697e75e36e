"""Conditions as IAM documents them: what a missing key means, sets of values, `...IfExists` and `Null`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.iam.keys import PolicyError, has_several_values, kind_of
from tests.iam.match import NoValue, Values
from tests.iam.operators import OPERATORS, Test, truth

_NAME = re.compile(r"(?:(?P<sets>ForAllValues|ForAnyValue):)?(?P<base>[A-Za-z]+?)(?P<if_exists>IfExists)?")


@dataclass(frozen=True, slots=True)
class Condition:
    """One key under one operator. `tests`: one for each value of the policy, any of which is enough."""

    key: str
    tests: tuple[Test, ...]
    negated: bool = False
    if_exists: bool = False
    sets: str | None = None

    def holds(self, values: Values) -> bool:
        """Whether the request meets it. NoValue where that hangs on a variable without a value."""
        actual = values.get(self.key, ())
        if self.sets and not any(actual):
            actual = ()  # to the set operators an empty text is no value
        if not actual:
            # A key that is not there matches nothing: so what is negated holds, and so does "all of none".
            return self.if_exists or self.sets == "ForAllValues" or (self.negated and not self.sets)
        met = [self._met_by(value, values) for value in actual]
        return any(met) if self.sets == "ForAnyValue" else all(met)

    def _met_by(self, value: str, values: Values) -> bool:
        unsaid = None
        for test in self.tests:
            try:
                if test(value, values):
                    return not self.negated
            except NoValue as error:
                unsaid = error
        if unsaid and self.negated:  # what has no value matches nothing; AWS does not document what "not that" is then
            raise unsaid
        return self.negated


@dataclass(frozen=True, slots=True)
class Presence:
    """`Null`: whether a key is absent. `wanted` holds the answers that are fine."""

    key: str
    wanted: frozenset[bool]

    def holds(self, values: Values) -> bool:
        return (self.key not in values) in self.wanted


def read_conditions(block: Any, *, variables: bool) -> tuple[Condition | Presence, ...]:
    """All of a statement's conditions; all have to hold."""
    if not isinstance(block, dict) or not all(isinstance(keys, dict) and keys for keys in block.values()):
        raise PolicyError(f"Conditions are operators, each with its keys: {block}")
    return tuple(
        _condition(name, key, _listed(key, value), variables=variables)
        for name, keys in block.items()
        for key, value in keys.items()
    )


def _condition(name: str, key: str, expected: Sequence[str], *, variables: bool) -> Condition | Presence:
    kind = kind_of(key)
    if name == "Null":
        return Presence(key.lower(), frozenset(map(truth, expected)))
    found = _NAME.fullmatch(name)
    operator = OPERATORS.get(found["base"]) if found else None
    if found is None or operator is None:
        raise PolicyError(f"The condition operator {name} is not known")
    if kind not in operator.fits:
        raise PolicyError(f"{name} does not compare {key}, which is a {kind}")
    if has_several_values(key) and not found["sets"]:
        raise PolicyError(f"{key} may have several values: {name} needs ForAllValues or ForAnyValue")
    tests = tuple(operator.read(value, variables=variables) for value in expected)
    return Condition(key.lower(), tests, operator.negated, bool(found["if_exists"]), found["sets"])


def _listed(key: str, value: Any) -> list[str]:
    """JSON's own numbers and truths are as good as texts of them."""
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(each, str | int | float) for each in values):
        raise PolicyError(f"The values of {key} are not texts: {value}")
    return [str(each).lower() if isinstance(each, bool) else str(each) for each in values]
