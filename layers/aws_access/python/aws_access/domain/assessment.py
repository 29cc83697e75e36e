"""What an approver has to know of a request: the values, and the classes of risk."""

from dataclasses import dataclass
from enum import StrEnum

from aws_access.domain.reasons import Reason


class RiskClass(StrEnum):
    """How much could go wrong with a permission, the least first. Stored: the values are a contract."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Its place in the order."""
        return list(RiskClass).index(self)


class EnvironmentRisk(StrEnum):
    """What the operators say of an environment."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Gain:
    """Actions of one level of one service on the same resources: new to the requester, or `had` already.

    `actions` are the first of `count`, without the service; `resources` the first of `reach`, without their account.
    `whole`: these are all of the level. `conditional`: only where further conditions hold.
    """

    service: str
    level: str
    actions: tuple[str, ...]
    count: int
    whole: bool
    resources: tuple[str, ...]
    reach: int
    conditional: bool
    had: bool


@dataclass(frozen=True, slots=True)
class Assessment:
    """`gains` are the first, and `more` how many there are beside them."""

    risk: RiskClass
    gains: tuple[Gain, ...] = ()
    more: int = 0
    cautions: tuple[Reason, ...] = ()
