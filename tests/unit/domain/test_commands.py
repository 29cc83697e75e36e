"""What is typed is read in either language, or refused with what is wrong."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.domain.commands import (
    LONGEST_TEXT,
    Command,
    Extend,
    Help,
    ListRequests,
    Review,
    Revoke,
    SetLock,
    ShowLocks,
    ShowStatus,
    parse_command,
    suggest,
)
from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import RequestId
from aws_access.domain.locks import LockKind
from aws_access.domain.model import Submission
from aws_access.domain.words import LONGEST_REASON, MOST_RESOURCES, parse_service

ID = RequestId("r-0123456789ab")
H = timedelta(hours=1)


def codes(text: str) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        parse_command(text)
    return [each.code for each in caught.value.reasons]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", Help()),
        ("  ", Help()),
        ("help", Help()),
        ("HELP me please", Help()),
        ("?", Help()),
        ("ヘルプ", Help()),
        ("list", ListRequests()),
        ("一覧", ListRequests()),
        (f"status {ID}", ShowStatus(ID)),
        (f"状態 {ID.upper()}", ShowStatus(ID)),
        (f"revoke {ID}", Revoke(ID, "")),
        (f"cancel {ID} -- found another way", Revoke(ID, "found another way")),
        (f"取消 {ID} — もう不要", Revoke(ID, "もう不要")),
    ],
)
def test_a_command_is_read_in_either_language(text: str, meant: Command) -> None:
    assert parse_command(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("dynamodb verify 4h", Submission("dynamodb", "verify", 4 * H)),
        ("  DynamoDB   Verify\t4H ", Submission("dynamodb", "verify", 4 * H)),
        ("dynamodb 検証 4時間", Submission("dynamodb", "検証", 4 * H)),
        ("\uff44ynamodb\u3000検証\u3000\uff14時間", Submission("dynamodb", "検証", 4 * H)),
        ("dynamodb verify 4 hours", Submission("dynamodb", "verify", 4 * H)),
        ("dynamodb verify 1h 30m", Submission("dynamodb", "verify", 1.5 * H)),
        ("dynamodb verify 1 h 30 min orders", Submission("dynamodb", "verify", 1.5 * H, resources=("orders",))),
        ("s3:read verify 30m", Submission("s3", "verify", 0.5 * H, ("read",))),
        ("s3:write,read,write verify 30m", Submission("s3", "verify", 0.5 * H, ("read", "write"))),
        ("dynamodb verify 4h table/Orders-2", Submission("dynamodb", "verify", 4 * H, resources=("table/Orders-2",))),
        (
            "dynamodb verify 4h table/orders table/b* table/orders",
            Submission("dynamodb", "verify", 4 * H, resources=("table/orders", "table/b*")),
        ),
        ("dynamodb verify 4h orders*", Submission("dynamodb", "verify", 4 * H, resources=("orders*",))),
        ("dynamodb verify 4h -- INC-42: db down", Submission("dynamodb", "verify", 4 * H, reason="INC-42: db down")),
        ("dynamodb verify 4h — why — not", Submission("dynamodb", "verify", 4 * H, reason="why — not")),
        ("dynamodb verify 4h –\nnew\nlines", Submission("dynamodb", "verify", 4 * H, reason="new lines")),
        ("dynamodb verify 4h --", Submission("dynamodb", "verify", 4 * H)),
        ("dynamodb verify 4h orders -- --force", Submission("dynamodb", "verify", 4 * H, (), ("orders",), "--force")),
        ("dynamodb pre--prod 4h", Submission("dynamodb", "pre--prod", 4 * H)),
    ],
)
def test_a_submission_is_read_as_it_is_meant(text: str, meant: Submission) -> None:
    assert parse_command(text) == meant


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("dynamodb", "incomplete-command"),
        ("dynamodb verify", "incomplete-command"),
        ("dynamodb 4h -- verify", "incomplete-command"),
        ("dynamodb verify soon", "invalid-duration"),
        ("dynamodb verify 4", "invalid-duration"),
        ("dynamodb verify -4h", "invalid-duration"),
        ("dynamodb verify 4 orders", "invalid-duration"),
        ("dynamodb verify 4h orders more", "unexpected-word"),
        ("dynamodb verify 4h because I need it", "unexpected-word"),
        ("dynamodb verify 4h table/orders because", "unexpected-word"),
        ("dynamodb verify 4h " + " ".join(f"t/{n}" for n in range(MOST_RESOURCES + 1)), "too-many-resources"),
        ("dynamodb verify 4h table/orders a*b", "invalid-resource"),
        ("dynamodb verify 4h *", "invalid-resource"),
        ("dynamodb verify 4h a*b", "invalid-resource"),
        ("dynamodb verify 4h a?", "invalid-resource"),
        ("dynamodb verify 4h ${aws:username}", "invalid-resource"),
        ("dynamodb verify 4h {account}", "invalid-resource"),
        ('dynamodb verify 4h a","*', "invalid-resource"),
        ("dynamodb; verify 4h", "invalid-service"),
        ("dynamodb: verify 4h", "invalid-service"),
        ("dynamodb:* verify 4h", "invalid-service"),
        ("* verify 4h", "invalid-service"),
        ("status", "needs-request-id"),
        ("revoke", "needs-request-id"),
        ("revoke -- because", "needs-request-id"),
        ("status r-1", "invalid-identifier"),
        (f"status {ID} now", "unexpected-word"),
        (f"revoke {ID} because", "unexpected-word"),
        ("list all", "unexpected-word"),
        ("x" * (LONGEST_TEXT + 1), "too-long"),
        ("dynamodb verify 4h -- " + "x" * (LONGEST_REASON + 1), "too-long"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_is_wrong(text: str, code: str) -> None:
    assert codes(text) == [code]


def test_the_word_that_is_too_many_is_named() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_command("dynamodb verify 4h orders more")
    assert caught.value.reasons[0].facts == {"word": "more"}


@given(st.text(max_size=LONGEST_TEXT + 10))
def test_any_text_is_a_command_or_is_refused_with_a_reason(text: str) -> None:
    try:
        parse_command(text)
    except InvalidInput as error:
        assert error.reasons  # noqa: PT017 - it need not be raised


def test_a_service_is_named_as_it_was_asked_for() -> None:
    for word in ("s3", "s3:read", "s3:read,write"):
        service, levels = parse_service(word)
        assert Submission(service, "verify", H, levels).service_name == word


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("dynamo verify 4h", "dynamodb verify 4h"),
        ("dynamodb verfy 2h30m", "dynamodb verify 2h30m"),
        ("verify dynamodb 30m", "dynamodb verify 30m"),
        ("dynamodb:read 検証 x", "dynamodb 検証 4h"),
        ("what is this", "dynamodb production 4h"),
        ("", "dynamodb production 4h"),
    ],
)
def test_the_nearest_valid_command_is_suggested(text: str, nearest: str) -> None:
    assert suggest(text, ["s3", "dynamodb"], ["verify", "検証", "production"]) == nearest


@given(st.text(max_size=200))
def test_what_is_suggested_can_be_typed(text: str) -> None:
    assert isinstance(parse_command(suggest(text, ["s3", "dynamodb"], ["verify", "検証", "production"])), Submission)


TYPED = datetime(2030, 1, 7, 12, 0, tzinfo=UTC)  # 21:00 in Tokyo
TOKYO, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("dynamodb verify 4h at 22:00", "2030-01-07 22:00"),
        ("dynamodb verify 4h at 21:00", "2030-01-08 21:00"),  # it is 21:00 already
        ("dynamodb verify 4h at 9:30 -- morning", "2030-01-08 09:30"),
        ("dynamodb verify 4h at tomorrow 22:00", "2030-01-08 22:00"),
        ("dynamodb verify 4h at 2030-02-01 08:00", "2030-02-01 08:00"),
        ("dynamodb verify 4h 22:00から", "2030-01-07 22:00"),
        ("dynamodb verify 4h 22時から", "2030-01-07 22:00"),
        ("dynamodb verify 4h 22時30分から", "2030-01-07 22:30"),
        ("dynamodb verify 4h 明日9:00から", "2030-01-08 09:00"),
        ("dynamodb verify 4h 明日 9時から", "2030-01-08 09:00"),
        ("dynamodb verify at 22:00 4h orders", "2030-01-07 22:00"),
        ("break-glass dynamodb verify 4h at 22:00 -- all is down", "2030-01-07 22:00"),
    ],
)
def test_a_start_is_read_on_the_wall_of_whoever_typed_it(text: str, start: str) -> None:
    command = parse_command(text, TYPED, TOKYO)
    assert isinstance(command, Submission)
    assert command.starts_at == datetime.fromisoformat(start).replace(tzinfo=TOKYO)
    assert (command.service, command.environment, command.duration) == ("dynamodb", "verify", timedelta(hours=4))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("dynamodb verify 4h at", "invalid-start"),
        ("dynamodb verify 4h at noon", "invalid-start"),
        ("dynamodb verify 4h at 25:00", "invalid-start"),
        ("dynamodb verify 4h at tomorrow", "invalid-start"),
        ("dynamodb verify 4h at 2030-13-01 08:00", "invalid-start"),
        ("dynamodb verify 4h at 2030-10-27 02:30", "time-twice"),
        ("dynamodb verify 4h at 2030-03-31 02:30", "time-never"),
        ("break-glass dynamodb verify 4h", "needs-reason"),
        ("review r-0123456789ab", "needs-reason"),
        ("extend", "needs-request-id"),
        ("extend r-0123456789ab", "needs-duration"),
        ("extend r-0123456789ab soon", "invalid-duration"),
        ("extend r-0123456789ab 2h orders", "unexpected-word"),
        ("lock", "invalid-lock"),
        ("lock dev1", "invalid-lock"),
        ("lock person", "invalid-lock"),
        ("lock person dev1 dev2", "unexpected-word"),
        ("lock everything now", "unexpected-word"),
        ("locks all", "unexpected-word"),
    ],
)
def test_what_is_wrong_with_the_newer_verbs_is_said(text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_command(text, TYPED, BERLIN)
    assert [each.code for each in caught.value.reasons] == [code]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("extend r-0123456789ab 2h -- more", Extend(RequestId("r-0123456789ab"), timedelta(hours=2), "more")),
        ("延長 r-0123456789ab 2時間", Extend(RequestId("r-0123456789ab"), timedelta(hours=2), "")),
        ("review R-0123456789AB -- all fine", Review(RequestId("r-0123456789ab"), "all fine")),
        ("locks", ShowLocks()),
        ("lock person dev1 -- left", SetLock(LockKind.PERSON, "dev1", locked=True, reason="left")),
        ("ロック 環境 検証", SetLock(LockKind.ENVIRONMENT, "検証", locked=True, reason="")),
        ("unlock role verify/Dev", SetLock(LockKind.ROLE, "verify/Dev", locked=False, reason="")),
        ("ロック解除 すべて", SetLock(LockKind.EVERYTHING, "", locked=False, reason="")),
    ],
)
def test_the_newer_verbs(text: str, command: Command) -> None:
    assert parse_command(text) == command


def test_break_glass_is_a_request_of_its_own_kind() -> None:
    command = parse_command("緊急 dynamodb verify 1h -- all is down")
    assert command == replace(parse_submission("dynamodb verify 1h -- all is down"), break_glass=True)


def parse_submission(text: str) -> Submission:
    command = parse_command(text)
    assert isinstance(command, Submission)
    return command
