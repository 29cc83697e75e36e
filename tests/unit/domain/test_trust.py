"""Which trust policies let exactly the person open sessions of their name; each row is one that operators may write."""

import json
from typing import Any

import pytest

from aws_access.domain.ids import AccountId
from aws_access.domain.trust import trust_unmet
from tests.builders import DEV1, DEV2, JUMP_ACCOUNT, a_person, pinned_trust

ROOT = f"arn:aws:iam::{JUMP_ACCOUNT}:root"
ME = f"arn:aws:iam::{JUMP_ACCOUNT}:user/dev1"
OTHER = f"arn:aws:iam::{JUMP_ACCOUNT}:user/dev2"
ELSEWHERE = "arn:aws:iam::999999999999:root"
VARIABLE = "${aws:username}"
NAME = "sts:RoleSessionName"


def statement(
    principal: Any = ROOT, name: Any = VARIABLE, operator: str = "StringEquals", **more: Any
) -> dict[str, Any]:
    """Lets the principal in under the name; `more` replaces or, when None, removes what it says."""
    plain = {
        "Effect": "Allow",
        "Principal": principal if principal == "*" or isinstance(principal, dict) else {"AWS": principal},
        "Action": "sts:AssumeRole",
        "Condition": {operator: {NAME: name}},
    }
    return {key: value for key, value in {**plain, **more}.items() if value is not None}


def unmet(*statements: dict[str, Any]) -> list[str]:
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    return [each.code for each in trust_unmet(policy, DEV1.iam_user, JUMP_ACCOUNT)]


OPEN = statement(Condition=None)
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}

GOOD = {
    "the variable, for the whole account": [statement()],
    "the account by its number": [statement(str(JUMP_ACCOUNT))],
    "the variable, for some users": [statement([OTHER, ME])],
    "the variable, for a user with a path": [statement(f"arn:aws:iam::{JUMP_ACCOUNT}:user/eng/web/dev1")],
    "the variable by StringLike": [statement(operator="StringLike")],
    "the variable in a list": [statement(name=[VARIABLE])],
    "the key in another case": [statement(Condition={"StringEquals": {"STS:rolesessionname": VARIABLE}})],
    "a literal for exactly this user": [statement(ME, "dev1")],
    "a literal for each person": [statement(OTHER, "dev2"), statement(ME, "dev1"), statement(OTHER, ["dev2", "d-2"])],
    "one user under several names": [statement(ME, ["dev1", "dev1-ci"])],
    "with more conditions": [statement(Condition={**MFA, "StringEquals": {NAME: VARIABLE}})],
    "with more keys": [statement(Condition={"StringEquals": {"aws:RequestedRegion": "us-east-1", NAME: VARIABLE}})],
    "with more actions": [statement(Action=["sts:TagSession", "sts:AssumeRole", "sts:SetSourceIdentity"])],
    "with a pattern of actions": [statement(Action="sts:Assume*")],
    "with a statement that opens nothing": [statement(), statement("*", Action="sts:TagSession", Condition=None)],
    "with a statement that denies": [statement(), {**OPEN, "Effect": "Deny"}],
    "another account under another literal name": [statement(), statement(ELSEWHERE, "robot")],
    "SAML under another literal name": [statement(), statement({"Federated": "arn:aws:iam::1:saml/x"}, "robot")],
    "a service under another literal name": [statement(), statement({"Service": "ec2.amazonaws.com"}, "robot")],
    "everybody under another literal name": [statement(), statement("*", "robot")],
}

NOT_PINNED = {
    "no condition": [OPEN],
    "an effect that we do not know": [statement(), {**OPEN, "Effect": "allow"}],
    "an effect under another name": [statement(), statement(Condition=None, Effect=None, effect="Allow")],
    "no condition, this user only": [statement(ME, Condition=None)],
    "another condition only": [statement(Condition=MFA)],
    "pinned, and open besides": [statement(), OPEN],
    "pinned, and open to another user besides": [statement(), statement(OTHER, Condition=None)],
    "StringEqualsIfExists": [statement(operator="StringEqualsIfExists")],
    "StringEqualsIgnoreCase": [statement(operator="StringEqualsIgnoreCase")],
    "StringLike with a wildcard": [statement(operator="StringLike", name="*")],
    "StringLike with a wildcard after the variable": [statement(operator="StringLike", name=f"{VARIABLE}*")],
    "StringLike with the variable and more": [statement(operator="StringLike", name=[VARIABLE, "dev*"])],
    "StringLike with a literal": [statement(ME, "dev1", "StringLike")],
    "StringNotEquals": [statement(operator="StringNotEquals", name="dev2")],
    "ForAnyValue": [statement(operator="ForAnyValue:StringEquals")],
    "ForAllValues": [statement(operator="ForAllValues:StringEquals")],
    "the source identity only": [statement(Condition={"StringEquals": {"sts:SourceIdentity": VARIABLE}})],
    "the variable and a literal": [statement(name=[VARIABLE, "dev1"])],
    "the variable and a literal, this user only": [statement(ME, [VARIABLE, "dev1"])],
    "another variable": [statement(name="${aws:userid}")],
    "a variable inside": [statement(name="dev${aws:PrincipalTag/number}")],
    "a default in the variable": [statement(name="${aws:username, 'dev1'}")],
    "this name for the whole account": [statement(ROOT, "dev1")],
    "this name for the account by number": [statement(str(JUMP_ACCOUNT), "dev1")],
    "this name for another user": [statement(OTHER, "dev1")],
    "this name for two users": [statement([ME, OTHER], "dev1")],
    "this name for this user, and for another besides": [statement(ME, "dev1"), statement(OTHER, ["dev2", "dev1"])],
    "this name for a user of this name elsewhere": [statement("arn:aws:iam::999999999999:user/dev1", "dev1")],
    "this name for a role of this name": [statement(f"arn:aws:iam::{JUMP_ACCOUNT}:role/dev1", "dev1")],
    "this name for everybody": [statement("*", "dev1")],
    "this name for SAML": [statement(), statement({"Federated": "arn:aws:iam::1:saml/x"}, "dev1")],
    "the variable for everybody": [statement("*")],
    "the variable for every AWS principal": [statement({"AWS": "*"})],
    "the variable for another account": [statement(ELSEWHERE)],
    "the variable for another account besides": [statement([ROOT, ELSEWHERE])],
    "the variable for another account in a statement of its own": [statement(), statement(ELSEWHERE)],
    "the variable for a user of this name elsewhere": [statement("arn:aws:iam::999999999999:user/dev1")],
    "the variable for a service": [statement({"Service": "ec2.amazonaws.com"})],
    "the variable for a service besides": [statement({"AWS": ROOT, "Service": "ec2.amazonaws.com"})],
    "the variable for no principal": [statement({"AWS": []})],
    "a service": [statement(), statement({"Service": "lambda.amazonaws.com"}, Condition=None)],
    "SAML": [
        statement(),
        statement(
            {"Federated": f"arn:aws:iam::{JUMP_ACCOUNT}:saml-provider/x"},
            Action="sts:AssumeRoleWithSAML",
            Condition={"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
        ),
    ],
    "web identity": [
        statement(),
        statement({"Federated": "accounts.google.com"}, Action="sts:AssumeRoleWithWebIdentity", Condition=MFA),
    ],
    "NotPrincipal": [statement(Principal=None, NotPrincipal={"AWS": OTHER})],
    "NotPrincipal besides": [statement(NotPrincipal={"AWS": OTHER})],
    "NotAction": [statement(), statement(Action=None, NotAction="sts:TagSession", Condition=None)],
    "every action": [statement(), statement(Action="*", Condition=None)],
    "actions by a pattern": [statement(), statement(Action=["sts:Tag*", "STS:a?sume*"], Condition=None)],
    "a single open statement that is not in a list": [OPEN],
}

NOBODY = {
    "no statement": [],
    "another person by name": [statement(OTHER, "dev2")],
    "the variable for another user": [statement(OTHER)],
    "only what opens nothing": [statement(Action="sts:TagSession")],
    "only denied": [{**statement(), "Effect": "Deny"}],
    "another account under a literal name": [statement(ELSEWHERE, "robot")],
    "this user under another name": [statement(ME, "dev2")],
    "no name at all": [statement(ME, [])],
}


@pytest.mark.parametrize("statements", GOOD.values(), ids=GOOD)
def test_a_trust_policy_that_pins_the_name_is_met(statements: list[dict[str, Any]]) -> None:
    assert unmet(*statements) == []


@pytest.mark.parametrize("statements", NOT_PINNED.values(), ids=NOT_PINNED)
def test_a_trust_policy_that_lets_somebody_else_pass_for_the_person_is_refused(
    statements: list[dict[str, Any]],
) -> None:
    assert unmet(*statements) == ["trust-not-pinned"]


@pytest.mark.parametrize("statements", NOBODY.values(), ids=NOBODY)
def test_a_trust_policy_that_does_not_let_the_person_in_is_refused(statements: list[dict[str, Any]]) -> None:
    assert unmet(*statements) == ["trust-lets-nobody-in"]


@pytest.mark.parametrize("statements", NOT_PINNED.values(), ids=NOT_PINNED)
def test_nothing_makes_up_for_an_open_statement_whatever_the_order(statements: list[dict[str, Any]]) -> None:
    assert unmet(statement(), *statements) == ["trust-not-pinned"]
    assert unmet(*reversed(statements), statement(ME, "dev1")) == ["trust-not-pinned"]


def test_a_single_statement_need_not_be_in_a_list() -> None:
    assert trust_unmet({"Statement": statement()}, DEV1.iam_user, JUMP_ACCOUNT) == ()
    assert trust_unmet({"Statement": OPEN}, DEV1.iam_user, JUMP_ACCOUNT) != ()


@pytest.mark.parametrize("policy", [{}, {"Statement": None}, {"Statement": []}])
def test_an_empty_policy_lets_nobody_in(policy: dict[str, Any]) -> None:
    assert [each.code for each in trust_unmet(policy, DEV1.iam_user, JUMP_ACCOUNT)] == ["trust-lets-nobody-in"]


def test_the_statement_that_is_advised_is_met() -> None:
    (why,) = trust_unmet({"Statement": OPEN}, DEV1.iam_user, JUMP_ACCOUNT)
    advised = json.loads(why.facts["statement"])
    assert trust_unmet({"Statement": [advised]}, DEV1.iam_user, JUMP_ACCOUNT) == ()


@pytest.mark.parametrize("trust", [pinned_trust(), pinned_trust(DEV1, DEV2)])
def test_what_pins_one_person_pins_the_others_that_it_names(trust: dict[str, Any]) -> None:
    assert trust_unmet(trust, DEV1.iam_user, JUMP_ACCOUNT) == ()
    assert trust_unmet(trust, DEV2.iam_user, JUMP_ACCOUNT) == ()


def test_literal_names_let_in_only_those_who_are_named() -> None:
    (why,) = trust_unmet(pinned_trust(DEV2), a_person("dev3").iam_user, JUMP_ACCOUNT)
    assert why.code == "trust-lets-nobody-in"


def test_it_is_the_jump_account_that_counts() -> None:
    (why,) = trust_unmet(pinned_trust(), DEV1.iam_user, AccountId("999999999999"))
    assert why.code == "trust-not-pinned"


def test_names_differ_by_case() -> None:
    assert unmet(statement(OTHER, "Dev1"), statement(ME, "dev1")) == []
    assert unmet(statement(f"arn:aws:iam::{JUMP_ACCOUNT}:user/Dev1", "dev1")) == ["trust-not-pinned"]
