"""The operators' rules: people, environments, services, and who may ask for what and who decides."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from aws_access.domain.ids import IamUserName
from aws_access.domain.model import Environment, Person


def folded(name: str) -> str:
    """The form in which two spellings of a name are the same."""
    return unicodedata.normalize("NFKC", name).casefold()


@dataclass(frozen=True, slots=True)
class Service:
    """What can be asked for by name.

    `levels` maps a level of access to its action patterns. `resources` are the ARNs meant when nobody names one, and
    `resource` the ARN for a named one; `{account}`, `{region}`, `{partition}` and `{resource}` stand for what they say.
    """

    name: str
    levels: Mapping[str, tuple[str, ...]]
    default: tuple[str, ...]
    resources: tuple[str, ...]
    resource: str | None = None


@dataclass(frozen=True, slots=True)
class Approvers:
    """Who decides: named people and everybody of named teams."""

    people: frozenset[IamUserName] = frozenset()
    teams: frozenset[str] = frozenset()

    def includes(self, person: Person) -> bool:
        """Whether this person is one of them."""
        return person.iam_user in self.people or not self.teams.isdisjoint(person.teams)


@dataclass(frozen=True, slots=True)
class Rule:
    """People of `teams` may ask for `services` in `environments`, for at most `longest`.

    A service is named `dynamodb` (every level) or `dynamodb:read` (that level). `approvers` None: nobody has to decide.
    """

    name: str
    teams: frozenset[str]
    environments: frozenset[str]
    services: frozenset[str]
    longest: timedelta
    approvers: Approvers | None

    def levels_of(self, team: str, environment: str, service: str, levels: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the levels of the service of which it speaks."""
        if team not in self.teams or environment not in self.environments:
            return ()
        return tuple(each for each in levels if not self.services.isdisjoint((service, f"{service}:{each}")))


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of the rules. `version` is the hash of the published file.

    `most_open`: how many requests that are not over a person may have at once.
    """

    version: str
    channel: str
    lapse_after: timedelta
    people: Mapping[IamUserName, Person]
    environments: Mapping[str, Environment]
    services: Mapping[str, Service]
    rules: tuple[Rule, ...]
    most_open: int = 20

    def person_in_slack(self, slack_id: str) -> Person | None:
        """The person with this Slack user id."""
        return next((person for person in self.people.values() if person.slack_id == slack_id), None)

    def environment(self, name: str) -> Environment | None:
        """The environment with this name or alias, as people type it: any case, any width of letters."""
        for each in self.environments.values():
            if folded(name) in map(folded, (each.name, *each.aliases)):
                return each
        return None

    def environment_names(self) -> Iterator[str]:
        """Every name and alias."""
        for environment in self.environments.values():
            yield environment.name
            yield from environment.aliases
