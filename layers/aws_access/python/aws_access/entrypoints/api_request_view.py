"""A request as programs see it."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field

from aws_access.domain.assessing import say_gains
from aws_access.domain.assessment import RiskClass
from aws_access.domain.ids import Form
from aws_access.domain.links import switch_role_url
from aws_access.domain.model import Request, Status, as_typed
from aws_access.domain.permissions import not_narrowed
from aws_access.domain.reasons import Language
from aws_access.domain.verdict import Proof, Reach
from aws_access.entrypoints.api_views import ReasonView


class VoteView(BaseModel):
    """One approver's word on one payload."""

    by: str
    approve: bool
    payload_hash: str
    at: datetime
    note: str


class WaitView(BaseModel):
    """What a rule still waits for: `given` of `needs` approvals in this stage."""

    rule: str
    stage: int
    stages: int
    needs: int
    given: int


class ReviewView(BaseModel):
    """The review of a break-glass; `by` null until somebody closed it."""

    due: datetime
    by: str | None
    at: datetime | None
    note: str
    overdue: int


class ReachView(BaseModel):
    """So many actions on so many resources for one person; `until` as if it were approved when it was asked for."""

    person: str
    actions: int
    resources: int
    until: datetime

    @classmethod
    def of(cls, reach: Reach) -> Self:
        """The reach as programs see it."""
        return cls(person=reach.person, actions=reach.actions, resources=reach.resources, until=reach.until)


class ProofView(BaseModel):
    """What was proven of a request when it was asked for: who gains what by it, who loses what, who checked it."""

    holds: bool
    gains: list[ReachView]
    losses: list[ReachView]
    checked_by: list[str]

    @classmethod
    def of(cls, proof: Proof) -> Self:
        """The proof as programs see it."""
        return cls(
            holds=proof.holds,
            gains=list(map(ReachView.of, proof.gains)),
            losses=list(map(ReachView.of, proof.losses)),
            checked_by=list(proof.checked_by),
        )


class StatementView(BaseModel):
    """Actions on resources, where all of the conditions hold: operator, key, and the values of which any will do."""

    actions: list[str]
    resources: list[str]
    conditions: list[tuple[str, str, list[str]]]


class RequestView(BaseModel):
    """A request. Times are UTC.

    `statements` say all that is granted; `actions` and `resources` are those of all of them together.
    `difference`: what the requester would gain (`+`) and had already (`=`) when it was asked for, a line for each level
    of a service. `cautions`: what an approver should look at.
    """

    request_id: str
    status: Status
    requester: str
    environment: str
    account: str
    role_arn: str
    form: Form
    service: str
    resource: str | None
    actions: list[str]
    resources: list[str]
    statements: list[StatementView]
    unnarrowed: Annotated[list[str], Field(description="Actions on every resource, as AWS knows nothing narrower")]
    left_out: Annotated[
        list[str], Field(description="Actions not granted, as they are not done to the named resources")
    ]
    duration_seconds: int
    payload_hash: str
    reason: str
    rule: str
    rules_version: str
    created: datetime
    lapse_at: datetime
    starts_at: datetime | None
    extends: str | None
    break_glass: bool
    votes: list[VoteView]
    waits: list[WaitView]
    review: ReviewView | None
    decided_by: str | None
    decided_at: datetime | None
    note: str
    ends_at: datetime | None
    revoked_by: str | None
    ended_at: datetime | None
    failure: ReasonView | None
    risk: RiskClass | None
    difference: list[str]
    cautions: list[ReasonView]
    proof: ProofView | None
    switch_role_url: str | None

    @classmethod
    def of(cls, request: Request, language: Language) -> Self:
        """The request as programs see it."""
        payload, assessment = request.payload, request.assessment
        on_team_role = payload.form is Form.ROLE  # nobody switches to a session role
        return cls(
            request_id=request.id,
            status=request.status,
            requester=request.requester.iam_user,
            environment=request.environment,
            account=payload.role_arn.account,
            role_arn=payload.role_arn,
            form=payload.form,
            service=request.service,
            resource=as_typed(request.resources),
            actions=list(payload.permission.actions),
            resources=list(payload.permission.resources),
            statements=[StatementView.model_validate(each) for each in payload.permission.as_list()],
            unnarrowed=list(not_narrowed(payload.permission, request.resources)),
            left_out=list(request.left_out),
            duration_seconds=int(payload.duration.total_seconds()),
            payload_hash=payload.hash,
            reason=request.reason,
            rule=request.rule,
            rules_version=request.rules_version,
            created=request.created,
            lapse_at=request.lapse_at,
            starts_at=payload.starts_at,
            extends=payload.extends,
            break_glass=request.break_glass,
            votes=[VoteView(**asdict(each)) for each in request.votes],
            waits=[WaitView(**asdict(each)) for each in request.waits],
            review=ReviewView(**asdict(request.review)) if request.review else None,
            decided_by=request.decided_by,
            decided_at=request.decided_at,
            note=request.note,
            ends_at=request.ends_at,
            revoked_by=request.revoked_by,
            ended_at=request.ended_at,
            failure=ReasonView.of(request.failure, language) if request.failure else None,
            risk=assessment.risk if assessment else None,
            difference=list(say_gains(assessment, language)) if assessment else [],
            cautions=[ReasonView.of(each, language) for each in assessment.cautions] if assessment else [],
            proof=ProofView.of(request.proof) if request.proof else None,
            switch_role_url=switch_role_url(payload.role_arn, request.environment) if on_team_role else None,
        )


class PageView(BaseModel):
    """One page; go on with `cursor` until it is null."""

    requests: list[RequestView]
    cursor: str | None
