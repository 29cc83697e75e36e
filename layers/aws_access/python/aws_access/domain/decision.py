"""What can be decided on a submission, each with its reasons."""

from dataclasses import dataclass
from datetime import timedelta

from aws_access.domain.approval import Panel
from aws_access.domain.assessment import RiskClass
from aws_access.domain.environment import Environment
from aws_access.domain.model import Payload
from aws_access.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class Granted:
    """Nobody has to decide. `rules` are the names of all that apply.

    After a break-glass, somebody of `reviewers` has to look at it within `review_within`.
    """

    payload: Payload
    environment: Environment
    rules: tuple[str, ...]
    risk: RiskClass
    review_within: timedelta | None = None
    reviewers: Panel | None = None


@dataclass(frozen=True, slots=True)
class NeedsApproval:
    """The panel has to decide."""

    payload: Payload
    environment: Environment
    rules: tuple[str, ...]
    risk: RiskClass
    panel: Panel
    escalates_after: tuple[timedelta, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Nobody may grant this; every reason, each fit to show to the requester."""

    unmet: tuple[Reason, ...]

    @property
    def unread(self) -> str | None:
        """The group for want of which it is refused, if for nothing else: it may be read again in a minute."""
        groups = [each.facts["group"] for each in self.unmet if each.code == "group-unreadable"]
        alone = all(each.code in ("group-unreadable", "no-rule", "no-break-glass-rule") for each in self.unmet)
        return str(groups[0]) if groups and alone else None


Decision = Granted | NeedsApproval | Refused
