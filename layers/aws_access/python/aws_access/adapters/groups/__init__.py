"""Groups of people that are kept elsewhere, and read from there when a decision depends on them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from aws_access.domain.errors import NotFound
from aws_access.domain.ids import IamUserName
from aws_access.domain.model import Person
from aws_access.domain.on_call import on_call
from aws_access.domain.rules import Group, Rules
from aws_access.ports import Clock

Reader = Callable[[Mapping[str, Any]], Iterable[str]]
"""From a group's settings to its members: IAM user names or Slack user ids. Unavailable, NotFound."""


class KeptGroups:
    """The port `Groups`: one reader for each kind of group. A kind without one cannot be read."""

    def __init__(self, readers: Mapping[str, Reader]) -> None:
        self._readers = readers

    def members(self, group: Group, rules: Rules) -> frozenset[IamUserName]:
        """As the reader says, without those whom the rules do not know."""
        if group.kind not in self._readers:
            raise NotFound
        people: Mapping[Any, Person] = rules.people
        named = self._readers[group.kind](group.settings)
        found = (rules.person_in_slack(name) or people.get(name) for name in named)
        return frozenset(person.iam_user for person in found if person is not None)


def scheduled(clock: Clock) -> Reader:
    """Reads schedules in the rules themselves."""
    return lambda settings: on_call(settings, clock.now())
