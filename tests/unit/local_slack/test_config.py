"""A workspace that contradicts itself is refused, and the refusal names what is wrong."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from local.slack.config import direct_channel, read_config
from tests.unit.local_slack.builders import SECRET, TOKEN, config


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"people": [{"id": "U0A", "name": "a"}, {"id": "U0A", "name": "b"}]}, "person id used twice: U0A"),
        ({"people": [{"id": "U0A", "name": "a"}, {"id": "U0B", "name": "a"}]}, "person name used twice: a"),
        ({"people": [{"id": "bob", "name": "a"}]}, "people.0.id"),
        ({"people": [{"id": "U0A", "name": "a", "tz": "Mars/Base"}]}, "unknown time zone 'Mars/Base'"),
        ({"people": [{"id": "U0A", "name": "a", "colour": "red"}]}, "people.0.colour"),
        ({"people": []}, "people"),
        ({"channels": [{"id": "C0A", "name": "x", "members": ["U0NOBODY"]}]}, "unknown members: U0NOBODY"),
        ({"commands": ["aws-access"]}, "a command begins with a slash: aws-access"),
        ({"bot_user_id": "U0DEV1"}, "person id used twice: U0DEV1"),
    ],
)
def test_a_contradiction_is_named(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(ValidationError) as refused:
        config(**changes)
    assert named in str(refused.value)


def test_secrets_do_not_show() -> None:
    shown = repr(config())
    assert TOKEN not in shown
    assert SECRET not in shown


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "workspace.json"
    path.write_text(
        '{"bot_token": "t", "signing_secret": "s", "people": [{"id": "U0A", "name": "a"}], "channels": []}',
        encoding="utf-8",
    )
    assert read_config(path).people[0].name == "a"


def test_each_person_has_direct_messages_with_the_app() -> None:
    assert direct_channel("U0DEV1") == "D0DEV1"
