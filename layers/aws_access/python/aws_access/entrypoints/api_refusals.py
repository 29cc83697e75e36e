"""What the REST API answers when it does not do what it was asked: one form, whatever went wrong."""

from collections.abc import Callable
from http import HTTPStatus

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response, content_types
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse, OpenAPIResponseContentModel

from aws_access.domain.errors import (
    AwsAccessError,
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    RoleRefused,
    Unavailable,
)
from aws_access.domain.reasons import Language, reason
from aws_access.entrypoints.api_views import ErrorView, ReasonView

STATUS_OF: dict[type[AwsAccessError], HTTPStatus] = {
    InvalidInput: HTTPStatus.BAD_REQUEST,
    NotAllowed: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    RoleRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}

_MOST_FAULTS = 20
"""Of a body or a query, told in one answer."""


def answers(status: HTTPStatus = HTTPStatus.OK) -> dict[int, OpenAPIResponse]:
    """For the OpenAPI document: what a method gives when all is well, and the one form of every refusal."""
    documented: dict[int, OpenAPIResponse] = {int(status): {"description": "Done"}}
    for kind, code in STATUS_OF.items():
        view: OpenAPIResponseContentModel = {"model": ErrorView}
        documented[int(code)] = {
            "description": kind.__doc__ or "",
            "content": {content_types.APPLICATION_JSON: view},
        }
    return documented


def add_refusals(app: APIGatewayRestResolver, logger: Logger, language: Callable[[], Language]) -> None:
    """Makes every refusal of this API an ErrorView. What is a mistake of ours is raised: an alarm hears of it."""

    def refuse(error: AwsAccessError) -> Response[str]:
        status = next(status for kind, status in STATUS_OF.items() if isinstance(error, kind))
        logger.info("refused", error=type(error).__name__, reasons=[each.code for each in error.reasons])
        reasons = [ReasonView.of(each, language()) for each in error.reasons]
        body = ErrorView(error=type(error).__name__, reasons=reasons)
        return Response(status, content_types.APPLICATION_JSON, body.model_dump_json())

    def refuse_form(error: RequestValidationError) -> Response[str]:
        faults = [(".".join(map(str, each["loc"]))[:100], each["msg"]) for each in error.errors()[:_MOST_FAULTS]]
        return refuse(InvalidInput(*(reason("invalid-field", field=at, problem=what) for at, what in faults)))

    def refuse_path(_: NotFoundError) -> Response[str]:
        called = app.current_event
        return refuse(NotFound(reason("no-such-path", method=called.http_method, path=called.path[:100])))

    app.exception_handler(AwsAccessError)(refuse)
    app.exception_handler(RequestValidationError)(refuse_form)
    app.not_found(refuse_path)
