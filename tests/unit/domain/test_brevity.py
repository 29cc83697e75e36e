"""Patterns say in fewer words exactly what was wanted, of all that is known; and never as much as a whole service."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.adapters.catalogue import USUAL, aws_services
from aws_access.domain.brevity import as_patterns, meant_by
from aws_access.domain.patterns import covers

WORDS = st.sampled_from(["Get", "get", "Put", "Batch", "Item", "Items", "Policy", "V2", "GET", "DB", "2"])
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(lambda words: "x:" + "".join(words))
SERVICES = st.lists(NAMES, min_size=1, max_size=12, unique_by=str.casefold).map(frozenset)


def meant(patterns: tuple[str, ...], every: frozenset[str]) -> frozenset[str]:
    return frozenset(action for action in every if any(covers(pattern, action) for pattern in patterns))


@given(SERVICES, st.data())
def test_patterns_match_what_is_wanted_and_nothing_else_that_is_known(
    every: frozenset[str], data: st.DataObject
) -> None:
    wanted = data.draw(st.sets(st.sampled_from(sorted(every)), min_size=1).map(frozenset))
    patterns = as_patterns(wanted, every)
    assert meant(patterns, every) == meant_by(patterns, every) == wanted
    assert len(patterns) <= len(wanted)
    assert sum(map(len, patterns)) <= sum(map(len, wanted))
    assert "x:*" not in patterns


@given(SERVICES, st.data())
def test_what_is_wanted_of_it_is_covered_pattern_by_pattern(every: frozenset[str], data: st.DataObject) -> None:
    """A narrowing is held against what was asked for by its patterns."""
    wide = data.draw(st.sets(st.sampled_from(sorted(every)), min_size=1).map(frozenset))
    narrow = data.draw(st.sets(st.sampled_from(sorted(wide)), min_size=1).map(frozenset))
    outer = as_patterns(wide, every)
    assert all(any(covers(each, inner) for each in outer) for inner in as_patterns(narrow, every))


@pytest.mark.parametrize(
    ("wanted", "known", "patterns"),
    [
        ({"x:GetItem", "x:GetTable"}, {"x:PutItem"}, ("x:Get*",)),
        ({"x:GetItem", "x:GetTable"}, {"x:GetawayCar"}, ("x:GetItem", "x:GetTable")),  # IAM would match it
        ({"x:GetItem", "x:GetItems"}, {"x:GetTable"}, ("x:GetItem*",)),
        ({"x:GetItem"}, set[str](), ("x:GetItem",)),
        ({"x:DELETE"}, {"x:DeletePolicy"}, ("x:DELETE",)),
        ({"x:GetItem", "x:GetTable"}, {"x:getPolicy"}, ("x:GetItem", "x:GetTable")),
    ],
)
def test_a_pattern_ends_after_a_word_and_capitals_do_not_matter(
    wanted: set[str], known: set[str], patterns: tuple[str, ...]
) -> None:
    assert as_patterns(frozenset(wanted), frozenset(wanted | known)) == patterns


@given(SERVICES, st.lists(st.text("GetPuItmBach2*?x:", min_size=1, max_size=8), max_size=4))
def test_what_any_patterns_mean_is_what_iam_would_match(every: frozenset[str], patterns: list[str]) -> None:
    assert meant_by(patterns, every) == meant(tuple(patterns), every)


def ends_after_a_word(pattern: str, wanted: frozenset[str]) -> bool:
    """Of one of the names at least, as small letters go on with a word and nothing else does."""
    begin = pattern.removesuffix("*")
    rests = [each[len(begin) :] for each in wanted if each.casefold().startswith(begin.casefold())]
    return any(not rest[:1].islower() or begin[-1].isdigit() for rest in rests)


def test_every_level_of_every_service_of_aws_means_exactly_its_actions() -> None:
    for service in aws_services().values():
        for levels in [*([each] for each in service.levels), list(USUAL), list(service.levels)]:
            wanted = frozenset(action for level in levels for action in service.levels.get(level, ()))
            patterns = as_patterns(wanted, service.every)
            assert meant(patterns, service.every) == wanted
            assert f"{service.name}:*" not in patterns
            assert all(ends_after_a_word(each, wanted) for each in patterns)


def test_what_a_service_usually_means_fits_on_a_role() -> None:
    for service in aws_services().values():
        actions = frozenset(action for level in service.default for action in service.levels[level])
        assert sum(len(pattern) + 3 for pattern in as_patterns(actions, service.every)) < 8_000, service.name
