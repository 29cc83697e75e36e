"""IAM's patterns: `*` is any text, `?` one character, `${key}` and `${key, 'default'}` a value of the request."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

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


_WILDCARDS = {"*": ".*", "?": "."}


@dataclass(frozen=True, slots=True)
class Pattern:
    """Regular expressions and variables. What a variable stands for is never taken for a wildcard."""

    parts: tuple[str | Variable, ...]

    def matches(self, text: str, values: Values, *, ignore_case: bool = False) -> bool:
        """Whether all of the text is matched. NoValue where a variable has none."""
        parts = (each if isinstance(each, str) else re.escape(each.value(values)) for each in self.parts)
        return _compiled("".join(parts), ignore_case=ignore_case).fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _compiled(expression: str, *, ignore_case: bool) -> re.Pattern[str]:
    return re.compile(expression, re.DOTALL | (re.IGNORECASE if ignore_case else re.NOFLAG))


def read_pattern(text: str, *, wildcards: bool, variables: bool) -> Pattern:
    """`variables`: only the language of 2012-10-17 has them; before, they are text like any other."""
    parts: list[str | Variable] = [""]
    for each in _parts(text, wildcards=wildcards, variables=variables):
        before = parts[-1]
        if isinstance(before, str) and isinstance(each, str):
            parts[-1] = before + each
        else:
            parts.append(each)
    return Pattern(tuple(parts))


def arn_parts(text: str) -> list[str]:
    """The six parts of an ARN or of its pattern; a variable may stand in the last of them only."""
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn" or any("${" in part for part in parts[:5]):
        raise PolicyError(f"{text} is not an ARN")
    return parts


def _parts(text: str, *, wildcards: bool, variables: bool) -> Iterator[str | Variable]:
    place = 0
    while place < len(text):
        if variables and text.startswith("${", place):
            found = _VARIABLE.match(text, place)
            if found is None:
                raise PolicyError(f"{text} has a variable that cannot be read")
            yield re.escape(found["character"] or "") or _variable(found["key"], found["default"])
            place = found.end()
        else:
            character = text[place]
            yield (wildcards and _WILDCARDS.get(character)) or re.escape(character)
            place += 1


def _variable(key: str, default: str | None) -> Variable:
    kind_of(key)
    if has_several_values(key):
        raise PolicyError(f"{key} has several values, and a variable stands for one")
    return Variable(key.lower(), default)
