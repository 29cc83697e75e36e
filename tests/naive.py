"""A second reading of what the rules mean, for tests: as plain as can be, and slow.

Written from docs/rules.md, with nothing from `domain/decide.py`, `domain/approval.py` or `domain/windows.py`.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from itertools import permutations, product

from aws_access.domain.approval import Approval, Approvers, Stage
from aws_access.domain.circumstances import Circumstances
from aws_access.domain.environment import Environment
from aws_access.domain.model import Person, Submission
from aws_access.domain.rules import Denial, Rule, Rules
from aws_access.domain.windows import Hours

MINUTE = timedelta(minutes=1)


def actions_of(asked: Submission, rules: Rules) -> set[str]:
    service = rules.services[asked.service]
    return {action for level in asked.levels or service.default for action in service.levels[level]}


def in_hours(moment: datetime, hours: Iterable[Hours], environment: Environment) -> bool:
    local = moment.astimezone(environment.time_zone)
    minute, day = local.hour * 60 + local.minute, local.weekday()
    return any(
        (day in each.days and each.start <= minute < each.end)
        or ((day - 1) % 7 in each.days and each.start <= minute + 1440 < each.end)
        for each in hours
    )


def minutes_of(asked: Submission, now: datetime) -> list[datetime]:
    since = max(now, asked.starts_at or now)
    return [since + number * MINUTE for number in range(int(asked.duration / MINUTE))]


def is_denied(asked: Submission, person: Person, rules: Rules, now: datetime) -> bool:
    return any(_denies(denial, asked, person, rules, now) for denial in rules.denials)


def _denies(denial: Denial, asked: Submission, person: Person, rules: Rules, now: datetime) -> bool:
    environment = rules.environments[asked.environment]
    about_them = (denial.teams is None and denial.people is None) or (
        person.iam_user in (denial.people or ()) or any(team in person.teams for team in denial.teams or ())
    )
    at_that_time = any(
        (denial.since is None or denial.since <= minute)
        and (denial.until is None or minute < denial.until)
        and (not denial.hours or in_hours(minute, denial.hours, environment))
        for minute in minutes_of(asked, now)
    )
    return (
        about_them
        and at_that_time
        and (denial.environments is None or asked.environment in denial.environments)
        and not (asked.break_glass and denial.not_break_glass)
        and (denial.services is None or bool(actions_of(asked, rules) & _actions_named(denial.services, rules)))
    )


def _actions_named(services: Collection[str], rules: Rules) -> set[str]:
    """Of services whose patterns have no wildcards."""
    return {
        action
        for name, service in rules.services.items()
        for level, actions in service.levels.items()
        if name in services or f"{name}:{level}" in services
        for action in actions
    }


def speaking(asked: Submission, person: Person, team: str, rules: Rules, at: Circumstances) -> list[Rule]:
    """The rules that say anything about any part of this, to this person as one of this team, at this time."""
    environment = rules.environments[asked.environment]
    found = []
    for rule in rules.rules:
        in_time = not rule.when.hours or all(
            in_hours(minute, rule.when.hours, environment) for minute in minutes_of(asked, at.now)
        )
        members = at.groups.get(rule.when.group) if rule.when.group else None
        if (
            asked.environment in rule.environments
            and (team in rule.teams or person.iam_user in rule.people)
            and (rule.review_within is not None) == asked.break_glass
            and any(_speaks_of(rule, asked.service, level) for level in _levels(asked, rules))
            and in_time
            and (rule.when.group is None or person.iam_user in (members or ()))
        ):
            found.append(rule)
    return found


def _levels(asked: Submission, rules: Rules) -> tuple[str, ...]:
    return asked.levels or rules.services[asked.service].default


def _speaks_of(rule: Rule, service: str, level: str) -> bool:
    return service in rule.services or f"{service}:{level}" in rule.services


def team_and_rules(asked: Submission, person: Person, rules: Rules, at: Circumstances) -> tuple[str | None, list[Rule]]:
    for team in person.teams:
        found = speaking(asked, person, team, rules, at)
        everything = [
            rule for rule in found if all(_speaks_of(rule, asked.service, each) for each in _levels(asked, rules))
        ]
        if team in rules.environments[asked.environment].team_roles and everything:
            return team, found
    return None, []


def outcome(asked: Submission, person: Person, rules: Rules, at: Circumstances) -> str:
    """`refused`, `granted` or `approval`; of what has no extension, and no locks."""
    environment = rules.environments[asked.environment]
    team, found = team_and_rules(asked, person, rules, at)
    in_ceiling = all(
        any(fnmatchcase(action.lower(), allowed.lower()) for allowed in environment.ceiling)
        for action in actions_of(asked, rules)
    )
    if team is None or not in_ceiling or is_denied(asked, person, rules, at.now):
        return "refused"
    if any(not _meets(asked, rule, rules, at) for rule in found):
        return "refused"
    if _silent_for_want_of_a_group(asked, person, team, rules, at):
        return "refused"
    if team_and_rules(asked, person, rules, _as_if_in_unreadable_groups(person, at))[0] != team:
        return "refused"
    approvals = [rule.approval for rule in found if rule.approval is not None]
    everybody = [each for each in rules.people.values() if not is_same(each, person)]
    for approval in approvals:
        if not fills(approval.stages_after(None), everybody, person, rules, at):
            return "refused"
    return "approval" if approvals and not asked.break_glass else "granted"


def _silent_for_want_of_a_group(asked: Submission, person: Person, team: str, rules: Rules, at: Circumstances) -> bool:
    """Whether somebody cannot say if a rule would speak, for want of its group: as if they were in it."""
    in_any_case = _as_if_in_unreadable_groups(person, at)
    return len(_any_time(asked, person, team, rules, in_any_case)) > len(_any_time(asked, person, team, rules, at))


def _as_if_in_unreadable_groups(person: Person, at: Circumstances) -> Circumstances:
    unreadable = [name for name, members in at.groups.items() if members is None]
    readable = {**at.groups, **dict.fromkeys(unreadable, frozenset({person.iam_user}))}
    return Circumstances(at.now, readable, active=at.active)


def _any_time(asked: Submission, person: Person, team: str, rules: Rules, at: Circumstances) -> list[Rule]:
    return speaking(asked, person, team, rules, at)


def _meets(asked: Submission, rule: Rule, rules: Rules, at: Circumstances) -> bool:
    longest = [rule.longest] + [
        limit
        for level, limit in rule.longest_of.items()
        if level in _levels(asked, rules) and _speaks_of(rule, asked.service, level)
    ]
    requires = rule.requires
    return (
        all(asked.duration <= each for each in longest)
        and not (asked.break_glass and asked.starts_at is not None)
        and len(asked.reason) >= requires.reason_length
        and (requires.most_active is None or at.active < requires.most_active)
    )


def is_same(one: Person, other: Person) -> bool:
    return one.iam_user == other.iam_user or (one.slack_id is not None and one.slack_id == other.slack_id)


def may_sit(person: Person, approvers: Approvers, requester: Person, rules: Rules, at: Circumstances) -> bool:
    return bool(by_whose_right(person, approvers, requester, rules, at))


def by_whose_right(
    person: Person, approvers: Approvers, requester: Person, rules: Rules, at: Circumstances
) -> set[str]:
    """The humans in whose place this person may sit there, themself among them."""
    found: set[str] = set()
    if is_same(person, requester):
        return found
    names = {person.iam_user} | {
        each.of for each in rules.delegations if each.deputy == person.iam_user and each.since <= at.now < each.until
    }
    for name in names:
        stands_for = rules.people.get(name)
        if stands_for is None or is_same(stands_for, requester):
            continue
        in_group = any(name in (at.groups.get(group) or ()) for group in approvers.groups)
        if name in approvers.people or set(stands_for.teams) & approvers.teams or in_group:
            found.add(stands_for.slack_id or stands_for.iam_user)
    return found


def fills(
    stages: Sequence[Stage], people: Sequence[Person], requester: Person, rules: Rules, at: Circumstances
) -> bool:
    """Whether every seat of every stage can be given to somebody else of these people, by the right of somebody else.

    By trying every way.
    """
    seats = [stage.approvers for stage in stages for _ in range(stage.needs)]
    return any(
        len(set(rights)) == len(seats)
        for chosen in permutations(people, len(seats))
        for rights in product(
            *(by_whose_right(who, seat, requester, rules, at) for who, seat in zip(chosen, seats, strict=True))
        )
    )


def approve(
    approvals: Iterable[Approval], people: Sequence[Person], requester: Person, rules: Rules, at: Circumstances
) -> bool:
    """Whether these people are enough to approve, when the request has not waited yet."""
    return all(fills(each.stages_after(timedelta(0)), people, requester, rules, at) for each in approvals)
