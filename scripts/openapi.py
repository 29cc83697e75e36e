"""Writes docs/openapi.json: the API as its code describes it. A test fails when it is not current."""

import json
from pathlib import Path
from typing import Any, cast

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.openapi.models import APIKey, APIKeyIn, Server, ServerVariable

from aws_access.entrypoints.api import build_api
from aws_access.entrypoints.broker import build_broker

DOCUMENT = Path(__file__).parents[1] / "docs" / "openapi.json"

_DESCRIPTION = """\
Time-bound AWS access for one person, on the team role that they already use.

Every call is signed with the keys of an IAM user of the jump account (Signature Version 4, service `execute-api`), and
acts as that user: nothing in a path, a query or a body says who calls. `Accept-Language: ja` gets reasons in Japanese.
Each refusal has the form of `ErrorView`, and changed nothing. Unknown fields are errors."""


def document() -> str:
    """The text of the file."""
    # Nothing is called, so nothing has to be there.
    nothing, logger = cast("Any", None), Logger(service="openapi")
    schema, brokers = (
        _schema(app) for app in (build_api(nothing, nothing, logger), build_broker(nothing, nothing, nothing, logger))
    )
    schema["paths"] |= brokers["paths"]
    schema["components"]["schemas"] |= brokers["components"]["schemas"]
    # ErrorView stands in their place.
    for powertools_own in ("HTTPValidationError", "ResponseValidationError", "ValidationError"):
        del schema["components"]["schemas"][powertools_own]
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _schema(app: APIGatewayRestResolver) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(
        app.get_openapi_json_schema(
            title="aws-access",
            version="1",
            description=_DESCRIPTION,
            servers=[
                Server(
                    url="https://{api}.execute-api.{region}.amazonaws.com/v1",
                    description="The stack's output ApiUrl",
                    variables={"api": ServerVariable(default="api"), "region": ServerVariable(default="us-east-1")},
                )
            ],
            security_schemes={"sigv4": _signature()},
            security=[{"sigv4": []}],
        )
    )
    return schema


def _signature() -> APIKey:
    """As API Gateway writes IAM authentication into OpenAPI."""
    return APIKey(
        name="Authorization",
        in_=APIKeyIn.header,
        description="AWS Signature Version 4 for the service execute-api",
        openapi_extensions={"x-amazon-apigateway-authtype": "awsSigv4"},
    )


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
