"""What somebody can choose from when they ask: by the rules, before anything is asked for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aws_access.domain.environment import Environment
from aws_access.domain.ids import RoleArn
from aws_access.domain.model import OWN_POLICY, Person
from aws_access.domain.patterns import covers
from aws_access.domain.resources import placed
from aws_access.domain.rules import Rule, Rules
from aws_access.domain.services import Service


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """A service and those of its levels that a rule names; of a policy of one's own, which has none, the name alone.

    `resource` is the ARN of a named one, with `{resource}` for its name; None where names are AWS's own, or there are
    none. `narrows`: whether resources can be named at all; of one action, whether naming one leaves it in.
    """

    name: str
    levels: tuple[str, ...]
    default: tuple[str, ...]
    resource: str | None
    narrows: bool


@dataclass(frozen=True, slots=True)
class EnvironmentChoice:
    """An environment, the roles of the person's teams there, and the services that some rule lets them ask for."""

    environment: Environment
    team_roles: tuple[tuple[str, RoleArn], ...]
    services: tuple[ServiceChoice, ...]


def choices(person: Person, rules: Rules, action: str | None = None) -> Iterator[EnvironmentChoice]:
    """One for each environment. With an action such as `dynamodb:Query`, only what holds it: a policy never does."""
    for environment in rules.environments.values():
        own = tuple((team, environment.team_roles[team]) for team in person.teams if team in environment.team_roles)
        speaking = [
            rule
            for rule in rules.rules
            if environment.name in rule.environments and any(rule.speaks_to(person, team) for team, _ in own)
        ]
        yield EnvironmentChoice(environment, own, tuple(_services(speaking, environment, rules, action)))


def _services(
    speaking: Iterable[Rule], environment: Environment, rules: Rules, action: str | None
) -> Iterator[ServiceChoice]:
    named: dict[str, set[str]] = {}
    for rule in speaking:
        for each in rule.services:
            name, _, level = each.partition(":")
            if (service := rules.service(name)) is not None:
                named.setdefault(name, set()).update((level,) if level else service.levels)
    for name, levels in sorted(named.items()):
        if (service := rules.service(name)) is None:
            continue
        found = tuple(level for level in service.levels if level in levels and _holds(service, level, action))
        if found or (name == OWN_POLICY and action is None):
            resource = placed(service.resource, environment) if service.resource is not None else None
            yield ServiceChoice(name, found, service.default, resource, _narrows(service, action))


def _holds(service: Service, level: str, action: str | None) -> bool:
    return action is None or any(covers(pattern, action) for pattern in service.levels[level])


def _narrows(service: Service, action: str | None) -> bool:
    if action is None or service.resource is not None:
        return service.narrows
    return any(each.lower() == action.lower() and bool(types) for each, types in service.knows.items())
