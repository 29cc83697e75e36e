"""What accounts/target-account.yaml promises: whom it trusts, and with what."""

import re

import pytest

from tests.templates import load, statements

TARGET = load("accounts/target-account.yaml")


@pytest.mark.parametrize(("role", "names"), [("Grantor", "${ReconcileRoleName}"), ("Reader", "${ReaderRoleNames}")])
def test_a_target_account_trusts_named_roles_that_know_the_external_id(role: str, names: str) -> None:
    (trust,) = TARGET["Resources"][role]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"AWS": "arn:aws:iam::${JumpAccount}:root"}
    assert trust["Condition"]["StringEquals"] == {"sts:ExternalId": "${ExternalId}"}
    trusted = {arn.split(":", 5)[5] for arn in trust["Condition"]["ArnLike"]["aws:PrincipalArn"]}
    assert trusted == {f"role/{names}", f"assumed-role/{names}/*"}


def test_the_names_that_a_target_account_trusts_are_those_of_the_functions_that_assume_its_roles() -> None:
    parameters = TARGET["Parameters"]
    assert parameters["ReconcileRoleName"]["Default"] == _who_assumes("aws-access-grantor")
    assert parameters["ReaderRoleNames"]["Default"] == _who_assumes("aws-access-reader")


def _who_assumes(role: str) -> str:
    """The names of the jump account's roles that may, when its stack is called aws-access."""
    names = [
        each["Properties"]["RoleName"].replace("${AWS::StackName}", "aws-access")
        for each in load("template.yaml")["Resources"].values()
        if each["Type"] == "AWS::IAM::Role" and "Policies" in each["Properties"]
        for statement in statements(each["Properties"])
        if statement["Action"] == "sts:AssumeRole" and statement["Resource"][0].endswith(f":role/{role}")
    ]
    return ",".join(names)


def test_the_grantor_writes_only_on_tagged_roles_within_the_boundary_and_never_on_ours() -> None:
    writing = [
        each
        for each in statements(TARGET["Resources"]["Grantor"]["Properties"])
        if "iam:PutRolePolicy" in each["Action"]
    ]
    allowed, denied = writing
    assert [allowed["Effect"], denied["Effect"]] == ["Allow", "Deny"]
    assert allowed["Action"] == denied["Action"] == ["iam:PutRolePolicy", "iam:DeleteRolePolicy"]
    assert allowed["Condition"]["StringEquals"] == {
        "aws:ResourceTag/aws-access": "managed",
        "iam:PermissionsBoundary": {"If": ["BoundaryEnforced", "${Boundary}", "${AWS::NoValue}"]},
    }
    assert TARGET["Parameters"]["EnforceBoundary"]["Default"] == "true"
    assert denied["Resource"] == "arn:aws:iam::${AWS::AccountId}:role/aws-access-*"
    assert "Condition" not in denied


def test_the_boundary_lets_nobody_change_who_may_do_what() -> None:
    document = TARGET["Resources"]["Boundary"]["Properties"]["PolicyDocument"]
    ceiling, looking, _ = document["Statement"]
    assert {"iam:*", "organizations:*", "account:*", "sts:AssumeRole*"} <= set(ceiling["NotAction"])
    allowed = {action for action in looking["Action"] if not re.search(r":(Get|List|Describe|Simulate)", action)}
    assert allowed == {"iam:CreateServiceLinkedRole"}
