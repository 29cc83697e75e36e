"""Every port, kept in memory: the same promises as the adapters (`tests/contract`), and faults on demand."""

from tests.fakes.aws import (
    FakeAlarm,
    FakeEventBus,
    FakePolicyChecks,
    FakeRole,
    FakeRoleQueue,
    FakeSchedules,
    FakeTeamRoles,
)
from tests.fakes.faults import WAYS, Crash, Faults
from tests.fakes.slack import FakeDirectory, FakeMessage, FakeMessenger
from tests.fakes.store import FakeMessageLog, FakeStore
from tests.fakes.sts import FakeSts, OpenedSession
from tests.fakes.time_and_rules import FakeClock, FakeGroups, FakeRoster, FakeRules

__all__ = [
    "WAYS",
    "Crash",
    "FakeAlarm",
    "FakeClock",
    "FakeDirectory",
    "FakeEventBus",
    "FakeGroups",
    "FakeMessage",
    "FakeMessageLog",
    "FakeMessenger",
    "FakePolicyChecks",
    "FakeRole",
    "FakeRoleQueue",
    "FakeRoster",
    "FakeRules",
    "FakeSchedules",
    "FakeStore",
    "FakeSts",
    "FakeTeamRoles",
    "Faults",
    "OpenedSession",
]
