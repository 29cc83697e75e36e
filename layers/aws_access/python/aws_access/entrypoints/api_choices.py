"""What callers can choose from, and the roles as they are, for those who put them right."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from aws_access.domain.choices import EnvironmentChoice, choices
from aws_access.domain.ids import Form
from aws_access.domain.model import Person
from aws_access.domain.reasons import Language
from aws_access.domain.room import Room
from aws_access.entrypoints.api_refusals import answers
from aws_access.entrypoints.api_views import ReasonView
from aws_access.usecases.actions import Actions
from aws_access.usecases.roles import RoleReport


class ServiceView(BaseModel):
    """A service that some rule lets the caller ask for there; `policy`, without levels, is one of the caller's own.

    `resource`: the ARN of a named one; null where names are AWS's own, or there are none. `narrows`: whether resources
    can be named; of the action that was asked about, whether naming one leaves it in.
    """

    name: str
    levels: list[str]
    default: list[str]
    resource: str | None
    narrows: bool


class EnvironmentView(BaseModel):
    """An environment. `team_roles`: those of the caller's teams, by team."""

    name: str
    aliases: list[str]
    account: str
    region: str
    team_roles: dict[str, str]
    services: list[ServiceView]

    @classmethod
    def of(cls, choice: EnvironmentChoice) -> Self:
        """The environment as programs see it."""
        environment = choice.environment
        return cls(
            name=environment.name,
            aliases=list(environment.aliases),
            account=environment.account,
            region=environment.region,
            team_roles={team: str(arn) for team, arn in choice.team_roles},
            services=[ServiceView(**asdict(each)) for each in choice.services],
        )


class EnvironmentsView(BaseModel):
    """What the caller can choose from, by these rules."""

    caller: str
    rules_version: str
    environments: list[EnvironmentView]


class ShareView(BaseModel):
    """How much of the room one person's grants take."""

    person: str
    characters: int


class ReturnView(BaseModel):
    """What comes back when grants end."""

    at: datetime
    characters: int


class RoomView(BaseModel):
    """Characters of policies on a role, white space not counted.

    `others`: policies that are not ours. `ours`: grants. `reserved`: what waits for a decision, or starts later. Of a
    session role: the denies of grants that were ended early, and room for those of every other grant.
    """

    limit: int
    free: int
    others: int
    ours: int
    reserved: int
    people: list[ShareView]
    returns: list[ReturnView]

    @classmethod
    def of(cls, room: Room) -> Self:
        """The room as programs see it."""
        return cls(
            limit=room.limit,
            free=room.free,
            others=room.others,
            ours=room.ours,
            reserved=room.reserved,
            people=[ShareView(person=name, characters=size) for name, size in room.people],
            returns=[ReturnView(at=at, characters=size) for at, size in room.returns],
        )


class RoleView(BaseModel):
    """A role as it is. `unmet`: why it takes no grant, or could not be read; `people`: whom its trust keeps out.

    `form`: `role` for a team role, `session` for the session role of the team. `in_order`: it is what its ledger says.
    Both this and `room` are null when the role could not be read.
    """

    environment: str
    team: str
    form: Form
    role_arn: str
    unmet: list[ReasonView]
    people: list[str]
    in_order: bool | None
    room: RoomView | None

    @classmethod
    def of(cls, report: RoleReport, language: Language) -> Self:
        """The role as programs see it."""
        return cls(
            environment=report.environment,
            team=report.team,
            form=report.role_arn.form,
            role_arn=report.role_arn,
            unmet=[ReasonView.of(each, language) for each in report.unmet],
            people=list(report.people),
            in_order=report.in_order,
            room=RoomView.of(report.room) if report.room is not None else None,
        )


class RolesView(BaseModel):
    """Every role that the caller may see: of a team first its team role, then its session role."""

    roles: list[RoleView]


def add_choices(
    app: APIGatewayRestResolver, actions: Actions, caller: Callable[[], Person], language: Callable[[], Language]
) -> None:
    """Both methods."""

    @app.get("/environments", summary="What you can choose from when you ask", tags=["choices"], responses=answers())
    def get_environments(
        action: Annotated[
            str | None, Query(pattern=r"^[a-z0-9-]+:[A-Za-z0-9]+$", description="Only services and levels that hold it")
        ] = None,
    ) -> EnvironmentsView:
        who, rules = caller(), actions.rules.current()
        found = [EnvironmentView.of(each) for each in choices(who, rules, action)]
        return EnvironmentsView(caller=who.iam_user, rules_version=rules.version, environments=found)

    @app.get(
        "/roles",
        summary="Team roles and session roles as they are: your teams', and all where you approve or may lock",
        tags=["choices"],
        responses=answers(),
    )
    def get_roles(
        environment: Annotated[str | None, Query(max_length=64, description="Name or alias")] = None,
    ) -> RolesView:
        reports = actions.look_at_roles(caller(), environment)
        return RolesView(roles=[RoleView.of(each, language()) for each in reports])
