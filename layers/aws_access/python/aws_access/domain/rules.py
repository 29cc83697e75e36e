"""The operators' rules: people, environments, services, and who may ask for what and who decides."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aws_access.domain.approval import Approval, Approvers, everybody_of
from aws_access.domain.assessment import RiskClass
from aws_access.domain.environment import Environment
from aws_access.domain.ids import Form, IamUserName
from aws_access.domain.known_actions import NOTHING_KNOWN, KnownActions
from aws_access.domain.model import OWN_POLICY, Person
from aws_access.domain.services import OWN_SERVICE, Service
from aws_access.domain.windows import Hours, ever_within


def folded(name: str) -> str:
    """The form in which two spellings of a name are the same."""
    return unicodedata.normalize("NFKC", name).casefold()


@dataclass(frozen=True, slots=True)
class When:
    """When a rule speaks at all: in these hours (of the environment), to whoever is in this group, and of requests with
    one of these risks; empty for any.
    """

    hours: tuple[Hours, ...] = ()
    group: str | None = None
    risk: frozenset[RiskClass] = frozenset()


@dataclass(frozen=True, slots=True)
class Requirements:
    """What a request must have for a rule to let it pass. `most_active` counts all that the requester has active."""

    reason_length: int = 0
    reason: str | None = None
    ticket: str | None = None
    most_active: int | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """How often access may be extended, and for how long each time."""

    times: int
    longest: timedelta


@dataclass(frozen=True, slots=True)
class Rule:
    """People of `teams`, and `people`, may ask for `services` in `environments`, for at most `longest`.

    A service is named `dynamodb` (every level) or `dynamodb:read` (that level). `longest_of` is for some levels.
    `approval` None: nobody has to decide. A rule with `review_within` is for break-glass, and for nothing else; its
    `approval` names those who review. `forms` that it allows; None: it says nothing about that.
    """

    name: str
    teams: frozenset[str]
    environments: frozenset[str]
    services: frozenset[str]
    longest: timedelta
    approval: Approval | None
    people: frozenset[IamUserName] = frozenset()
    longest_of: Mapping[str, timedelta] = field(default_factory=dict)
    when: When = When()
    requires: Requirements = Requirements()
    extension: Extension | None = None
    review_within: timedelta | None = None
    forms: frozenset[Form] | None = None

    @property
    def break_glass(self) -> bool:
        """Whether it is for break-glass."""
        return self.review_within is not None

    def speaks_to(self, person: Person, team: str) -> bool:
        """Whether this person may ask by it, as one of this team."""
        return team in self.teams or person.iam_user in self.people

    def levels_of(self, service: str, levels: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the levels of the service of which it speaks."""
        if service in self.services:
            return levels
        return tuple(each for each in levels if f"{service}:{each}" in self.services)

    def longest_for(self, levels: Iterable[str]) -> timedelta:
        """The longest duration for all of these levels."""
        return min((self.longest, *(self.longest_of[each] for each in levels if each in self.longest_of)))

    def groups(self) -> Iterator[str]:
        """Every group that it names."""
        if self.when.group is not None:
            yield self.when.group
        if self.approval is not None:
            yield from self.approval.groups()


@dataclass(frozen=True, slots=True)
class Denial:
    """What nobody may have, whatever rules allow it: for these people, places, services and times; None means all.

    `hours` are on the clock of the environment. `risk`: this class and those above it. It holds for break-glass too,
    unless `not_break_glass`. A freeze is one with a time.
    """

    name: str
    teams: frozenset[str] | None = None
    people: frozenset[IamUserName] | None = None
    environments: frozenset[str] | None = None
    services: frozenset[str] | None = None
    hours: tuple[Hours, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    not_break_glass: bool = False
    risk: RiskClass | None = None

    def speaks_to(self, person: Person) -> bool:
        """Whether it is about this person; about everybody when it names neither people nor teams."""
        if self.teams is None and self.people is None:
            return True
        return person.iam_user in (self.people or ()) or not (self.teams or frozenset()).isdisjoint(person.teams)

    def holds(self, environment: Environment, since: datetime, until: datetime) -> bool:
        """Whether it holds at any time in [since, until): in its hours, as far as it has begun and is not over."""
        since, until = max(since, self.since or since), min(until, self.until or until)
        if since >= until:
            return False
        return not self.hours or ever_within(self.hours, environment.time_zone, since, until)


@dataclass(frozen=True, slots=True)
class Delegation:
    """`deputy` may decide where `of` may, in [since, until)."""

    of: IamUserName
    deputy: IamUserName
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """A list of people that is kept elsewhere: `kind` says where, `settings` how to find it there."""

    name: str
    kind: str
    settings: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Timing:
    """When people are told. Reminders come after `remind_after`, then after twice as long each time; None: never."""

    lapse_after: timedelta
    remind_after: timedelta | None = None
    warn_before: timedelta | None = None
    furthest_start: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class IamPeople:
    """That people are also the IAM users of the jump account: the tag with their Slack id, and IAM groups as teams.

    `teams` maps an IAM group's name to a team; None: every group is the team of its name.
    """

    slack_tag: str
    teams: Mapping[str, str] | None = None


def with_including_teams(teams: tuple[str, ...], included: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """A person's own teams in their order, then every team that includes one of them, however far up."""
    found = dict.fromkeys(teams)
    while more := [name for name, parts in included.items() if name not in found and any(p in found for p in parts)]:
        found.update(dict.fromkeys(sorted(more)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of the rules. `version` is the hash of the published file.

    `most_open`: how many requests that are not over a person may have at once. `lockers` may lock and unlock.
    `teams` are those that are made of others, with what they include; people's teams have them already. `known`: what
    was known of AWS's actions when this was built.
    """

    version: str
    channel: str
    timing: Timing
    people: Mapping[IamUserName, Person]
    environments: Mapping[str, Environment]
    services: Mapping[str, Service]
    rules: tuple[Rule, ...]
    most_open: int = 20
    denials: tuple[Denial, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    groups: Mapping[str, Group] = field(default_factory=dict)
    lockers: Approvers | None = None
    iam_people: IamPeople | None = None
    teams: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known: KnownActions = field(default=NOTHING_KNOWN, repr=False, compare=False)
    _at: Mapping[tuple[str, str], tuple[Rule, ...]] = field(init=False, repr=False, compare=False)
    _members: Mapping[str, tuple[Person, ...]] = field(init=False, repr=False, compare=False)
    _in_slack: Mapping[str, Person] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """What decisions look up, so that each takes no longer with many rules and many people."""
        at: dict[tuple[str, str], dict[str, Rule]] = {}
        for rule in self.rules:
            for environment in rule.environments:
                for service in rule.services:
                    at.setdefault((environment, service.partition(":")[0]), {})[rule.name] = rule
        object.__setattr__(self, "_at", {place: tuple(found.values()) for place, found in at.items()})
        object.__setattr__(self, "_members", everybody_of(self.people.values()))
        in_slack = {person.slack_id: person for person in self.people.values() if person.slack_id is not None}
        object.__setattr__(self, "_in_slack", in_slack)

    def service(self, name: str) -> Service | None:
        """What can be asked for under this name; a policy of one's own always, though a rule has to allow it."""
        return OWN_SERVICE if name == OWN_POLICY else self.services.get(name)

    @property
    def members(self) -> Mapping[str, tuple[Person, ...]]:
        """The people of each team."""
        return self._members

    def rules_at(self, environment: str, service: str) -> tuple[Rule, ...]:
        """The rules that speak of any level of this service in this environment; of a policy of one's own, any may."""
        if service == OWN_POLICY:
            return tuple(rule for rule in self.rules if environment in rule.environments)
        return self._at.get((environment, service), ())

    def patterns_of(self, named: Iterable[str]) -> Iterator[str]:
        """The action patterns of services named `dynamodb` or `dynamodb:write`."""
        for each in named:
            service, _, level = each.partition(":")
            if service in self.services:
                levels = self.services[service].levels
                for patterns in (levels.get(level, ()),) if level else levels.values():
                    yield from patterns

    def deputies(self, now: datetime) -> Mapping[IamUserName, frozenset[IamUserName]]:
        """For whom each deputy may decide at `now`."""
        found: dict[IamUserName, frozenset[IamUserName]] = {}
        for each in self.delegations:
            if each.since <= now < each.until:
                found[each.deputy] = found.get(each.deputy, frozenset()) | {each.of}
        return found

    def person_in_slack(self, slack_id: str) -> Person | None:
        """The person with this Slack user id."""
        return self._in_slack.get(slack_id)

    def environment(self, name: str) -> Environment | None:
        """The environment with this name or alias, as people type it: any case, any width of letters."""
        for each in self.environments.values():
            if folded(name) in map(folded, (each.name, *each.aliases)):
                return each
        return None

    def environment_names(self) -> Iterator[str]:
        """Every name and alias."""
        for environment in self.environments.values():
            yield environment.name
            yield from environment.aliases
