"""A program that calls the API as API Gateway passes its calls on, over a world of fakes."""

import json
from copy import deepcopy
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from aws_lambda_powertools import Logger

from aws_access.domain.model import Person
from aws_access.entrypoints.api import build_api
from aws_access.entrypoints.broker import build_broker
from tests.builders import DEV1, JUMP_ACCOUNT
from tests.world import World

EVENT: dict[str, Any] = json.loads((Path(__file__).parents[1] / "events" / "api_submit.json").read_text())
ASK = {"service": "dynamodb", "environment": "verify", "duration": "4h"}


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any

    @property
    def codes(self) -> list[str]:
        """Of a refusal, whose form is always the same."""
        assert set(self.body) == {"error", "reasons"}
        assert all(set(each) == {"code", "message", "facts"} for each in self.body["reasons"])
        return [each["code"] for each in self.body["reasons"]]


def arn_of(person: Person) -> str:
    return f"arn:aws:iam::{JUMP_ACCOUNT}:user/{person.iam_user}"


@dataclass
class Client:
    """`arn`: whom IAM says it is."""

    world: World = field(default_factory=World)
    arn: str | None = arn_of(DEV1)
    log: StringIO = field(default_factory=StringIO)

    def __post_init__(self) -> None:
        world = self.world
        logger = Logger(service=f"test-{uuid4()}", stream=self.log)
        self._api = build_api(world.actions, JUMP_ACCOUNT, logger)
        self._broker = build_broker(world.issue_credentials, world.rules, JUMP_ACCOUNT, logger)

    def as_(self, person: Person) -> "Client":
        """Somebody else, in the same world."""
        return Client(self.world, arn_of(person), self.log)

    def get(self, path: str, query: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> Answer:
        return self.call("GET", path, headers=headers, query=query)

    def post(self, path: str, body: object = None, headers: dict[str, str] | None = None) -> Answer:
        return self.call("POST", path, body=json.dumps(body), headers=headers)

    def call(
        self,
        method: str,
        path: str,
        *,
        body: str | None = None,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
        **fields: Any,
    ) -> Answer:
        event = deepcopy(EVENT) | {"httpMethod": method, "path": path, "body": body} | fields
        given = {"Content-Type": "application/json", **(headers or {})}
        event |= {"headers": given, "multiValueHeaders": {name: [value] for name, value in given.items()}}
        if query:
            event["queryStringParameters"] = query
            event["multiValueQueryStringParameters"] = {name: [value] for name, value in query.items()}
        event["requestContext"]["identity"]["userArn"] = self.arn
        answer = (self._broker if path.endswith("/credentials") else self._api)(event, None)
        assert answer["multiValueHeaders"]["Content-Type"] == ["application/json"]
        return Answer(int(answer["statusCode"]), json.loads(answer["body"]))
