"""The cases that operators keep beside their rules, and whether the rules decide them as they say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from aws_access.adapters.rules.yaml_file import CASES, Document, read_document
from aws_access.cli.asking import KINDS, Question, deciders, moment, said, zone_of
from aws_access.cli.texts import say
from aws_access.domain.decision import Decision, Refused
from aws_access.domain.errors import InvalidInput, InvalidRules
from aws_access.domain.ids import IamUserName
from aws_access.domain.model import Person
from aws_access.domain.reasons import Language, reason
from aws_access.domain.rules import Rules, with_including_teams


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

    people: dict[str, list[str]] = {}
    cases: list[Case]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`problem` is empty when it was decided as the case says."""

    place: str
    case: Case
    problem: str


@dataclass(frozen=True, slots=True)
class Cases:
    """Each with its place. `people` are those whom the rules leave to IAM, with their teams."""

    cases: tuple[tuple[str, Case], ...]
    people: Mapping[IamUserName, tuple[str, ...]]


def read_cases(rules_path: Path) -> Cases:
    """The cases beside a file of rules, or in its folder; InvalidRules for what is malformed."""
    folder = rules_path if rules_path.is_dir() else rules_path.parent
    found = sorted(folder.glob(f"*{CASES}"))
    if not rules_path.is_dir():
        found = [path for path in found if path.name == f"{rules_path.stem}{CASES}"]
    documents = [read_document(path) for path in found]
    files = [_file_in(document) for document in documents]
    return Cases(
        tuple(each for pair in zip(documents, files, strict=True) for each in _placed(*pair)),
        {_name(name, rules_path): tuple(teams) for file in files for name, teams in file.people.items()},
    )


def try_cases(rules: Rules, cases: Cases, language: Language = Language.ENGLISH) -> Iterator[Outcome]:
    """Each of them, decided by these rules."""
    of_iam = {
        name: Person(name, None, with_including_teams(teams, rules.teams)) for name, teams in cases.people.items()
    }
    rules = replace(rules, people={**of_iam, **rules.people}) if rules.iam_people is not None else rules
    for place, case in cases.cases:
        yield Outcome(place, case, _problem(rules, case, language))


def _name(text: str, rules_path: Path) -> IamUserName:
    try:
        return IamUserName(text)
    except InvalidInput as error:
        raise InvalidRules(reason("invalid-rules", place=f"{rules_path}, people", problem=str(error))) from error


def _file_in(document: Document) -> _File:
    try:
        return _File.model_validate(document.value)
    except ValidationError as error:
        raise InvalidRules(
            *(
                reason(
                    "invalid-rules", place=f"{document.path}, line {document.line(each['loc'])}", problem=each["msg"]
                )
                for each in error.errors(include_url=False, include_input=False)
            )
        ) from error


def _placed(document: Document, file: _File) -> Iterator[tuple[str, Case]]:
    for number, case in enumerate(file.cases):
        yield f"{document.path}, line {document.line(('cases', number))}", case


def _problem(rules: Rules, case: Case, language: Language) -> str:
    person = {str(name): each for name, each in rules.people.items()}.get(case.who)
    if person is None:
        return say(language, "no-such-person", name=case.who)
    try:
        at = moment(case.at, zone_of(case.asks, rules)) if case.at is not None else None
        groups = {name: frozenset(map(IamUserName, members)) for name, members in case.groups.items()}
        decision = Question(case.asks, at, groups, case.active).decide(rules, person)
    except InvalidInput as error:
        return " ".join(each.say(language) for each in error.reasons)
    except ValueError:  # of the moment
        return say(language, "no-time", text=case.at)
    return _difference(rules, case, decision, language)


def _difference(rules: Rules, case: Case, decision: Decision, language: Language) -> str:
    if KINDS[type(decision)] != case.expect:
        return say(language, "case-decided", expected=case.expect, decision=said(decision, language))
    named = sorted(_rules_behind(decision))
    if case.rules is not None and named != sorted(case.rules):
        none = say(language, "case-no-rules")
        expected, found = (", ".join(each) or none for each in (sorted(case.rules), named))
        return say(language, "case-rules", expected=expected, found=found)
    may = {str(each.iam_user) for each in deciders(decision, rules)}
    if missing := sorted(set(case.by) - may):
        return say(language, "case-may-not", people=", ".join(missing))
    if too_many := sorted(set(case.not_by) & may):
        return say(language, "case-may", people=", ".join(too_many))
    return ""


def _rules_behind(decision: Decision) -> set[str]:
    if isinstance(decision, Refused):
        return {each.facts["rule"] for each in decision.unmet if "rule" in each.facts}
    return set(decision.rules)
