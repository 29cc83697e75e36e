"""One document while it is filled: what it says, and how much room that takes."""

from collections import Counter

from aws_access.domain.parts import Part, Row
from aws_access.domain.policies import EMPTY_POLICY


class Sheet:
    """Its size is counted as it is written, so that whatever is taken off again, the rest fits."""

    def __init__(self, name: str, limit: int) -> None:
        self.name = name
        self.parts: dict[str, Part] = {}
        self.free = limit - EMPTY_POLICY + 1  # a comma is counted for every statement, and the first has none
        self._rows: dict[Row, Counter[str]] = {}

    def takes(self, part: Part) -> bool:
        """Whether there is room for it."""
        return self._more(part) <= self.free

    def shares(self, part: Part) -> bool:
        """Whether it has all the statements of the part already, for other people."""
        return all(row in self._rows for row in part.rows)

    def add(self, part: Part) -> None:
        self.free -= self._more(part)
        self.parts[part.name] = part
        for row in part.rows:
            self._rows.setdefault(row, Counter())[part.user_id] += 1

    def remove(self, part: Part) -> None:
        del self.parts[part.name]
        for row in part.rows:
            people = self._rows[row]
            people[part.user_id] -= 1
            if not people[part.user_id]:
                del people[part.user_id]
            if not people:
                del self._rows[row]
        self.free += self._more(part)

    def _more(self, part: Part) -> int:
        """The characters that it would add."""
        more = part.size
        for row in part.rows:
            people = self._rows.get(row)
            if people is None:
                continue
            more -= row.size + len(part.user_id) + 1
            if part.user_id not in people:
                # Two quotation marks and a comma; and brackets, once it is a list.
                more += len(part.user_id) + 3 + (2 if len(people) == 1 else 0)
        return more
