"""What a rule of the file says wrong: whom it is about and where, and who decides."""

from collections.abc import Iterator, Mapping

from aws_access.adapters.catalogue import LEVELS, aws_services
from aws_access.adapters.rules import model
from aws_access.adapters.rules.faults import Fault, Place, unknown
from aws_access.adapters.rules.names import Known, people_known, teams_known
from aws_access.domain.ceiling import never_granted
from aws_access.domain.model import OWN_POLICY
from aws_access.domain.rules import with_including_teams


def _is_never_granted(service: str) -> bool:
    return all(never_granted(action) for action in aws_services()[service].every)


def who_and_where(place: Place, rule: model.Rule | model.Denial, known: Known) -> Iterator[Fault]:
    yield from unknown((*place, "environments"), "environment", rule.environments, known.environments)
    yield from teams_known((*place, "teams"), rule.teams, known)
    yield from people_known((*place, "people"), rule.people, known)
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


def rule_faults(place: Place, rule: model.Rule, known: Known) -> Iterator[Fault]:
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


def seats_faults(
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


def members_of_teams(file: model.RulesFile) -> Mapping[str, set[str]]:
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
            yield from people_faults((*place, "approvers"), approvers, known)
        case stages:
            for number, stage in enumerate(stages):
                yield from people_faults((*place, "approvers", number), stage, known)
    for number, step in enumerate(rule.escalate):
        yield from people_faults((*place, "escalate", number, "to"), step.to, known)
        if number and step.after <= rule.escalate[number - 1].after:
            yield Fault((*place, "escalate", number, "after"), "has to be later than the step before")


def people_faults(place: Place, named: model.People, known: Known) -> Iterator[Fault]:
    yield from people_known((*place, "people"), named.people, known)
    yield from teams_known((*place, "teams"), named.teams, known)
    yield from unknown((*place, "groups"), "group", named.groups, known.groups)
    if not named.people and not named.teams and not named.groups:
        hint = "; write `approvers: nobody` if nobody has to decide" if place[-1] == "approvers" else ""
        yield Fault(place, f"names nobody{hint}")
