"""The functions take the newest published rules, and keep the last good ones whatever AppConfig does."""

from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any, cast
from uuid import uuid4

import pytest
from aws_lambda_powertools import Logger
from botocore.exceptions import ClientError, ReadTimeoutError

from aws_access.adapters.rules.appconfig import AppConfigRules
from aws_access.adapters.rules.yaml_file import read_rules
from aws_access.domain.errors import Unavailable
from tests.fakes import FakeClock, FakeRoster
from tests.templates import PROJECT

RULES, PUBLISHED = read_rules(PROJECT / "local/rules.yaml")
OTHER, OTHER_PUBLISHED = read_rules(PROJECT / "config/rules.example.yaml")
HALF_A_MINUTE = timedelta(seconds=30)
NONSENSE = [b"", b"{", b"\xff\xfe", b"{}", PUBLISHED[: len(PUBLISHED) // 2].encode(), b"[" * 100_000]


class AppConfigData:
    """AppConfig's data plane: a session's token counts for one answer, and an answer holds only what is new."""

    def __init__(self, content: bytes = b"") -> None:
        self.content = content
        self.error: Exception | None = None
        self.calls: list[str] = []
        self._sent: dict[str, bytes] = {}

    def start_configuration_session(self, **names: str) -> dict[str, str]:
        self._begin("start")
        assert names == {
            "ApplicationIdentifier": "application",
            "EnvironmentIdentifier": "environment",
            "ConfigurationProfileIdentifier": "profile",
        }
        return {"InitialConfigurationToken": self._token(b"")}

    def get_latest_configuration(self, *, ConfigurationToken: str) -> dict[str, Any]:  # noqa: N803 - AWS's name
        self._begin("get")
        sent = self._sent.pop(ConfigurationToken, None)
        if sent is None:
            raise ClientError({"Error": {"Code": "BadRequestException", "Message": "token"}}, "GetLatestConfiguration")
        new = b"" if sent == self.content else self.content
        return {"NextPollConfigurationToken": self._token(self.content), "Configuration": BytesIO(new)}

    def forget_tokens(self) -> None:
        self._sent.clear()

    def _begin(self, call: str) -> None:
        self.calls.append(call)
        if self.error is not None:
            raise self.error

    def _token(self, sent: bytes) -> str:
        token = str(uuid4())
        self._sent[token] = sent
        return token


class Source:
    def __init__(self, content: bytes = PUBLISHED.encode(), *, kept: str | None = None, keeps: bool = False) -> None:
        self.appconfig = AppConfigData(content)
        self.clock = FakeClock()
        self.log = StringIO()
        logger = Logger(service=f"test-{uuid4()}", stream=self.log)
        self.kept = FakeRoster()
        if kept is not None:
            self.kept.keep_rules(kept)
        names = ("application", "environment", "profile")
        self.rules = AppConfigRules(cast("Any", self.appconfig), *names, self.clock, logger, self.kept, keeps=keeps)

    def later(self) -> None:
        self.clock.advance(HALF_A_MINUTE)


def test_the_published_rules_are_taken_once_and_kept_for_half_a_minute() -> None:
    source = Source()
    for _ in range(3):
        assert source.rules.current() == RULES
        source.clock.advance(timedelta(seconds=9))
    assert source.appconfig.calls == ["start", "get"]
    assert f'"rules_version":"{RULES.version}"' in source.log.getvalue()


def test_a_new_version_is_taken_within_half_a_minute() -> None:
    source = Source()
    source.rules.current()
    source.appconfig.content = OTHER_PUBLISHED.encode()
    assert source.rules.current() == RULES
    source.later()
    assert source.rules.current() == OTHER
    assert source.appconfig.calls == ["start", "get", "get"]


def test_an_answer_without_anything_new_changes_nothing_and_is_not_logged() -> None:
    source = Source()
    source.rules.current()
    said = source.log.getvalue()
    source.later()
    assert source.rules.current() == RULES
    assert source.log.getvalue() == said


@pytest.mark.parametrize("content", NONSENSE[1:])
def test_nonsense_is_not_taken_and_the_last_good_version_stays(content: bytes) -> None:
    source = Source()
    source.rules.current()
    source.appconfig.content = content
    source.later()
    assert source.rules.current() == RULES
    assert "rules not readable, keeping the last" in source.log.getvalue()
    source.appconfig.content = OTHER_PUBLISHED.encode()
    source.later()
    assert source.rules.current() == OTHER


ERRORS: list[Exception] = [
    ClientError({"Error": {"Code": "InternalServerException", "Message": ""}}, "GetLatestConfiguration"),
    ClientError({"Error": {"Code": "ResourceNotFoundException", "Message": ""}}, "StartConfigurationSession"),
    ClientError({"Error": {"Code": "AccessDeniedException", "Message": ""}}, "StartConfigurationSession"),
    ReadTimeoutError(endpoint_url="https://example.com"),
]


@pytest.mark.parametrize("error", ERRORS)
def test_an_appconfig_that_fails_leaves_the_last_good_version_and_is_not_asked_at_every_call(error: Exception) -> None:
    source = Source()
    source.rules.current()
    source.appconfig.error = error
    source.later()
    calls = len(source.appconfig.calls)
    for _ in range(5):
        assert source.rules.current() == RULES
    assert len(source.appconfig.calls) == calls + 1
    source.appconfig.error = None
    source.appconfig.content = OTHER_PUBLISHED.encode()
    source.later()
    assert source.rules.current() == OTHER


@pytest.mark.parametrize("error", ERRORS)
def test_without_any_good_version_yet_the_rules_are_unavailable_until_there_is_one(error: Exception) -> None:
    source = Source()
    source.appconfig.error = error
    for _ in range(2):
        with pytest.raises(Unavailable):
            source.rules.current()
    source.appconfig.error = None
    assert source.rules.current() == RULES


@pytest.mark.parametrize("content", NONSENSE)
def test_p6_nonsense_instead_of_the_first_version_allows_nothing(content: bytes) -> None:
    with pytest.raises(Unavailable):
        Source(content).rules.current()


def test_each_good_version_is_kept_once_by_the_function_that_keeps() -> None:
    source, other = Source(keeps=True), Source()
    for _ in range(3):
        source.rules.current()
        other.rules.current()
        source.later()
    assert (source.kept.rules(), other.kept.rules()) == (PUBLISHED, None)
    assert source.kept.faults.calls == 2, "kept once, and read here"
    source.appconfig.content = b"nonsense"
    source.later()
    source.rules.current()
    assert source.kept.rules() == PUBLISHED
    source.appconfig.content = OTHER_PUBLISHED.encode()
    source.later()
    source.rules.current()
    assert source.kept.rules() == OTHER_PUBLISHED


def test_a_version_that_cannot_be_kept_is_taken_all_the_same() -> None:
    source = Source(keeps=True)
    source.kept.faults.unavailable()
    assert source.rules.current() == RULES


def test_a_version_that_could_not_be_kept_is_kept_at_the_next_look_and_not_the_one_before_for_good() -> None:
    source = Source(kept=OTHER_PUBLISHED, keeps=True)
    source.kept.faults.unavailable(2)
    for _ in range(3):
        source.rules.current()
        assert source.kept.faults.calls <= 4, "once in each look"
        source.later()
    assert source.kept.rules() == PUBLISHED


@pytest.mark.parametrize("error", ERRORS)
def test_a_function_that_begins_while_appconfig_is_down_takes_the_version_of_before_until_it_is_up(
    error: Exception,
) -> None:
    source = Source(kept=OTHER_PUBLISHED)
    source.appconfig.error = error
    assert source.rules.current() == OTHER
    source.appconfig.error = None
    source.later()
    assert source.rules.current() == RULES


@pytest.mark.parametrize("content", NONSENSE)
def test_and_so_it_does_when_what_is_in_force_cannot_be_read(content: bytes) -> None:
    assert Source(content, kept=PUBLISHED).rules.current() == RULES


@pytest.mark.parametrize("kept", ["", "{", "{}"])
def test_a_kept_version_that_cannot_be_read_allows_nothing(kept: str) -> None:
    with pytest.raises(Unavailable):
        Source(b"{", kept=kept).rules.current()


def test_a_token_that_ran_out_begins_a_new_session() -> None:
    source = Source()
    source.rules.current()
    source.appconfig.forget_tokens()
    source.appconfig.content = OTHER_PUBLISHED.encode()
    source.later()
    assert source.rules.current() == RULES
    source.later()
    assert source.rules.current() == OTHER
    assert source.appconfig.calls == ["start", "get", "get", "start", "get"]
