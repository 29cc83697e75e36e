"""What every `Sessions` and every `SessionPolicies` promises: fresh keys for a time, and nothing kept."""

from datetime import UTC, datetime, timedelta

import pytest

from aws_access.domain.sessions import session_policy
from aws_access.ports import SessionPolicies, Sessions
from tests.builders import SESSION_ROLE, a_permission

END = datetime(2099, 1, 1, tzinfo=UTC)
POLICY = session_policy(a_permission(), END)
NAME = "dev1+r-0123456789ab"


class SessionsContract:
    @pytest.fixture
    def sessions(self) -> Sessions:
        raise NotImplementedError

    @pytest.fixture
    def now(self) -> datetime:
        raise NotImplementedError

    def test_keys_live_for_as_long_as_was_asked(self, sessions: Sessions, now: datetime) -> None:
        for minutes in (15, 60):
            keys = sessions.open(SESSION_ROLE, NAME, POLICY, timedelta(minutes=minutes))
            assert abs(keys.expires_at - now - timedelta(minutes=minutes)) < timedelta(seconds=30)
            assert keys.expires_at.tzinfo is not None

    def test_every_session_has_keys_of_its_own(self, sessions: Sessions) -> None:
        one, other = (sessions.open(SESSION_ROLE, NAME, POLICY, timedelta(hours=1)) for _ in range(2))
        for field in ("access_key_id", "secret_access_key", "session_token"):
            assert getattr(one, field)
            assert getattr(one, field) != getattr(other, field)


class SessionPoliciesContract:
    @pytest.fixture
    def policies(self) -> SessionPolicies:
        raise NotImplementedError

    def test_a_policy_that_fits_is_taken_as_often_as_it_is_tried(self, policies: SessionPolicies) -> None:
        for _ in range(2):
            policies.check(SESSION_ROLE, POLICY)
