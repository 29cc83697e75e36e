"""Whether a session grant can be given, before anybody is asked to decide on it."""

from dataclasses import dataclass

from aws_access.domain.errors import NotProven, RoleRefused
from aws_access.domain.ids import RoleArn
from aws_access.domain.model import Grant
from aws_access.domain.policies import INLINE_BUDGET
from aws_access.domain.proof import prove_session
from aws_access.domain.reasons import reason
from aws_access.domain.session_roles import session_role_unmet
from aws_access.domain.sessions import SessionPolicy, room_for_denies, session_policy
from aws_access.domain.verdict import Proof
from aws_access.ports import SessionPolicies, Store, TeamRoles


@dataclass(frozen=True, slots=True)
class SessionRoom:
    """`broker`: the role that opens sessions, and that session roles have to trust."""

    store: Store
    roles: TeamRoles
    policies: SessionPolicies
    broker: RoleArn
    write: SessionPolicy = session_policy

    def check(self, grant: Grant) -> Proof:
        """The proof that the session's policy is the grant and nothing else.

        RoleRefused when the role or STS would not take it, or there would be no room on the role to end it early.
        """
        role, ledger = self.roles.inspect(grant.role_arn), self.store.ledger(grant.role_arn)
        if unmet := session_role_unmet(role, ledger, self.broker):
            raise RoleRefused(*unmet)
        policy = self.write(grant.permission, grant.ends_at)
        proof = prove_session(policy, grant)
        if not proof.holds:
            raise NotProven(*proof.why_not(grant.role_arn))
        self.policies.check(grant.role_arn, policy)
        # Room for the denies of all of them, should all be ended early at once: an early end must never wait for room.
        needed = self.roles.others(grant.role_arn).inline + room_for_denies((*ledger.grants, grant), role.role_id)
        if needed > INLINE_BUDGET:
            raise RoleRefused(reason("session-role-full", role=grant.role_arn, needed=needed, limit=INLINE_BUDGET))
        return proof
