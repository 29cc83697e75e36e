"""The REST API: the use cases for programs. Who calls is what IAM says, never what a body says."""

import json
import uuid
from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.openapi.params import Header, Query

from aws_access.domain.audit import broken_at
from aws_access.domain.commands import SetLock
from aws_access.domain.durations import parse_duration
from aws_access.domain.errors import InvalidInput
from aws_access.domain.history import differences
from aws_access.domain.ids import AccountId, RequestId, RoleArn
from aws_access.domain.locks import CHAIN
from aws_access.domain.model import Person, Status, Submission
from aws_access.domain.own_policies import read_policy
from aws_access.domain.reasons import reason
from aws_access.domain.statements import Permission
from aws_access.domain.words import check_reason, parse_resources, parse_service
from aws_access.entrypoints.api_bodies import (
    ApproveBody,
    DenyBody,
    ExtendBody,
    LockBody,
    Moment,
    ReviewBody,
    RevokeBody,
    SubmitBody,
)
from aws_access.entrypoints.api_calls import JsonApi, caller_of, language_of
from aws_access.entrypoints.api_choices import add_choices
from aws_access.entrypoints.api_refusals import add_refusals, answers
from aws_access.entrypoints.api_request_view import PageView, RequestView
from aws_access.entrypoints.api_views import EventsView, EventView, LocksView, LockView
from aws_access.ports import Index, RulesSource, Search
from aws_access.usecases.actions import Actions
from aws_access.usecases.decide_on import Narrowing

_SEARCH_BY = frozenset({"requester", "status", "role", "day", "since", "until", "limit", "cursor"})


def build_api(actions: Actions, jump_account: AccountId, logger: Logger) -> APIGatewayRestResolver:
    """The API's resolver; also the source of the OpenAPI document."""
    app = JsonApi()

    def caller() -> Person:
        return caller_of(app, actions.rules, jump_account)

    _add_reading(app, actions, caller)
    _add_changing(app, actions, caller)
    _add_going_on(app, actions, caller)
    _add_locks(app, actions, caller)
    add_choices(app, actions, caller, lambda: language_of(app))
    add_refusals(app, logger, lambda: language_of(app))
    return app


def _add_reading(app: APIGatewayRestResolver, actions: Actions, caller: Callable[[], Person]) -> None:
    @app.get("/requests/<request_id>", summary="One request", tags=["requests"], responses=answers())
    def get_request(request_id: str) -> RequestView:
        caller()
        return RequestView.of(actions.store.request(RequestId(request_id)), language_of(app))

    @app.get("/requests/<request_id>/events", summary="Its audit events", tags=["requests"], responses=answers())
    def get_events(request_id: str) -> EventsView:
        caller()
        request = actions.store.request(RequestId(request_id))
        events = actions.store.events(request.id)[: request.head.sequence]  # more may have happened since
        broken = broken_at(events, request.head)
        differs = list(differences(request, events))
        views = [EventView.of(each) for each in events]
        return EventsView(events=views, intact=broken is None and not differs, broken_at=broken, differs=differs)

    @app.get(
        "/requests",
        summary="Requests, newest first, by one of four indexes; your own by default",
        tags=["requests"],
        responses=answers(),
    )
    def list_requests(
        requester: Annotated[str | None, Query(description="IAM user name")] = None,
        status: Annotated[Status | None, Query(description="Alone, or to narrow another index")] = None,
        role: Annotated[str | None, Query(description="ARN of the team role")] = None,
        day: Annotated[str | None, Query(pattern=r"^\d{4}-\d{2}-\d{2}$", description="UTC")] = None,
        since: Annotated[Moment | None, Query(description="Created at or after; with time zone")] = None,
        until: Annotated[Moment | None, Query(description="Created before; with time zone")] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        cursor: Annotated[str | None, Query(max_length=2000)] = None,
    ) -> PageView:
        who = caller()
        for unknown in sorted(set(app.current_event.query_string_parameters or {}) - _SEARCH_BY):
            raise InvalidInput(reason("invalid-field", field=unknown[:100], problem="unknown"))
        index, value = _index(requester, role, day, status, who)
        narrowing = None if index is Index.STATUS else status
        page = actions.store.search(Search(index, value, since, until, narrowing, limit, cursor))
        language = language_of(app)
        return PageView(requests=[RequestView.of(each, language) for each in page.requests], cursor=page.cursor)


def _add_changing(app: APIGatewayRestResolver, actions: Actions, caller: Callable[[], Person]) -> None:
    @app.post(
        "/requests",
        summary="Ask for access",
        tags=["requests"],
        status_code=HTTPStatus.CREATED,
        responses=answers(HTTPStatus.CREATED),
    )
    def submit(
        body: SubmitBody,
        idempotency_key: Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=255)] = None,
    ) -> RequestView:
        who = caller()
        service, levels = parse_service(body.service)
        asked = Submission(
            service=service,
            levels=levels,
            environment=body.environment.lower(),
            duration=parse_duration(body.duration),
            resources=parse_resources((body.resource or "").split()),
            reason=check_reason(body.reason),
            starts_at=body.start,
            break_glass=body.break_glass,
            policy=_policy(body, actions.rules),
        )
        if body.break_glass and not asked.reason:
            raise InvalidInput(reason("needs-reason", verb="break-glass"))
        language = language_of(app)
        return RequestView.of(actions.submit(asked, who, idempotency_key or str(uuid.uuid4()), language), language)

    @app.post("/requests/<request_id>/approve", summary="Allow a request", tags=["decisions"], responses=answers())
    def approve(request_id: str, body: ApproveBody) -> RequestView:
        who = caller()
        service, levels = parse_service(body.service) if body.service else (None, None)
        narrowing = Narrowing(
            duration=parse_duration(body.duration) if body.duration else None,
            levels=levels,
            resources=parse_resources((body.resource or "").split()),
            service=service,
        )
        approved = actions.approve(RequestId(request_id), who, body.payload_hash, narrowing)
        return RequestView.of(approved, language_of(app))

    @app.post("/requests/<request_id>/deny", summary="Refuse a request", tags=["decisions"], responses=answers())
    def deny(request_id: str, body: DenyBody) -> RequestView:
        who = caller()
        return RequestView.of(actions.deny(RequestId(request_id), who, check_reason(body.reason)), language_of(app))

    @app.post(
        "/requests/<request_id>/revoke",
        summary="End a request before its time",
        tags=["decisions"],
        responses=answers(),
    )
    def revoke(request_id: str, body: RevokeBody) -> RequestView:
        who = caller()
        return RequestView.of(actions.revoke(RequestId(request_id), who, check_reason(body.reason)), language_of(app))


def _add_going_on(app: APIGatewayRestResolver, actions: Actions, caller: Callable[[], Person]) -> None:
    @app.post(
        "/requests/<request_id>/extend",
        summary="Go on with access from its end",
        tags=["requests"],
        status_code=HTTPStatus.CREATED,
        responses=answers(HTTPStatus.CREATED),
    )
    def extend(
        request_id: str,
        body: ExtendBody,
        idempotency_key: Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=255)] = None,
    ) -> RequestView:
        who, language = caller(), language_of(app)
        key, why = idempotency_key or str(uuid.uuid4()), check_reason(body.reason)
        extension = actions.extend(RequestId(request_id), who, parse_duration(body.duration), why, key, language)
        return RequestView.of(extension, language)

    @app.post(
        "/requests/<request_id>/review",
        summary="Close the review of a break-glass",
        tags=["decisions"],
        responses=answers(),
    )
    def review(request_id: str, body: ReviewBody) -> RequestView:
        who = caller()
        return RequestView.of(actions.review(RequestId(request_id), who, check_reason(body.note)), language_of(app))


def _add_locks(app: APIGatewayRestResolver, actions: Actions, caller: Callable[[], Person]) -> None:
    def told() -> LocksView:
        locks = actions.store.locks()
        intact = broken_at(actions.store.events(CHAIN)[: locks.head.sequence], locks.head) is None
        return LocksView(locks=[LockView.of(each) for each in locks.locks], intact=intact)

    def change(body: LockBody, *, locked: bool) -> LocksView:
        actions.set_lock(SetLock(body.kind, body.name, locked, check_reason(body.reason)), caller())
        return told()

    @app.get("/locks", summary="Everything that is locked", tags=["locks"], responses=answers())
    def get_locks() -> LocksView:
        caller()
        return told()

    @app.post(
        "/locks", summary="Stop a person, a role, an environment or everything", tags=["locks"], responses=answers()
    )
    def lock(body: LockBody) -> LocksView:
        return change(body, locked=True)

    @app.post("/unlock", summary="Let it go on", tags=["locks"], responses=answers())
    def unlock(body: LockBody) -> LocksView:
        return change(body, locked=False)


def _policy(body: SubmitBody, rules: RulesSource) -> Permission | None:
    if body.policy is None:
        return None
    text = body.policy if isinstance(body.policy, str) else json.dumps(body.policy, ensure_ascii=False)
    return read_policy(text, rules.current().known)


def _index(
    requester: str | None, role: str | None, day: str | None, status: Status | None, caller: Person
) -> tuple[Index, str]:
    named = [(Index.REQUESTER, requester), (Index.ROLE, RoleArn(role) if role else None), (Index.DAY, day)]
    given = [(index, value) for index, value in named if value is not None]
    if len(given) > 1:
        raise InvalidInput(reason("invalid-field", field="requester, role, day", problem="name only one of them"))
    if day is not None:
        _check_day(day)
    if given:
        return given[0]
    return (Index.STATUS, status) if status else (Index.REQUESTER, caller.iam_user)


def _check_day(day: str) -> None:
    try:
        date.fromisoformat(day)
    except ValueError as error:
        raise InvalidInput(reason("invalid-field", field="query.day", problem=f"{day} is no day")) from error
