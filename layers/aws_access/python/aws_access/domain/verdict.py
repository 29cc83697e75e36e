"""What a proof of a change comes to: a value with its reasons, for the card, the audit events and the API."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self

from aws_access.domain.ids import RoleArn
from aws_access.domain.reasons import Reason, reason

OURS = "aws-access"
"""Who checked: we did. Stored and sent, as `ANALYZER` is: contracts."""

ANALYZER = "access-analyzer"

_MOST = 50
"""So many gains and losses are kept of one change, each."""


@dataclass(frozen=True, slots=True)
class Reach:
    """So many actions on so many resources for one person, until a moment. `request_id` empty: not of a grant of ours.

    Counted as they are written: a pattern is one.
    """

    person: str
    actions: int
    resources: int
    until: datetime
    request_id: str = ""

    def as_dict(self) -> dict[str, object]:
        """The stored form."""
        return {
            "person": self.person,
            "actions": self.actions,
            "resources": self.resources,
            "until": f"{self.until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "request_id": self.request_id,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_dict` gave."""
        return cls(**dict(stored) | {"until": datetime.fromisoformat(stored["until"])})


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that could not be shown. `person` None: it is not about one of those who were granted something."""

    problem: str
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """The verdict on a change of our documents on a role: who gains and who loses what by it, and every doubt.

    Without doubts, the documents say what was approved and nothing else. `strays`: statements that stood in our
    documents and were not ours; they go. `more`: gains and losses that are not listed. `meanwhile`: what else on the
    role is not as it was before, and so was changed by somebody else; None as long as nobody has looked.
    """

    gains: tuple[Reach, ...] = ()
    losses: tuple[Reach, ...] = ()
    strays: int = 0
    doubts: tuple[Doubt, ...] = ()
    checked_by: tuple[str, ...] = (OURS,)
    more: int = 0
    meanwhile: tuple[str, ...] | None = None

    @property
    def holds(self) -> bool:
        """Whether the change may be made."""
        return not self.doubts

    @property
    def adding(self) -> frozenset[str]:
        """The requests whose grants give something that was not there before."""
        return frozenset(each.request_id for each in self.gains)

    @property
    def in_doubt(self) -> frozenset[str]:
        """Of those that add something, the requests that the doubts are about: all of them, where it is not clear."""
        people = {each.person for each in self.doubts}
        clear = {each.request_id for each in self.gains if each.person in people}
        return frozenset(clear) if clear and None not in people else self.adding

    def why_not(self, role_arn: RoleArn) -> tuple[Reason, ...]:
        """Every doubt as a reason."""
        return tuple(reason("not-proven", role=role_arn, problem=each.problem) for each in self.doubts)

    def checked(self, by: str, doubts: Iterable[Doubt] = ()) -> Self:
        """The same, checked by somebody else too, who has these doubts."""
        return replace(self, doubts=(*self.doubts, *doubts), checked_by=(*self.checked_by, by))

    def read_back(self, meanwhile: Iterable[str]) -> Self:
        """The same, after the change was made and the role was looked at once more."""
        return replace(self, meanwhile=tuple(meanwhile))

    def about(self, request_id: str) -> Self:
        """What of it is about one request."""
        gains = tuple(each for each in self.gains if each.request_id == request_id)
        return replace(self, gains=gains, losses=(), strays=0, more=0)

    def as_dict(self) -> dict[str, object]:
        """The stored form: a contract."""
        cut = self.more + sum(max(0, len(each) - _MOST) for each in (self.gains, self.losses))
        told: dict[str, object] = {
            "holds": self.holds,
            "gains": [each.as_dict() for each in self.gains[:_MOST]],
            "losses": [each.as_dict() for each in self.losses[:_MOST]],
            "checked_by": list(self.checked_by),
        }
        if cut:
            told["more"] = cut
        if self.strays:
            told["strays"] = self.strays
        if self.meanwhile is not None:
            told["meanwhile"] = list(self.meanwhile)
        if self.doubts:
            told["doubts"] = [each.problem for each in self.doubts]
        return told

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_dict` gave."""
        return cls(
            tuple(map(Reach.of, stored["gains"])),
            tuple(map(Reach.of, stored["losses"])),
            stored.get("strays", 0),
            tuple(map(Doubt, stored.get("doubts", ()))),
            tuple(stored["checked_by"]),
            stored.get("more", 0),
            tuple(stored["meanwhile"]) if "meanwhile" in stored else None,
        )
