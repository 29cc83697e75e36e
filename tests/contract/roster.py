"""What every `Roster` promises: what was kept last is there, whole, under its own name."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.ids import IamUserName
from aws_access.domain.roster import GroupList, IamUser, IamUsers
from aws_access.ports import Roster
from tests.builders import NOW

USERS = IamUsers(
    "slack-id",
    (
        IamUser(IamUserName("dev1"), "U0000DEV1", ("developers", "開発"), can_sign_in=True),
        IamUser(IamUserName("dev2"), None, (), disabled=True, can_sign_in=False),
        IamUser(IamUserName("dev3"), "none", ("developers",)),
    ),
    NOW,
)
MANY = replace(
    USERS,
    users=tuple(
        IamUser(IamUserName(f"person-{each}"), f"U{each:09}", tuple(f"group-{each * 7 + part}" for part in range(8)))
        for each in range(5000)
    ),
)  # fmt: skip


class RosterContract:
    @pytest.fixture
    def roster(self) -> Roster:
        raise NotImplementedError

    @pytest.fixture
    def other(self, roster: Roster) -> Roster:
        """The same as another function sees it."""
        raise NotImplementedError

    def test_nothing_is_known_at_first(self, roster: Roster) -> None:
        assert roster.users() is None
        assert roster.group("on-call") is None

    def test_users_are_kept_as_they_were_read(self, roster: Roster, other: Roster) -> None:
        roster.keep_users(USERS)
        assert roster.users() == other.users() == USERS

    def test_as_many_users_as_an_account_can_have_are_kept(self, roster: Roster, other: Roster) -> None:
        roster.keep_users(MANY)
        assert other.users() == MANY

    def test_another_function_sees_what_changed(self, roster: Roster, other: Roster) -> None:
        roster.keep_users(USERS)
        other.users()
        for later in (
            replace(USERS, read_at=NOW + timedelta(minutes=1)),
            replace(USERS, users=USERS.users[:1], read_at=NOW + timedelta(minutes=2)),
            replace(USERS, users=(), slack_tag="other"),
            USERS,
        ):
            roster.keep_users(later)
            assert other.users() == roster.users() == later

    def test_groups_are_kept_apart(self, roster: Roster, other: Roster) -> None:
        on_call = GroupList("source", (IamUserName("dev1"), "U0000SRE1"), NOW)
        roster.keep_group("on-call", on_call)
        roster.keep_group("当番", replace(on_call, members=()))
        assert other.group("on-call") == on_call
        assert other.group("当番") == replace(on_call, members=())
        roster.keep_group("on-call", replace(on_call, members=("dev2",), read_at=NOW + timedelta(minutes=1)))
        assert other.group("on-call") == GroupList("source", ("dev2",), NOW + timedelta(minutes=1))
