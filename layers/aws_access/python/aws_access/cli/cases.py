"""The cases that operators keep beside their rules, and whether the rules decide them as they say."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from aws_access.adapters.rules.yaml_file import CASES, Document, read_document
from aws_access.cli.asking import KINDS, Question, deciders, moment, said, zone_of
from aws_access.domain.decide import Decision, Refused
from aws_access.domain.errors import InvalidInput, InvalidRules
from aws_access.domain.ids import IamUserName
from aws_access.domain.reasons import reason
from aws_access.domain.rules import Rules


class Case(BaseModel):
    """One request, and what has to come of it. `by` and `not_by` are people who may decide, or must not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    who: str
    asks: str
    at: str | None = None
    groups: dict[str, list[str]] = {}
    active: Annotated[int, Field(ge=0)] = 0
    expect: Literal["granted", "approval", "refused"]
    rules: list[str] | None = None
    by: list[str] = []
    not_by: list[str] = []


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    cases: list[Case]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`problem` is empty when it was decided as the case says."""

    place: str
    case: Case
    problem: str


def read_cases(rules_path: Path) -> list[tuple[str, Case]]:
    """The cases beside a file of rules, or in its folder, each with its place; InvalidRules for what is malformed."""
    folder = rules_path if rules_path.is_dir() else rules_path.parent
    found = sorted(folder.glob(f"*{CASES}"))
    if not rules_path.is_dir():
        found = [path for path in found if path.name == f"{rules_path.stem}{CASES}"]
    return [each for path in found for each in _cases_in(read_document(path))]


def try_cases(rules: Rules, cases: list[tuple[str, Case]]) -> Iterator[Outcome]:
    """Each of them, decided by these rules."""
    for place, case in cases:
        yield Outcome(place, case, _problem(rules, case))


def _cases_in(document: Document) -> Iterator[tuple[str, Case]]:
    try:
        file = _File.model_validate(document.value)
    except ValidationError as error:
        raise InvalidRules(
            *(
                reason(
                    "invalid-rules", place=f"{document.path}, line {document.line(each['loc'])}", problem=each["msg"]
                )
                for each in error.errors(include_url=False, include_input=False)
            )
        ) from error
    for number, case in enumerate(file.cases):
        yield f"{document.path}, line {document.line(('cases', number))}", case


def _problem(rules: Rules, case: Case) -> str:
    person = {str(name): each for name, each in rules.people.items()}.get(case.who)
    if person is None:
        return f"there is no person {case.who}"
    try:
        at = moment(case.at, zone_of(case.asks, rules)) if case.at is not None else None
        groups = {name: frozenset(map(IamUserName, members)) for name, members in case.groups.items()}
        decision = Question(case.asks, at, groups, case.active).decide(rules, person)
    except (InvalidInput, ValueError) as error:
        return str(error)
    return _difference(rules, case, decision)


def _difference(rules: Rules, case: Case, decision: Decision) -> str:
    if KINDS[type(decision)] != case.expect:
        return f"expected {case.expect}; it is {said(decision)}"
    named = sorted(_rules_behind(decision))
    if case.rules is not None and named != sorted(case.rules):
        return f"expected the rules {', '.join(sorted(case.rules))}; it is {', '.join(named) or 'none'}"
    may = {str(each.iam_user) for each in deciders(decision, rules)}
    if missing := sorted(set(case.by) - may):
        return f"{', '.join(missing)} may not decide"
    if too_many := sorted(set(case.not_by) & may):
        return f"{', '.join(too_many)} may decide"
    return ""


def _rules_behind(decision: Decision) -> set[str]:
    if isinstance(decision, Refused):
        return {each.facts["rule"] for each in decision.unmet if "rule" in each.facts}
    return set(decision.rules)
