from dataclasses import fields
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.domain.model import Payload, Status, canonical_hash
from tests.builders import DEV2, NOW, SRE_ROLE, a_payload, a_permission, a_request

OTHER = {
    "person": DEV2.iam_user,
    "role_arn": SRE_ROLE,
    "permission": a_permission("dynamodb:GetItem"),
    "duration": timedelta(hours=4, seconds=1),
    "starts_at": NOW,
    "extends": a_request().id,
}


@pytest.mark.parametrize("name", [field.name for field in fields(Payload)])
def test_another_payload_has_another_hash_whatever_differs(name: str) -> None:
    assert a_payload(**{name: OTHER[name]}).hash != a_payload().hash


def test_the_hash_of_a_payload_is_a_contract() -> None:
    """It is stored, shown and sent back by buttons: a change here makes every request that waits undecidable."""
    assert a_payload().hash == "ccda03539aeaa49213f19e482d42e2d704a26c3a63c6417a62a6bad664dff248"


def test_actions_do_not_pass_for_resources() -> None:
    one = a_payload(permission=a_permission("a:*", resources=("b",)))
    other = a_payload(permission=a_permission("b", resources=("a:*",)))
    assert one.hash != other.hash


@pytest.mark.parametrize("status", Status)
def test_a_state_is_terminal_when_nothing_can_follow(status: Status) -> None:
    assert status.terminal is (status.value not in {"PENDING", "APPROVED", "ACTIVE"})


@given(st.dictionaries(st.text(), st.integers()))
def test_a_hash_does_not_depend_on_the_order_of_keys(facts: dict[str, int]) -> None:
    assert canonical_hash(facts) == canonical_hash(dict(reversed(facts.items())))


@given(st.lists(st.text(), max_size=3), st.lists(st.text(), max_size=3))
def test_different_texts_have_different_hashes(one: list[str], other: list[str]) -> None:
    assert (canonical_hash(one) == canonical_hash(other)) == (one == other)
