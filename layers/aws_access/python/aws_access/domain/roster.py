"""People who are kept elsewhere, as they were last read there: IAM users of the jump account, and groups."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import IamUserName, SlackUserId
from aws_access.domain.model import Person, canonical_hash
from aws_access.domain.rules import Group, IamPeople, Rules, with_including_teams

USERS_HOLD = timedelta(hours=1)
GROUP_HOLDS = timedelta(minutes=5)
"""How long what was read counts. It is read every minute, so something is broken long before."""


@dataclass(frozen=True, slots=True)
class IamUser:
    """`slack_id` is the tag's text, whatever that is. `disabled`: by its tag or by a policy that denies everything.

    `can_sign_in` False: has no password and no active key; None: nobody knows yet.
    """

    name: IamUserName
    slack_id: str | None
    groups: tuple[str, ...]
    disabled: bool = False
    can_sign_in: bool | None = None

    @property
    def counts(self) -> bool:
        """Whether this may be a person."""
        return not self.disabled and self.can_sign_in is not False


@dataclass(frozen=True, slots=True)
class IamUsers:
    """All IAM users of the jump account, with the tag in which their Slack ids were looked for."""

    slack_tag: str
    users: tuple[IamUser, ...]
    read_at: datetime

    def knowing(self, before: "IamUsers | None") -> "IamUsers":
        """With what was known before of whether somebody can sign in, where nobody knows now."""
        known = {user.name: user.can_sign_in for user in before.users} if before is not None else {}
        users = (
            user if user.can_sign_in is not None else replace(user, can_sign_in=known.get(user.name))
            for user in self.users
        )
        return replace(self, users=tuple(users))


@dataclass(frozen=True, slots=True)
class GroupList:
    """The members of a group under the names that are used there. `source` is the group's, as it was read."""

    source: str
    members: tuple[str, ...]
    read_at: datetime

    def holds(self, group: Group, now: datetime) -> bool:
        """Whether it still says who is in this group: it was read from the same place, and lately."""
        return self.source == source_of(group) and now - self.read_at <= GROUP_HOLDS


def source_of(group: Group) -> str:
    """The hash of where a group is kept."""
    return canonical_hash([group.kind, dict(group.settings)])


def with_iam_users(rules: Rules, known: IamUsers) -> Rules:
    """The rules with the people of IAM.

    An entry of the file stands in place of what IAM says of that user's Slack id and teams; but nobody is a person
    without an IAM user that counts.
    """
    if rules.iam_people is None:
        return rules
    here = [user for user in known.users if user.counts]
    names = {user.name for user in here}
    of_file = {name: person for name, person in rules.people.items() if name in names}
    of_iam = {user.name: _person(user, rules, rules.iam_people, known) for user in here if user.name not in of_file}
    two_faced = _two_faced(of_file, of_iam.values())
    people = of_file | {name: person for name, person in of_iam.items() if name not in two_faced}
    return replace(rules, people=people)


def left_out(rules: Rules, known: IamUsers) -> frozenset[IamUserName]:
    """The IAM users who would be people, were it not that somebody else has the same Slack id."""
    people = with_iam_users(rules, known).people
    return frozenset(user.name for user in known.users if user.counts and user.name not in people)


def _person(user: IamUser, rules: Rules, of_iam: IamPeople, known: IamUsers) -> Person:
    groups = user.groups if of_iam.teams is None else (of_iam.teams.get(each) for each in user.groups)
    teams = tuple(sorted({each for each in groups if each is not None}))
    slack_id = _slack_id(user.slack_id) if known.slack_tag == of_iam.slack_tag else None
    return Person(user.name, slack_id, with_including_teams(teams, rules.teams))


def _slack_id(text: str | None) -> SlackUserId | None:
    try:
        return SlackUserId(text or "")
    except InvalidInput:
        return None


def _two_faced(of_file: Mapping[IamUserName, Person], of_iam: Iterable[Person]) -> frozenset[IamUserName]:
    """Those of IAM whose Slack id somebody else has too. Without it one human would be two, and decide for themself."""
    found = tuple(of_iam)
    claims = Counter(person.slack_id for person in (*of_file.values(), *found))
    return frozenset(each.iam_user for each in found if each.slack_id is not None and claims[each.slack_id] > 1)
