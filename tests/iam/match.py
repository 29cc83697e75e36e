"""IAM's patterns: `*` is any text, `?` one character, `${key}` and `${key, 'default'}` a value of the request."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.iam.keys import PolicyError, has_several_values, kind_of

Values = Mapping[str, tuple[str, ...]]
"""The values of the request's keys, by the names in small letters."""

_VARIABLE = re.compile(r"\$\{(?:(?P<character>[*?$])|(?P<key>[^},']+?)(?:, '(?P<default>[^']*)')?)\}")


class NoValue(PolicyError):
    """A variable whose key is not in the request and that has no default: what it stands for is not known."""


@dataclass(frozen=True, slots=True)
class Variable:
    """Stands for the one value of a key in the request."""

    key: str
    default: str | None

    def value(self, values: Values) -> str:
        found = values.get(self.key)
        if found is None and self.default is None:
            raise NoValue(f"The variable {self.key} has no value in this request")
        return found[0] if found is not None else self.default or ""


@dataclass(frozen=True, slots=True)
class Wildcard:
    """`*` or `?`."""

    expression: str


Part = str | Variable | Wildcard
_WILDCARDS = {"*": Wildcard(".*"), "?": Wildcard(".")}


@dataclass(frozen=True, slots=True)
class Pattern:
    """Text of which some parts may stand for others. What a variable stands for is never taken for a wildcard."""

    parts: tuple[Part, ...]

    def matches(self, text: str, values: Values, *, ignore_case: bool = False) -> bool:
        """Whether all of the text is matched. NoValue where a variable has none."""
        expression = "".join(_expression(part, values) for part in self.parts)
        return re.fullmatch(expression, text, re.DOTALL | (re.IGNORECASE if ignore_case else 0)) is not None


def read_pattern(text: str, *, wildcards: bool, variables: bool) -> Pattern:
    """`variables`: only the language of 2012-10-17 has them; before, they are text like any other."""
    return Pattern(tuple(_parts(text, wildcards=wildcards, variables=variables)))


def arn_parts(text: str) -> list[str]:
    """The six parts of an ARN or of its pattern; a variable may stand in the last of them only."""
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn" or any("${" in part for part in parts[:5]):
        raise PolicyError(f"{text} is not an ARN")
    return parts


def _parts(text: str, *, wildcards: bool, variables: bool) -> Iterator[Part]:
    place = 0
    while place < len(text):
        if variables and text.startswith("${", place):
            found = _VARIABLE.match(text, place)
            if found is None:
                raise PolicyError(f"{text} has a variable that cannot be read")
            yield found["character"] or _variable(found["key"], found["default"])
            place = found.end()
        else:
            yield _WILDCARDS.get(text[place], text[place]) if wildcards else text[place]
            place += 1


def _variable(key: str, default: str | None) -> Variable:
    kind_of(key)
    if has_several_values(key):
        raise PolicyError(f"{key} has several values, and a variable stands for one")
    return Variable(key.lower(), default)


def _expression(part: Part, values: Values) -> str:
    if isinstance(part, Wildcard):
        return part.expression
    return re.escape(part.value(values) if isinstance(part, Variable) else part)
