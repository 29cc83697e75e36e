"""The time and the rules, as a test sets them."""

from datetime import datetime, timedelta

from aws_access.domain.errors import Unavailable
from aws_access.domain.ids import IamUserName
from aws_access.domain.roster import GroupList, IamUsers
from aws_access.domain.rules import Group, Rules
from tests.builders import NOW
from tests.fakes.faults import Faults


class FakeClock:
    def __init__(self, now: datetime = NOW) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by

    def set(self, now: datetime) -> None:
        self._now = now


class FakeRules:
    """`rules` may be replaced at any time; None means that none could ever be read."""

    def __init__(self, rules: Rules | None = None) -> None:
        self.rules = rules

    def current(self) -> Rules:
        if self.rules is None:
            raise Unavailable("AppConfig")
        return self.rules


class FakeRoster:
    """What was kept."""

    def __init__(self, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self._users: IamUsers | None = None
        self._groups: dict[str, GroupList] = {}
        self._rules: str | None = None

    def users(self) -> IamUsers | None:
        with self.faults.call("roster"):
            return self._users

    def keep_users(self, users: IamUsers) -> None:
        with self.faults.call("roster"):
            self._users = users

    def group(self, name: str) -> GroupList | None:
        with self.faults.call("roster"):
            return self._groups.get(name)

    def keep_group(self, name: str, members: GroupList) -> None:
        with self.faults.call("roster"):
            self._groups[name] = members

    def rules(self) -> str | None:
        with self.faults.call("roster"):
            return self._rules

    def keep_rules(self, text: str) -> None:
        with self.faults.call("roster"):
            self._rules = text


class FakeGroups:
    """`kept` may be changed at any time; None means that the group cannot be read just now."""

    def __init__(self, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self.kept: dict[str, frozenset[IamUserName] | None] = {}

    def members(self, group: Group, rules: Rules) -> frozenset[IamUserName]:
        with self.faults.call("groups"):
            found = self.kept.get(group.name)
            if found is None:
                raise Unavailable("groups")
            return frozenset(each for each in found if each in rules.people)
