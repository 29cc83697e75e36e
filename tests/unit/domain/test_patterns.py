"""Against brute force: every pattern and every text of a small alphabet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.domain.patterns import covers, overlap, touches
from tests.plain_patterns import matches, texts_of

TEXTS = texts_of("ab", 6)
patterns = st.text("ab*?", max_size=4)


@given(patterns, patterns)
def test_a_pattern_that_covers_another_matches_all_that_it_matches(outer: str, inner: str) -> None:
    if covers(outer, inner):
        assert all(matches(outer, text) for text in TEXTS if matches(inner, text))


@given(patterns, st.sampled_from(TEXTS))
def test_a_pattern_covers_a_plain_text_exactly_when_it_matches_it(pattern: str, text: str) -> None:
    assert covers(pattern, text) == matches(pattern, text)


@given(patterns)
def test_everything_covers_itself_and_a_star_covers_everything(pattern: str) -> None:
    assert covers("*", pattern)
    assert covers(pattern, pattern)


@given(patterns, patterns)
def test_two_patterns_overlap_exactly_when_some_text_matches_both(one: str, other: str) -> None:
    # If any text matches both, a short one does: each pattern's characters, with nothing in excess for its stars.
    assert overlap(one, other) == any(matches(one, text) and matches(other, text) for text in TEXTS)


@given(patterns, patterns)
def test_overlap_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert overlap(one, other) == overlap(other, one)


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("dynamodb:*", "dynamodb:GetItem", True),
        ("dynamodb:*", "DynamoDB:getitem", True),
        ("dynamodb:Get*", "dynamodb:Get*", True),
        ("dynamodb:Get*", "dynamodb:*", False),
        ("dynamodb:GetItem", "dynamodb:Get*", False),
        ("dynamodb:?etItem", "dynamodb:GetItem", True),
        ("dynamodb:?etItem", "dynamodb:*etItem", False),
        ("s3:*", "s3-object-lambda:Get", False),
        ("s3:Get.bject", "s3:GetObject", False),
        ("s3:[Gg]et*", "s3:GetObject", False),
    ],
)
def test_actions_are_covered_as_iam_reads_them(outer: str, inner: str, *, expected: bool) -> None:
    assert covers(outer, inner) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("iam:*", "*", True),
        ("iam:*", "i*", True),
        ("iam:*", "?am:PassRole", True),
        ("IAM:PassRole", "iam:pass*", True),
        ("iam:*", "dynamodb:*", False),
        ("cloudtrail:Stop*", "cloudtrail:*Logging", True),
        ("cloudtrail:Stop*", "cloudtrail:Get*", False),
    ],
)
def test_actions_overlap_as_iam_reads_them(one: str, other: str, *, expected: bool) -> None:
    assert overlap(one, other) is expected


@given(st.lists(patterns, max_size=4), st.lists(patterns, max_size=4))
def test_groups_of_patterns_touch_where_any_two_overlap(ours: list[str], theirs: list[str]) -> None:
    assert touches(ours, theirs) is any(overlap(one, other) for one in ours for other in theirs)
