"""What each reason says, in English and in Japanese. The codes are stored and sent to programs: a contract.

The sentences are in the modules beside this one, each about one thing; what is about none of these is here.
"""

from aws_access.domain.deciding_texts import DECIDING_REASONS
from aws_access.domain.policy_texts import POLICY_REASONS
from aws_access.domain.role_texts import ROLE_REASONS
from aws_access.domain.rule_texts import RULE_REASONS
from aws_access.domain.typed_texts import TYPED_REASONS

REASONS: dict[str, tuple[str, str]] = {
    **TYPED_REASONS,
    **RULE_REASONS,
    **DECIDING_REASONS,
    **ROLE_REASONS,
    **POLICY_REASONS,
    "unavailable": (
        "{service} does not answer at the moment; try again shortly.",
        "{service} が応答していません。少し待ってからもう一度お試しください。",
    ),
    "invalid-rules": ("{place}: {problem}", "{place}: {problem}"),
}
