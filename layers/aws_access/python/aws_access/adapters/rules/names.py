"""The names that the parts of a rules file may use."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from aws_access.adapters.catalogue import aws_services
from aws_access.adapters.rules import model
from aws_access.adapters.rules.faults import Fault, Place, unknown
from aws_access.domain.model import OWN_POLICY


@dataclass(frozen=True, slots=True)
class Known:
    """The names that the parts of the file may use. With people from IAM, any name of a person may be right."""

    people: frozenset[str]
    teams: frozenset[str]
    groups: frozenset[str]
    environments: frozenset[str]
    with_sessions: frozenset[str]
    own_services: Mapping[str, Collection[str]]
    any_person: bool
    any_team: bool

    @classmethod
    def of(cls, file: model.RulesFile) -> "Known":
        """All names of the file."""
        teams = {team for each in file.people.values() for team in each.teams} | set(file.teams)
        teams |= {team for each in file.environments.values() for team in each.team_roles}
        from_iam = file.people_from_iam
        teams |= set((from_iam.teams or {}).values()) if from_iam is not None else set()
        return cls(
            frozenset(file.people),
            frozenset(teams),
            frozenset(file.groups),
            frozenset(file.environments),
            frozenset(name for name, each in file.environments.items() if each.session_roles),
            {name: each.levels for name, each in file.services.items() if each.levels is not None},
            any_person=from_iam is not None,
            any_team=from_iam is not None and from_iam.teams is None,
        )

    def levels(self, service: str) -> Collection[str] | None:
        """Of a service of the file or of AWS; None for one that there is not."""
        if service in self.own_services:
            return self.own_services[service]
        if service == OWN_POLICY:
            return ()
        return aws_services()[service].levels if service in aws_services() else None


def people_known(place: Place, named: Iterable[str] | None, known: Known) -> Iterator[Fault]:
    yield from unknown(place, "person", named, _or_any(known.people, named, any_may_be=known.any_person))


def teams_known(place: Place, named: Iterable[str] | None, known: Known) -> Iterator[Fault]:
    yield from unknown(place, "team", named, _or_any(known.teams, named, any_may_be=known.any_team))


def person_known(place: Place, named: str, known: Known) -> Iterator[Fault]:
    yield from people_known(place, [named], known)


def _or_any(names: frozenset[str], named: Iterable[str] | None, *, any_may_be: bool) -> frozenset[str]:
    """With people from IAM nobody can tell from the file who there is and, if every group is a team, in which teams."""
    return names | frozenset(named or ()) if any_may_be else names
