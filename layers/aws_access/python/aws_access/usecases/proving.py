"""Proves what is about to be written on a role, by our own reading and, where it is turned on, by AWS's as well."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from aws_access.domain.ceiling import NEVER
from aws_access.domain.errors import NotProven, Unavailable
from aws_access.domain.model import Grant
from aws_access.domain.proof import as_approved, prove, users_of
from aws_access.domain.roles import RoleSnapshot
from aws_access.domain.verdict import ANALYZER, Doubt, Proof
from aws_access.ports import PolicyChecks


@dataclass(frozen=True, slots=True)
class Prove:
    """`checks`: AWS's own word on policies; None where nobody wants it."""

    checks: PolicyChecks | None = None

    def __call__(self, role: RoleSnapshot, texts: Mapping[str, str], grants: Iterable[Grant]) -> Proof:
        """A proof that holds; else NotProven, and nothing may be written. `grants` are those that the texts should say.

        AWS is asked only about documents in which somebody gains something: an end never waits for an answer.
        """
        kept = tuple(grants)
        proof = prove(role.documents.values(), texts.values(), role.role_id, kept)
        if self.checks is not None and proof.holds and proof.gains:
            new = [text for text in texts.values() if text not in role.documents.values()]
            try:
                proof = proof.checked(ANALYZER, _doubts_of(self.checks, proof, new, role.role_id, kept))
            except Unavailable as error:
                raise NotProven(*error.reasons, in_doubt=proof.adding, later=error) from error
        if not proof.holds:
            raise NotProven(*proof.why_not(role.arn), in_doubt=proof.in_doubt)
        return proof


def _doubts_of(
    checks: PolicyChecks, proof: Proof, texts: Iterable[str], role_id: str, grants: tuple[Grant, ...]
) -> Iterator[Doubt]:
    """What AWS finds in each document is a doubt about everybody who gains something by that document."""
    gaining = {f"{role_id}:{each.person}": each.person for each in proof.gains}
    for text in texts:
        users = users_of(text)
        if people := [person for user_id, person in gaining.items() if user_id in users]:
            # A document may say no more than the grants of those whom it names: what it says apart from how it is made.
            approved = as_approved(grants, role_id, users)
            problems = [*checks.faults(text), *checks.beyond(approved, text), *checks.granted(text, NEVER)]
            yield from (Doubt(f"IAM Access Analyzer: {each}", person) for each in problems for person in people)
