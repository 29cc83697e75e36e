"""Groups of people that are kept elsewhere: where they are read, and how decisions learn who is in them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aws_access.domain.errors import NotFound, Unavailable
from aws_access.domain.ids import IamUserName
from aws_access.domain.model import Person
from aws_access.domain.on_call import on_call
from aws_access.domain.rules import Group, Rules
from aws_access.ports import Clock, Roster

Reader = Callable[[Mapping[str, Any]], Sequence[str]]
"""From a group's settings to its members, as they are named there. Unavailable, NotFound."""


class KeptGroups:
    """The port `Groups`: schedules from the rules themselves, all others as they were last read."""

    def __init__(self, roster: Roster, clock: Clock) -> None:
        self._roster = roster
        self._clock = clock

    def members(self, group: Group, rules: Rules) -> frozenset[IamUserName]:
        """Without those whom the rules do not know. Unavailable for what was not read lately, or from elsewhere."""
        people: Mapping[Any, Person] = rules.people
        found = (rules.person_in_slack(name) or people.get(name) for name in self._named(group))
        return frozenset(person.iam_user for person in found if person is not None)

    def _named(self, group: Group) -> Sequence[str]:
        now = self._clock.now()
        if group.kind == "schedule":
            return sorted(on_call(group.settings, now))
        kept = self._roster.group(group.name)
        if kept is None or not kept.holds(group, now):
            raise Unavailable(f"group {group.name}")
        return kept.members


class ReadGroups:
    """The port `GroupSources`: one reader for each kind of group."""

    def __init__(self, readers: Mapping[str, Reader]) -> None:
        self._readers = readers

    def read(self, group: Group) -> Sequence[str]:
        """As the reader says."""
        if group.kind not in self._readers:
            raise NotFound
        return self._readers[group.kind](group.settings)
