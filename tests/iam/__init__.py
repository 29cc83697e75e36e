"""What AWS IAM makes of policies, written from its documentation for tests alone.

It shares nothing with the product, so that a fault there cannot hide behind the same fault here.
"""

from tests.iam.document import Policy, read_policy
from tests.iam.evaluate import Answer, Request, Verdict, evaluate
from tests.iam.keys import PolicyError

__all__ = ["Answer", "Policy", "PolicyError", "Request", "Verdict", "evaluate", "read_policy"]
