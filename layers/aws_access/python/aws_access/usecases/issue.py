"""The requester of an active session grant gets keys of a session: each for an hour at most, and never past the end."""

from dataclasses import dataclass
from datetime import datetime

from aws_access.domain.audit import broken_at
from aws_access.domain.errors import ConcurrentChange, Conflict, NotAllowed, RoleRefused
from aws_access.domain.history import differences
from aws_access.domain.ids import Form, RequestId, RoleArn
from aws_access.domain.lifecycle.change import grant_of
from aws_access.domain.lifecycle.granted import credentials_issued
from aws_access.domain.model import Person, Request, Status
from aws_access.domain.reasons import reason
from aws_access.domain.session_roles import session_role_unmet
from aws_access.domain.sessions import Credentials, SessionPolicy, length_of_session, session_name, session_policy
from aws_access.domain.standing import not_standing
from aws_access.domain.verdict import Proof
from aws_access.ports import Clock, RulesSource, Sessions, Store, TeamRoles
from aws_access.usecases.session_proof import proven_session

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Issued:
    """What is handed out once, and kept nowhere. At `ends_at` it can do nothing any more. `proof`: of its policy."""

    name: str
    role_arn: RoleArn
    ends_at: datetime
    credentials: Credentials
    proof: Proof


@dataclass(frozen=True, slots=True)
class IssueCredentials:
    """The use case. `broker`: the role that it runs as."""

    store: Store
    rules: RulesSource
    roles: TeamRoles
    sessions: Sessions
    clock: Clock
    broker: RoleArn
    write: SessionPolicy = session_policy

    def __call__(self, request_id: RequestId, person: Person) -> Issued:
        """The keys, once their event is committed. NotAllowed, Conflict, RoleRefused or Unavailable, and no keys.

        No session is opened before its policy is proven to be the grant and no more: NotProven.
        Of a session whose event could not be committed nobody gets the keys.
        """
        for _ in range(_ATTEMPTS):
            request = self._asked_by(person, request_id)
            self._check(request)
            issued = self._open(request)
            try:
                key_id, now = issued.credentials.access_key_id, self.clock.now()
                change = credentials_issued(request, issued.name, key_id, issued.ends_at, now, issued.proof)
                self.store.commit(change)
            except ConcurrentChange:  # it was ended, or keys were handed out twice at once: look again
                continue
            return issued
        raise ConcurrentChange

    def _asked_by(self, person: Person, request_id: RequestId) -> Request:
        """Only the very IAM user who asked for the grant: nobody in their place, and no other user of theirs."""
        request = self.store.request(request_id)
        if request.requester.iam_user != person.iam_user:
            raise NotAllowed(reason("credentials-not-yours", request=request.id))
        return request

    def _check(self, request: Request) -> None:
        """All that has to be so at this moment."""
        if request.payload.form is not Form.SESSION:
            raise Conflict(reason("not-a-session-grant", request=request.id))
        if request.status is not Status.ACTIVE or request.ends_at is None or self.clock.now() >= request.ends_at:
            raise Conflict(reason("session-not-active", request=request.id, status=request.status))
        if request.revoked_by is not None:
            raise Conflict(reason("already-revoking", request=request.id, person=request.revoked_by))
        events = self.store.events(request.id)[: request.head.sequence]
        if broken_at(events, request.head) is not None or differences(request, events):
            raise Conflict(reason("payload-changed"))
        grant = grant_of(request)
        if unmet := not_standing(grant, self.store.locks().locks, self.rules.current()):
            raise NotAllowed(*unmet)
        role, ledger = self.roles.inspect(grant.role_arn), self.store.ledger(grant.role_arn)
        if unmet := session_role_unmet(role, ledger, self.broker):
            raise RoleRefused(*unmet)

    def _open(self, request: Request) -> Issued:
        grant = grant_of(request)
        name, role_arn = session_name(grant.person, request.id), grant.role_arn
        policy = self.write(grant.permission, grant.ends_at)
        proof = proven_session(policy, grant)
        duration = length_of_session(self.clock.now(), grant.ends_at)
        credentials = self.sessions.open(role_arn, name, policy, duration)
        return Issued(name, role_arn, min(credentials.expires_at, grant.ends_at), credentials, proof)
