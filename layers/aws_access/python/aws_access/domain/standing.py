"""What keeps a grant that was approved from being on its role: a lock, or that the person is gone or left the team."""

from collections.abc import Iterable

from aws_access.domain.locks import Lock, locked
from aws_access.domain.model import Grant
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.rules import Rules


def not_standing(grant: Grant, locks: Iterable[Lock], rules: Rules | None) -> tuple[Reason, ...]:
    """Every such reason. `rules` None: they cannot be read just now, and nobody loses anything for that."""
    if rules is None:
        return locked(locks, grant.person, grant.role_arn)
    places = [
        (environment, team)
        for environment in rules.environments.values()
        for team, team_role in environment.team_roles.items()
        if grant.role_arn in (team_role, environment.session_roles.get(team))
    ]
    # Whoever locks a team role means what people get by it, in either form.
    team_roles = {environment.team_roles[team] for environment, team in places}
    found = list(locked(locks, grant.person, grant.role_arn, *team_roles))
    person = rules.people.get(grant.person)
    if person is None:
        found.append(reason("unknown-person", person=grant.person))
    elif not any(team in person.teams for _, team in places):
        found.append(reason("left-team", person=grant.person, role=grant.role_arn))
    return tuple(found)
