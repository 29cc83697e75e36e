"""What each part of a rules file says right, and the file as a whole says wrong."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter

from aws_access.adapters.catalogue import LEVELS, aws_services
from aws_access.adapters.rules import model
from aws_access.domain.ceiling import never_granted
from aws_access.domain.ids import SESSION_ROLE_PREFIX, Form
from aws_access.domain.model import OWN_POLICY
from aws_access.domain.patterns import overlap
from aws_access.domain.rules import folded, with_including_teams

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a place, and what would be right."""

    place: Place
    problem: str


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
        yield from _service_faults(("services", name), service)
    yield from _name_faults(file)
    teams = _members(file)
    for number, rule in enumerate(file.rules):
        yield from _who_and_where(("rules", number), rule, known)
        if isinstance(rule, model.Rule):
            yield from _rule_faults(("rules", number), rule, known)
            if file.people_from_iam is None:
                yield from _seats_faults(("rules", number), rule, file, teams)
    yield from _times_faults(file, known)
    if file.locks is not None:
        yield from _people_faults(("locks",), file.locks, known)


def _times_faults(file: model.RulesFile, known: Known) -> Iterator[Fault]:
    for number, freeze in enumerate(file.freezes):
        place: Place = ("freezes", number)
        yield from unknown((*place, "environments"), "environment", freeze.environments, known.environments)
    for number, each in enumerate(file.delegations):
        place = ("delegations", number)
        yield from _person((*place, "of"), each.of, known)
        yield from _person((*place, "to"), each.to, known)
        if each.of == each.to:
            yield Fault((*place, "to"), "nobody stands in for themselves")


def unknown(place: Place, kind: str, named: Iterable[str] | None, known: Iterable[str]) -> Iterator[Fault]:
    """One for each name that is none of those known, with the nearest that is."""
    for each in sorted(set(named or ()).difference(known)):
        near = get_close_matches(each, sorted(known), n=1)
        yield Fault(place, f"there is no {kind} {each}" + (f"; did you mean {near[0]}?" if near else ""))


def repeats(place: Place, what: str, values: Mapping[str, str | None]) -> Iterator[Fault]:
    """One for each value that stands under two keys."""
    first: dict[str, str] = {}
    said = ".".join(map(str, place))
    for key, value in values.items():
        if value is not None and first.setdefault(value, key) != key:
            yield Fault((*place, key), f"{what} {value} is {said}.{first[value]} too; each has one of its own")


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


def _group_faults(place: Place, group: model.Group, known: Known) -> Iterator[Fault]:
    said = [name for name in type(group).model_fields if getattr(group, name) is not None]
    if len(said) != 1:
        kinds = ", ".join(type(group).model_fields)
        yield Fault(place, f"needs exactly one of {kinds}" + (f"; it has {', '.join(said)}" if said else ""))
    if group.schedule is not None:
        for number, rotation in enumerate(group.schedule.rotations):
            yield from _people_known((*place, "schedule", "rotations", number, "people"), rotation.people, known)
        for number, override in enumerate(group.schedule.overrides):
            yield from _person((*place, "schedule", "overrides", number, "person"), override.person, known)


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


def _service_faults(place: Place, service: model.Service) -> Iterator[Fault]:
    if place[-1] == OWN_POLICY:
        yield Fault(place, "is what policies of people's own are asked for by; give it another name")
    yield from _meaning_faults(place, service)
    if service.resource is not None and "{resource}" not in service.resource:
        yield Fault((*place, "resource"), "has no {resource}")
    if any("{resource}" in each for each in service.resources or ()):
        yield Fault((*place, "resources"), "{resource} stands for nothing where nobody names one")
    if "permissions" in service.default:
        yield Fault((*place, "default"), "who may do what is given to nobody who does not ask for `permissions`")
    for level, patterns in (service.levels or {}).items():
        for number, pattern in enumerate(patterns if level != "permissions" else ()):
            if given_away := _gives_away(pattern):
                told = f"`{pattern}` means {given_away} too, which says who may do what and outlives the access; "
                hint = "name the actions that you mean, or make it part of a level `permissions`"
                yield Fault((*place, "levels", level, number), told + hint)


def _meaning_faults(place: Place, service: model.Service) -> Iterator[Fault]:
    """What its levels are, or those of AWS."""
    levels = _levels_meant(str(place[-1]), service)
    if levels is None:
        yield Fault((*place, "levels"), "is missing, and AWS has no service of this name")
    else:
        yield from unknown((*place, "default"), "level", service.default, levels)
    if service.levels is None and (service.resources or service.resource) is not None:
        yield Fault((*place, "levels"), "is missing; without it, the resources are AWS's too")
    if service.levels is not None and service.resources is None:
        yield Fault((*place, "resources"), "is missing")


def _levels_meant(name: str, service: model.Service) -> Collection[str] | None:
    """Its own, or else those of AWS's service of that name."""
    if service.levels is not None or name not in aws_services():
        return service.levels
    return aws_services()[name].levels


def _is_never_granted(service: str) -> bool:
    return all(never_granted(action) for action in aws_services()[service].every)


def _gives_away(pattern: str) -> str | None:
    """An action by which people can be let in for good, and that the pattern means."""
    service = aws_services().get(pattern.partition(":")[0].lower())
    actions = service.levels.get("permissions", ()) if service is not None else ()
    return next((action for action in actions if overlap(action, pattern)), None)


def _name_faults(file: model.RulesFile) -> Iterator[Fault]:
    """Cards and refusals name a rule, so its name is its own."""
    first: dict[str, str] = {}
    for section, entries in (("rules", file.rules), ("freezes", file.freezes)):
        for number, each in enumerate(entries):
            here = f"{section}.{number}"
            if first.setdefault(each.name, here) != here:
                yield Fault((section, number), f"name {each.name} is {first[each.name]} too")


def _who_and_where(place: Place, rule: model.Rule | model.Denial, known: Known) -> Iterator[Fault]:
    yield from unknown((*place, "environments"), "environment", rule.environments, known.environments)
    yield from _teams_known((*place, "teams"), rule.teams, known)
    yield from _people_known((*place, "people"), rule.people, known)
    for named in rule.services or ():
        service, _, level = named.partition(":")
        found = known.levels(service)
        if found is None or (named != service and level not in found):
            names = [OWN_POLICY, *known.own_services, *aws_services(), *(f"{service}:{each}" for each in found or ())]
            yield from unknown((*place, "services"), "service", [named], names)
        elif (
            isinstance(rule, model.Rule)
            and service in aws_services()
            and service not in known.own_services
            and _is_never_granted(service)
        ):
            yield Fault((*place, "services"), f"{service} is never granted to anybody")


def _rule_faults(place: Place, rule: model.Rule, known: Known) -> Iterator[Fault]:
    if not rule.teams and not rule.people:
        yield Fault(place, "is about nobody; name `teams` or `people`")
    if isinstance(rule.longest, Mapping):
        levels = {*LEVELS, *(level for levels in known.own_services.values() for level in levels)}
        yield from unknown((*place, "longest"), "level", set(rule.longest) - {"default"}, levels)
    if rule.when.group is not None:
        yield from unknown((*place, "when", "group"), "group", [rule.when.group], known.groups)
    if rule.form == "session":
        for name in sorted(known.environments.intersection(rule.environments) - known.with_sessions):
            yield Fault((*place, "form"), f"{name} has no `session_roles`, by which alone sessions are given")
    if rule.break_glass is not None and rule.approvers == "nobody":
        yield Fault((*place, "approvers"), "a break-glass has to be reviewed by somebody: name those who do")
    if rule.break_glass is not None and rule.extend is not None:
        yield Fault((*place, "extend"), "a break-glass is not extended: let people ask, or break the glass again")
    yield from _approval_faults(place, rule, known)


def _seats_faults(
    place: Place, rule: model.Rule, file: model.RulesFile, teams: Mapping[str, set[str]]
) -> Iterator[Fault]:
    """More approvals than there are people, where all of them are in the file."""
    if rule.approvers == "nobody":
        return
    one = isinstance(rule.approvers, model.Approvers)
    stages = (rule.approvers,) if isinstance(rule.approvers, model.Approvers) else rule.approvers
    further = [step.to for step in rule.escalate]
    for number, stage in enumerate(stages):
        named = [stage, *further]
        there: set[str] = {name for each in named for name in each.people if name in file.people}
        there = there.union(*(teams.get(team, ()) for each in named for team in each.teams))
        there |= {each.to for each in file.delegations if each.of in there}
        if not any(each.groups for each in named) and 0 < len(there) < stage.needs:
            at = (*place, "approvers") if one else (*place, "approvers", number)
            yield Fault((*at, "needs"), f"{stage.needs}, and only {len(there)} people could ever approve")


def _members(file: model.RulesFile) -> Mapping[str, set[str]]:
    """Of each team, looked up once: there may be thousands of people, and hundreds of rules."""
    included = {name: team.includes for name, team in file.teams.items()}
    found: dict[str, set[str]] = {}
    for name, person in file.people.items():
        for team in with_including_teams(person.teams, included):
            found.setdefault(team, set()).add(name)
    return found


def _approval_faults(place: Place, rule: model.Rule, known: Known) -> Iterator[Fault]:
    match rule.approvers:
        case "nobody":
            if rule.escalate:
                yield Fault((*place, "escalate"), "nobody has to decide, so there is nothing to escalate")
        case model.Approvers() as approvers:
            yield from _people_faults((*place, "approvers"), approvers, known)
        case stages:
            for number, stage in enumerate(stages):
                yield from _people_faults((*place, "approvers", number), stage, known)
    for number, step in enumerate(rule.escalate):
        yield from _people_faults((*place, "escalate", number, "to"), step.to, known)
        if number and step.after <= rule.escalate[number - 1].after:
            yield Fault((*place, "escalate", number, "after"), "has to be later than the step before")


def _people_faults(place: Place, named: model.People, known: Known) -> Iterator[Fault]:
    yield from _people_known((*place, "people"), named.people, known)
    yield from _teams_known((*place, "teams"), named.teams, known)
    yield from unknown((*place, "groups"), "group", named.groups, known.groups)
    if not named.people and not named.teams and not named.groups:
        hint = "; write `approvers: nobody` if nobody has to decide" if place[-1] == "approvers" else ""
        yield Fault(place, f"names nobody{hint}")


def _people_known(place: Place, named: Iterable[str] | None, known: Known) -> Iterator[Fault]:
    yield from unknown(place, "person", named, _or_any(known.people, named, any_may_be=known.any_person))


def _teams_known(place: Place, named: Iterable[str] | None, known: Known) -> Iterator[Fault]:
    yield from unknown(place, "team", named, _or_any(known.teams, named, any_may_be=known.any_team))


def _person(place: Place, named: str, known: Known) -> Iterator[Fault]:
    yield from _people_known(place, [named], known)


def _or_any(names: frozenset[str], named: Iterable[str] | None, *, any_may_be: bool) -> frozenset[str]:
    """With people from IAM nobody can tell from the file who there is and, if every group is a team, in which teams."""
    return names | frozenset(named or ()) if any_may_be else names
