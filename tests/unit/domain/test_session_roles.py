"""Which session roles are in order: nobody but the broker may be able to assume one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from aws_access.domain.ids import RoleArn
from aws_access.domain.ledger import Ledger, RoleRecord
from aws_access.domain.locks import Lock, LockKind, LockTarget
from aws_access.domain.model import Head
from aws_access.domain.policies import POLICY_NAME
from aws_access.domain.session_roles import session_role_in_order, session_role_unmet
from aws_access.domain.sessions import deny_policy
from aws_access.domain.trust import broker_trust_unmet
from tests.builders import (
    BROKER,
    DEV1,
    NOW,
    ROLE_ID,
    SESSION_ROLE,
    SRE1,
    a_grant,
    a_session_role,
    brokers_trust,
    pinned_trust,
)
from tests.session_world import session_rules

RECORD = RoleRecord(SESSION_ROLE, head=Head(1, "a" * 64))
LEDGER = Ledger(RECORD, ())
SESSIONS = "arn:aws:sts::111111111111:assumed-role/aws-access-broker/*"


def trust(principal: Any = None, **fields: Any) -> dict[str, Any]:
    """The broker's, but for this."""
    document = brokers_trust()
    document["Statement"][0] |= fields
    if principal is not None:
        document["Statement"][0]["Principal"] = principal
    return document


def only(values: Any, operator: str = "ArnLike", key: str = "aws:PrincipalArn") -> dict[str, Any]:
    return {operator: {key: values}}


GOOD = [
    brokers_trust(),
    trust({"AWS": BROKER}, Condition={}),
    trust({"AWS": [BROKER]}, Condition={}),
    trust(Condition=only(str(BROKER))),
    trust(Condition=only([str(BROKER)], "StringEquals", "AWS:principalarn")),
    trust({"AWS": "111111111111"}, Condition=only(SESSIONS)),
    {**brokers_trust(), "Statement": [*brokers_trust()["Statement"], *brokers_trust()["Statement"]]},
    {**brokers_trust(), "Statement": [*brokers_trust()["Statement"], {"Effect": "Deny", "Principal": "*"}]},
]
BAD = [
    {"Version": "2012-10-17", "Statement": []},
    pinned_trust(),
    trust(Condition={}),
    trust({"AWS": "*"}),
    trust("*"),
    trust({"AWS": [BROKER, f"{BROKER}2"]}, Condition={}),
    trust({"AWS": [BROKER, "111111111111"]}),
    trust({"AWS": "arn:aws:iam::111111111111:user/dev1"}),
    trust({"AWS": "arn:aws:iam::999999999999:root"}),
    trust({"Service": "ec2.amazonaws.com"}),
    trust({"AWS": "111111111111", "Service": "ec2.amazonaws.com"}),
    trust(Condition=only([str(BROKER), "arn:aws:iam::111111111111:role/*"])),
    trust(Condition=only("arn:aws:iam::111111111111:role/aws-access-*")),
    trust(Condition=only("arn:aws:sts::111111111111:assumed-role/aws-access-broker*")),
    trust(Condition=only([])),
    trust(Condition=only(str(BROKER), "ArnLikeIfExists")),
    trust(Condition=only(str(BROKER), "ArnNotLike")),
    trust(Condition=only(str(BROKER), "ForAllValues:ArnLike")),
    trust(Condition=only(str(BROKER), key="aws:SourceArn")),
    {**brokers_trust(), "Statement": [*brokers_trust()["Statement"], *pinned_trust(DEV1)["Statement"]]},
    {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "NotAction": "s3:*"}]},
    trust(Action="sts:*", Condition={}),
]


@pytest.mark.parametrize("document", GOOD)
def test_a_trust_policy_of_the_broker_alone_is_in_order(document: dict[str, Any]) -> None:
    assert broker_trust_unmet(document, BROKER) == ()


@pytest.mark.parametrize("document", BAD)
def test_p1_p6_a_trust_policy_that_may_let_in_anybody_else_is_not(document: dict[str, Any]) -> None:
    (why,) = broker_trust_unmet(document, BROKER)
    assert why.code == "trust-not-brokers"
    assert why.facts["broker"] == BROKER


def test_everything_that_is_wrong_with_a_role_is_named() -> None:
    role = a_session_role(trust=pinned_trust(), tags={}, boundary=None, documents={POLICY_NAME: "{}"})
    unmet = session_role_unmet(role, Ledger(RoleRecord(SESSION_ROLE), ()), BROKER)
    assert [each.code for each in unmet] == [
        "trust-not-brokers",
        "role-not-tagged",
        "role-without-boundary",
        "policy-name-taken",
    ]
    at_home = a_session_role(arn=RoleArn("arn:aws:iam::111111111111:role/aws-access-session-Dev"))
    assert [each.code for each in session_role_unmet(at_home, LEDGER, BROKER)] == ["role-in-jump-account"]
    assert session_role_unmet(a_session_role(), LEDGER, BROKER) == ()


ACTIVE = a_grant("1", role=SESSION_ROLE, attached=True)
DENIED = replace(a_grant("2", role=SESSION_ROLE, revoked=True), denied_until=NOW + timedelta(minutes=30))
DENY = deny_policy([DENIED], ROLE_ID)


@pytest.mark.parametrize(
    ("grants", "policy", "fine"),
    [
        ((), None, True),
        ((ACTIVE,), None, True),
        ((ACTIVE, DENIED), DENY, True),
        ((ACTIVE, DENIED), None, False),  # the deny is not there
        ((ACTIVE,), DENY, False),  # nor gone when it should be
        ((replace(ACTIVE, attached=False),), None, False),
        ((replace(ACTIVE, revoked=True),), None, False),
        ((replace(ACTIVE, ends_at=NOW),), None, False),
        ((replace(DENIED, denied_until=NOW),), DENY, False),
        ((replace(ACTIVE, attached=False, starts_at=NOW + timedelta(hours=1)),), None, True),
    ],
)
def test_a_role_is_in_order_when_it_has_the_denies_of_its_ledger(
    grants: tuple[Any, ...], policy: str | None, *, fine: bool
) -> None:
    role = a_session_role(documents={} if policy is None else {POLICY_NAME: policy})
    assert session_role_in_order(role, Ledger(RECORD, grants), BROKER, NOW, (), session_rules()) is fine


def test_a_role_with_grants_that_may_not_stay_is_not_in_order() -> None:
    ledger = Ledger(RECORD, (ACTIVE,))
    locked = Lock(LockTarget(LockKind.PERSON, "dev1", "dev1"), SRE1.iam_user, NOW, "")
    gone = replace(session_rules(), people={})
    assert not session_role_in_order(a_session_role(), ledger, BROKER, NOW, (locked,), session_rules())
    assert not session_role_in_order(a_session_role(), ledger, BROKER, NOW, (), gone)
    assert not session_role_in_order(a_session_role(trust=pinned_trust()), ledger, BROKER, NOW, (), session_rules())
    assert session_role_in_order(a_session_role(), ledger, BROKER, NOW, (), None)  # nobody loses anything for that


def test_a_role_that_we_never_wrote_on_and_that_has_no_grant_is_not_ours_to_judge() -> None:
    ledger = Ledger(RoleRecord(SESSION_ROLE), ())
    assert session_role_in_order(a_session_role(documents={POLICY_NAME: "{}"}), ledger, BROKER, NOW, (), None)
