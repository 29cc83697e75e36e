"""Whether a team role can take a grant, and whether it is what its ledger says."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.audit import EventType
from aws_access.domain.ids import RoleArn
from aws_access.domain.ledger import Ledger, RoleRecord, Written, policy_hash, role_changing
from aws_access.domain.model import SYSTEM, Grant, Head
from aws_access.domain.packing import Document, managed_names
from aws_access.domain.policies import POLICY_NAME, build_policy
from aws_access.domain.roles import BOUNDARY_NAME, RoleSnapshot, in_order, role_unmet
from aws_access.domain.rules import Rules
from tests.builders import (
    DEV1,
    DEV2,
    DEV_ROLE,
    JUMP_ACCOUNT,
    NOW,
    ROLE_ID,
    SRE1,
    a_grant,
    a_ledger,
    a_person,
    a_role,
    documents,
    pinned_trust,
    some_rules,
)

HEAD = Head(3, "a" * 64)
ON = a_grant(attached=True)


def unmet(role: RoleSnapshot, ledger: Ledger | None = None) -> list[str]:
    return [each.code for each in role_unmet(role, ledger or a_ledger(), DEV1.iam_user, JUMP_ACCOUNT)]


def test_a_role_that_was_handed_over_can_take_a_grant() -> None:
    assert unmet(a_role()) == []
    assert unmet(a_role(tags={"aws-access": "managed", "team": "Dev"})) == []


@pytest.mark.parametrize("tags", [{}, {"aws-access": "no"}, {"aws-access": ""}, {"Aws-Access": "managed"}])
def test_a_role_without_our_tag_is_refused(tags: dict[str, str]) -> None:
    assert unmet(a_role(tags=tags)) == ["role-not-tagged"]


@pytest.mark.parametrize(
    "boundary", [None, "", "arn:aws:iam::222222222222:policy/other", f"arn:aws:iam::1:policy/{BOUNDARY_NAME}-2"]
)
def test_a_role_without_the_boundary_is_refused(boundary: str | None) -> None:
    assert unmet(a_role(boundary=boundary)) == ["role-without-boundary"]


def test_a_role_of_the_jump_account_is_refused_for_our_own_things_are_there() -> None:
    arn = RoleArn(f"arn:aws:iam::{JUMP_ACCOUNT}:role/Dev")
    assert "role-in-jump-account" in unmet(a_role(arn=arn))


def test_a_boundary_may_have_a_path() -> None:
    assert unmet(a_role(boundary=f"arn:aws:iam::222222222222:policy/security/{BOUNDARY_NAME}")) == []


def test_a_policy_of_our_name_that_we_did_not_write_is_somebody_elses() -> None:
    assert unmet(a_role(documents={POLICY_NAME: "{}"})) == ["policy-name-taken"]
    assert unmet(a_role(documents={POLICY_NAME: "{}"}), written()) == []


def test_everything_that_is_missing_is_told_at_once() -> None:
    role = a_role(trust={}, tags={}, boundary=None, documents={POLICY_NAME: "{}"})
    assert unmet(role) == ["trust-lets-nobody-in", "role-not-tagged", "role-without-boundary", "policy-name-taken"]


def orderly(role: RoleSnapshot, ledger: Ledger, seconds: int = 0) -> bool:
    return in_order(role, ledger, JUMP_ACCOUNT, NOW + timedelta(seconds=seconds), (), some_rules())


def a_role_with(*grants: Grant, **fields: object) -> RoleSnapshot:
    return a_role(documents={POLICY_NAME: build_policy(grants, ROLE_ID)}, **fields)


def written(*grants: Grant) -> Ledger:
    """A ledger of these, on whose role all of them were written into the inline policy."""
    parts = tuple(each.request_id for each in grants)
    return a_ledger(*grants, head=HEAD, documents={POLICY_NAME: Written("b" * 64, parts)} if grants else {})


def test_a_role_on_which_we_never_wrote_is_in_order_whatever_it_is() -> None:
    assert orderly(a_role(tags={}, trust={}, boundary=None, documents={POLICY_NAME: "{}"}), a_ledger())


def test_a_role_with_exactly_its_grants_is_in_order() -> None:
    other = a_grant(by=DEV2, attached=True)
    assert orderly(a_role_with(ON, other), written(ON, other))


def test_a_role_without_grants_and_without_a_policy_is_in_order() -> None:
    assert orderly(a_role(), written())


def test_white_space_is_no_drift() -> None:
    text = json.dumps(json.loads(build_policy([ON], ROLE_ID) or ""), indent=2)
    assert orderly(a_role(documents={POLICY_NAME: text}), written(ON))


@pytest.mark.parametrize(
    ("role", "ledger"),
    [
        (a_role(), written(ON)),
        (a_role_with(ON), written()),
        (a_role_with(ON, a_grant(by=DEV2)), written(ON)),
        (a_role_with(a_grant(by=DEV2)), written(ON)),
        (a_role_with(replace(ON, ends_at=NOW + timedelta(hours=9))), written(ON)),
        (a_role_with(ON), written(replace(ON, attached=False))),
        (a_role(), a_ledger(replace(ON, attached=False))),
        (a_role(), written(replace(ON, revoked=True))),
        (a_role_with(ON), written(replace(ON, revoked=True))),
        (a_role_with(ON, role_id="AROAEXAMPLEEXAMPLE02"), written(ON)),
        (a_role_with(ON, tags={}), written(ON)),
        (a_role_with(ON, boundary=None), written(ON)),
        (a_role_with(ON, trust={}), written(ON)),
        (a_role_with(ON, trust=pinned_trust(DEV2)), written(ON)),
    ],
    ids=[
        "policy gone",
        "grant gone",
        "policy says more",
        "policy says something else",
        "another end",
        "not recorded as attached",
        "not attached yet",
        "revoked, and off",
        "revoked, and still on",
        "role made anew",
        "tag gone",
        "boundary gone",
        "trust gone",
        "trust lets in somebody else",
    ],
)
def test_a_role_that_differs_from_its_ledger_or_may_not_stay_so_is_not_in_order(
    role: RoleSnapshot, ledger: Ledger
) -> None:
    assert not orderly(role, ledger)


def test_a_role_is_out_of_order_from_the_end_of_a_grant() -> None:
    until = int((ON.ends_at - NOW).total_seconds())
    assert orderly(a_role_with(ON), written(ON), until - 1)
    assert not orderly(a_role_with(ON), written(ON), until)


def test_a_role_change_says_what_was_before_and_what_will_be() -> None:
    before = {POLICY_NAME: Written(policy_hash("before"), ("r-000000000000",))}
    record = RoleRecord(DEV_ROLE, before, HEAD)
    grants = (a_grant("2"), a_grant("1"))
    change = role_changing(record, documents("after", *grants), (POLICY_NAME,), NOW)
    ids = tuple(sorted(grant.request_id for grant in grants))
    assert (change.expects, change.event.previous, change.event.sequence) == (record.head, "a" * 64, 4)
    assert (change.event.chain, change.event.type, change.event.actor) == (DEV_ROLE, EventType.ROLE_CHANGING, SYSTEM)
    assert change.event.details == {
        "before": policy_hash("before"),
        "policy_hash": policy_hash("after"),
        "policy": "after",
        "request_ids": list(ids),
    }
    after = {POLICY_NAME: Written(policy_hash("after"), ids)}
    assert change.record == RoleRecord(DEV_ROLE, after, Head(4, change.event.hash))


def test_a_role_change_tells_each_managed_policy_that_changes_and_no_other() -> None:
    one, two, three = managed_names(DEV_ROLE)[:3]
    record = RoleRecord(
        DEV_ROLE, {one: Written(policy_hash("1"), ("a",)), two: Written(policy_hash("2"), ("b",))}, HEAD
    )
    wanted = {one: Document("1", ("a",)), three: Document("3", ("c",))}
    change = role_changing(record, wanted, (one, two), NOW)
    assert change.event.details["managed"] == {
        two: {"before": policy_hash("2"), "policy_hash": "", "policy": None},
        three: {"before": "", "policy_hash": policy_hash("3"), "policy": "3"},
    }
    assert change.record.documents == {
        one: Written(policy_hash("1"), ("a",)),
        two: Written(""),
        three: Written(policy_hash("3"), ("c",)),
    }


def test_a_name_is_in_the_record_until_it_was_to_be_taken_away_and_is_seen_gone() -> None:
    one, two, three = managed_names(DEV_ROLE)[:3]
    record = RoleRecord(DEV_ROLE, {one: Written(""), two: Written(""), three: Written("c" * 64)}, HEAD)
    after = role_changing(record, {}, (two,), NOW).record
    assert after.documents == {two: Written(""), three: Written("")}


def test_no_policy_has_no_hash() -> None:
    assert policy_hash(None) == ""
    assert policy_hash("") != policy_hash(None)


def test_rules_find_people_by_slack_id_and_environments_by_name_or_alias() -> None:
    rules: Rules = some_rules(people={SRE1.iam_user: SRE1, a_person("ci").iam_user: a_person("ci", slack=False)})
    assert rules.person_in_slack(SRE1.slack_id or "") == SRE1
    assert rules.person_in_slack("U0UNKNOWN") is None
    assert rules.environment("検証") is rules.environment("verify") is rules.environments["verify"]
    assert rules.environment("moon") is None
    assert list(rules.environment_names()) == ["verify", "検証"]
