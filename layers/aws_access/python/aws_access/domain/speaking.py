"""Which rules say anything about what somebody asks for, and which denials do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from aws_access.domain.assessment import RiskClass
from aws_access.domain.circumstances import Circumstances
from aws_access.domain.environment import Environment
from aws_access.domain.model import OWN_POLICY, Person, Submission
from aws_access.domain.patterns import touches
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.rules import Denial, Rule, Rules
from aws_access.domain.statements import Permission
from aws_access.domain.windows import always_within


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for, and what it means: `permission` is what they would get, and `risk` how much that risks.

    From `since` to `until`, if it were approved now; or as it was approved.
    """

    submission: Submission
    person: Person
    levels: tuple[str, ...]
    environment: Environment
    permission: Permission
    risk: RiskClass
    since: datetime
    until: datetime

    @property
    def is_own_policy(self) -> bool:
        """Whether it is what a policy of theirs says."""
        return self.submission.service == OWN_POLICY


@dataclass(frozen=True, slots=True)
class Speech:
    """That a rule speaks of some of this. `levels` are those of which it does, `of_all` whether that is all."""

    rule: Rule
    levels: tuple[str, ...]
    of_all: bool


def denied(asked: Asked, rules: Rules) -> Iterator[Reason]:
    """By what the actions are and not by what they are called, or a bundle would get around a denial."""
    for denial in rules.denials:
        if (
            not (asked.submission.break_glass and denial.not_break_glass)
            and (denial.environments is None or asked.environment.name in denial.environments)
            and denial.speaks_to(asked.person)
            and denial.holds(asked.environment, asked.since, asked.until)
            and (denial.risk is None or asked.risk.rank >= denial.risk.rank)
            and (denial.services is None or _denies(denial, asked, rules))
        ):
            yield reason("denied-by-rule", rule=denial.name, environment=asked.environment.name)


def speeches(
    asked: Asked, rules: Rules, at: Circumstances
) -> tuple[str | None, tuple[Speech, ...], tuple[Reason, ...]]:
    """The first of the person's teams for which a rule speaks of all that is asked, and every rule for it that applies.

    A rule for a part applies too: or else asking for more would get around the rule that is strict about that part. And
    why rules that would speak are silent now; of one that cannot be told whether it speaks, always.
    """
    candidates = [
        speech
        for rule in rules.rules_at(asked.environment.name, asked.submission.service)
        if rule.break_glass == asked.submission.break_glass and (speech := _speech(rule, asked, rules)) is not None
    ]
    silent: list[Reason] = []
    unknown: list[Reason] = []
    for team in asked.person.teams:
        if team not in asked.environment.team_roles:
            continue
        spoken = [each for each in candidates if each.rule.speaks_to(asked.person, team)]
        why_not = {each.rule.name: _silent(each.rule, asked, at) for each in spoken}
        speaking = [each for each in spoken if not why_not[each.rule.name]]
        chosen = any(each.of_all for each in speaking)
        untold = [each for each in spoken if [why.code for why in why_not[each.rule.name]] == ["group-unreadable"]]
        if chosen or any(each.of_all for each in untold):  # or it may be this team as which they ask
            unknown += [why_not[each.rule.name][0] for each in untold]
        if chosen:
            return team, tuple(sorted(speaking, key=lambda each: each.rule.name)), each_once(unknown)
        silent += [why for whys in why_not.values() for why in whys]
    return None, (), tuple(sorted(each_once(silent), key=lambda why: why.say()))


def each_once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The reasons in their order, without repeats."""
    found: list[Reason] = []
    for each in reasons:
        if each not in found:
            found.append(each)
    return tuple(found)


def _speech(rule: Rule, asked: Asked, rules: Rules) -> Speech | None:
    """What a rule says of this; None for nothing. Of somebody's own policy it is the actions that count."""
    if asked.is_own_policy:
        levels, of_all = tuple(sorted(_levels_touched(rule, asked.permission, rules))), OWN_POLICY in rule.services
        return Speech(rule, levels, of_all) if levels or of_all else None
    levels = rule.levels_of(asked.submission.service, asked.levels)
    return Speech(rule, levels, levels == asked.levels) if levels else None


def _levels_touched(rule: Rule, permission: Permission, rules: Rules) -> Iterator[str]:
    """The levels of the rule's services of which the permission has any action."""
    for named in rule.services:
        service, _, only = named.partition(":")
        levels = rules.services[service].levels if service in rules.services else {}
        for level, patterns in levels.items():
            if only in ("", level) and _touches(permission.actions, patterns):
                yield level


@lru_cache(maxsize=4096)
def _touches(actions: tuple[str, ...], patterns: tuple[str, ...]) -> bool:
    return touches(actions, patterns)


def _denies(denial: Denial, asked: Asked, rules: Rules) -> bool:
    named = denial.services or frozenset()
    if asked.is_own_policy and OWN_POLICY in named:
        return True
    return touches(asked.permission.actions, rules.patterns_of(named))


def _silent(rule: Rule, asked: Asked, at: Circumstances) -> tuple[Reason, ...]:
    """Why a rule does not speak now; nothing when it does."""
    found = []
    zone = asked.environment.time_zone
    if rule.when.hours and not always_within(rule.when.hours, zone, asked.since, asked.until):
        found.append(reason("outside-hours", rule=rule.name, zone=zone))
    if rule.when.risk and asked.risk not in rule.when.risk:
        classes = ", ".join(each for each in RiskClass if each in rule.when.risk)
        found.append(reason("risk-outside-rule", rule=rule.name, classes=classes, risk=asked.risk))
    if rule.when.group is not None:
        members = at.groups.get(rule.when.group)
        if members is None:
            found.append(reason("group-unreadable", rule=rule.name, group=rule.when.group))
        elif asked.person.iam_user not in members:
            found.append(reason("not-in-group", rule=rule.name, group=rule.when.group, person=asked.person.iam_user))
    return tuple(found)
