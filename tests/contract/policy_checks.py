"""What every `PolicyChecks` promises: no findings mean that the policy may be written, and nothing else does."""

from collections.abc import Callable
from typing import Protocol

import pytest

from aws_access.domain.errors import Unavailable
from aws_access.ports import PolicyChecks

POLICY, APPROVED = '{"Version":"2012-10-17","Statement":[]}', '{"Version":"2012-10-17","Statement":[{}]}'
ACTIONS = ("iam:*", "sts:*")


class Told(Protocol):
    """What AWS is made to say to the next call of each kind; without findings, that all is well."""

    def faults(self, *findings: str) -> None: ...
    def beyond(self, *findings: str) -> None: ...
    def granted(self, *findings: str) -> None: ...
    def nothing(self, call: str) -> None:
        """It does not answer a call of this kind."""


CALLS: dict[str, Callable[[PolicyChecks], object]] = {
    "faults": lambda checks: checks.faults(POLICY),
    "beyond": lambda checks: checks.beyond(APPROVED, POLICY),
    "granted": lambda checks: checks.granted(POLICY, ACTIONS),
}


class PolicyChecksContract:
    @pytest.fixture
    def checks(self) -> PolicyChecks:
        raise NotImplementedError

    @pytest.fixture
    def aws(self) -> Told:
        raise NotImplementedError

    @pytest.mark.parametrize("call", CALLS)
    def test_a_policy_that_passes_has_no_findings(self, checks: PolicyChecks, aws: Told, call: str) -> None:
        getattr(aws, call)()
        assert CALLS[call](checks) == ()

    @pytest.mark.parametrize("call", CALLS)
    def test_every_finding_is_told_in_awss_own_words(self, checks: PolicyChecks, aws: Told, call: str) -> None:
        getattr(aws, call)("first: this is wrong", "second: and this")
        assert CALLS[call](checks) == ("first: this is wrong", "second: and this")

    @pytest.mark.parametrize("call", CALLS)
    def test_no_answer_is_no_yes(self, checks: PolicyChecks, aws: Told, call: str) -> None:
        aws.nothing(call)
        with pytest.raises(Unavailable):
            CALLS[call](checks)
