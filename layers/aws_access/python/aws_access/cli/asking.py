"""Questions put to a set of rules: a person, a request in the words of the Slack command, and a moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from aws_access.cli.texts import say
from aws_access.domain.approval import Ask, Groups
from aws_access.domain.circumstances import Circumstances
from aws_access.domain.commands import parse_command
from aws_access.domain.decide import decide
from aws_access.domain.decision import Decision, Granted, NeedsApproval, Refused
from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import IamUserName
from aws_access.domain.model import Person, Submission
from aws_access.domain.own_policies import with_policy
from aws_access.domain.reasons import Language, reason
from aws_access.domain.rules import Rules
from aws_access.domain.statements import Permission
from aws_access.domain.wall_clock import on_the_wall

SHORTEST = timedelta(minutes=5)
KINDS = {Refused: "refused", NeedsApproval: "approval", Granted: "granted"}
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Question:
    """`at` None: now. `groups`: who is in each group then; a group that is not named has nobody in it.

    `policy`: what one of their own says, where they bring one.
    """

    asks: str
    at: datetime | None = None
    groups: Groups = field(default_factory=dict)
    active: int = 0
    policy: Permission | None = None

    def decide(self, rules: Rules, person: Person) -> Decision:
        """The decision on it for this person; InvalidInput when it cannot be read."""
        now = self.at or datetime.now(UTC)
        asked = submission(self.asks, now, zone_of(self.asks, rules))
        if self.policy is not None:
            asked = with_policy(asked, self.policy)
        groups: Mapping[str, frozenset[IamUserName] | None] = {name: frozenset() for name in rules.groups}
        return decide(asked, person, rules, SHORTEST, Circumstances(now, {**groups, **self.groups}, active=self.active))


def submission(asks: str, now: datetime, zone: tzinfo) -> Submission:
    """What `dynamodb verify 4h` asks for; InvalidInput for anything that is no request."""
    command = parse_command(asks, now, zone)
    if not isinstance(command, Submission):
        raise InvalidInput(reason("incomplete-command"))
    return command


def zone_of(asks: str, rules: Rules) -> tzinfo:
    """The time zone of the environment that is named; UTC when none is."""
    for word in asks.split():
        environment = rules.environment(word)
        if environment is not None:
            return environment.time_zone
    return UTC


def moment(text: str, zone: tzinfo) -> datetime:
    """`2026-11-24 10:00`, by the clock there, or with an offset of its own. ValueError, InvalidInput."""
    return on_the_wall(datetime.fromisoformat(text.strip().replace(" ", "T", 1)), zone)


def deciders(decision: Decision, rules: Rules) -> Iterator[Person]:
    """Everybody who may decide on it, or review it."""
    panel = decision.panel if isinstance(decision, NeedsApproval) else None
    if isinstance(decision, Granted):
        panel = decision.reviewers
    if panel is not None:
        yield from (person for person in rules.people.values() if panel.may_decide(person))


def said(decision: Decision, language: Language = Language.ENGLISH) -> str:
    """The decision in one line."""
    if isinstance(decision, Refused):
        return say(language, "decided-refused-because", why=" ".join(each.say(language) for each in decision.unmet))
    facts = {"rules": ", ".join(decision.rules), "risk": decision.risk}
    match decision:
        case Granted(review_within=None):
            return say(language, "decided-granted", **facts)
        case Granted():
            return say(language, "decided-reviewed", **facts)
        case NeedsApproval():
            wants = "; ".join(_wanted(ask, language) for ask in decision.panel.asks)
            return say(language, "decided-approval", wants=wants, **facts)


def _wanted(ask: Ask, language: Language) -> str:
    stages = (_stage(stage.needs, stage.approvers, language) for stage in ask.approval.stages)
    return say(language, "wanted-by", rule=ask.rule, stages=say(language, "wanted-then").join(stages))


def _stage(needs: int, approvers: object, language: Language) -> str:
    named = []
    for kind in ("teams", "people", "groups"):
        names = sorted(getattr(approvers, kind))
        more = [say(language, "wanted-more", count=len(names) - _MOST_NAMED)] if len(names) > _MOST_NAMED else []
        named += [*names[:_MOST_NAMED], *more]
    return say(language, "wanted-of", needs=needs, names=", ".join(named))
