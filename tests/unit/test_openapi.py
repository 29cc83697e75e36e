"""The API's document is current, whole, and says what the API does."""

import json
import re
from typing import Any

from aws_access.entrypoints.api_refusals import STATUS_OF
from scripts.openapi import DOCUMENT, document

SCHEMA: dict[str, Any] = json.loads(DOCUMENT.read_text(encoding="utf-8"))
METHODS = [(path, name, method) for path, methods in SCHEMA["paths"].items() for name, method in methods.items()]


def test_the_document_is_current() -> None:
    assert document() == DOCUMENT.read_text(encoding="utf-8"), "run `make openapi`"


def test_every_reference_leads_somewhere() -> None:
    referred = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(SCHEMA)))
    bodies = {"ApproveBody", "DenyBody", "RevokeBody", "SubmitBody"}
    assert referred == set(SCHEMA["components"]["schemas"])
    assert bodies < referred


def test_every_method_is_signed_and_has_one_form_of_refusal() -> None:
    assert SCHEMA["security"] == [{"sigv4": []}]
    assert SCHEMA["components"]["securitySchemes"]["sigv4"]["x-amazon-apigateway-authtype"] == "awsSigv4"
    assert len(METHODS) == 15
    for _, _, method in METHODS:
        assert method["summary"]
        refusals = {str(int(status)) for status in STATUS_OF.values()}
        assert refusals == {status for status in method["responses"] if status >= "400"}
        for status in refusals:
            form = method["responses"][status]["content"]["application/json"]["schema"]
            assert form == {"$ref": "#/components/schemas/ErrorView"}


def test_unknown_fields_of_a_body_are_errors() -> None:
    for name, schema in SCHEMA["components"]["schemas"].items():
        assert schema.get("additionalProperties") is (False if name.endswith("Body") else None)
