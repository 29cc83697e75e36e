"""Every file in events/ is a real event, redacted, and goes through the real entry point in some test."""

import json
import re
from pathlib import Path

import pytest

from tests.queue_events import EVENTS

HERE = Path(__file__)
TESTS = {path: path.read_text(encoding="utf-8") for path in HERE.parent.glob("test_*.py") if path != HERE}
TESTS |= {path: path.read_text(encoding="utf-8") for path in HERE.parents[1].glob("*.py")}
SHAPES = {
    "appconfig_": {"applicationId", "configurationProfileId", "configurationVersion", "content", "uri"},
    "api_": {"resource", "path", "httpMethod", "headers", "requestContext", "body", "isBase64Encoded"},
    "slack_": {"resource", "path", "httpMethod", "headers", "requestContext", "body", "isBase64Encoded"},
    "sqs_": {"Records"},
    "stream_": {"Records"},
    "people": {"version", "detail-type", "source", "time"},
    "timers": {"version", "detail-type", "source", "time"},
}
SECRETS = re.compile(r"AKIA(?!EXAMPLE)|ASIA|xox[a-z]-|BEGIN [A-Z ]*PRIVATE|@(?!example)[a-z]+\.com")


@pytest.mark.parametrize("file", sorted(EVENTS.glob("*")), ids=lambda file: file.name)
def test_every_event_has_its_triggers_form_and_no_secret_and_a_test(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    (shape,) = (shape for prefix, shape in SHAPES.items() if file.stem.startswith(prefix))
    assert shape <= set(json.loads(text))
    assert not SECRETS.search(text)
    assert any(file.stem in test for test in TESTS.values())
