"""The published rules with the people of IAM, as they were last read there."""

import logging
from datetime import UTC, datetime, timedelta

from aws_access.domain.errors import Unavailable
from aws_access.domain.roster import USERS_HOLD, IamUsers, with_iam_users
from aws_access.domain.rules import Rules
from aws_access.ports import Clock, Roster, RulesSource

_MAX_AGE = timedelta(seconds=15)

_log = logging.getLogger(__name__)


class RulesWithPeople:
    """The port `RulesSource`. Rules that want no people of IAM pass as they are.

    `hold`: how long people count after they were last read.
    """

    def __init__(self, published: RulesSource, roster: Roster, clock: Clock, hold: timedelta = USERS_HOLD) -> None:
        self._published = published
        self._roster = roster
        self._clock = clock
        self._hold = hold
        self._users: IamUsers | None = None
        self._look_again = datetime.min.replace(tzinfo=UTC)
        self._made: tuple[Rules, IamUsers, Rules] | None = None

    def current(self) -> Rules:
        """Unavailable as well when the users were never read, or not for so long that they count no more."""
        rules = self._published.current()
        if rules.iam_people is None:
            return rules
        users = self._newest()
        if self._made is None or self._made[0] is not rules or not _same(self._made[1], users):
            self._made = rules, users, with_iam_users(rules, users)
        return self._made[2]

    def _newest(self) -> IamUsers:
        now = self._clock.now()
        if now >= self._look_again:
            try:
                self._users = self._roster.users()
                self._look_again = now + _MAX_AGE
            except Unavailable:
                _log.exception("people of IAM not readable, keeping the last")
        if self._users is None or now - self._users.read_at > self._hold:
            raise Unavailable("IAM users")
        return self._users


def _same(one: IamUsers, other: IamUsers) -> bool:
    """But for when they were read. Users who are the same under another tag are others in Slack."""
    return one.users is other.users and one.slack_tag == other.slack_tag
