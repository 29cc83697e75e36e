"""Reads the people who are kept elsewhere, so that decisions wait for nobody and need no rights or secrets for it."""

import logging
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

from aws_access.domain.errors import NotFound, Unavailable
from aws_access.domain.ids import IamUserName
from aws_access.domain.roster import GroupList, IamUsers, left_out, source_of
from aws_access.domain.rules import Group, Rules
from aws_access.ports import Clock, GroupSources, JumpAccount, Roster, RulesSource

_AT_ONCE = 16

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look read. `users` None: the rules want none. `unread`: what could not be read, the groups by name."""

    users: int | None = None
    groups: int = 0
    unread: tuple[str, ...] = ()
    left_out: tuple[IamUserName, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ReadPeople:
    """The use case, run every minute. What cannot be read stays as it was last read, until that counts no more."""

    rules: RulesSource
    jump_account: JumpAccount
    sources: GroupSources
    roster: Roster
    clock: Clock

    def __call__(self) -> Looked:
        """Unavailable when the rules cannot be read: nobody knows then where to look."""
        rules = self.rules.current()
        kept_elsewhere = [group for group in rules.groups.values() if group.kind != "schedule"]
        users = self._users(
            rules
        )  # before the groups: those are others' services, which may take all the time there is
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            reading = {pool.submit(self._read, group): group for group in kept_elsewhere}
            kept = {reading[each].name for each in as_completed(reading) if self._keep(reading[each], each.result())}
        unread = [group.name for group in kept_elsewhere if group.name not in kept]
        if users is None and rules.iam_people is not None:
            unread.insert(0, "IAM users")
        return Looked(
            users=len(users.users) if users is not None else None,
            groups=len(kept),
            unread=tuple(unread),
            left_out=tuple(sorted(left_out(rules, users))) if users is not None else (),
        )

    def _users(self, rules: Rules) -> IamUsers | None:
        if rules.iam_people is None:
            return None
        tag, now = rules.iam_people.slack_tag, self.clock.now()
        try:
            users = self.jump_account.users(tag)
            found = IamUsers(tag, tuple(users), now).knowing(self.roster.users())
            if found.users:  # an account without any is one that somebody looked for in the wrong place
                self.roster.keep_users(found)
        except Unavailable:
            _log.exception("IAM users not read")
            return None
        return found if found.users else None

    def _read(self, group: Group) -> GroupList | None:
        now = self.clock.now()
        try:
            return GroupList(source_of(group), tuple(self.sources.read(group)), now)
        except (Unavailable, NotFound):
            _log.exception("group not read", extra={"group": group.name})
            return None

    def _keep(self, group: Group, found: GroupList | None) -> bool:
        if found is None:
            return False
        try:
            self.roster.keep_group(group.name, found)
        except Unavailable:
            _log.exception("group not kept", extra={"group": group.name})
            return False
        return True
