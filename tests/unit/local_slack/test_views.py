"""What Slack's own client refuses to send, and what it sends."""

import pytest

from local.slack.blocks import checked_modal
from local.slack.errors import SlackError
from local.slack.views import OpenView, Views, filled_in
from tests.unit.local_slack.builders import DEV1, DEV2, modal, select_input, text_input


def opened(*blocks: dict[str, object]) -> OpenView:
    return Views().open(DEV1, checked_modal(modal(*blocks)))


def test_answers_become_state_values() -> None:
    view = opened(text_input("why"), select_input("env", "verify", "staging"))
    values, errors = filled_in(view, {"why": "no <ticket>", "env": "staging"})
    assert errors == {}
    assert values == {
        "why": {"why_action": {"type": "plain_text_input", "value": "no <ticket>"}},
        "env": {
            "env_action": {
                "type": "static_select",
                "selected_option": {"text": {"type": "plain_text", "text": "STAGING"}, "value": "staging"},
            }
        },
    }


def test_an_optional_input_may_be_empty() -> None:
    values, errors = filled_in(opened(text_input("why", optional=True), select_input("e", "a", optional=True)), {})
    assert errors == {}
    assert values["why"]["why_action"]["value"] is None
    assert values["e"]["e_action"]["selected_option"] is None


@pytest.mark.parametrize(
    ("block", "answer"),
    [
        (text_input("b"), ""),
        (text_input("b", element={"min_length": 3}), "ab"),
        (text_input("b", element={"max_length": 3}), "abcd"),
        (text_input("b"), "x" * 3001),
        (select_input("b", "verify"), "production"),
    ],
)
def test_what_slack_would_not_send_is_an_error_of_its_block(block: dict[str, object], answer: str) -> None:
    _, errors = filled_in(opened(block), {"b": answer})
    assert list(errors) == ["b"]


def test_an_update_with_an_old_hash_is_a_conflict() -> None:
    views = Views()
    view = views.open(DEV1, checked_modal(modal()))
    newer = views.update(view, checked_modal(modal()), view.hash)
    with pytest.raises(SlackError, match="hash_conflict"):
        views.update(newer, checked_modal(modal()), view.hash)


def test_a_view_is_found_by_its_external_id_which_nobody_elses_may_have() -> None:
    views = Views()
    view = views.open(DEV1, checked_modal(modal(external_id="x1")))
    assert views.find("x1") == view
    with pytest.raises(SlackError, match="duplicate_external_id"):
        views.open(DEV2, checked_modal(modal(external_id="x1")))


def test_a_closed_view_is_not_found() -> None:
    views = Views()
    view = views.open(DEV1, checked_modal(modal()))
    views.close(view)
    with pytest.raises(SlackError, match="not_found"):
        views.find(view.id)
