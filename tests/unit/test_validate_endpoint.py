"""AppConfig asks before it puts rules in force; any error is a no, and says why."""

import base64
import json
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from aws_lambda_powertools import Logger

from aws_access.adapters.rules.file import published_form, rules_from_value
from aws_access.bootstrap.validate import build
from aws_access.domain.errors import InvalidRules
from aws_access.entrypoints.validate import ValidateEndpoint
from tests.queue_events import event_file
from tests.rules_value import FILE
from tests.templates import load

EVENT = event_file("appconfig_validate")


def validate(content: Any, log: StringIO | None = None) -> None:
    logger = Logger(service=f"test-{uuid4()}", stream=log or StringIO())
    ValidateEndpoint(logger)({**EVENT, "content": content}, None)  # type: ignore[arg-type] # the context is not used


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_rules_that_can_be_read_are_accepted_and_their_version_is_noted() -> None:
    log = StringIO()
    validate(encoded(published_form(FILE).encode()), log)
    said = json.loads(log.getvalue())
    assert (said["message"], said["rules_version"]) == ("rules accepted", rules_from_value(FILE).version)


def test_rules_with_faults_are_refused_with_each_of_them() -> None:
    faulty = {**FILE, "freezes": [{"name": "x"}], "colour": "red"}
    with pytest.raises(InvalidRules) as caught:
        validate(encoded(json.dumps(faulty).encode()))
    assert "colour: there is no such field" in str(caught.value)
    assert "freezes.0 (x).since: is missing" in str(caught.value)


@pytest.mark.parametrize(
    "content", [None, 7, "", "not base64 {}", encoded(b"{"), encoded(b"\xff\xfe"), encoded(b"[" * 1_000_001)]
)
def test_what_is_no_rules_file_at_all_is_refused(content: Any) -> None:
    with pytest.raises(InvalidRules):
        validate(content)


def test_an_event_without_content_is_refused_by_the_function_as_it_is_deployed() -> None:
    class Context:
        function_name = memory_limit_in_mb = invoked_function_arn = aws_request_id = "made-up"

    with pytest.raises(InvalidRules):
        build({})({"configurationVersion": "1"}, Context())


def test_appconfig_asks_this_function_and_may() -> None:
    resources = load("template.yaml")["Resources"]
    profile, permission = resources["RulesProfile"]["Properties"], resources["RulesValidation"]["Properties"]
    assert profile["Validators"] == [{"Type": "LAMBDA", "Content": "${ValidateFunction.Arn}"}]
    assert permission["FunctionName"] == "${ValidateFunction}"
    assert (permission["Action"], permission["Principal"]) == ("lambda:InvokeFunction", "appconfig.amazonaws.com")
