"""From the text of a rules file to the domain's rules, or to every fault in it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from aws_access.adapters.rules import model
from aws_access.domain.approval import Approval, Approvers, Stage
from aws_access.domain.errors import InvalidRules
from aws_access.domain.model import Environment, Person, canonical_hash
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.rules import Rule, Rules, Service, Timing, folded

LARGEST = 1_000_000
"""Characters. AppConfig's hosted configurations end at 2 MB."""


_SAID = {
    "dict_type": "needs fields, as `name: value`",
    "extra_forbidden": "there is no such field",
    "missing": "is missing",
    "model_type": "needs fields, as `name: value`",
    "string_type": "write it as text, in quotes",
    "too_short": "needs at least one entry",
    "tuple_type": "needs a list, as `[one, two]`",
}
"""Pydantic's kinds of errors, in the words of somebody who writes YAML."""


def rules_from_json(text: str) -> Rules:
    """The rules in a published file; InvalidRules with every fault."""
    if len(text) > LARGEST:
        raise InvalidRules(_fault("file", f"{len(text)} characters; at most {LARGEST}"))
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidRules(_fault("file", f"not JSON: {error}")) from error
    return rules_from_value(value)


def rules_from_value(value: object) -> Rules:
    """The rules in a parsed file. Their version is the hash of the file's value."""
    try:
        file = model.RulesFile.model_validate(value)
    except ValidationError as error:
        raise InvalidRules(*_form_faults(error)) from error
    if faults := tuple(_inconsistencies(file)):
        raise InvalidRules(*faults)
    return Rules(
        version=canonical_hash(value)[:12],
        channel=file.approvals.channel,
        timing=Timing(file.approvals.lapse_after),
        people={name: Person(name, each.slack_id, each.teams) for name, each in file.people.items()},
        environments={
            name: Environment(name, each.account, each.region, each.team_roles, each.ceiling, each.aliases)
            for name, each in file.environments.items()
        },
        services={
            name: Service(name, each.levels, each.default, each.resources, each.resource)
            for name, each in file.services.items()
        },
        rules=tuple(_rule(each) for each in file.rules),
        most_open=file.approvals.most_open,
    )


def _rule(rule: model.Rule) -> Rule:
    who = rule.approvers
    approval = None if who is None else Approval((Stage(Approvers(frozenset(who.people), frozenset(who.teams))),))
    return Rule(
        rule.name,
        frozenset(rule.teams),
        frozenset(rule.environments),
        frozenset(rule.services),
        rule.longest,
        approval,
    )


def _form_faults(error: ValidationError) -> Iterator[Reason]:
    """What each part says wrong, without what only follows: a list is not too short because an entry is wrong."""
    errors = error.errors(include_url=False, include_input=False)
    inner = {each["loc"][:length] for each in errors for length in range(len(each["loc"]))}
    for each in errors:
        if each["type"] == "too_short" and each["loc"] in inner:
            continue
        problem = _SAID.get(each["type"]) or each["msg"].removeprefix("Value error, ")
        yield _fault(".".join(map(str, each["loc"]))[:200] or "file", problem)


def _inconsistencies(file: model.RulesFile) -> Iterator[Reason]:
    """What each part says right, and the file as a whole says wrong."""
    yield from _repeats("people", "Slack user", {name: each.slack_id for name, each in file.people.items()})
    for name, environment in file.environments.items():
        yield from _environment_faults(name, environment)
    yield from _alias_faults(file)
    for name, service in file.services.items():
        for level in sorted(set(service.default) - set(service.levels)):
            yield _fault(f"services.{name}.default", f"there is no level {level}")
        if service.resource is not None and "{resource}" not in service.resource:
            yield _fault(f"services.{name}.resource", "has no {resource}")
        if any("{resource}" in each for each in service.resources):
            yield _fault(f"services.{name}.resources", "{resource} stands for nothing where nobody names one")
    yield from _repeats("rules", "name", {str(i): rule.name for i, rule in enumerate(file.rules)})
    teams = {team for each in file.people.values() for team in each.teams}
    teams |= {team for each in file.environments.values() for team in each.team_roles}
    for i, rule in enumerate(file.rules):
        yield from _rule_faults(f"rules.{i} ({rule.name})", rule, file, teams)


def _environment_faults(name: str, environment: model.Environment) -> Iterator[Reason]:
    for team, role_arn in environment.team_roles.items():
        if role_arn.account != environment.account:
            yield _fault(f"environments.{name}.team_roles.{team}", f"is not in account {environment.account}")
    yield from _repeats(f"environments.{name}.team_roles", "role", dict(environment.team_roles))


def _alias_faults(file: model.RulesFile) -> Iterator[Reason]:
    owners: dict[str, str] = {}
    for name, environment in file.environments.items():
        for called in (name, *environment.aliases):
            if owners.setdefault(folded(called), name) != name:
                yield _fault(f"environments.{name}", f"{called} is the environment {owners[folded(called)]} too")


def _rule_faults(place: str, rule: model.Rule, file: model.RulesFile, teams: set[str]) -> Iterator[Reason]:
    for environment in sorted(set(rule.environments) - set(file.environments)):
        yield _fault(f"{place}.environments", f"there is no environment {environment}")
    for team in sorted(set(rule.teams) - teams):
        yield _fault(f"{place}.teams", f"there is no team {team}")
    for named in rule.services:
        service, _, level = named.partition(":")
        known = file.services.get(service)
        if known is None or (named != service and level not in known.levels):
            yield _fault(f"{place}.services", f"there is no service {named}")
    if rule.approvers is None:
        return
    for person in sorted(set(rule.approvers.people) - set(file.people)):
        yield _fault(f"{place}.approvers.people", f"there is no person {person}")
    for team in sorted(set(rule.approvers.teams) - teams):
        yield _fault(f"{place}.approvers.teams", f"there is no team {team}")
    if not rule.approvers.people and not rule.approvers.teams:
        yield _fault(f"{place}.approvers", "names nobody; write `approvers: nobody` if nobody has to decide")


def _repeats(place: str, what: str, values: Mapping[str, str | None]) -> Iterator[Reason]:
    first: dict[str, str] = {}
    for key, value in values.items():
        if value is not None and first.setdefault(value, key) != key:
            yield _fault(f"{place}.{key}", f"{what} {value} is {place}.{first[value]} too")


def _fault(place: str, problem: str) -> Reason:
    return reason("invalid-rules", place=place, problem=problem)


def published_form(value: Any) -> str:
    """The text that is published, the same for the same rules; InvalidRules if the functions could not read it."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    rules_from_json(text)
    return text
