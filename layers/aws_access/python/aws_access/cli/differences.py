"""The decisions that change between two versions of the rules, over a sample of everything that can be asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from aws_access.cli.asking import SHORTEST, said
from aws_access.cli.texts import say
from aws_access.domain.ceiling import beyond_ceiling
from aws_access.domain.circumstances import Circumstances
from aws_access.domain.decide import decide
from aws_access.domain.decision import Decision, Granted, NeedsApproval, Refused
from aws_access.domain.durations import say_duration
from aws_access.domain.ids import IamUserName
from aws_access.domain.model import OWN_POLICY, Person, Submission
from aws_access.domain.reasons import Language
from aws_access.domain.rules import Requirements, Rules, with_including_teams
from aws_access.domain.statements import Permission

_RANK = {Refused: 0, NeedsApproval: 1, Granted: 2}
_WEEK = datetime(2030, 1, 7, tzinfo=UTC)  # a Monday
_WALL_HOURS = (3, 10, 21)


_MOST_OF_A_TEAM = 10  # a stage needs at most nine, and never the requester


@dataclass(frozen=True, slots=True)
class Difference:
    """`wider` True: allows what was not allowed, or with less approval; None: neither wider nor narrower for sure."""

    who: str
    what: str
    before: str
    after: str
    wider: bool | None


def differences(old: Rules, new: Rules, language: Language = Language.ENGLISH) -> Iterator[Difference]:
    """One for each group of people and request of which the decision changed; the first moment that shows it counts."""
    moments = sorted(_moments(old) | _moments(new))
    required = {rules.version: {rule.name: rule.requires for rule in rules.rules} for rules in (old, new)}
    named, teams = {*old.people, *new.people}, _teams(old) | _teams(new)
    old, new = (_with_people_of_iam(_without_requirements(rules), teams) for rules in (old, new))
    for label, person in _kinds_of_people(old, new, named, language):
        for asked in _requests(old, new):
            for now, on_call in ((now, on_call) for now in moments for on_call in _on_call(old, new)):
                before, after = (_decide(rules, person, asked, now, on_call=on_call) for rules in (old, new))
                if _essence(before, required[old.version]) != _essence(after, required[new.version]):
                    told = [_told(each, language) for each in (before, after)]
                    yield Difference(label, _said(asked), told[0], told[1], _wider(before, after))
                    break


def _decide(rules: Rules, person: Person, asked: Submission, now: datetime, *, on_call: bool) -> Decision | None:
    """None for a person whom these rules do not know."""
    known = rules.people.get(person.iam_user)
    if known is None:
        return None
    everybody = frozenset(rules.people) if on_call else frozenset[IamUserName]()
    return decide(asked, known, rules, SHORTEST, Circumstances(now, dict.fromkeys(rules.groups, everybody)))


def _without_requirements(rules: Rules) -> Rules:
    """So that no sample is refused for want of a reason or a ticket: what is required is compared by itself."""
    return replace(rules, rules=tuple(replace(rule, requires=Requirements()) for rule in rules.rules))


def _essence(decision: Decision | None, required: Mapping[str, Requirements]) -> object:
    """What matters of a decision: not what its rules are called, nor why something is refused."""
    match decision:
        case Granted():
            wanted = frozenset(required[name] for name in decision.rules)
            return "granted", decision.payload.hash, decision.review_within, _asks(decision.reviewers), wanted
        case NeedsApproval():
            wanted = frozenset(required[name] for name in decision.rules)
            return "approval", decision.payload.hash, _asks(decision.panel), wanted
        case _:
            return "refused"


def _asks(panel: object) -> object:
    approvals = [ask.approval for ask in getattr(panel, "asks", ())]
    return frozenset(approvals)


def _wider(before: Decision | None, after: Decision | None) -> bool | None:
    ranks = [_RANK[type(each)] if each is not None else 0 for each in (before, after)]
    return None if ranks[0] == ranks[1] else ranks[1] > ranks[0]


def _told(decision: Decision | None, language: Language) -> str:
    if decision is None or isinstance(decision, Refused):
        return say(language, "decided-refused")
    return said(decision, language)


def _said(asked: Submission) -> str:
    verb = "break-glass " if asked.break_glass else ""
    return f"{verb}{asked.service_name} {asked.environment} {say_duration(asked.duration)}"


def _teams(rules: Rules) -> frozenset[str]:
    """Every team that the rules name."""
    of_roles = {team for environment in rules.environments.values() for team in environment.team_roles}
    return frozenset(of_roles).union(rules.members, *(rule.teams for rule in rules.rules))


def _with_people_of_iam(rules: Rules, teams: frozenset[str]) -> Rules:
    """The file does not know who is there when they are kept in IAM: as many of each team as could have to approve."""
    if rules.iam_people is None:
        return rules
    stand_ins = {
        IamUserName(f"team-{number}-{each}"): with_including_teams((team,), rules.teams)
        for number, team in enumerate(sorted(teams), 1)
        for each in range(1, _MOST_OF_A_TEAM + 1)
    }
    return replace(rules, people={**{name: Person(name, None, of) for name, of in stand_ins.items()}, **rules.people})


def _kinds_of_people(
    old: Rules, new: Rules, in_files: AbstractSet[IamUserName], language: Language
) -> Iterator[tuple[str, Person]]:
    """One of each kind: people are alike when both versions know them with the same teams, and name them alike."""
    found: dict[object, list[Person]] = {}
    for name in sorted({*old.people, *new.people}):
        persons = [rules.people.get(name) for rules in (old, new)]
        teams = tuple(each.teams if each is not None else None for each in persons)
        named = tuple(_named(rules, name) for rules in (old, new))
        found.setdefault((teams, named), []).append(next(each for each in persons if each is not None))
    for alike in found.values():
        yield _label(alike, in_files, language), alike[0]


def _label(alike: Sequence[Person], in_files: AbstractSet[IamUserName], language: Language) -> str:
    """`dev1`, or `Dev (2 people, and those of IAM)`."""
    known = [person for person in alike if person.iam_user in in_files]
    of_iam = len(known) < len(alike)
    if len(known) == 1 and not of_iam:
        return known[0].iam_user
    who = [say(language, "alike-people", count=len(known))] if known else []
    who += [say(language, "alike-of-iam")] if of_iam else []
    teams = "+".join(alike[0].teams) or say(language, "alike-no-team")
    return say(language, "alike", teams=teams, who=say(language, "alike-and").join(who))


def _named(rules: Rules, name: IamUserName) -> tuple[str, ...]:
    """The rules and denials that name this person, to ask, to be denied or to decide."""
    found = [rule.name for rule in rules.rules if name in rule.people or _decides(rule.approval, name)]
    found += [each.name for each in rules.denials if each.people is not None and name in each.people]
    return tuple(found)


def _decides(approval: object, name: IamUserName) -> bool:
    stages = getattr(approval, "stages", ()) if approval is not None else ()
    steps = getattr(approval, "escalation", ()) if approval is not None else ()
    return any(name in each.approvers.people for each in stages) or any(name in each.to.people for each in steps)


def _requests(old: Rules, new: Rules) -> Iterator[Submission]:
    """Every service and level in every environment, for every duration at which some rule changes its mind."""
    for environment in sorted({*old.environments, *new.environments}):
        for service in sorted({*old.services, *new.services}):
            rules = [*old.rules_at(environment, service), *new.rules_at(environment, service)]
            if not rules:
                continue
            known = [each.services[service] for each in (old, new) if service in each.services]
            levels = {(level,) for each in known for level in each.levels} | {tuple(each.default) for each in known}
            for duration in _durations(rule_longest for rule in rules for rule_longest in _limits(rule)):
                for of in sorted(levels or {()}):
                    for break_glass in (False, True):
                        asked = Submission(service, environment, duration, tuple(sorted(of)), break_glass=break_glass)
                        yield from _with_policies(asked, old, new) if service == OWN_POLICY else (asked,)


def _with_policies(asked: Submission, old: Rules, new: Rules) -> Iterator[Submission]:
    """One small policy, of the first action that may be granted there: rules for policies speak of any."""
    for environment in (
        rules.environments[asked.environment] for rules in (old, new) if asked.environment in rules.environments
    ):
        for pattern in environment.ceiling:
            for action in sorted(new.known.matching(pattern)):
                if not beyond_ceiling(policy := Permission.of([action], ["*"]), environment):
                    yield replace(asked, policy=policy)
                    return


def _limits(rule: object) -> Iterator[timedelta]:
    yield rule.longest  # type: ignore[attr-defined] # a Rule
    yield from rule.longest_of.values()  # type: ignore[attr-defined] # the same


def _durations(limits: Iterable[timedelta]) -> list[timedelta]:
    limits = tuple(limits)
    return sorted({SHORTEST, *limits, *(limit + timedelta(minutes=1) for limit in limits)})


def _moments(rules: Rules) -> set[datetime]:
    """In and out of working hours, on a weekday and on a Sunday, and in every freeze."""
    zones = {each.time_zone for each in rules.environments.values()}
    found = {
        (_WEEK + timedelta(days=day)).replace(hour=hour, tzinfo=zone).astimezone(UTC)
        for zone in zones
        for day in (0, 6)
        for hour in _WALL_HOURS
    }
    for denial in rules.denials:
        found |= {each for each in (denial.since, denial.until) if each is not None}
    return found


def _on_call(old: Rules, new: Rules) -> tuple[bool, ...]:
    return (False, True) if old.groups or new.groups else (False,)
