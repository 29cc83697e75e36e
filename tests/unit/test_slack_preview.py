"""What an approver is shown of the policy is the statement that is written later, but for what is not known yet."""

import json
from datetime import timedelta

import pytest

from aws_access.domain.policies import build_policy, preview
from aws_access.domain.statements import Permission, Statement
from tests.builders import ROLE_ID, a_grant, a_payload, a_permission


@pytest.mark.parametrize(
    "permission", [a_permission(), a_permission("s3:GetObject", resources=("arn:aws:s3:::a", "arn:aws:s3:::b/*"))]
)
def test_the_preview_is_what_will_be_written(permission: Permission) -> None:
    shown = json.loads(preview(a_payload(permission=permission), 3000))
    policy = build_policy([a_grant(permission=permission)], ROLE_ID)
    assert policy is not None
    (written,) = json.loads(policy)["Statement"]
    assert shown.pop("Condition") == {
        "StringEquals": {"aws:userid": "<role id>:dev1"},
        "DateLessThan": {"aws:CurrentTime": "approval + 4h"},
    }
    written.pop("Condition")
    assert shown == written


@pytest.mark.parametrize("count", [1, 10, 100, 1000])
def test_a_long_preview_is_still_json_says_what_it_leaves_out_and_keeps_its_conditions(count: int) -> None:
    permission = Permission.of(
        tuple(f"service:Action{n:04}" for n in range(count)),
        tuple(f"arn:aws:service:::{'r' * 50}{n:04}" for n in range(count)),
    )
    text = preview(a_payload(permission=permission, duration=timedelta(minutes=90)), 2000)
    assert len(text) <= 2000
    shown = json.loads(text)
    assert shown["Condition"]["DateLessThan"] == {"aws:CurrentTime": "approval + 1h30m"}
    if count > 10:
        for name, values in (("Action", permission.actions), ("Resource", permission.resources)):
            *kept, rest = shown[name]
            assert tuple(kept) == values[: len(kept)]
            assert rest == f"… and {count - len(kept)} more"


def test_statements_that_have_no_room_are_counted_and_never_left_out_in_silence() -> None:
    statements = [Statement((f"service:Action{n:02}",), (f"arn:aws:service:::{'r' * 50}{n:02}",)) for n in range(40)]
    text = preview(a_payload(permission=Permission(tuple(statements))), 2000)
    assert len(text) <= 2000
    *kept, rest = json.loads(text)
    assert [each["Action"] for each in kept] == [f"service:Action{n:02}" for n in range(len(kept))]
    assert rest == f"… and {40 - len(kept)} more"


def test_what_cannot_be_cut_any_shorter_is_cut_off_and_that_is_seen() -> None:
    permission = a_permission(resources=("arn:aws:s3:::" + "r" * 256,))
    text = preview(a_payload(permission=permission), 100)
    assert (len(text), text[-1]) == (100, "…")
