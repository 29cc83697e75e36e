"""STS in memory, as far as the ports know it."""

from dataclasses import dataclass
from datetime import timedelta

from aws_access.domain.errors import RoleRefused, TargetRefused
from aws_access.domain.ids import AccountId, RoleArn
from aws_access.domain.reasons import reason
from aws_access.domain.sessions import Credentials
from tests.fakes.faults import Faults
from tests.fakes.time_and_rules import FakeClock


@dataclass(frozen=True)
class OpenedSession:
    """A session that somebody may have the keys of."""

    role_arn: RoleArn
    name: str
    policy: str
    credentials: Credentials


class FakeSts:
    """The ports `Sessions` and `SessionPolicies`. `largest`: the characters of a policy that can be packed."""

    def __init__(self, clock: FakeClock, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self._clock = clock
        self.largest = 2048
        self.refused: set[AccountId] = set()
        self.opened: list[OpenedSession] = []
        self.tried: list[str] = []

    def check(self, role_arn: RoleArn, policy: str) -> None:
        with self.faults.call("STS"):
            self._take(role_arn, policy)
            self.tried.append(policy)

    def open(self, role_arn: RoleArn, name: str, policy: str, duration: timedelta) -> Credentials:
        with self.faults.call("STS"):
            self._take(role_arn, policy)
            number = len(self.opened) + 1
            ends = self._clock.now().replace(microsecond=0) + duration
            of = f"{number}-of-{name}"
            keys = Credentials(f"ASIAEXAMPLE{number:05}", f"secret-{of}", f"token-{of}", ends)
            self.opened.append(OpenedSession(role_arn, name, policy, keys))
            return keys

    def _take(self, role_arn: RoleArn, policy: str) -> None:
        if role_arn.account in self.refused:
            raise TargetRefused(reason("target-refused", account=role_arn.account, operation="AssumeRole"))
        if len(policy) > self.largest:
            percent = f"Packed size: {len(policy) * 100 // self.largest}%"
            raise RoleRefused(reason("session-policy-refused", problem=percent))
