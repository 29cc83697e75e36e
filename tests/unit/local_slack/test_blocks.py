"""Blocks and views are refused exactly where Slack refuses them."""

from collections.abc import Callable
from typing import Any

import pytest

from local.slack.blocks import checked_message_blocks, checked_modal
from local.slack.errors import SlackError
from tests.unit.local_slack.builders import actions, button, modal, section, select_input, text_input


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


# Each makes blocks that are `n` over the limit.
AT_THE_LIMIT: dict[str, Callable[[int], list[dict[str, Any]]]] = {
    "section text": lambda n: [section("x" * (3000 + n))],
    "section field": lambda n: [{"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * (2000 + n)}]}],
    "fields": lambda n: [{"type": "section", "fields": [plain("x")] * (10 + n)}],
    "header": lambda n: [{"type": "header", "text": plain("x" * (150 + n))}],
    "button text": lambda n: [actions(button() | {"text": plain("x" * (75 + n))})],
    "button value": lambda n: [actions(button(value="x" * (2000 + n)))],
    "action id": lambda n: [actions(button("x" * (255 + n)))],
    "block id": lambda n: [section("x") | {"block_id": "x" * (255 + n)}],
    "blocks": lambda n: [section("x")] * (50 + n),
    "actions": lambda n: [actions(*(button(f"a{i}") for i in range(25 + n)))],
    "context": lambda n: [{"type": "context", "elements": [plain("x")] * (10 + n)}],
}


@pytest.mark.parametrize("what", AT_THE_LIMIT)
def test_what_is_at_slacks_limit_passes(what: str) -> None:
    assert checked_message_blocks(AT_THE_LIMIT[what](0))


@pytest.mark.parametrize("what", AT_THE_LIMIT)
def test_one_more_than_slacks_limit_is_invalid(what: str) -> None:
    with pytest.raises(SlackError) as refused:
        checked_message_blocks(AT_THE_LIMIT[what](1))
    assert refused.value.error == "invalid_blocks"


MODAL_AT_THE_LIMIT: dict[str, Callable[[int], dict[str, Any]]] = {
    "title": lambda n: modal(title=plain("x" * (24 + n))),
    "submit": lambda n: modal(submit=plain("x" * (24 + n))),
    "private metadata": lambda n: modal(private_metadata="x" * (3000 + n)),
    "callback id": lambda n: modal(callback_id="x" * (255 + n)),
    "blocks": lambda n: modal(*[section("x")] * (100 + n)),
    "options": lambda n: modal(select_input("s", *(str(i) for i in range(100 + n)))),
    "initial value": lambda n: modal(text_input("why", element={"initial_value": "x" * (3000 + n)})),
}


@pytest.mark.parametrize("what", MODAL_AT_THE_LIMIT)
def test_a_modal_at_slacks_limit_passes(what: str) -> None:
    assert checked_modal(MODAL_AT_THE_LIMIT[what](0))


@pytest.mark.parametrize("what", MODAL_AT_THE_LIMIT)
def test_a_modal_over_slacks_limit_is_refused(what: str) -> None:
    with pytest.raises(SlackError) as refused:
        checked_modal(MODAL_AT_THE_LIMIT[what](1))
    assert refused.value.error == "invalid_arguments"


@pytest.mark.parametrize(
    ("blocks", "detail"),
    [
        ([section("x" * 3001)], "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
        ([section("")], "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ([{"type": "section"}], "[ERROR] a section has text or fields [json-pointer:/blocks/0]"),
        ([{"type": "card"}], "[ERROR] unsupported type: card [json-pointer:/blocks/0]"),
        (
            [section("x") | {"colour": "red"}],
            "[ERROR] invalid additional property: colour [json-pointer:/blocks/0/colour]",
        ),
        ([{"type": "header"}], "[ERROR] missing required field: text [json-pointer:/blocks/0]"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "[json-pointer:/blocks/0/text/type]"),
        ([actions(button("same"), button("same"))], "[ERROR] an action_id stands twice in this block"),
        ([section("x") | {"block_id": "b"}] * 2, "[ERROR] block_id 'b' is used twice"),
        ([actions(button(url="javascript:alert(1)"))], "[json-pointer:/blocks/0/elements/0/url]"),
        ([text_input("why")], "[ERROR] unsupported type: input [json-pointer:/blocks/0]"),
        (
            [actions(*(button(f"a{i}") for i in range(26)))],
            "[ERROR] no more than 25 items allowed [json-pointer:/blocks/0/elements]",
        ),
    ],
)
def test_a_refusal_says_what_is_wrong_and_where(blocks: list[dict[str, Any]], detail: str) -> None:
    with pytest.raises(SlackError) as refused:
        checked_message_blocks(blocks)
    assert any(detail in told for told in refused.value.details), refused.value.details


def test_every_wrong_part_is_named() -> None:
    with pytest.raises(SlackError) as refused:
        checked_message_blocks([section(""), section("x" * 3001)])
    assert len(refused.value.details) == 2


def test_blocks_that_are_no_list_are_no_blocks() -> None:
    with pytest.raises(SlackError, match="invalid_blocks_format"):
        checked_message_blocks({"type": "section"})


def test_missing_ids_are_filled_in_and_what_was_sent_is_left_alone() -> None:
    sent = [section("x"), {"type": "actions", "elements": [{"type": "button", "text": plain("Go")}]}]
    checked = checked_message_blocks(sent)
    assert checked[0]["block_id"] != checked[1]["block_id"]
    assert checked[1]["elements"][0]["action_id"]
    assert "block_id" not in sent[0]


def test_a_modal_with_inputs_needs_a_submit_button() -> None:
    view = modal()
    del view["submit"]
    with pytest.raises(SlackError) as refused:
        checked_modal(view)
    assert "submit is required" in refused.value.details[0]


def test_the_initial_option_is_one_of_the_options() -> None:
    view = modal(select_input("s", "a", "b"))
    view["blocks"][0]["element"]["initial_option"] = {"text": plain("A"), "value": "b"}
    with pytest.raises(SlackError, match="invalid_arguments"):
        checked_modal(view)


def test_a_view_over_250_kilobytes_is_too_large() -> None:
    with pytest.raises(SlackError, match="view_too_large"):
        checked_modal(modal(*[section("x" * 3000)] * 90))


def test_a_view_that_is_no_object_is_refused() -> None:
    with pytest.raises(SlackError, match="invalid_arguments"):
        checked_modal(None)
