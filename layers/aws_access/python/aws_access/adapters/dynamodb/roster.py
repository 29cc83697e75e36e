"""The port `Roster` over DynamoDB."""

import json
import zlib
from typing import Any

from aws_access.adapters.dynamodb.items import RosterGroupItem, RosterHeadItem, RosterRulesItem, RosterUsersItem
from aws_access.adapters.dynamodb.table import Table
from aws_access.domain.audit import as_moment, as_text
from aws_access.domain.ids import IamUserName
from aws_access.domain.model import canonical_hash
from aws_access.domain.roster import GroupList, IamUser, IamUsers

_ROSTER, _HEAD, _USERS, _RULES = "ROSTER", "HEAD", "USERS", "RULES"


class DynamoRoster:
    """The port `Roster` over the table of this name, and beside it the last good rules.

    `endpoint` None: AWS, or where AWS_ENDPOINT_URL points.
    """

    def __init__(self, table_name: str, *, region: str | None = None, endpoint: str | None = None) -> None:
        self._table = Table(table_name, region, endpoint)
        self._known: tuple[str, tuple[IamUser, ...]] | None = None

    def users(self) -> IamUsers | None:
        """One small item; and the users themselves where they changed since the last time."""
        raw = self._table.get(_ROSTER, _HEAD)
        if raw is None:
            return None
        head = RosterHeadItem.from_raw_data(raw)
        if self._known is None or self._known[0] != head.users_hash:
            self._known = self._read()
        return IamUsers(head.slack_tag, self._known[1], as_moment(head.read_at))

    def keep_users(self, users: IamUsers) -> None:
        """The users where they changed, and then the head: one write for most looks."""
        rows = [_row(user) for user in users.users]
        digest = canonical_hash(rows)
        if self._known is None or self._known[0] != digest:
            text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
            packed = zlib.compress(text.encode(), 9)
            self._table.put(RosterUsersItem(_ROSTER, _USERS, users_hash=digest, users=packed))
            self._known = digest, users.users
        head = RosterHeadItem(_ROSTER, _HEAD, slack_tag=users.slack_tag, users_hash=digest)
        head.read_at = as_text(users.read_at)
        self._table.put(head)

    def group(self, name: str) -> GroupList | None:
        """One item."""
        raw = self._table.get(_ROSTER, _group(name))
        if raw is None:
            return None
        item = RosterGroupItem.from_raw_data(raw)
        return GroupList(item.source, tuple(item.members), as_moment(item.read_at))

    def keep_group(self, name: str, members: GroupList) -> None:
        """One write."""
        # PynamoDB takes no text of a type of ours.
        named = [str(member) for member in members.members]
        item = RosterGroupItem(_ROSTER, _group(name), source=members.source, members=named)
        item.read_at = as_text(members.read_at)
        self._table.put(item)

    def rules(self) -> str | None:
        """The text of the last good rules."""
        raw = self._table.get(_ROSTER, _RULES)
        return None if raw is None else zlib.decompress(RosterRulesItem.from_raw_data(raw).text).decode()

    def keep_rules(self, text: str) -> None:
        """One write."""
        self._table.put(RosterRulesItem(_ROSTER, _RULES, text=zlib.compress(text.encode(), 9)))

    def _read(self) -> tuple[str, tuple[IamUser, ...]]:
        item = RosterUsersItem.from_raw_data(self._table.get(_ROSTER, _USERS) or {})
        rows = json.loads(zlib.decompress(item.users))
        return item.users_hash, tuple(_user(row) for row in rows)


def _group(name: str) -> str:
    return f"GROUP#{name}"


def _row(user: IamUser) -> list[Any]:
    return [user.name, user.slack_id, list(user.groups), user.disabled, user.can_sign_in]


def _user(row: list[Any]) -> IamUser:
    name, slack_id, groups, disabled, can_sign_in = row
    return IamUser(IamUserName(name), slack_id, tuple(groups), disabled, can_sign_in)
