"""An identity policy as IAM reads it. What this reader does not know for certain is an error, and never left out."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tests.iam.conditions import Condition, Presence, read_conditions
from tests.iam.keys import PolicyError
from tests.iam.match import NoValue, Pattern, Values, arn_parts, read_pattern

_ACTION = re.compile(r"\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+")
_VERSIONS = {"2012-10-17": True, "2008-10-17": False}
"""Whether the language has variables."""


@dataclass(frozen=True, slots=True)
class Statement:
    """`name` is the policy's, and the Sid or the place in it. `other_…`: it speaks of all that these do not match."""

    name: str
    allow: bool
    actions: tuple[Pattern, ...]
    resources: tuple[Pattern, ...]
    conditions: tuple[Condition | Presence, ...]
    other_actions: bool = False
    other_resources: bool = False

    def applies(self, action: str, resource: str, values: Values) -> bool:
        """Whether it speaks of this. IAM ignores case in actions, and not in resources."""
        return (
            any(each.matches(action, values, ignore_case=True) for each in self.actions) != self.other_actions
            and self._is_about(resource, values)
            and all(condition.holds(values) for condition in self.conditions)
        )

    def _is_about(self, resource: str, values: Values) -> bool:
        unsaid = None
        for each in self.resources:
            try:
                if each.matches(resource, values):
                    return not self.other_resources
            except NoValue as error:
                unsaid = error
        if unsaid and self.other_resources:  # as in conditions
            raise unsaid
        return self.other_resources


@dataclass(frozen=True, slots=True)
class Policy:
    """One document."""

    name: str
    statements: tuple[Statement, ...]


@lru_cache(maxsize=1024)
def read_policy(text: str, name: str = "policy") -> Policy:
    """PolicyError for anything that is not the whole and plain language of identity policies."""
    try:
        document = json.loads(text, object_pairs_hook=_without_repeats)
    except json.JSONDecodeError as error:
        raise PolicyError(f"{name} is not JSON") from error
    _check_elements(document, {"Statement"}, {"Version", "Id"})
    version = document.get("Version", "2008-10-17")
    if version not in _VERSIONS:
        raise PolicyError(f"The version {version} of the language is not known")
    statements = document["Statement"] if isinstance(document["Statement"], list) else [document["Statement"]]
    read = tuple(
        _statement(each, f"{name}#{place}", variables=_VERSIONS[version]) for place, each in enumerate(statements)
    )
    if len({each.name for each in read}) != len(read):
        raise PolicyError(f"{name} has two statements with one Sid")
    return Policy(name, read)


def _statement(element: Any, name: str, *, variables: bool) -> Statement:
    _check_elements(element, {"Effect"}, {"Sid", "Action", "NotAction", "Resource", "NotResource", "Condition"})
    if element["Effect"] not in ("Allow", "Deny"):
        raise PolicyError(f"The effect {element['Effect']} is not known")
    other_actions, actions = _either(element, "Action")
    other_resources, resources = _either(element, "Resource")
    for action in actions:
        if not _ACTION.fullmatch(action):
            raise PolicyError(f"{action} is not the pattern of an action")
    for resource in resources:
        if resource != "*":
            arn_parts(resource)
    return Statement(
        name if "Sid" not in element else f"{name.rpartition('#')[0]}#{element['Sid']}",
        element["Effect"] == "Allow",
        _patterns(actions, variables=False),
        # On AWS a `*` that ends a part of an ARN reaches over its colon. Here every `*` does, which allows no less.
        _patterns(resources, variables=variables),
        read_conditions(element.get("Condition", {}), variables=variables),
        other_actions,
        other_resources,
    )


def _patterns(texts: Iterable[str], *, variables: bool) -> tuple[Pattern, ...]:
    return tuple(read_pattern(text, wildcards=True, variables=variables) for text in texts)


def _either(element: dict[str, Any], name: str) -> tuple[bool, list[str]]:
    """The texts of `name` or of its opposite, exactly one of which has to be there; whether it is the opposite."""
    given = [each for each in (name, f"Not{name}") if each in element]
    if len(given) != 1:
        raise PolicyError(f"A statement has either {name} or Not{name}: {sorted(element)}")
    value = element[given[0]]
    texts = value if isinstance(value, list) else [value]
    if not texts or not all(isinstance(each, str) for each in texts):
        raise PolicyError(f"{given[0]} names nothing: {value}")
    return given[0] != name, texts


def _check_elements(element: Any, required: set[str], optional: set[str]) -> None:
    if not isinstance(element, dict) or not required <= set(element) <= required | optional:
        raise PolicyError(f"Not with {sorted(required)} and at most {sorted(optional)} beside: {element}")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise PolicyError(f"A name stands twice: {[name for name, _ in pairs]}")
    return read
