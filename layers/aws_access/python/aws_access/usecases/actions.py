"""All that a person can do, wherever they do it."""

from dataclasses import dataclass

from aws_access.ports import RulesSource, Store
from aws_access.usecases.decide_on import Approve, Deny
from aws_access.usecases.extensions import Extend
from aws_access.usecases.lock import SetLocks
from aws_access.usecases.review import Review
from aws_access.usecases.revoke import Revoke
from aws_access.usecases.roles import LookAtRoles
from aws_access.usecases.submit import Submit


@dataclass(frozen=True, slots=True)
class Actions:
    """The use cases, and what is read beside them."""

    submit: Submit
    approve: Approve
    deny: Deny
    revoke: Revoke
    extend: Extend
    review: Review
    set_lock: SetLocks
    look_at_roles: LookAtRoles
    store: Store
    rules: RulesSource
