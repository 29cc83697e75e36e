"""The evaluator against what AWS documents, case by case: layers of policies."""

import json

import pytest

from tests.iam import Answer, Policy, Verdict, evaluate, read_policy
from tests.iam_cases import EVERYTHING, a_request, policy

ALLOW, DENY = (
    policy({**EVERYTHING, "Sid": "Yes"}, name="a"),
    policy({**EVERYTHING, "Effect": "Deny", "Sid": "No"}, name="d"),
)
ELSEWHERE = policy({**EVERYTHING, "Action": "s3:*"}, name="s3")


@pytest.mark.parametrize(
    ("policies", "boundary", "sessions", "answer"),
    [
        ([], None, [], Answer(Verdict.NOT_ALLOWED)),
        ([ALLOW], None, [], Answer(Verdict.ALLOWED, frozenset({"a#Yes"}))),
        ([ELSEWHERE], None, [], Answer(Verdict.NOT_ALLOWED)),
        ([ELSEWHERE, ALLOW], None, [], Answer(Verdict.ALLOWED, frozenset({"a#Yes"}))),
        ([ALLOW, DENY], None, [], Answer(Verdict.DENIED, frozenset({"d#No"}))),
        ([DENY], None, [], Answer(Verdict.DENIED, frozenset({"d#No"}))),
        ([], ALLOW, [], Answer(Verdict.NOT_ALLOWED)),
        ([ALLOW], ELSEWHERE, [], Answer(Verdict.NOT_ALLOWED)),
        ([ALLOW], DENY, [], Answer(Verdict.DENIED, frozenset({"d#No"}))),
        ([ALLOW], None, [ELSEWHERE], Answer(Verdict.NOT_ALLOWED)),
        ([ALLOW], None, [DENY], Answer(Verdict.DENIED, frozenset({"d#No"}))),
        ([], None, [ALLOW], Answer(Verdict.NOT_ALLOWED)),
        ([ALLOW], ALLOW, [ELSEWHERE], Answer(Verdict.NOT_ALLOWED)),
        ([ALLOW], ELSEWHERE, [ALLOW], Answer(Verdict.NOT_ALLOWED)),
        ([ALLOW], ALLOW, [ELSEWHERE, ALLOW], Answer(Verdict.ALLOWED, frozenset({"a#Yes"}))),
    ],
)
def test_a_deny_wins_and_every_layer_has_to_allow(
    policies: list[Policy], boundary: Policy | None, sessions: list[Policy], answer: Answer
) -> None:
    assert evaluate(a_request(), policies, boundary=boundary, session=sessions) == answer


def test_the_answer_names_each_statement_that_decided() -> None:
    mine = policy(EVERYTHING, {**EVERYTHING, "Action": "s3:*"}, {**EVERYTHING, "Sid": "Mine"}, name="mine")
    limit = policy(EVERYTHING, name="limit")
    assert evaluate(a_request(), [mine], boundary=limit).by == {"mine#0", "mine#Mine", "limit#0"}


def test_one_statement_needs_no_list() -> None:
    assert evaluate(a_request(), [read_policy(json.dumps({"Statement": EVERYTHING}))]).allowed
