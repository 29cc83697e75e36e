"""The path of the REST API by which the requester of a session grant gets credentials. Its answer is never logged."""

from typing import Annotated

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.openapi.params import Body

from aws_access.domain.ids import AccountId, RequestId
from aws_access.entrypoints.api_bodies import CredentialsBody
from aws_access.entrypoints.api_calls import JsonApi, caller_of, language_of
from aws_access.entrypoints.api_refusals import add_refusals, answers
from aws_access.entrypoints.api_views import CredentialsView
from aws_access.ports import RulesSource
from aws_access.usecases.issue import IssueCredentials


def build_broker(
    issue: IssueCredentials, rules: RulesSource, jump_account: AccountId, logger: Logger
) -> APIGatewayRestResolver:
    """The resolver of this one path."""
    app = JsonApi()

    @app.post(
        "/requests/<request_id>/credentials",
        summary="Credentials, for the requester of an active session grant",
        tags=["sessions"],
        responses=answers(),
        cache_control="no-store",
    )
    def credentials(
        request_id: str,
        _: Annotated[CredentialsBody | None, Body()] = None,
    ) -> CredentialsView:
        issued = issue(RequestId(request_id), caller_of(app, rules, jump_account))
        logger.info("credentials issued", request_id=request_id, session_name=issued.name)
        return CredentialsView(
            access_key_id=issued.credentials.access_key_id,
            secret_access_key=issued.credentials.secret_access_key,
            session_token=issued.credentials.session_token,
            expires_at=issued.ends_at,
            session_name=issued.name,
            role_arn=issued.role_arn,
        )

    add_refusals(app, logger, lambda: language_of(app))
    return app
