"""The adapter before a client that checks every call and answer by AWS's own model of the service."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.stub import Stubber

from aws_access.adapters.access_analyzer import AccessAnalyzerChecks
from aws_access.domain.errors import Unavailable
from aws_access.ports import PolicyChecks
from tests.contract.policy_checks import ACTIONS, APPROVED, CALLS, POLICY, PolicyChecksContract

OPERATIONS = {"faults": "validate_policy", "beyond": "check_no_new_access", "granted": "check_access_not_granted"}
ASKED: dict[str, dict[str, Any]] = {
    "faults": {"policyDocument": POLICY, "policyType": "IDENTITY_POLICY"},
    "beyond": {
        "existingPolicyDocument": APPROVED,
        "newPolicyDocument": POLICY,
        "policyType": "IDENTITY_POLICY",
    },
    "granted": {"policyDocument": POLICY, "access": [{"actions": [*ACTIONS]}], "policyType": "IDENTITY_POLICY"},
}


def finding(code: str, details: str, kind: str = "ERROR") -> dict[str, Any]:
    place = {"line": 1, "column": 0, "offset": 0}
    return {
        "findingType": kind,
        "issueCode": code,
        "findingDetails": details,
        "learnMoreLink": "https://docs.aws.amazon.com/",
        "locations": [{"path": [{"value": "Statement"}], "span": {"start": place, "end": place}}],
    }


class Analyzer:
    """AWS's side: what it is asked has to be exactly what is expected, in this order."""

    def __init__(self) -> None:
        make: Any = boto3.client  # its types know the services that have stubs here
        self.client = make("accessanalyzer", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
        self.stubber = Stubber(self.client)
        self.stubber.activate()

    def answers(self, call: str, answer: dict[str, Any], **asked: Any) -> None:
        self.stubber.add_response(OPERATIONS[call], answer, {**ASKED[call], **asked})

    def faults(self, *findings: str) -> None:
        listed = [finding(*each.split(": ", 1)) for each in findings]
        self.answers("faults", {"findings": listed})

    def beyond(self, *findings: str) -> None:
        self.answers("beyond", _result(findings))

    def granted(self, *findings: str) -> None:
        self.answers("granted", _result(findings))

    def nothing(self, call: str) -> None:
        self.fails(call, "ThrottlingException", 429)

    def fails(self, call: str, code: str, status: int, message: str = "") -> None:
        self.stubber.add_client_error(OPERATIONS[call], code, message, status)


def _result(findings: tuple[str, ...]) -> dict[str, Any]:
    if not findings:
        return {"result": "PASS", "message": "fine"}
    return {"result": "FAIL", "message": "not fine", "reasons": [{"description": each} for each in findings]}


@pytest.fixture
def aws() -> Iterator[Analyzer]:
    analyzer = Analyzer()
    yield analyzer
    analyzer.stubber.deactivate()


@pytest.fixture
def checks(aws: Analyzer) -> PolicyChecks:
    return AccessAnalyzerChecks(aws.client)


class TestAdapter(PolicyChecksContract):
    @pytest.fixture
    def aws(self, aws: Analyzer) -> Analyzer:
        return aws

    @pytest.fixture
    def checks(self, checks: PolicyChecks) -> PolicyChecks:
        return checks


def test_what_is_only_suggested_and_the_size_which_we_count_are_no_faults(checks: PolicyChecks, aws: Analyzer) -> None:
    told = [
        finding("REDUNDANT_ACTION", "one is enough", "SUGGESTION"),
        finding("MISSING_VERSION", "say which", "WARNING"),
        finding("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", "too long"),
        finding("PASS_ROLE_WITH_STAR_IN_RESOURCE", "a danger", "SECURITY_WARNING"),
    ]
    aws.answers("faults", {"findings": told})
    assert checks.faults(POLICY) == ("PASS_ROLE_WITH_STAR_IN_RESOURCE: a danger",)


def test_faults_are_read_to_the_last_page(checks: PolicyChecks, aws: Analyzer) -> None:
    aws.answers("faults", {"findings": [], "nextToken": "more"})
    aws.answers("faults", {"findings": [finding("INVALID_ACTION", "no such action")]}, nextToken="more")
    assert checks.faults(POLICY) == ("INVALID_ACTION: no such action",)


def test_of_many_actions_a_hundred_are_asked_at_a_time(checks: PolicyChecks, aws: Analyzer) -> None:
    actions = [f"iam:Do{number}" for number in range(101)]
    aws.answers("granted", {"result": "PASS"}, access=[{"actions": actions[:100]}])
    aws.answers("granted", {"result": "FAIL", "message": "it does"}, access=[{"actions": actions[100:]}])
    assert checks.granted(POLICY, actions) == ("it does",)


@pytest.mark.parametrize("answer", [{}, {"result": "FAIL"}, {"result": "FAIL", "reasons": [{}]}])
@pytest.mark.parametrize("call", ["beyond", "granted"])
def test_an_answer_that_is_no_pass_is_a_finding(
    checks: PolicyChecks, aws: Analyzer, call: str, answer: dict[str, Any]
) -> None:
    aws.answers(call, answer)
    assert CALLS[call](checks) == ("it does not let the policy pass",)


@pytest.mark.parametrize("code", ["ValidationException", "InvalidParameterException", "UnprocessableEntityException"])
@pytest.mark.parametrize("call", CALLS)
def test_a_policy_that_cannot_be_checked_does_not_pass(
    checks: PolicyChecks, aws: Analyzer, call: str, code: str
) -> None:
    aws.fails(call, code, 422, "too hard")
    assert CALLS[call](checks) == (f"{code}: too hard",)


@pytest.mark.parametrize(
    ("code", "status"), [("AccessDeniedException", 403), ("InternalServerException", 500), ("WhateverException", 400)]
)
@pytest.mark.parametrize("call", CALLS)
def test_where_we_may_not_ask_or_it_breaks_there_is_no_answer(
    checks: PolicyChecks, aws: Analyzer, call: str, code: str, status: int
) -> None:
    aws.fails(call, code, status)
    with pytest.raises(Unavailable):
        CALLS[call](checks)


@pytest.mark.parametrize("call", CALLS)
def test_what_takes_too_long_is_no_answer(call: str) -> None:
    class Slow:
        def __getattr__(self, _: str) -> Any:
            raise ReadTimeoutError(endpoint_url="https://access-analyzer.us-east-1.amazonaws.com")

    with pytest.raises(Unavailable):
        CALLS[call](AccessAnalyzerChecks(Slow()))
