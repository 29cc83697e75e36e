"""The policy of a session is proven, or nothing comes of it and our log says so."""

import logging

from aws_access.domain.errors import NotProven
from aws_access.domain.model import Grant
from aws_access.domain.proof import prove_session
from aws_access.domain.verdict import Proof

_log = logging.getLogger(__name__)


def proven_session(policy: str, grant: Grant) -> Proof:
    """A proof that holds; else NotProven: a mistake of ours, or somebody's work, of which a refusal says little."""
    proof = prove_session(policy, grant)
    if not proof.holds:
        problems = [each.problem for each in proof.doubts]
        told = {"request_id": grant.request_id, "role_arn": grant.role_arn, "problems": problems}
        _log.error("policy of a session not proven", extra=told)
        raise NotProven(*proof.why_not(grant.role_arn))
    return proof
