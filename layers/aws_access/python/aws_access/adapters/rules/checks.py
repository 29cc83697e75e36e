"""What each part of a rules file says right, and the file as a whole says wrong."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from aws_access.adapters.rules import group_model, model
from aws_access.adapters.rules.faults import Fault, Place, repeats, unknown
from aws_access.adapters.rules.names import Known, people_known, person_known
from aws_access.adapters.rules.rule_checks import (
    members_of_teams,
    people_faults,
    rule_faults,
    seats_faults,
    who_and_where,
)
from aws_access.adapters.rules.service_checks import service_faults
from aws_access.domain.ids import SESSION_ROLE_PREFIX, Form
from aws_access.domain.rules import folded


def faults_of(file: model.RulesFile) -> Iterator[Fault]:
    """Every one, in the order of the file."""
    known = Known.of(file)
    yield from repeats(("people",), "Slack user", {name: each.slack_id for name, each in file.people.items()})
    if not file.people and file.people_from_iam is None:
        yield Fault(("people",), "names nobody; name people, or write `people_from_iam`")
    yield from _team_faults(file)
    for name, group in file.groups.items():
        yield from _group_faults(("groups", name), group, known)
    for name, environment in file.environments.items():
        yield from _environment_faults(("environments", name), environment)
    yield from _alias_faults(file)
    for name, service in file.services.items():
        yield from service_faults(("services", name), service)
    yield from _name_faults(file)
    teams = members_of_teams(file)
    for number, rule in enumerate(file.rules):
        yield from who_and_where(("rules", number), rule, known)
        if isinstance(rule, model.Rule):
            yield from rule_faults(("rules", number), rule, known)
            if file.people_from_iam is None:
                yield from seats_faults(("rules", number), rule, file, teams)
    yield from _times_faults(file, known)
    if file.locks is not None:
        yield from people_faults(("locks",), file.locks, known)


def _times_faults(file: model.RulesFile, known: Known) -> Iterator[Fault]:
    for number, freeze in enumerate(file.freezes):
        place: Place = ("freezes", number)
        yield from unknown((*place, "environments"), "environment", freeze.environments, known.environments)
    for number, each in enumerate(file.delegations):
        place = ("delegations", number)
        yield from person_known((*place, "of"), each.of, known)
        yield from person_known((*place, "to"), each.to, known)
        if each.of == each.to:
            yield Fault((*place, "to"), "nobody stands in for themselves")


def _team_faults(file: model.RulesFile) -> Iterator[Fault]:
    known = Known.of(file).teams
    for name, team in file.teams.items():
        yield from unknown(("teams", name, "includes"), "team", team.includes, known)
    try:
        TopologicalSorter({name: team.includes for name, team in file.teams.items()}).prepare()
    except CycleError as error:
        cycle = error.args[1]
        way = " → ".join(reversed(cycle))
        yield Fault(("teams", cycle[-1]), f"includes itself: {way}; take one of them out of the other")


def _group_faults(place: Place, group: group_model.Group, known: Known) -> Iterator[Fault]:
    said = [name for name in type(group).model_fields if getattr(group, name) is not None]
    if len(said) != 1:
        kinds = ", ".join(type(group).model_fields)
        yield Fault(place, f"needs exactly one of {kinds}" + (f"; it has {', '.join(said)}" if said else ""))
    if group.schedule is not None:
        for number, rotation in enumerate(group.schedule.rotations):
            yield from people_known((*place, "schedule", "rotations", number, "people"), rotation.people, known)
        for number, override in enumerate(group.schedule.overrides):
            yield from person_known((*place, "schedule", "overrides", number, "person"), override.person, known)


_NAMED = {
    "team_roles": "is a session role by its name; no name of a team role begins with",
    "session_roles": "needs a name, without a path, that begins with",
}


def _environment_faults(place: Place, environment: model.Environment) -> Iterator[Fault]:
    for field, role_arns in (("team_roles", environment.team_roles), ("session_roles", environment.session_roles)):
        for team, role_arn in role_arns.items():
            if role_arn.account != environment.account:
                yield Fault((*place, field, team), f"is not in account {environment.account}")
            if (role_arn.form is Form.SESSION) != (field == "session_roles"):
                yield Fault((*place, field, team), f"{_NAMED[field]} {SESSION_ROLE_PREFIX}")
        yield from repeats((*place, field), "role", dict(role_arns))
    yield from unknown((*place, "session_roles"), "team role of", environment.session_roles, environment.team_roles)


def _alias_faults(file: model.RulesFile) -> Iterator[Fault]:
    owners: dict[str, str] = {}
    for name, environment in file.environments.items():
        for called in (name, *environment.aliases):
            if owners.setdefault(folded(called), name) != name:
                yield Fault(("environments", name), f"{called} is the environment {owners[folded(called)]} too")


def _name_faults(file: model.RulesFile) -> Iterator[Fault]:
    """Cards and refusals name a rule, so its name is its own."""
    first: dict[str, str] = {}
    for section, entries in (("rules", file.rules), ("freezes", file.freezes)):
        for number, each in enumerate(entries):
            here = f"{section}.{number}"
            if first.setdefault(each.name, here) != here:
                yield Fault((section, number), f"name {each.name} is {first[each.name]} too")
