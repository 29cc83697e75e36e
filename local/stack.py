"""The local stack as `.local/stack.json` describes it, and callers of it: people, switched roles, the REST API.

The keys of the file are a contract with other programs; only add to them.
"""

import json
import os
from collections.abc import Generator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import boto3
import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from local.processes import SUPERVISOR, LocalStackError, owner

FOLDER = Path(__file__).resolve().parent.parent / ".local"
STACK_VARIABLE = "AWS_ACCESS_STACK"  # names the stack.json of a stack somewhere else
ROOT_SECRET = "test"  # what the emulator takes as the secret of every account's root


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who uses the local stack. `approver`: may decide on requests for verify."""

    slack_id: str
    iam_user: str
    teams: tuple[str, ...]
    approver: bool
    access_key_id: str
    secret_access_key: str


@dataclass(frozen=True, slots=True)
class Environment:
    """A target account and the ARNs of its team roles, by team."""

    account: str
    team_roles: Mapping[str, str]


class LocalSession(boto3.Session):
    """A session whose clients speak to the emulator, whatever the machine's own AWS and proxy settings say."""

    def __init__(self, endpoint: str, region: str, key: str, secret: str, token: str | None = None) -> None:
        super().__init__(key, secret, token, region_name=region)
        self._local = {"endpoint_url": endpoint, "config": Config(proxies={})}

    def client(self, *args: Any, **kwargs: Any) -> Any:
        return super().client(*args, **{**self._local, **kwargs})

    def resource(self, *args: Any, **kwargs: Any) -> Any:
        return super().resource(*args, **{**self._local, **kwargs})


class SignedByPerson(httpx.Auth):
    """Signs each request for API Gateway (AWS Signature Version 4), as the AWS tools do."""

    requires_request_body = True

    def __init__(self, credentials: Credentials, region: str) -> None:
        self._signer = SigV4Auth(credentials, "execute-api", region)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        # A space is `+` in a form and `%20` in a signature.
        request.url = request.url.copy_with(raw_path=request.url.raw_path.replace(b"+", b"%20"))
        content_type = {"Content-Type": request.headers["Content-Type"]} if "Content-Type" in request.headers else {}
        signed = AWSRequest(request.method, str(request.url), headers=content_type, data=request.content)
        self._signer.add_auth(signed)
        request.headers.update(dict(signed.headers.items()))
        yield request


@dataclass(frozen=True, slots=True)
class Stack:
    """A running local stack."""

    aws_endpoint: str
    region: str
    jump_account: str
    api_url: str
    slack_request_url: str
    slack_signing_secret: str
    slack_api_url: str
    slack_page_url: str
    slack_bot_token: str
    approvals_channel: str
    requests_table: str
    environments: Mapping[str, Environment]
    people: Mapping[str, Person]
    processes: Mapping[str, int]

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """The stack that runs now; LocalStackError when none does, even if a file was left behind."""
        path = path or Path(os.environ.get(STACK_VARIABLE) or FOLDER / "stack.json")
        if not path.is_file() or owner(path.parent / "run" / f"{SUPERVISOR}.pid") is None:
            raise LocalStackError("No local stack is running. Start one with: make local")
        values = json.loads(path.read_text())
        values["environments"] = {name: Environment(**each) for name, each in values["environments"].items()}
        values["people"] = {
            name: Person(**{**each, "teams": tuple(each["teams"])}) for name, each in values["people"].items()
        }
        return cls(**values)

    def save(self, path: Path) -> None:
        """Write the file whole, readable for nobody else: it holds keys."""
        draft = path.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(asdict(self), indent=2) + "\n")
        draft.replace(path)

    def session(self, person: str) -> LocalSession:
        """As a person in the jump account."""
        who = self.people[person]
        return LocalSession(self.aws_endpoint, self.region, who.access_key_id, who.secret_access_key)

    def root(self, account: str) -> LocalSession:
        """As the root of an account: for setting things up and looking behind the scenes."""
        return LocalSession(self.aws_endpoint, self.region, account, ROOT_SECRET)

    def client(self, service: str, person: str) -> Any:
        """An AWS client of a person in the jump account."""
        return self.session(person).client(service)

    def switch(self, person: str, environment: str, team: str) -> LocalSession:
        """What the console's switch-role link does: the session is named after the IAM user."""
        user = self.people[person].iam_user
        role = self.environments[environment].team_roles[team]
        assumed = self.client("sts", person).assume_role(RoleArn=role, RoleSessionName=user)["Credentials"]
        return LocalSession(
            self.aws_endpoint,
            self.region,
            assumed["AccessKeyId"],
            assumed["SecretAccessKey"],
            assumed["SessionToken"],
        )

    def api(self, person: str) -> httpx.Client:
        """A client of the REST API whose calls the person signs; paths are relative to the stage."""
        who = self.people[person]
        auth = SignedByPerson(Credentials(who.access_key_id, who.secret_access_key), self.region)
        return httpx.Client(base_url=self.api_url, auth=auth, timeout=30, trust_env=False)
