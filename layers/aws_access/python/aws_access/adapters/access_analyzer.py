"""IAM Access Analyzer, asked before a policy is written. It is sent the text of policies, and nothing else."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError

from aws_access.adapters.aws import code_of, transient_as_unavailable
from aws_access.domain.errors import Unavailable

_SERVICE = "IAM Access Analyzer"
_BAD = frozenset({"ERROR", "SECURITY_WARNING"})
_COUNTED_BY_US = frozenset({"POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA"})
"""Inline policies and managed ones have other limits, and it is not told which this is."""

_UNREADABLE = frozenset({"InvalidParameterException", "UnprocessableEntityException", "ValidationException"})
"""To ask the same once more would be answered in the same way."""

_MOST_ACTIONS = 100
_LONGEST = 300


class AccessAnalyzerChecks:
    """The port `PolicyChecks`. Whatever goes wrong is no "yes": findings, or Unavailable."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def faults(self, policy: str) -> Sequence[str]:
        """ValidatePolicy: what it calls an error or a danger, not what it only suggests."""

        def ask() -> Iterator[str]:
            pages = self._client.get_paginator("validate_policy").paginate(
                policyDocument=policy, policyType="IDENTITY_POLICY"
            )
            for page in pages:
                for finding in page["findings"]:
                    if finding["findingType"] in _BAD and finding["issueCode"] not in _COUNTED_BY_US:
                        yield f"{finding['issueCode']}: {finding['findingDetails']}"

        return _answered(ask)

    def beyond(self, approved: str, policy: str) -> Sequence[str]:
        """CheckNoNewAccess."""

        def ask() -> Iterator[str]:
            yield from _failed(
                self._client.check_no_new_access(
                    existingPolicyDocument=approved, newPolicyDocument=policy, policyType="IDENTITY_POLICY"
                )
            )

        return _answered(ask)

    def granted(self, policy: str, actions: Sequence[str]) -> Sequence[str]:
        """CheckAccessNotGranted, which takes a hundred actions at a time."""

        def ask() -> Iterator[str]:
            for start in range(0, len(actions), _MOST_ACTIONS):
                some = list(actions[start : start + _MOST_ACTIONS])
                yield from _failed(
                    self._client.check_access_not_granted(
                        policyDocument=policy, access=[{"actions": some}], policyType="IDENTITY_POLICY"
                    )
                )

        return _answered(ask)


def _failed(answer: Any) -> Iterator[str]:
    """Why it is not a PASS: its reasons, or at least that it is none."""
    if answer.get("result") == "PASS":
        return
    reasons = [each["description"] for each in answer.get("reasons", []) if each.get("description")]
    yield from reasons or [answer.get("message") or "it does not let the policy pass"]


def _answered(ask: Callable[[], Iterator[str]]) -> Sequence[str]:
    try:
        with _as_unavailable():
            return tuple(each[:_LONGEST] for each in ask())
    except ClientError as error:
        return (f"{code_of(error)}: {error.response.get('Error', {}).get('Message', '')}"[:_LONGEST],)


@contextmanager
def _as_unavailable() -> Iterator[None]:
    """Raises Unavailable in place of every error but those that say what is wrong with the policy."""
    try:
        with transient_as_unavailable(_SERVICE):
            yield
    except ClientError as error:
        if code_of(error) in _UNREADABLE:
            raise
        raise Unavailable(_SERVICE) from error
