"""A function that is told too little, or something that cannot be, does not start and names all of it."""

from dataclasses import fields
from typing import Any

import pytest

from aws_access import settings
from aws_access.domain.ids import AccountId, RoleArn
from aws_access.settings import (
    ApiSettings,
    BrokerSettings,
    InvalidSettings,
    NotifySettings,
    PeopleSettings,
    ReconcileSettings,
    SlackSettings,
    TimersSettings,
    WorkerSettings,
    read_settings,
)
from tests.templates import load

TEMPLATE = load("template.yaml")
KINDS: dict[str, type[Any]] = {
    "SlackFunction": SlackSettings,
    "WorkerFunction": WorkerSettings,
    "ApiFunction": ApiSettings,
    "ReconcileFunction": ReconcileSettings,
    "NotifyFunction": NotifySettings,
    "TimersFunction": TimersSettings,
    "PeopleFunction": PeopleSettings,
    "BrokerFunction": BrokerSettings,
}
COMPLETE = {
    "TABLE_NAME": "requests",
    "ROLES_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/111111111111/roles.fifo",
    "EXTERNAL_ID": "external-id-of-16",
    "BROKER_ROLE_ARN": "arn:aws:iam::111111111111:role/aws-access-broker",
    "JUMP_ACCOUNT": "111111111111",
    "RULES_APPLICATION": "abc1234",
    "RULES_ENVIRONMENT": "def5678",
    "RULES_PROFILE": "ghi9012",
    "SHORTEST_DURATION_SECONDS": "300",
}


def test_what_is_complete_is_read() -> None:
    told = read_settings(ApiSettings, COMPLETE | {"PATH": "/usr/bin", "POWERTOOLS_SERVICE_NAME": "api"})
    assert told == ApiSettings(
        table_name="requests",
        roles_queue_url="https://sqs.us-east-1.amazonaws.com/111111111111/roles.fifo",
        external_id="external-id-of-16",
        broker_role_arn=RoleArn("arn:aws:iam::111111111111:role/aws-access-broker"),
        jump_account=AccountId("111111111111"),
        rules_application="abc1234",
        rules_environment="def5678",
        rules_profile="ghi9012",
        shortest_duration_seconds=300,
    )


def test_everything_missing_is_named_at_once() -> None:
    with pytest.raises(InvalidSettings) as caught:
        read_settings(ApiSettings, {})
    assert str(caught.value) == "; ".join(f"{field.name.upper()}: missing" for field in fields(ApiSettings))


def test_what_is_missing_and_what_is_malformed_are_named_together() -> None:
    environment = COMPLETE | {"TABLE_NAME": " ", "JUMP_ACCOUNT": "1111", "SHORTEST_DURATION_SECONDS": "5m"}
    del environment["EXTERNAL_ID"]
    with pytest.raises(InvalidSettings) as caught:
        read_settings(ApiSettings, environment)
    said = str(caught.value).split("; ")
    assert [each.partition(":")[0] for each in said] == [
        "TABLE_NAME",
        "EXTERNAL_ID",
        "JUMP_ACCOUNT",
        "SHORTEST_DURATION_SECONDS",
    ]
    assert "`1111` is not a valid AWS account id." in said[2]


@pytest.mark.parametrize("seconds", ["0", "-300", "1.5", "3e2", "", "five", "300s"])
def test_a_number_that_is_none_is_not_taken_for_a_default(seconds: str) -> None:
    with pytest.raises(InvalidSettings, match=r"^SHORTEST_DURATION_SECONDS: "):
        read_settings(ApiSettings, COMPLETE | {"SHORTEST_DURATION_SECONDS": seconds})


def test_a_secret_is_told_by_its_arn_and_never_by_its_value() -> None:
    for kind in KINDS.values():
        for field in fields(kind):
            if "secret" in field.name or "token" in field.name:
                assert field.name.endswith("_arn")


@pytest.mark.parametrize("function", KINDS)
def test_each_function_is_told_exactly_what_it_reads(function: str) -> None:
    variables = set(TEMPLATE["Resources"][function]["Properties"]["Environment"]["Variables"])
    ours = {name for name in variables if not name.startswith("POWERTOOLS_")}
    assert ours == {field.name.upper() for field in fields(KINDS[function])}
    assert "POWERTOOLS_SERVICE_NAME" in variables


def test_every_function_and_every_kind_of_settings_is_known_here() -> None:
    functions = {name for name, each in TEMPLATE["Resources"].items() if each["Type"] == "AWS::Serverless::Function"}
    assert functions == {*KINDS, "ValidateFunction"}, "and that one needs to be told nothing"
    kinds = {each for name, each in vars(settings).items() if name.endswith("Settings") and isinstance(each, type)}
    assert kinds - {InvalidSettings} == set(KINDS.values())


def told_to(function: str) -> dict[str, str]:
    """Whatever it is told, each a text, but for what has to be something else."""
    return dict.fromkeys(TEMPLATE["Resources"][function]["Properties"]["Environment"]["Variables"], "x") | COMPLETE


@pytest.mark.parametrize(("given", "read"), [("true", True), ("false", False)])
def test_a_switch_is_on_or_off(given: str, *, read: bool) -> None:
    told = told_to("ReconcileFunction") | {"ACCESS_ANALYZER": given}
    assert read_settings(ReconcileSettings, told).access_analyzer is read


@pytest.mark.parametrize("given", ["", "yes", "True", "1"])
def test_a_switch_that_is_neither_stops_the_start_and_is_named(given: str) -> None:
    told = told_to("ReconcileFunction") | {"ACCESS_ANALYZER": given}
    with pytest.raises(InvalidSettings, match=r"^ACCESS_ANALYZER: "):
        read_settings(ReconcileSettings, told)
