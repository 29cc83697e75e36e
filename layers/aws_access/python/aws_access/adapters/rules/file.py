"""From the text of a rules file to the domain's rules, or to every fault in it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import ValidationError

from aws_access.adapters.rules import model
from aws_access.adapters.rules.build import Build
from aws_access.adapters.rules.checks import faults_of
from aws_access.adapters.rules.faults import Fault, Place
from aws_access.adapters.rules.words import words_for
from aws_access.domain.errors import InvalidRules
from aws_access.domain.model import canonical_hash
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.rules import Rules

LARGEST = 1_000_000
"""Characters. AppConfig's hosted configurations end at 2 MB."""

_MOST_SAID = 200


def rules_from_json(text: str) -> Rules:
    """The rules in a published file; InvalidRules with every fault."""
    if len(text) > LARGEST:
        raise InvalidRules(_said("file", f"{len(text)} characters; at most {LARGEST}"))
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidRules(_said("file", f"not JSON: {error}")) from error
    return rules_from_value(value)


def rules_from_value(value: object, where: Callable[[Place], str] = lambda _: "") -> Rules:
    """The rules in a parsed file. Their version is the hash of the file's value.

    `where` says in which file and on which line a place is, with what has to stand before the place's name.
    """
    try:
        file = model.RulesFile.model_validate(value)
    except ValidationError as error:
        raise InvalidRules(*_reasons(_form_faults(error), value, where)) from error
    build = Build(file)
    faults = list(faults_of(file))
    rules = build.rules(canonical_hash(value)[:12])
    if faults := [*faults, *build.faults]:
        raise InvalidRules(*_reasons(iter(faults), value, where))
    return rules


def published_form(value: Any) -> str:
    """The text that is published, the same for the same rules; InvalidRules if the functions could not read it."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    rules_from_json(text)
    return text


def _form_faults(error: ValidationError) -> Iterator[Fault]:
    """What each part says wrong, without what only follows: a list is not too short because an entry is wrong."""
    errors = error.errors(include_url=False, include_input=False)
    inner = {each["loc"][:length] for each in errors for length in range(len(each["loc"]))}
    for each in errors:
        if each["type"] == "too_short" and each["loc"] in inner:
            continue
        place = tuple(part for part in each["loc"] if not str(part).startswith("~") and part != "[key]")
        yield Fault(place, words_for(each))


def _reasons(faults: Iterator[Fault], value: object, where: Callable[[Place], str]) -> list[Reason]:
    told = [_said(where(fault.place) + _dotted(fault.place, value), fault.problem) for fault in faults]
    if len(told) > _MOST_SAID:
        return [*told[:_MOST_SAID], _said("file", f"and {len(told) - _MOST_SAID} more faults")]
    return told


def _dotted(place: Place, value: Any) -> str:
    """`rules.3 (dev-in-verify).longest`: an entry of a list by its number and, where it has one, its name."""
    told = []
    for part in place:
        try:
            value = value[part]
        except (LookupError, TypeError):
            value = None
        name = value.get("name") if isinstance(part, int) and isinstance(value, dict) else None
        told.append(f"{part} ({name[:64]})" if isinstance(name, str) else str(part))
    return ".".join(told)[:200] or "file"


def _said(place: str, problem: str) -> Reason:
    return reason("invalid-rules", place=place, problem=problem)
