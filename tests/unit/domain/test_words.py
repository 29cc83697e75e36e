"""A word is taken for a service, a resource or a reason only when it can mean nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from aws_access.domain.errors import InvalidInput
from aws_access.domain.model import canonical_hash
from aws_access.domain.words import LONGEST_REASON, check_reason, parse_resource, parse_service


@given(st.text(st.sampled_from("ab *?${}\"'\\/:.,-_\n日"), max_size=20))
def test_a_resource_that_is_taken_says_nothing_but_itself_to_iam(text: str) -> None:
    try:
        taken = parse_resource(text)
    except InvalidInput:
        return
    assert taken == text
    assert set(taken[:-1]).isdisjoint('*?${}"\\ \n')
    assert taken not in {"", "*"}


def test_levels_are_sorted_and_named_once() -> None:
    assert parse_service("S3:write,read,write") == ("s3", ("read", "write"))
    assert parse_service("s3") == ("s3", ())


@given(st.text(st.characters(exclude_categories=()), max_size=LONGEST_REASON))
def test_a_reason_is_one_line_without_control_characters_that_can_be_hashed(text: str) -> None:
    kept = check_reason(text)
    assert kept == " ".join(kept.split())
    assert not any(ord(c) < 32 or c == "\x7f" for c in kept)
    assert canonical_hash(kept)


def test_a_lone_surrogate_does_not_get_into_a_reason() -> None:
    assert check_reason("a\ud800b") == "a b"


def test_what_is_said_in_a_reason_is_kept() -> None:
    assert check_reason("  INC-42:\u00a0\t「本番」 🚨 — ok? ") == "INC-42: 「本番」 🚨 — ok?"
