"""Against brute force, and against the other code that compares patterns, which was written apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.domain.inclusion import Scope, beyond, includes, includes_resource
from aws_access.domain.patterns import covers_as_written
from tests.plain_patterns import matches, texts_of

TEXTS = texts_of("ab:", 5)
patterns = st.text("ab:*?", max_size=4)
TABLE = "arn:aws:dynamodb:us-east-1:222222222222:table/"


@given(patterns, patterns)
def test_what_includes_another_matches_all_that_it_matches(outer: str, inner: str) -> None:
    if includes(outer, inner):
        assert all(matches(outer, text) for text in TEXTS if matches(inner, text))


@given(patterns, st.sampled_from(TEXTS))
def test_a_plain_text_is_included_exactly_when_it_is_matched(pattern: str, text: str) -> None:
    assert includes(pattern, text) == matches(pattern, text)


@pytest.mark.parametrize(
    ("outer", "inner"),
    [("?", "*"), ("?*", "*"), ("a", "?"), ("", "*"), ("a*", "*a"), ("a", "A"), ("*a", "*"), ("??", "?")],
)
def test_what_can_be_more_is_not_included(outer: str, inner: str) -> None:
    assert not includes(outer, inner)


@given(patterns, patterns)
def test_what_the_builder_takes_for_included_is_included(outer: str, inner: str) -> None:
    assert includes(outer, inner) == covers_as_written(outer, inner)


@given(patterns, patterns)
def test_a_resource_that_includes_another_does_so_wherever_a_star_ends(outer: str, inner: str) -> None:
    if includes_resource(outer, inner):
        assert all(matches(outer, text) for text in TEXTS if matches(inner, text))
        if outer != "*":
            assert outer.count(":") == inner.count(":")


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("*", "anything", True),
        (f"{TABLE}*", f"{TABLE}orders", True),
        (f"{TABLE}orders", f"{TABLE}*", False),
        (f"{TABLE}Orders", f"{TABLE}orders", False),
        ("arn:aws:logs:*:222222222222:log-group:*", "arn:aws:logs:us-east-1:222222222222:log-group:a:b", True),
        ("arn:*", f"{TABLE}orders", False),
        ("arn:aws:dynamodb:*", "arn:aws:dynamodb:*", True),
        (f"{TABLE}*", TABLE + "${aws:username}", False),
        (TABLE + "${aws:username}", TABLE + "${aws:username}", True),
        (TABLE + "?????????????????", TABLE + "${aws:username}/x", False),
        ("*", TABLE + "${aws:username}", True),
    ],
)
def test_resources_are_compared_part_by_part_and_variables_only_with_themselves(
    outer: str, inner: str, *, expected: bool
) -> None:
    assert includes_resource(outer, inner) is expected


TLS = ("Bool", "aws:SecureTransport", frozenset({"true"}))
ORDERS = Scope(("dynamodb:getitem", "dynamodb:query"), (f"{TABLE}orders", f"{TABLE}parts"))


@pytest.mark.parametrize(
    ("outers", "missing"),
    [
        ([ORDERS], ([], [])),
        ([], (list(ORDERS.actions), list(ORDERS.resources))),
        ([Scope(("dynamodb:*",), ("*",))], ([], [])),
        ([Scope(("dynamodb:getitem",), ("*",))], (["dynamodb:query"], list(ORDERS.resources))),
        ([Scope(ORDERS.actions, (each,)) for each in ORDERS.resources], ([], [])),
        ([Scope((each,), ORDERS.resources) for each in ORDERS.actions], ([], [])),
        # Each action and each resource is in one of the two; not each action on each resource.
        (
            [Scope((one,), (on,)) for one, on in zip(ORDERS.actions, ORDERS.resources, strict=True)],
            (list(ORDERS.actions), [f"{TABLE}parts", f"{TABLE}orders"]),
        ),
        ([Scope(ORDERS.actions, ORDERS.resources, frozenset({TLS}))], (list(ORDERS.actions), list(ORDERS.resources))),
        (
            [Scope(ORDERS.actions, tuple(each.replace("table/", "TABLE/") for each in ORDERS.resources))],
            (list(ORDERS.actions), list(ORDERS.resources)),
        ),
        ([Scope(("DynamoDB:GetItem", "dynamodb:query"), ("*",))], (["dynamodb:getitem"], list(ORDERS.resources))),
    ],
)
def test_what_no_statement_allows_is_told_as_actions_and_resources(
    outers: list[Scope], missing: tuple[list[str], list[str]]
) -> None:
    assert beyond(ORDERS, outers) == missing


def test_where_more_has_to_hold_the_same_is_included() -> None:
    assert beyond(Scope(ORDERS.actions, ORDERS.resources, frozenset({TLS})), [ORDERS]) == ([], [])
