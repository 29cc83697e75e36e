"""What keeps a grant that was approved from being on its role: a lock, or that the person is gone or left the team."""

from collections.abc import Iterable

from aws_access.domain.locks import Lock, locked
from aws_access.domain.model import Grant
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.rules import Rules


def not_standing(grant: Grant, locks: Iterable[Lock], rules: Rules | None) -> tuple[Reason, ...]:
    """Every such reason. `rules` None: they cannot be read just now, and nobody loses anything for that."""
    found = list(locked(locks, grant.person, grant.role_arn))
    if rules is None:
        return tuple(found)
    person = rules.people.get(grant.person)
    if person is None:
        found.append(reason("unknown-person", person=grant.person))
    else:
        teams = {
            team
            for environment in rules.environments.values()
            for team, role_arn in environment.team_roles.items()
            if role_arn == grant.role_arn
        }
        if teams.isdisjoint(person.teams):
            found.append(reason("left-team", person=grant.person, role=grant.role_arn))
    return tuple(found)
