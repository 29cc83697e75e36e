"""In which form access is given: by every rule that says anything about it, and never in one that a rule excludes."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.domain.forms import role_for
from aws_access.domain.ids import Form
from aws_access.domain.rules import Rule
from tests.builders import DEV_ROLE, SESSION_ROLE, a_rule, an_environment

ROLE, SESSION = frozenset({Form.ROLE}), frozenset({Form.SESSION})
EITHER = ROLE | SESSION
PLACE = an_environment(session_roles={"Dev": SESSION_ROLE})


def rules(*forms: frozenset[Form] | None) -> list[Rule]:
    return [a_rule(f"rule-{number}", forms=each) for number, each in enumerate(forms)]


@pytest.mark.parametrize(
    ("forms", "role"),
    [
        ((None,), DEV_ROLE),
        ((ROLE,), DEV_ROLE),
        ((SESSION,), SESSION_ROLE),
        ((EITHER,), DEV_ROLE),
        ((None, SESSION), SESSION_ROLE),
        ((EITHER, SESSION), SESSION_ROLE),
        ((EITHER, ROLE), DEV_ROLE),
        ((EITHER, EITHER, None), DEV_ROLE),
    ],
)
def test_the_form_that_all_rules_allow_whatever_their_order(
    forms: tuple[frozenset[Form] | None, ...], role: str
) -> None:
    for order in permutations(forms):
        assert role_for(None, "Dev", PLACE, rules(*order)) == (role, ())


def test_rules_that_exclude_each_other_give_nothing_and_are_named() -> None:
    _, (why,) = role_for(None, "Dev", PLACE, rules(ROLE, EITHER, SESSION))
    assert why.code == "forms-conflict"
    assert why.facts["rules"] == "rule-0: role, rule-1: role_or_session, rule-2: session"


@given(st.lists(st.sampled_from([None, ROLE, SESSION, EITHER]), max_size=4), st.sampled_from([None, *Form]))
def test_never_in_a_form_that_a_rule_excludes(forms: list[frozenset[Form] | None], wanted: Form | None) -> None:
    role_arn, unmet = role_for(wanted, "Dev", PLACE, rules(*forms))
    if not unmet:
        assert all(each is None or role_arn.form in each for each in forms)
        assert wanted in (None, role_arn.form)
        assert any(each for each in forms) or role_arn.form is Form.ROLE


def test_a_form_that_the_rules_allow_no_more_is_refused() -> None:
    _, (why,) = role_for(Form.ROLE, "Dev", PLACE, rules(SESSION))
    assert (why.code, why.facts) == ("form-not-allowed", {"form": "role", "allowed": "session"})


def test_without_a_session_role_there_is_no_session() -> None:
    _, (why,) = role_for(None, "Dev", an_environment(), rules(SESSION))
    assert (why.code, why.facts) == ("no-session-role", {"team": "Dev", "environment": "verify"})
