"""Whether somebody may have what they ask for, and who decides: pure, and the same at every moment at which it counts.

Denied by default, and a denial wins. The order of rules never matters: every rule that speaks of what is asked for, or
of a part of it, has to be met.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from difflib import get_close_matches

from aws_access.domain.approval import Ask, Panel
from aws_access.domain.ceiling import beyond_ceiling
from aws_access.domain.circumstances import Circumstances
from aws_access.domain.decision import Decision, Granted, NeedsApproval, Refused
from aws_access.domain.environment import Environment
from aws_access.domain.errors import InvalidInput
from aws_access.domain.forms import role_for
from aws_access.domain.ids import Form
from aws_access.domain.locks import locked, locked_people
from aws_access.domain.model import OWN_POLICY, Payload, Person, Request, Submission
from aws_access.domain.own_policies import elsewhere, in_environment, too_wide
from aws_access.domain.permissions import permission_for, wildcards_unmet
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.requirements import duration_unmet, extension_unmet, requirements_unmet, start_unmet
from aws_access.domain.risk import risk_of
from aws_access.domain.rules import Rule, Rules
from aws_access.domain.services import Service
from aws_access.domain.sessions import session_policy_unmet
from aws_access.domain.speaking import Asked, denied, each_once, speeches
from aws_access.domain.statements import Permission
from aws_access.domain.words import parse_service

SHORTEST_TITLE = 5
"""Fewer letters than these say nothing of which service of AWS is meant."""


def decide(asked: Submission, person: Person, rules: Rules, shortest: timedelta, at: Circumstances) -> Decision:
    """The decision on a submission. Denied by default; where several rules apply, the stricter of each counts."""
    unmet = list(duration_unmet(asked.duration, shortest))
    service, environment = rules.service(asked.service), rules.environment(asked.environment)
    if service is None:
        unmet.append(_unknown_service(asked.service, rules))
    if environment is None:
        unmet.append(_unknown("environment", asked.environment, list(rules.environment_names())))
    if service is None or environment is None:
        return Refused(tuple(unmet))
    levels = asked.levels or service.default
    try:
        permission = _meant(asked, service, levels, environment, rules)
    except InvalidInput as error:
        return Refused((*unmet, *error.reasons))
    unmet += wildcards_unmet(service, asked.resources, environment)
    unmet += beyond_ceiling(permission, environment)
    if asked.policy is not None:
        unmet += (*elsewhere(permission, environment), *too_wide(permission, environment, rules.known))
    risk = risk_of(permission, environment.risk, rules.known)
    meant = Asked(asked, person, levels, environment, permission, risk, *_span(asked, at))
    unmet += denied(meant, rules)
    team, speaking, silent = speeches(meant, rules, at)
    applying = tuple(each.rule for each in speaking)
    if team is None:
        return Refused(each_once((*unmet, *silent, _no_rule(asked, person, environment))))
    role_arn, not_in_form = role_for(asked.form, team, environment, applying)
    payload = Payload(person.iam_user, role_arn, permission, asked.duration, asked.starts_at, asked.extends)
    unmet += (*silent, *not_in_form, *_too_large(payload))
    for speech in speaking:
        unmet += requirements_unmet(speech, asked, at)
    unmet += start_unmet(asked, rules, at)
    unmet += extension_unmet(asked, payload, applying, at)
    unmet += locked(at.locks, person.iam_user, role_arn, environment.team_roles[team])
    panel = _panel(person, applying, rules, at)
    if at.span is None:
        unmet += _without_approvers(panel)
    if unmet:
        return Refused(each_once(unmet))
    return _decision(payload, meant, applying, panel)


def decide_again(request: Request, rules: Rules, shortest: timedelta, at: Circumstances) -> Decision:
    """The decision on a request by the rules and people as they are now; Refused when it now means something else."""
    person = rules.people.get(request.requester.iam_user)
    if person is None:
        return Refused((reason("unknown-person", person=request.requester.iam_user),))
    decision = decide(submission_of(request), person, rules, shortest, at)
    if not isinstance(decision, Refused) and decision.payload != request.payload:
        return Refused((reason("meaning-changed"),))
    return decision


def submission_of(request: Request) -> Submission:
    """What the request would be if it were asked for now."""
    service, levels = parse_service(request.service)
    payload = request.payload
    return Submission(
        service,
        request.environment,
        payload.duration,
        levels,
        request.resources,
        request.reason,
        payload.starts_at,
        payload.extends,
        request.break_glass,
        policy=payload.permission if service == OWN_POLICY else None,
        form=payload.form,
    )


def reviewers_of(request: Request, rules: Rules, at: Circumstances) -> Panel:
    """Those who may review a break-glass."""
    return _panel(request.requester, rules_of_review(request, rules), rules, at)


def rules_of_review(request: Request, rules: Rules) -> tuple[Rule, ...]:
    """Those that say who reviews it: by which it was granted, or all there that name approvers if they are gone."""
    here = [rule for rule in rules.rules if request.environment in rule.environments and rule.approval is not None]
    named = request.rule.split(", ")
    return tuple([rule for rule in here if rule.break_glass and rule.name in named] or here)


def groups_wanted(asked: Submission, rules: Rules) -> frozenset[str]:
    """The groups whose members a decision on this needs to know."""
    environment = rules.environment(asked.environment)
    if environment is None:
        return frozenset()
    return frozenset(name for rule in rules.rules_at(environment.name, asked.service) for name in rule.groups())


def _meant(
    asked: Submission, service: Service, levels: tuple[str, ...], environment: Environment, rules: Rules
) -> Permission:
    """What they would get; InvalidInput for what means nothing."""
    if asked.service != OWN_POLICY:
        if asked.policy is not None:
            raise InvalidInput(reason("policy-unexpected", service=asked.service))
        return permission_for(service, levels, asked.resources, environment)
    if levels or asked.resources:
        raise InvalidInput(reason("policy-alone"))
    if asked.policy is None:
        raise InvalidInput(reason("policy-missing"))
    return in_environment(asked.policy, environment, rules.known)


def _decision(payload: Payload, meant: Asked, applying: tuple[Rule, ...], panel: Panel) -> Granted | NeedsApproval:
    environment, names = meant.environment, tuple(rule.name for rule in applying)
    reviews = [rule.review_within for rule in applying if rule.review_within is not None]
    if reviews:
        return Granted(payload, environment, names, meant.risk, min(reviews), panel)
    if not panel.asks:
        return Granted(payload, environment, names, meant.risk)
    steps = {step.after for ask in panel.asks for step in ask.approval.escalation}
    return NeedsApproval(payload, environment, names, meant.risk, panel, tuple(sorted(steps)))


def _panel(person: Person, applying: tuple[Rule, ...], rules: Rules, at: Circumstances) -> Panel:
    return Panel(
        requester=person,
        asks=tuple(Ask(rule.name, rule.approval) for rule in applying if rule.approval is not None),
        people=rules.people,
        members=rules.members,
        groups=at.groups,
        deputies=rules.deputies(at.now),
        waited=at.now - (at.asked_at or at.now),
        barred=locked_people(at.locks),
        asked_by=at.asked_by,
    )


def _without_approvers(panel: Panel) -> Iterator[Reason]:
    """That nobody could ever approve; or that nobody knows, because a group cannot be read."""
    hopeless = panel.without_approvers()
    unread = {
        ask.rule: [name for name in sorted(set(ask.approval.groups())) if panel.groups.get(name) is None]
        for ask in panel.asks
        if ask.rule in hopeless
    }
    for rule, groups in unread.items():
        yield from (reason("group-unreadable", rule=rule, group=group) for group in groups)
    if nobody := [rule for rule in hopeless if not unread[rule]]:
        yield reason("no-approver", rule=", ".join(nobody))


def _span(asked: Submission, at: Circumstances) -> tuple[datetime, datetime]:
    """From when to when, if it were approved now; or as it was approved."""
    since = max(at.now, asked.starts_at or at.now)
    return at.span or (since, since + asked.duration)


def _too_large(payload: Payload) -> tuple[Reason, ...]:
    """On a team role, how much room there is does not depend on the rules."""
    return session_policy_unmet(payload.permission) if payload.form is Form.SESSION else ()


def _no_rule(asked: Submission, person: Person, environment: Environment) -> Reason:
    if not any(team in environment.team_roles for team in person.teams):
        return reason("no-team-role", person=person.iam_user, environment=environment.name)
    code = "no-break-glass-rule" if asked.break_glass else "no-rule"
    return reason(code, person=person.iam_user, service=asked.service_name, environment=environment.name)


def _unknown_service(given: str, rules: Rules) -> Reason:
    """By its name here, or else by what AWS calls it: `stepfunctions` is `states`."""
    why = _unknown("service", given, list(rules.services))
    letters = "".join(filter(str.isalnum, given.casefold()))
    if why.code == "unknown-service" and len(letters) >= SHORTEST_TITLE:
        for name, service in rules.services.items():
            if letters in "".join(filter(str.isalnum, service.title.casefold())):
                return reason("unknown-service-near", given=given, nearest=name)
    return why


def _unknown(kind: str, given: str, known: list[str]) -> Reason:
    near = get_close_matches(given, known, n=1)
    if near:
        return reason(f"unknown-{kind}-near", given=given, nearest=near[0])
    return reason(f"unknown-{kind}", given=given, known=", ".join(sorted(known)) or "–")
