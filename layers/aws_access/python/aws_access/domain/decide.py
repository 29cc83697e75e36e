"""Whether somebody may have what they ask for, and who decides: pure, and the same for a request and an approval."""

from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches

from aws_access.domain.commands import parse_service
from aws_access.domain.durations import say_duration
from aws_access.domain.errors import InvalidInput
from aws_access.domain.model import Environment, Payload, Person, Request, Submission
from aws_access.domain.permissions import beyond_ceiling, permission_for
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.rules import Approvers, Rule, Rules, Service


@dataclass(frozen=True, slots=True)
class Granted:
    """Nobody has to decide. `rules` are the names of all that apply."""

    payload: Payload
    environment: Environment
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NeedsApproval:
    """Somebody has to decide who is in every one of `approvers`."""

    payload: Payload
    environment: Environment
    rules: tuple[str, ...]
    approvers: tuple[Approvers, ...]

    def approved_by(self, person: Person) -> bool:
        """Whether this person may decide; never the requester."""
        return person.iam_user != self.payload.person and all(each.includes(person) for each in self.approvers)


@dataclass(frozen=True, slots=True)
class Refused:
    """Nobody may grant this; every reason, each fit to show to the requester."""

    unmet: tuple[Reason, ...]


Decision = Granted | NeedsApproval | Refused


def decide(asked: Submission, person: Person, rules: Rules, shortest: timedelta) -> Decision:
    """The decision on a submission. Denied by default; where several rules apply, the stricter of each counts."""
    unmet = list(_duration_unmet(asked.duration, shortest))
    service, environment = rules.services.get(asked.service), rules.environment(asked.environment)
    if service is None:
        unmet.append(_unknown("service", asked.service, list(rules.services)))
    if environment is None:
        unmet.append(_unknown("environment", asked.environment, list(rules.environment_names())))
    if service is None or environment is None:
        return Refused(tuple(unmet))
    levels = asked.levels or service.default
    try:
        permission = permission_for(service, levels, asked.resource, environment)
    except InvalidInput as error:
        return Refused((*unmet, *error.reasons))
    unmet += beyond_ceiling(permission, environment)
    team, applying = _applying(person, service, levels, environment, rules)
    if team is None:
        return Refused((*unmet, _no_rule(asked, person, environment)))
    unmet += [
        reason(
            "too-long-duration",
            duration=say_duration(asked.duration),
            longest=say_duration(rule.longest),
            rule=rule.name,
        )
        for rule in applying
        if asked.duration > rule.longest
    ]
    payload = Payload(person.iam_user, environment.team_roles[team], permission, asked.duration)
    names = tuple(rule.name for rule in applying)
    approvers = tuple(rule.approvers for rule in applying if rule.approvers is not None)
    needs = NeedsApproval(payload, environment, names, approvers)
    if approvers and not any(needs.approved_by(each) for each in rules.people.values()):
        unmet.append(reason("no-approver", rule=", ".join(names)))
    if unmet:
        return Refused(tuple(unmet))
    return needs if approvers else Granted(payload, environment, names)


def decide_again(request: Request, rules: Rules, shortest: timedelta) -> Decision:
    """The decision on a request by the rules and people as they are now; Refused when it now means something else."""
    person = rules.people.get(request.requester.iam_user)
    if person is None:
        return Refused((reason("unknown-person", person=request.requester.iam_user),))
    service, levels = parse_service(request.service)
    asked = Submission(service, request.environment, request.payload.duration, levels, request.resource, request.reason)
    decision = decide(asked, person, rules, shortest)
    if not isinstance(decision, Refused) and decision.payload != request.payload:
        return Refused((reason("meaning-changed"),))
    return decision


def _duration_unmet(duration: timedelta, shortest: timedelta) -> tuple[Reason, ...]:
    if duration >= shortest:
        return ()
    return (reason("too-short-duration", duration=say_duration(duration), shortest=say_duration(shortest)),)


def _applying(
    person: Person, service: Service, levels: tuple[str, ...], environment: Environment, rules: Rules
) -> tuple[str | None, tuple[Rule, ...]]:
    """The first of the person's teams for which a rule speaks of all that is asked, and every rule for it that applies.

    A rule for a part applies too: or else asking for more would get around the rule that is strict about that part.
    """
    for team in person.teams:
        spoken = [(each, each.levels_of(team, environment.name, service.name, levels)) for each in rules.rules]
        if team in environment.team_roles and any(of and of == levels for _, of in spoken):
            return team, tuple(sorted((rule for rule, of in spoken if of), key=lambda rule: rule.name))
    return None, ()


def _no_rule(asked: Submission, person: Person, environment: Environment) -> Reason:
    if not any(team in environment.team_roles for team in person.teams):
        return reason("no-team-role", person=person.iam_user, environment=environment.name)
    return reason("no-rule", person=person.iam_user, service=asked.service_name, environment=environment.name)


def _unknown(kind: str, given: str, known: list[str]) -> Reason:
    near = get_close_matches(given, known, n=1)
    if near:
        return reason(f"unknown-{kind}-near", given=given, nearest=near[0])
    return reason(f"unknown-{kind}", given=given, known=", ".join(sorted(known)) or "–")
