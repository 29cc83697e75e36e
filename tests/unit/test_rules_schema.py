"""What editors are told of the rules file is what the product takes."""

import json
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from scripts.rules_schema import PATH, schema
from tests.rules_value import FILE, changed
from tests.templates import PROJECT

VALIDATOR = Draft202012Validator(json.loads(schema()))


def test_the_document_is_current() -> None:
    assert PATH.read_text(encoding="utf-8") == schema(), "make rules-schema"


@pytest.mark.parametrize("name", ["local/rules.yaml", "config/rules.example.yaml"])
def test_the_files_of_this_project_are_right_by_it(name: str) -> None:
    value: Any = yaml.safe_load((PROJECT / name).read_text(encoding="utf-8"))
    assert list(VALIDATOR.iter_errors(value)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("more", 1),
        ("rules/0/longset", "1h"),
        ("rules/0/longest", ...),
        ("rules/0/approvers", "somebody"),
        ("rules/0", {"name": "no", "effect": "deny", "longest": "1h"}),
        ("environments/verify/ceiling", []),
        ("environments/verify/account", 222222222222),
        ("locks", {"team": ["SRE"]}),
    ],
)
def test_slips_are_marked_in_the_editor(path: str, value: object) -> None:
    assert list(VALIDATOR.iter_errors(FILE)) == []
    assert list(VALIDATOR.iter_errors(changed(path, value)))
