"""Groups of people that are kept elsewhere, and read from there when a decision depends on them."""

from collections.abc import Callable, Iterable, Mapping

from aws_access.domain.errors import NotFound
from aws_access.domain.ids import IamUserName
from aws_access.domain.rules import Group, Rules

Reader = Callable[[Mapping[str, object]], Iterable[str]]
"""From a group's settings to its members: IAM user names or Slack user ids. Unavailable, NotFound."""


class KeptGroups:
    """The port `Groups`: one reader for each kind of group."""

    def __init__(self, readers: Mapping[str, Reader]) -> None:
        self._readers = readers

    def members(self, group: Group, rules: Rules) -> frozenset[IamUserName]:
        """As the reader says, without those whom the rules do not know."""
        if group.kind not in self._readers:
            raise NotFound
        found = set()
        for name in self._readers[group.kind](group.settings):
            person = rules.person_in_slack(name) or {str(each): who for each, who in rules.people.items()}.get(name)
            if person is not None:
                found.add(person.iam_user)
        return frozenset(found)
