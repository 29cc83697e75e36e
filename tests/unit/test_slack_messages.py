"""The messages on the commands queue come out as they went in, and nothing else comes out."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import RequestId, SlackUserId
from aws_access.entrypoints.messages import ApproveClicked, CommandTyped, DenySubmitted, Message, Sender, dump, parse
from tests.builders import NOW

SENDER = Sender(SlackUserId("U0DEV1"), "T0EXAMPLE", "C0GENERAL", "https://hooks.slack.com/commands/1")
REQUEST = RequestId("r-0123456789ab")
TYPED = CommandTyped(SENDER, "dynamodb verify 4h", "1.2.3", NOW)
CLICKED = ApproveClicked(SENDER, REQUEST, "0f" * 32)
DENIED = DenySubmitted(SENDER, REQUEST, "not now")


@pytest.mark.parametrize("message", [TYPED, CLICKED, DENIED])
def test_every_message_comes_out_as_it_went_in(message: Message) -> None:
    assert parse(dump(message)) == message


@given(st.text(max_size=3000), st.text(max_size=300))
def test_whatever_people_write_comes_out_unchanged(text: str, note: str) -> None:
    assert parse(dump(CommandTyped(SENDER, text, "k", NOW))) == CommandTyped(SENDER, text, "k", NOW)
    assert parse(dump(DenySubmitted(SENDER, REQUEST, note))) == DenySubmitted(SENDER, REQUEST, note)


@pytest.mark.parametrize("message", [TYPED, CLICKED, DENIED])
def test_a_missing_or_unknown_field_is_an_error_that_names_it(message: Message) -> None:
    fields = json.loads(dump(message))
    for name in fields:
        with pytest.raises(InvalidInput, match=name):
            parse(json.dumps({field: value for field, value in fields.items() if field != name}))
    with pytest.raises(InvalidInput, match="more"):
        parse(json.dumps({**fields, "more": "x"}))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "nonsense",
        "[]",
        "null",
        "{}",
        '{"kind": "extend"}',
        '{"kind": 1}',
        dump(TYPED).replace('"U0DEV1"', '"dev1"'),
        dump(TYPED).replace('"1.2.3"', "3"),
        dump(TYPED).replace('"1.2.3"', "null"),
        dump(CLICKED).replace("0f" * 32, "0F" * 32),
        dump(CLICKED).replace(REQUEST, "r-1"),
        dump(DENIED).replace(REQUEST, "../r-0123456789ab"),
    ],
)
def test_anything_else_is_an_error(body: str) -> None:
    with pytest.raises(InvalidInput):
        parse(body)
