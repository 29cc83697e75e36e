from dataclasses import replace
from datetime import timedelta

import pytest

from aws_access.domain.model import Grant
from aws_access.domain.proof import as_approved, prove, users_of
from aws_access.domain.reading import read_policy
from aws_access.domain.reasons import Language
from aws_access.domain.statements import Condition, Permission, Statement
from aws_access.domain.verdict import ANALYZER, OURS, Doubt, Proof, Reach
from tests.builders import DEV1, DEV2, DEV_ROLE, NOW, ROLE_ID, a_grant, a_permission, several_statements
from tests.mutations import MALFORMED, WIDENING, changed
from tests.our_policies import documents_of

HOUR = timedelta(hours=1)
ONE, TWO = a_grant(ends_at=NOW + HOUR), a_grant(by=DEV2, ends_at=NOW + HOUR)


def proven(before: list[Grant], after: list[Grant]) -> Proof:
    return prove(documents_of(before, ROLE_ID), documents_of(after, ROLE_ID), ROLE_ID, after)


def reach(grant: Grant, *, gained: bool = True) -> Reach:
    permission = grant.permission
    request_id = grant.request_id if gained else ""
    return Reach(grant.person, len(permission.actions), len(permission.resources), grant.ends_at, request_id)


def test_who_gains_is_told_by_request_with_how_much_and_until_when() -> None:
    assert proven([], [ONE, TWO]) == Proof(gains=(reach(ONE), reach(TWO)))


def test_who_loses_is_told_and_nobody_else_is_concerned() -> None:
    assert proven([ONE, TWO], [TWO]) == Proof(losses=(reach(ONE, gained=False),))


def test_what_somebody_has_already_is_no_gain() -> None:
    again = a_grant("2", ends_at=NOW + HOUR)
    assert proven([ONE], [ONE, again]) == Proof()


def test_the_same_for_longer_is_a_gain_and_the_shorter_one_no_loss() -> None:
    longer = a_grant("2", ends_at=NOW + 2 * HOUR)
    assert proven([ONE], [longer]) == Proof(gains=(reach(longer),))


def test_of_a_wider_grant_what_is_new_is_the_gain() -> None:
    wider = a_grant("2", permission=a_permission("dynamodb:GetItem", "dynamodb:PutItem"), ends_at=NOW + HOUR)
    assert proven([ONE], [ONE, wider]).gains == (Reach(DEV1.iam_user, 1, 1, NOW + HOUR, wider.request_id),)


def test_of_several_statements_actions_and_resources_are_counted_together() -> None:
    grant = replace(ONE, permission=several_statements())
    assert proven([], [grant]).gains == (Reach(DEV1.iam_user, 2, 2, NOW + HOUR, grant.request_id),)


def test_a_condition_may_have_a_value_without_a_letter() -> None:
    prefix = Condition("StringEquals", "s3:prefix", ("", "home/"))
    permission = Permission((Statement(("s3:ListBucket",), ("arn:aws:s3:::reports",), (prefix,)),))
    assert proven([], [replace(ONE, permission=permission)]).holds


def test_an_end_within_a_second_is_the_beginning_of_that_second() -> None:
    grant = replace(ONE, ends_at=ONE.ends_at.replace(microsecond=999_999))
    assert proven([], [grant]).gains == (reach(ONE),)
    assert not prove(
        [], documents_of([replace(ONE, ends_at=NOW + HOUR + timedelta(seconds=1))], ROLE_ID), ROLE_ID, [grant]
    ).holds


def test_a_resource_in_other_capitals_is_another_one() -> None:
    grant = replace(ONE, permission=a_permission("s3:GetObject", resources=("arn:aws:s3:::reports/a",)))
    (text,) = documents_of([grant], ROLE_ID)
    assert "reports/a" in text
    assert not prove([], [text.replace("reports/a", "reports/A")], ROLE_ID, [grant]).holds


@pytest.mark.parametrize("name", sorted(MALFORMED))
def test_a_statement_of_another_form_is_told_as_that(name: str) -> None:
    """However the conditions of a grant come to look."""
    (text,) = documents_of([ONE], ROLE_ID)
    spoilt = changed(text, MALFORMED[name], 0)
    assert read_policy(spoilt).faults
    assert not prove([], [spoilt], ROLE_ID, [ONE]).holds


def test_a_grant_that_cannot_be_found_in_what_is_written_is_in_doubt() -> None:
    proof = prove([], documents_of([ONE], ROLE_ID), ROLE_ID, [ONE, TWO])
    assert [each.person for each in proof.doubts] == [DEV2.iam_user]
    assert proof.in_doubt == {TWO.request_id}


@pytest.mark.parametrize("name", ["any action", "a second longer"])
def test_a_doubt_names_what_would_be_too_much_and_whose_it_is(name: str) -> None:
    (text,) = documents_of([ONE], ROLE_ID)
    proof = prove([], [changed(text, WIDENING[name], 0), *documents_of([TWO], ROLE_ID)], ROLE_ID, [ONE, TWO])
    assert not proof.holds
    assert {each.person for each in proof.doubts} == {DEV1.iam_user}
    assert "dev1 would gain more than was approved until 2030-01-07T10:00:0" in proof.doubts[0].problem
    assert proof.in_doubt == {ONE.request_id}
    assert proof.adding == {ONE.request_id, TWO.request_id}


def test_where_somebody_else_would_gain_everything_new_is_in_doubt() -> None:
    (text,) = documents_of([ONE, TWO], ROLE_ID)
    proof = prove([], [changed(text, WIDENING["a person more"], 0)], ROLE_ID, [ONE, TWO])
    assert proof.doubts == (Doubt(f"{ROLE_ID}:dev would gain access, and was granted none"),)
    assert proof.in_doubt == proof.adding == {ONE.request_id, TWO.request_id}


def test_where_one_doubt_is_about_somebody_and_another_about_nobody_everything_new_is_in_doubt() -> None:
    proof = Proof((reach(ONE), reach(TWO)), doubts=(Doubt("too much", DEV1.iam_user), Doubt("unreadable")))
    assert proof.in_doubt == {ONE.request_id, TWO.request_id}


def test_what_is_standing_and_goes_on_is_never_in_doubt() -> None:
    (text,) = documents_of([ONE, TWO], ROLE_ID)
    proof = prove([*documents_of([ONE], ROLE_ID)], [changed(text, WIDENING["no end"], 0)], ROLE_ID, [ONE, TWO])
    assert proof.in_doubt == {TWO.request_id}


def test_an_action_in_letters_that_only_look_alike_in_small_is_not_the_approved_one() -> None:
    grant = replace(ONE, permission=a_permission("kms:Decrypt"))
    (text,) = documents_of([grant], ROLE_ID)
    kelvin = "\u212a"
    assert kelvin.lower() == "k"
    assert prove([], [text], ROLE_ID, [grant]).holds
    assert not prove([], [text.replace("kms:", f"{kelvin}ms:")], ROLE_ID, [grant]).holds


def test_nobody_has_anything_by_the_unique_id_of_another_role() -> None:
    proof = prove([], documents_of([ONE], "AROAEXAMPLEEXAMPLE02"), ROLE_ID, [ONE])
    assert len(proof.doubts) == 2, "one gains, and the other lacks it"


def test_what_stood_there_and_is_not_ours_goes_as_a_stray_and_hides_nothing() -> None:
    (text,) = documents_of([ONE], ROLE_ID)
    before = changed(text, WIDENING["a statement of others"], 0)
    assert prove([before], [text], ROLE_ID, [ONE]) == Proof(strays=1)


def test_what_somebody_added_for_themselves_is_a_loss_of_theirs() -> None:
    (text,) = documents_of([ONE], ROLE_ID)
    proof = prove([changed(text, WIDENING["a person of another role"], 0)], [text], ROLE_ID, [ONE])
    assert proof == Proof(losses=(replace(reach(ONE, gained=False), person="AROAEXAMPLEEXAMPLE02:dev1"),))


def test_a_policy_to_compare_with_speaks_of_the_users_that_are_asked_for() -> None:
    text = as_approved([ONE, TWO], ROLE_ID, [f"{ROLE_ID}:dev2", "somebody"])
    assert users_of(text) == {f"{ROLE_ID}:dev2"}
    assert prove([], [text], ROLE_ID, [TWO]).holds
    assert users_of(as_approved([ONE, TWO], ROLE_ID)) == {f"{ROLE_ID}:dev1", f"{ROLE_ID}:dev2"}


def test_the_users_of_a_policy_are_those_of_all_its_statements() -> None:
    longer = replace(TWO, ends_at=NOW + 2 * HOUR)
    (text,) = documents_of([ONE, longer], ROLE_ID)
    assert users_of(text) == {f"{ROLE_ID}:dev1", f"{ROLE_ID}:dev2"}


def test_what_others_find_is_a_doubt_about_everything_new() -> None:
    proof = proven([], [ONE, TWO])
    assert proof.checked_by == (OURS,)
    assert proof.checked(ANALYZER) == replace(proof, checked_by=(OURS, ANALYZER))
    refused = proof.checked(ANALYZER, [Doubt("it allows too much")])
    assert not refused.checked("somebody who has none").holds
    assert (refused.holds, refused.in_doubt) == (False, proof.adding)
    (why,) = refused.why_not(DEV_ROLE)
    assert "it allows too much" in why.say()
    assert "it allows too much" in why.say(Language.JAPANESE)


@pytest.mark.parametrize(
    "proof",
    [
        Proof(),
        proven([ONE], [TWO]),
        replace(proven([], [ONE]), strays=2, checked_by=(OURS, ANALYZER)),
        proven([], [ONE]).checked(ANALYZER, [Doubt("no")]),
        proven([], [ONE]).read_back([]),
        proven([], [ONE]).read_back(["everyday"]),
    ],
)
def test_a_proof_is_stored_and_read(proof: Proof) -> None:
    assert Proof.of(proof.as_dict()) == proof
    assert proof.as_dict()["holds"] is proof.holds


def test_of_a_change_of_very_many_the_first_are_stored_and_the_others_counted() -> None:
    many = tuple(reach(a_grant(str(number))) for number in range(60))
    stored = Proof(gains=many, losses=many[:51]).as_dict()
    assert (len(stored["gains"]), len(stored["losses"]), stored["more"]) == (50, 50, 11)  # type: ignore[arg-type]
    assert Proof.of(stored).as_dict() == stored


def test_what_is_about_one_request_leaves_the_others_out() -> None:
    assert proven([TWO], [ONE]).about(ONE.request_id) == Proof(gains=(reach(ONE),))
