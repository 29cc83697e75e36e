"""From the form of the rules file to the domain's rules."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TypeVar

from pydantic import BaseModel

from aws_access.adapters.catalogue import aws_services, known_actions
from aws_access.adapters.rules import group_model, model
from aws_access.adapters.rules.faults import Fault, Place
from aws_access.domain.approval import Approval, Approvers, Escalation, Stage
from aws_access.domain.environment import Environment
from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import Form
from aws_access.domain.model import OWN_POLICY, Person
from aws_access.domain.rules import (
    Delegation,
    Denial,
    Extension,
    Group,
    IamPeople,
    Requirements,
    Rule,
    Rules,
    Timing,
    When,
    with_including_teams,
)
from aws_access.domain.services import OWN_SERVICE, Service
from aws_access.domain.wall_clock import on_the_wall

_Named = TypeVar("_Named", bound=str)


class Build:
    """Collects what a wall time or a time zone makes wrong only here; `faults` is to be empty."""

    def __init__(self, file: model.RulesFile) -> None:
        self._file = file
        self._zone: tzinfo = file.time_zone or UTC
        self.faults: list[Fault] = []

    def rules(self, version: str) -> Rules:
        """The whole."""
        file = self._file
        included = {name: team.includes for name, team in file.teams.items()}
        from_iam = file.people_from_iam
        return Rules(
            version=version,
            channel=file.approvals.channel,
            timing=Timing(
                file.approvals.lapse_after,
                file.approvals.remind_after,
                file.approvals.warn_before,
                file.approvals.furthest_start,
            ),
            people={
                name: Person(name, each.slack_id, with_including_teams(each.teams, included))
                for name, each in file.people.items()
            },
            environments={name: self._environment(name, each) for name, each in file.environments.items()},
            services=self._services(),
            rules=tuple(_rule(each) for each in file.rules if isinstance(each, model.Rule)),
            most_open=file.approvals.most_open,
            denials=(
                *(_denial(each) for each in file.rules if isinstance(each, model.Denial)),
                *(denial for number, each in enumerate(file.freezes) for denial in self._freeze(number, each)),
            ),
            delegations=tuple(self._delegations()),
            groups={name: self._group(name, each) for name, each in file.groups.items()},
            lockers=_approvers(file.locks) if file.locks is not None else None,
            iam_people=IamPeople(from_iam.slack_tag, from_iam.teams) if from_iam is not None else None,
            teams=included,
            known=known_actions(),
        )

    def _environment(self, name: str, each: model.Environment) -> Environment:
        return Environment(
            name,
            each.account,
            each.region,
            each.team_roles,
            each.ceiling,
            each.aliases,
            each.time_zone or self._zone,
            exact_actions=each.exact_actions,
            wildcards=each.wildcards,
            risk=each.risk,
            session_roles=each.session_roles,
        )

    def _services(self) -> Mapping[str, Service]:
        """Those of the file, and of AWS's those that a rule or a denial names; the file's own come before."""
        named = {each.partition(":")[0] for rule in self._file.rules for each in rule.services or ()}
        of_aws = {name: aws_services()[name] for name in sorted(named) if name in aws_services()}
        own_policies = {OWN_POLICY: OWN_SERVICE} if OWN_POLICY in named else {}
        return of_aws | own_policies | {name: _service(name, each) for name, each in self._file.services.items()}

    def _freeze(self, number: int, each: model.Freeze) -> Iterator[Denial]:
        """By the clock of each environment; those with one clock together."""
        places: dict[tzinfo, list[str]] = {}
        for name in each.environments or self._file.environments:
            if name in self._file.environments:
                places.setdefault(self._file.environments[name].time_zone or self._zone, []).append(name)
        for zone, names in places.items():
            since, until = self._span(("freezes", number), each, zone)
            yield Denial(
                each.name,
                environments=frozenset(names),
                since=since,
                until=until,
                not_break_glass=each.break_glass == "allowed",
            )

    def _delegations(self) -> Iterator[Delegation]:
        for number, each in enumerate(self._file.delegations):
            yield Delegation(each.of, each.to, *self._span(("delegations", number), each, self._zone))

    def _group(self, name: str, each: group_model.Group) -> Group:
        for kind in type(each).model_fields:
            settings: BaseModel | None = getattr(each, kind)
            if isinstance(settings, group_model.Schedule):
                return Group(name, kind, self._schedule(("groups", name, "schedule"), settings))
            if settings is not None:
                return Group(name, kind, settings.model_dump())
        return Group(name, "none", {})

    def _schedule(self, place: Place, each: group_model.Schedule) -> Mapping[str, object]:
        zone = each.time_zone or self._zone
        return {
            "time_zone": zone,
            "rotations": tuple(
                {
                    "people": rotation.people,
                    "starts": self._moment((*place, "rotations", number, "starts"), rotation.starts, zone),
                    "every": rotation.every,
                }
                for number, rotation in enumerate(each.rotations)
            ),
            "overrides": tuple(
                {"person": override.person, "since": since, "until": until}
                for number, override in enumerate(each.overrides)
                for since, until in [self._span((*place, "overrides", number), override, zone)]
            ),
        }

    def _span(
        self, place: Place, each: model.Freeze | model.Delegation | group_model.Override, zone: tzinfo
    ) -> tuple[datetime, datetime]:
        """From when to when, compared as moments: their offsets may differ."""
        since = self._moment((*place, "since"), each.since, zone)
        until = self._moment((*place, "until"), each.until, zone)
        if until <= since:
            self.faults.append(Fault((*place, "until"), "has to be later than `since`"))
        return since, until

    def _moment(self, place: Place, written: datetime, zone: tzinfo) -> datetime:
        try:
            return on_the_wall(written, zone)
        except InvalidInput as error:
            self.faults.append(Fault(place, str(error)))
            return written.replace(tzinfo=UTC)


def _service(name: str, each: model.Service) -> Service:
    if each.levels is None and name in aws_services():
        return replace(aws_services()[name], default=each.default)
    return Service(name, each.levels or {}, each.default, each.resources or (), each.resource)


def _rule(rule: model.Rule) -> Rule:
    longest, longest_of = _longest(rule.longest)
    return Rule(
        rule.name,
        frozenset(rule.teams),
        frozenset(rule.environments),
        frozenset(rule.services),
        longest,
        _approval(rule),
        people=frozenset(rule.people),
        longest_of=longest_of,
        when=When(rule.when.hours, rule.when.group, frozenset(rule.when.risk)),
        requires=Requirements(
            rule.requires.reason_length, rule.requires.reason, rule.requires.ticket, rule.requires.most_active
        ),
        extension=Extension(rule.extend.times, rule.extend.longest) if rule.extend is not None else None,
        review_within=rule.break_glass.review_within if rule.break_glass is not None else None,
        forms=frozenset(map(Form, rule.form.split("_or_"))) if rule.form is not None else None,
    )


def _longest(given: timedelta | Mapping[str, timedelta]) -> tuple[timedelta, Mapping[str, timedelta]]:
    if isinstance(given, Mapping):
        return given["default"], {level: longest for level, longest in given.items() if level != "default"}
    return given, {}


def _approval(rule: model.Rule) -> Approval | None:
    if rule.approvers == "nobody":
        return None
    stages: Iterable[model.Approvers] = (
        (rule.approvers,) if isinstance(rule.approvers, model.Approvers) else rule.approvers
    )
    return Approval(
        tuple(Stage(_approvers(stage), stage.needs) for stage in stages),
        rule.denials,
        tuple(Escalation(step.after, _approvers(step.to)) for step in rule.escalate),
    )


def _approvers(named: model.People) -> Approvers:
    return Approvers(frozenset(named.people), frozenset(named.teams), frozenset(named.groups))


def _denial(rule: model.Denial) -> Denial:
    return Denial(
        rule.name,
        teams=_set(rule.teams),
        people=_set(rule.people),
        environments=_set(rule.environments),
        services=_set(rule.services),
        hours=rule.hours,
        risk=rule.risk,
    )


def _set(names: tuple[_Named, ...] | None) -> frozenset[_Named] | None:
    return None if names is None else frozenset(names)
