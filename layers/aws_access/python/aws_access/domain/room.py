"""How much of a role's room is used, and what to tell whoever finds none."""

from aws_access.domain.ids import RoleArn
from aws_access.domain.packing import Packing, Space
from aws_access.domain.policies import INLINE_BUDGET, MANAGED_BUDGET, policy_size
from aws_access.domain.reasons import Reason, reason


def role_full(role_arn: RoleArn, space: Space, packing: Packing) -> Reason | None:
    """Why what was left out has no room; None when nothing was."""
    if not packing.left_out:
        return None
    others = INLINE_BUDGET - space.inline
    ours = sum(policy_size(each.text) for each in packing.documents.values())
    limit = INLINE_BUDGET + max(space.most, 0) * MANAGED_BUDGET
    return reason("role-full", role=role_arn, needed=others + ours + packing.lacking, limit=limit)
