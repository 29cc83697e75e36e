import re
from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from string import Formatter

import pytest

import aws_access
from aws_access.domain import errors
from aws_access.domain.deciding_texts import DECIDING_REASONS
from aws_access.domain.errors import AwsAccessError, ConcurrentChange, Unavailable
from aws_access.domain.policy_texts import POLICY_REASONS
from aws_access.domain.reasons import Language, Reason, reason
from aws_access.domain.role_texts import ROLE_REASONS
from aws_access.domain.rule_texts import RULE_REASONS
from aws_access.domain.texts import REASONS
from aws_access.domain.typed_texts import TYPED_REASONS
from aws_access.entrypoints.api_refusals import STATUS_OF

SOURCE = "\n".join(
    path.read_text() for path in Path(aws_access.__path__[0]).rglob("*.py") if not path.name.endswith("texts.py")
)


def facts_in(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def every_error() -> Iterator[type[AwsAccessError]]:
    waiting = [AwsAccessError]
    while waiting:
        kind = waiting.pop()
        yield kind
        waiting += kind.__subclasses__()


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_is_said_in_both_languages_with_the_same_facts(code: str) -> None:
    english, japanese = REASONS[code]
    assert facts_in(english) == facts_in(japanese)
    assert english.isascii()
    assert re.search("[ぁ-んァ-ン一-龥]", japanese) or not re.sub(r"{\w+}|\W", "", japanese)


def test_no_code_is_in_two_of_the_modules_that_are_put_together() -> None:
    parts = (TYPED_REASONS, RULE_REASONS, DECIDING_REASONS, ROLE_REASONS, POLICY_REASONS)
    assert [code for code, times in Counter(code for part in parts for code in part).items() if times > 1] == []


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_is_said_without_a_blank(code: str) -> None:
    given = Reason(code, {name: f"<{name}>" for name in facts_in(REASONS[code][0])})
    for language in Language:
        said = given.say(language)
        assert all(f"<{name}>" in said for name in given.facts)
        assert "{" not in said


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_is_given_somewhere(code: str) -> None:
    made_up = re.sub("^unknown-(service|environment)(-near)?$", r'f"unknown-{kind}\2"', code)
    assert f'"{code}"' in SOURCE or made_up in SOURCE


@pytest.mark.parametrize("code", sorted(set(re.findall(r'reason\(\s*"([a-z-]+)"', SOURCE))))
def test_every_reason_that_is_given_has_its_words(code: str) -> None:
    assert code in REASONS


@pytest.mark.parametrize(("code", "facts"), [("no-such-code", {}), ("role-missing", {}), ("role-full", {"role": "x"})])
def test_a_reason_that_could_not_be_said_is_not_made(code: str, facts: dict[str, str]) -> None:
    with pytest.raises(KeyError):
        Reason(code, facts)


def test_facts_are_text_and_are_kept_apart_from_the_words() -> None:
    given = reason("role-full", role="{needed}", needed=10_300, limit=10_240)
    assert given.facts == {"role": "{needed}", "needed": "10300", "limit": "10240"}
    assert "{needed}" in given.say()
    assert given.as_dict() == {"code": "role-full", "facts": given.facts}
    assert Reason(**given.as_dict()) == given  # type: ignore[arg-type]  # as it is read from the table


@pytest.mark.parametrize(
    ("locale", "language"),
    [("ja-JP", "ja"), ("ja", "ja"), ("JA_jp", "ja"), ("en-US", "en"), ("de-DE", "en"), ("", "en"), ("jp", "en")],
)
def test_a_locale_is_answered_in_one_of_our_languages(locale: str, language: str) -> None:
    assert Language.of(locale) == language


@pytest.mark.parametrize("kind", list(every_error()), ids=lambda kind: kind.__name__)
def test_every_error_is_in_the_tree_at_the_head_of_its_module(kind: type[AwsAccessError]) -> None:
    assert re.search(rf"^[│├└─ ]*{kind.__name__}\b", errors.__doc__ or "", re.MULTILINE)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.InvalidInput, HTTPStatus.BAD_REQUEST),
        (errors.InvalidRules, HTTPStatus.BAD_REQUEST),
        (errors.NotAllowed, HTTPStatus.FORBIDDEN),
        (errors.NotFound, HTTPStatus.NOT_FOUND),
        (errors.Conflict, HTTPStatus.CONFLICT),
        (errors.ConcurrentChange, HTTPStatus.CONFLICT),
        (errors.RoleRefused, HTTPStatus.UNPROCESSABLE_ENTITY),
        (errors.TargetRefused, HTTPStatus.UNPROCESSABLE_ENTITY),
        (errors.Unavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    ],
)
def test_every_error_has_a_status_of_its_own_or_that_of_its_kind(
    kind: type[AwsAccessError], status: HTTPStatus
) -> None:
    assert next(STATUS_OF[each] for each in kind.__mro__ if each in STATUS_OF) == status


def test_no_error_is_left_without_a_status() -> None:
    for kind in every_error():
        assert kind is AwsAccessError or not set(kind.__mro__).isdisjoint(STATUS_OF)


def test_an_error_says_all_of_its_reasons() -> None:
    error = errors.NotAllowed(reason("self-approval"), reason("not-a-member"))
    assert str(error) == "Nobody decides on their own request. " + reason("not-a-member").say()


def test_an_error_that_has_one_reason_brings_it_along() -> None:
    assert [each.code for each in ConcurrentChange().reasons] == ["concurrent-change"]
    assert Unavailable("IAM").reasons == (reason("unavailable", service="IAM"),)
