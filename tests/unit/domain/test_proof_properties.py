"""No policy that gives more than the ledger is ever taken for proven, and what the builder makes always is.

What a policy gives is tried out: everybody does everything, at any moment that could matter, as the evaluator of
`tests/iam` decides it. It knows neither the builder nor the proof.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aws_access.domain.model import Grant
from aws_access.domain.proof import as_approved, prove
from aws_access.domain.verdict import Proof
from tests.builders import NOW, ROLE_ID, a_grant, a_permission
from tests.generated_ledgers import ENDS, ledgers
from tests.generated_scenes import DONE, HOLDERS, MOMENTS, STRANGERS, TO
from tests.generated_scenes import as_approved as alone
from tests.iam import Policy, PolicyError, Request, evaluate, read_policy
from tests.mutations import BROKEN, MALFORMED, TWICE, WIDENING, Change, changed
from tests.our_policies import documents_of

many = settings(max_examples=150)
_ORDERS = "arn:aws:dynamodb:us-east-1:222222222222:table/orders"
_PARTS = "arn:aws:dynamodb:us-east-1:222222222222:table/parts"
_GRANT = a_grant(permission=a_permission("dynamodb:GetItem", resources=(_ORDERS,)), ends_at=ENDS[1])
Session = dict[str, str]
KNOWN: Sequence[Session] = (
    {"aws:PrincipalTag/team": "Dev", "aws:TokenIssueTime": "2030-01-07T07:30:00Z", "s3:prefix": "reports/x"},
    {
        "aws:PrincipalTag/owner": HOLDERS[0],
        "aws:PrincipalTag/team": "Ops",
        "aws:TokenIssueTime": "2029-12-31T00:00:00Z",
        "s3:prefix": "others/x",
        "aws:MultiFactorAuthPresent": "true",
        "dynamodb:LeadingKeys": "dev1",
    },
)


def sessions_at(moments: Iterable[str]) -> st.SearchStrategy[Session]:
    """When it is, and what is known of a session besides whose it is."""
    return st.builds(
        lambda at, known: {"aws:CurrentTime": at, **known}, st.sampled_from(list(moments)), st.sampled_from(KNOWN)
    )


sessions = sessions_at(each.isoformat() for each in MOMENTS)


def everything(session: Session) -> Sequence[Request]:
    """Everybody does everything that there is to do, in such a session."""
    return _everything(tuple(session.items()))


@cache
def _everything(known: tuple[tuple[str, str], ...]) -> Sequence[Request]:
    tried = product([*HOLDERS, *STRANGERS], DONE, [*TO, _PARTS])
    return [Request.of(action, on, {"aws:userid": who, **dict(known)}) for who, action, on in tried]


@dataclass(frozen=True)
class Meaning:
    """What grants mean, each for itself."""

    grants: Sequence[Grant]

    def allows(self, request: Request) -> bool:
        (who,), (at,) = request.values["aws:userid"], request.values["aws:currenttime"]
        return any(
            who == f"{ROLE_ID}:{grant.person}"
            and at < grant.ends_at.isoformat()
            and evaluate(request, [alone(grant.permission)]).allowed
            for grant in self.grants
        )


def proven(texts: Iterable[str], grants: Iterable[Grant], before: Iterable[str] = ()) -> Proof:
    return prove(before, texts, ROLE_ID, grants)


@many
@given(ledgers(), ledgers())
def test_what_the_builder_makes_of_a_ledger_is_proven_whatever_stood_before(
    before: list[Grant], after: list[Grant]
) -> None:
    proof = proven(documents_of(after, ROLE_ID), after, documents_of(before, ROLE_ID))
    assert proof.doubts == ()
    assert proof.strays == 0


@many
@given(ledgers(), ledgers(), sessions)
def test_who_gains_and_who_loses_is_what_is_tried_out(
    before: list[Grant], after: list[Grant], session: Session
) -> None:
    texts = documents_of(before, ROLE_ID), documents_of(after, ROLE_ID)
    proof = proven(texts[1], after, texts[0])
    was, will_be = ([read_policy(each, f"p{n}") for n, each in enumerate(some)] for some in texts)
    gaining = {each.person for each in proof.gains}
    losing = {each.person for each in proof.losses}
    for request in everything(session):
        person = request.values["aws:userid"][0].partition(":")[2]
        had, has = evaluate(request, was).allowed, evaluate(request, will_be).allowed
        if has and not had:
            assert person in gaining
        if had and not has:
            assert person in losing


@many
@given(ledgers())
def test_nobody_gains_or_loses_where_nothing_changes(grants: list[Grant]) -> None:
    texts = documents_of(grants, ROLE_ID)
    assert proven(texts, grants, before=texts) == Proof()


@many
@given(ledgers(least=1), st.sampled_from(sorted(WIDENING)), st.integers(0, 40), sessions)
def test_no_change_that_gives_more_is_taken_for_proven(
    grants: list[Grant], name: str, where: int, session: Session
) -> None:
    _never_more_than_approved(grants, [WIDENING[name]], [where], session)


@many
@given(
    ledgers(least=1),
    st.lists(st.sampled_from([*WIDENING.values(), *MALFORMED.values()]), min_size=2, max_size=3),
    st.lists(st.integers(0, 40), min_size=3, max_size=3),
    sessions,
)
def test_no_changes_that_give_more_together_are_taken_for_proven(
    grants: list[Grant], changes: list[Change], places: list[int], session: Session
) -> None:
    _never_more_than_approved(grants, changes, places, session)


def _never_more_than_approved(grants: list[Grant], changes: list[Change], places: list[int], session: Session) -> None:
    text, *others = documents_of(grants, ROLE_ID)
    for change, where in zip(changes, places, strict=False):
        try:
            text = changed(text, change, where)
        except (KeyError, TypeError, AttributeError, IndexError, ValueError):
            assume(False)  # two changes that do not go together
    if not proven([text, *others], grants).holds:
        return
    written = [read_policy(each, f"p{number}") for number, each in enumerate([text, *others])]
    meaning = Meaning(grants)
    for request in everything(session):
        assert evaluate(request, written).allowed == meaning.allows(request)


@pytest.mark.parametrize("name", sorted(WIDENING))
def test_a_change_gives_more_and_is_not_proven(name: str) -> None:
    """On a plain ledger, each of them does: or the properties above would say nothing."""
    (text,) = documents_of([_GRANT], ROLE_ID)
    worse = changed(text, WIDENING[name], 0)
    assert not proven([worse], [_GRANT]).holds
    assert _gives_more(worse, Meaning([_GRANT])), "this change gives nothing"
    grants = [replace(_GRANT, ends_at=ENDS[2]), _GRANT]
    assert not proven([changed(each, WIDENING[name], 1) for each in documents_of(grants, ROLE_ID)], grants).holds


def _gives_more(text: str, meaning: Meaning) -> bool:
    try:
        written: list[Policy] = [read_policy(text)]
        return any(
            evaluate(request, written).allowed and not meaning.allows(request)
            for at in (NOW, ENDS[1], ENDS[1] + timedelta(days=9999))
            for request in everything({"aws:CurrentTime": at.isoformat(), **KNOWN[0]})
        )
    except PolicyError:
        return True  # what the evaluator does not know for certain may be anything


@many
@given(ledgers(least=1), st.sampled_from(sorted(MALFORMED)), st.integers(0, 40))
def test_what_is_not_of_our_form_is_never_proven(grants: list[Grant], name: str, where: int) -> None:
    text, *others = documents_of(grants, ROLE_ID)
    assert not proven([changed(text, MALFORMED[name], where), *others], grants).holds


@given(ledgers(least=1), st.sampled_from(sorted(TWICE)))
def test_a_key_that_comes_twice_is_never_proven(grants: list[Grant], name: str) -> None:
    text, *others = documents_of(grants, ROLE_ID)
    there, instead = TWICE[name]
    assert there in text
    assert not proven([text.replace(there, instead, 1), *others], grants).holds


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_policy_is_not_proven_and_is_a_stray_where_it_stood(text: str) -> None:
    assert not proven([text], []).holds
    assert proven([], [], before=[text]) == Proof(strays=1)


@many
@given(ledgers(least=2), sessions)
def test_a_ledger_with_a_grant_less_or_more_is_not_proven_unless_others_say_it_too(
    grants: list[Grant], session: Session
) -> None:
    others = grants[1:]
    for texts, ledger in ((documents_of(grants, ROLE_ID), others), (documents_of(others, ROLE_ID), grants)):
        if proven(texts, ledger).holds:
            written = [read_policy(each, f"p{number}") for number, each in enumerate(texts)]
            meaning = Meaning(ledger)
            assert all(evaluate(each, written).allowed == meaning.allows(each) for each in everything(session))


@many
@given(ledgers())
def test_the_policy_for_others_to_compare_with_says_the_same(grants: list[Grant]) -> None:
    text = as_approved(grants, ROLE_ID)
    if grants:
        assert proven([text], grants).holds
        assert text not in documents_of(grants, ROLE_ID), "made apart"


@many
@given(ledgers(least=1))
def test_over_several_documents_it_is_the_same(grants: list[Grant]) -> None:
    texts = [text for each in grants for text in documents_of([each], ROLE_ID)]
    assert proven(texts, grants).holds
    assert proven([*texts, *texts], grants).holds
