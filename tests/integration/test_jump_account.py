"""The IAM users of the jump account: read from moto's IAM, and from answers as AWS gives them where moto gives none."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from aws_access.adapters.aws import Aws
from aws_access.adapters.jump_account import IamJumpAccount
from aws_access.domain.errors import Unavailable
from aws_access.domain.roster import IamUser

NOW = datetime(2030, 1, 7, 9, tzinfo=UTC)
HEADER = "user,arn,user_creation_time,password_enabled,access_key_1_active,access_key_2_active"
ROOT = "<root_account>,arn:aws:iam::111111111111:root,2020-01-01T00:00:00+00:00,not_supported,false,false"


@pytest.fixture
def iam(aws: None, session: boto3.Session) -> Any:
    return session.client("iam")


def add(iam: Any, name: str, **tags: str) -> None:
    iam.create_user(UserName=name, Tags=[{"Key": key.replace("_", "-"), "Value": value} for key, value in tags.items()])
    iam.create_login_profile(UserName=name, Password="made-up-and-long")


def test_tag_groups_and_whether_they_can_sign_in(iam: Any) -> None:
    add(iam, "dev7", slack_id="U0000DEV7", slack="other")
    for group in ("ops", "developers"):
        iam.create_group(GroupName=group)
        iam.add_user_to_group(GroupName=group, UserName="dev7")
    (user,) = IamJumpAccount(Aws()).users("slack-id")
    assert user == IamUser(user.name, "U0000DEV7", ("developers", "ops"), disabled=False, can_sign_in=True)


def test_no_users_are_no_error(iam: Any) -> None:
    assert IamJumpAccount(Aws()).users("slack-id") == []


class Stubbed(Aws):
    """IAM whose every answer a test gives."""

    def __init__(self) -> None:
        self.iam = boto3.client("iam", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
        self.stub = Stubber(self.iam)
        self.details: dict[str, Any] = {}

    def client(self, service: str, config: Any = None, **keys: Any) -> Any:
        return self.iam

    def report(self, *rows: str, error: str | None = None) -> None:
        self.stub.add_response("generate_credential_report", {"State": "COMPLETE"})
        if error is not None:
            self.stub.add_client_error("get_credential_report", error, http_status_code=410)
            return
        content = "\n".join((HEADER, ROOT, *rows)).encode()
        self.stub.add_response("get_credential_report", {"Content": content, "GeneratedTime": NOW})

    def users(self, *pages: tuple[str, ...]) -> None:
        for number, names in enumerate(pages):
            more = {"IsTruncated": True, "Marker": f"page-{number + 1}"} if number < len(pages) - 1 else {}
            asked = {"Filter": ["User"], "MaxItems": 500} | ({"Marker": f"page-{number}"} if number else {})
            answer = {"UserDetailList": [{"UserName": name, **self.details.get(name, {})} for name in names], **more}
            self.stub.add_response("get_account_authorization_details", answer, asked)


@pytest.fixture
def stubbed() -> Iterator[Stubbed]:
    made = Stubbed()
    with made.stub:
        yield made
    made.stub.assert_no_pending_responses()


def test_a_user_is_disabled_by_our_tag_and_by_the_policy_that_denies_everything(stubbed: Stubbed) -> None:
    denied, everyday = "arn:aws:iam::aws:policy/AWSDenyAll", "arn:aws:iam::111111111111:policy/AWSDenyAll"
    stubbed.details = {
        "tagged": {"Tags": [{"Key": "aws-access", "Value": "disabled"}]},
        "denied": {"AttachedManagedPolicies": [{"PolicyName": "AWSDenyAll", "PolicyArn": denied}]},
        "managed": {"AttachedManagedPolicies": [{"PolicyName": "AWSDenyAll", "PolicyArn": everyday}]},
        "other": {"Tags": [{"Key": "aws-access", "Value": "managed"}]},
    }
    stubbed.report()
    stubbed.users(tuple(stubbed.details))
    found = {user.name: user.disabled for user in IamJumpAccount(stubbed).users("slack-id")}
    assert found == {"tagged": True, "denied": True, "managed": False, "other": False}


def test_every_page_is_read(stubbed: Stubbed) -> None:
    pages = tuple(tuple(f"person-{page}-{each}" for each in range(900)) for page in range(4))
    stubbed.report()
    stubbed.users(*pages)
    assert [user.name for user in IamJumpAccount(stubbed).users("slack-id")] == [
        name for page in pages for name in page
    ]


def test_a_page_that_fails_leaves_nothing(stubbed: Stubbed) -> None:
    stubbed.report()
    stubbed.stub.add_response(
        "get_account_authorization_details",
        {"UserDetailList": [{"UserName": "dev1"}], "IsTruncated": True, "Marker": "more"},
    )
    stubbed.stub.add_client_error("get_account_authorization_details", "Throttling", http_status_code=400)
    with pytest.raises(Unavailable):
        IamJumpAccount(stubbed).users("slack-id")


@pytest.mark.parametrize("call", ["generate_credential_report", "get_account_authorization_details"])
def test_a_refusal_is_no_list_either_and_says_what_it_is(stubbed: Stubbed, call: str) -> None:
    if call != "generate_credential_report":
        stubbed.report()
    stubbed.stub.add_client_error(call, "AccessDenied", http_status_code=403)
    with pytest.raises(Unavailable, match="AccessDenied"):
        IamJumpAccount(stubbed).users("slack-id")


def row(name: str, password: str, key1: str, key2: str, created: datetime = NOW - timedelta(days=9)) -> str:
    return f"{name},arn:aws:iam::111111111111:user/{name},{created.isoformat()},{password},{key1},{key2}"


def test_without_password_and_key_nobody_can_sign_in_but_a_new_user_is_given_time(stubbed: Stubbed) -> None:
    stubbed.report(
        row("console", "true", "false", "false"),
        row("keys", "false", "false", "true"),
        row("nothing", "false", "false", "false"),
        row("new", "false", "false", "false", NOW - timedelta(hours=4)),
        row("unsaid", "no_information", "false", "false"),
    )
    stubbed.users(("console", "keys", "nothing", "new", "unsaid", "later"))
    found = {user.name: user.can_sign_in for user in IamJumpAccount(stubbed).users("slack-id")}
    assert found == {"console": True, "keys": True, "nothing": False, "new": None, "unsaid": True, "later": None}


@pytest.mark.parametrize("error", ["ReportNotPresent", "ReportExpired", "ReportInProgress"])
def test_while_there_is_no_report_nobody_knows(stubbed: Stubbed, error: str) -> None:
    stubbed.report(error=error)
    stubbed.users(("dev1",))
    assert [user.can_sign_in for user in IamJumpAccount(stubbed).users("slack-id")] == [None]


def test_a_name_that_cannot_be_a_sessions_is_left_out(stubbed: Stubbed) -> None:
    stubbed.report()
    stubbed.users(("a", "dev1"))
    assert [user.name for user in IamJumpAccount(stubbed).users("slack-id")] == ["dev1"]
