"""Whether a session grant can be given, before anybody is asked to decide on it."""

from collections.abc import Iterable
from dataclasses import dataclass

from aws_access.domain.errors import RoleRefused
from aws_access.domain.ids import RoleArn
from aws_access.domain.model import Grant, Request
from aws_access.domain.session_roles import no_room_to_end, session_role_unmet
from aws_access.domain.sessions import SessionPolicy, session_policy
from aws_access.domain.verdict import Proof
from aws_access.ports import SessionPolicies, Store, TeamRoles
from aws_access.usecases.room import undecided_grants
from aws_access.usecases.session_proof import proven_session


@dataclass(frozen=True, slots=True)
class SessionRoom:
    """`broker`: the role that opens sessions, and that session roles have to trust."""

    store: Store
    roles: TeamRoles
    policies: SessionPolicies
    broker: RoleArn
    write: SessionPolicy = session_policy

    def check(self, grant: Grant, waiting: Iterable[Request]) -> Proof:
        """The proof that the session's policy is the grant and nothing else.

        RoleRefused when the role or STS would not take it, or there would be no room on the role to end it early, with
        what waits for a decision counted as if it were approved.
        """
        role, ledger = self.roles.inspect(grant.role_arn), self.store.ledger(grant.role_arn)
        if unmet := session_role_unmet(role, ledger, self.broker):
            raise RoleRefused(*unmet)
        policy = self.write(grant.permission, grant.ends_at)
        proof = proven_session(policy, grant)
        self.policies.check(grant.role_arn, policy)
        beside = (*ledger.grants, *undecided_grants(waiting, ledger))
        if unmet := no_room_to_end(role, self.roles.others(grant.role_arn), (*beside, grant)):
            raise RoleRefused(*unmet)
        return proof
