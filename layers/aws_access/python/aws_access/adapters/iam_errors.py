"""IAM's and STS's errors as ours, and IAM's documents as values."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from botocore.exceptions import ClientError

from aws_access.adapters.aws import code_of, transient_as_unavailable
from aws_access.domain.errors import RoleRefused, TargetRefused
from aws_access.domain.ids import RoleArn
from aws_access.domain.reasons import reason

Answer = TypeVar("Answer")

_REFUSED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "InvalidClientTokenId"})
_REJECTED = frozenset({"MalformedPolicyDocument", "UnmodifiableEntity", "InvalidInput", "ValidationError"})


@contextmanager
def translated(role_arn: RoleArn) -> Iterator[None]:
    """IAM's and STS's errors as ours."""
    try:
        with transient_as_unavailable("IAM"):
            yield
    except ClientError as error:
        code = code_of(error)
        if code in _REFUSED:
            refused = reason("target-refused", account=role_arn.account, operation=error.operation_name)
            raise TargetRefused(refused) from error
        if code == "NoSuchEntity":
            raise RoleRefused(reason("role-missing", role=role_arn)) from error
        if code in _REJECTED:
            problem = error.response.get("Error", {}).get("Message", code)
            raise RoleRefused(reason("policy-rejected", role=role_arn, problem=problem)) from error
        raise


def unless_missing(call: Callable[[], Answer]) -> Answer | None:
    """What the call answers; None where what it is about is not there: what is gone need not be taken away."""
    try:
        return call()
    except ClientError as error:
        if code_of(error) == "NoSuchEntity":
            return None
        raise


def document(value: Any) -> dict[str, Any]:
    """A policy document; botocore hands it over parsed, whatever its type hints say."""
    parsed = json.loads(value) if isinstance(value, str) else value
    return dict(parsed)
