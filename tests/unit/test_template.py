"""What template.yaml promises, and that docs/architecture.md says the same."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from aws_access.adapters.slack.api import SECONDS
from tests.templates import PROJECT, listed, load, statements

ARCHITECTURE = (PROJECT / "docs/architecture.md").read_text()
FUNCTIONS = ("slack", "worker", "api", "broker", "reconcile", "notify", "timers", "people", "validate")
WITHOUT_RESOURCE = (
    "xray:",
    "iam:GetAccountAuthorizationDetails",
    "iam:GenerateCredentialReport",
    "iam:GetCredentialReport",
)
"""IAM knows no resource for these."""


TEMPLATE = load("template.yaml")
RESOURCES = TEMPLATE["Resources"]


def _of_type(kind: str) -> dict[str, dict[str, Any]]:
    return {name: each.get("Properties", {}) for name, each in RESOURCES.items() if each["Type"] == kind}


def _function(name: str) -> dict[str, Any]:
    properties: dict[str, Any] = RESOURCES[f"{name.capitalize()}Function"]["Properties"]
    return properties


def _role(function: str) -> dict[str, Any]:
    properties: dict[str, Any] = RESOURCES[_function(function)["Role"][2:].removesuffix(".Arn}")]["Properties"]
    return properties


def _may(action: str, function: str) -> list[dict[str, Any]]:
    return [each for each in statements(_role(function)) if action in listed(each["Action"])]


def _resources(action: str, function: str) -> set[str]:
    return {resource for each in _may(action, function) for resource in listed(each["Resource"])}


def _table_in_docs(first_header: str) -> Iterator[list[str]]:
    """The cells of each row of the table that begins with this header."""
    found = re.search(rf"^\| {first_header} \|.*\n\|[-|]+\n((?:\|.*\n?)+)", ARCHITECTURE, re.MULTILINE)
    assert found, f"docs/architecture.md has no table that begins with {first_header!r}"
    for line in found[1].splitlines():
        yield [cell.strip() for cell in line.strip("|").split("|")]


def test_docs_and_template_name_the_same_functions() -> None:
    assert {row[0].strip("`") for row in _table_in_docs("function")} == set(FUNCTIONS)
    assert len(_of_type("AWS::Serverless::Function")) == len(FUNCTIONS)
    for name in FUNCTIONS:
        assert _function(name)["FunctionName"] == f"${{AWS::StackName}}-{name}"
        assert (PROJECT / _function(name)["CodeUri"] / "app.py").is_file()


def test_each_function_is_told_exactly_the_settings_in_the_docs() -> None:
    expected: dict[str, set[str]] = {name: set() for name in FUNCTIONS}
    for variables, functions, _ in _table_in_docs("variable"):
        names, _, excepted = functions.partition(" but ")
        told = set(FUNCTIONS) - set(excepted.split(" and ")) if names == "all" else set(names.split(", "))
        for function in told:
            expected[function] |= set(re.findall(r"`(\w+)`", variables))
    shared = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
    actual = {name: {*shared, *_function(name)["Environment"]["Variables"]} for name in FUNCTIONS}
    assert actual == expected


def test_the_indexes_are_those_of_the_docs() -> None:
    (table,) = _of_type("AWS::DynamoDB::Table").values()
    actual = {
        index["IndexName"]: tuple(key["AttributeName"] for key in index["KeySchema"])
        for index in table["GlobalSecondaryIndexes"]
    }
    expected = {
        name.strip("`"): tuple(re.findall(r"`(\w+)`", cell)[0] for cell in keys)
        for name, *keys in _table_in_docs("index")
    }
    assert actual == expected
    assert all(index["Projection"] == {"ProjectionType": "ALL"} for index in table["GlobalSecondaryIndexes"])
    assert [key["AttributeName"] for key in table["KeySchema"]] == ["pk", "sk"]


def test_the_table_outlives_the_stack_and_can_be_restored() -> None:
    (table,) = (each for each in RESOURCES.values() if each["Type"] == "AWS::DynamoDB::Table")
    assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Retain"
    assert table["Properties"]["DeletionProtectionEnabled"] == "${DeletionProtection}"
    assert TEMPLATE["Parameters"]["DeletionProtection"]["Default"] == "true"
    assert table["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_each_function_has_a_role_of_its_own_that_only_lambda_takes_on() -> None:
    assert len({_function(name)["Role"] for name in FUNCTIONS}) == len(FUNCTIONS)
    for name in FUNCTIONS:
        assert _role(name)["RoleName"] == f"${{AWS::StackName}}-{name}"
        (trust,) = _role(name)["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}
        assert "ManagedPolicyArns" not in _role(name)


def test_every_action_is_named_and_every_resource_too() -> None:
    for role in _of_type("AWS::IAM::Role").values():
        for statement in statements(role) if "Policies" in role else []:
            assert set(statement) <= {"Effect", "Action", "Resource", "Condition"}
            for action in listed(statement["Action"]):
                assert re.fullmatch(r"[a-z]+:[A-Za-z]+", action)
                assert statement["Resource"] != "*" or action.startswith(WITHOUT_RESOURCE), action


def test_only_reconcile_passes_a_role_and_only_the_schedules_to_scheduler() -> None:
    passing = {name: _may("iam:PassRole", name) for name in FUNCTIONS if _may("iam:PassRole", name)}
    assert set(passing) == {"reconcile"}
    (statement,) = passing["reconcile"]
    assert statement["Resource"] == "${ScheduleExecution.Arn}"
    assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}}


def test_nobody_updates_an_item_and_only_ledger_entries_are_deleted_by_reconcile() -> None:
    every = {action for name in FUNCTIONS for each in statements(_role(name)) for action in listed(each["Action"])}
    assert not {action for action in every if re.match(r"dynamodb:(Update|BatchWrite|PartiQL)", action)}
    assert [name for name in FUNCTIONS if _may("dynamodb:DeleteItem", name)] == ["reconcile"]
    (delete,) = _may("dynamodb:DeleteItem", "reconcile")
    assert delete["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["ROLE#*"]}}


def test_notify_writes_nothing_but_the_messages_that_it_sent() -> None:
    (put,) = _may("dynamodb:PutItem", "notify")
    assert put["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["MESSAGE#*"]}}


def test_timers_write_requests_and_their_events_and_no_ledger() -> None:
    (put,) = _may("dynamodb:PutItem", "timers")
    assert put["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["REQUEST#*", "AUDIT#r-*"]}}


def test_the_broker_records_what_it_hands_out_and_can_grant_nothing() -> None:
    (put,) = _may("dynamodb:PutItem", "broker")
    assert put["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["REQUEST#*", "AUDIT#r-*"]}}
    may = {action for each in statements(_role("broker")) for action in listed(each["Action"])}
    assert {action.partition(":")[0] for action in may} == {"logs", "xray", "dynamodb", "appconfig", "sts"}


def test_credentials_are_asked_for_with_a_signature_and_no_answer_of_the_api_is_logged() -> None:
    (event,) = _function("broker")["Events"].values()
    assert event["Type"] == "Api"
    assert event["Properties"]["Path"] == "/requests/{request_id}/credentials"
    assert (event["Properties"]["Method"], "Auth" in event["Properties"]) == ("POST", False)
    (api,) = _of_type("AWS::Serverless::Api").values()
    for settings in api["MethodSettings"]:  # a data trace holds whole answers
        assert settings.keys().isdisjoint({"DataTraceEnabled", "LoggingLevel"})
    assert "POWERTOOLS_LOGGER_LOG_EVENT" not in _function("broker")["Environment"]["Variables"]


def test_nobody_may_call_a_function_for_somebody_else() -> None:
    for name in FUNCTIONS:  # whoever calls the broker directly says themselves who they are
        assert not [each for each in statements(_role(name)) for action in listed(each["Action"]) if "lambda" in action]


def test_people_writes_who_there_is_and_nothing_else_and_only_it_reads_users_and_the_secrets_of_groups() -> None:
    (write,) = _may("dynamodb:PutItem", "people")
    assert write["Condition"] == {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["ROSTER"]}}
    assert [name for name in FUNCTIONS if _may("iam:GetAccountAuthorizationDetails", name)] == ["people"]
    of_groups = "arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:aws-access-groups/*"
    assert [name for name in FUNCTIONS if of_groups in _resources("secretsmanager:GetSecretValue", name)] == ["people"]


def test_the_function_that_validates_may_do_nothing() -> None:
    may = {action for each in statements(_role("validate")) for action in listed(each["Action"])}
    assert {action.partition(":")[0] for action in may} == {"logs", "xray"}


def test_only_reconcile_may_be_the_grantor_and_only_the_broker_opens_sessions() -> None:
    broker = "arn:aws:iam::${TargetAccounts}:role/aws-access-session-*"
    roles = {name: _resources("sts:AssumeRole", name) for name in FUNCTIONS}
    reader, grantor = (f"arn:aws:iam::${{TargetAccounts}}:role/aws-access-{name}" for name in ("reader", "grantor"))
    assert roles == {
        "slack": set(), "worker": {reader}, "api": {reader}, "broker": {reader, broker},
        "reconcile": {grantor}, "notify": set(), "timers": {reader}, "people": set(), "validate": set(),
    }  # fmt: skip


def test_the_function_that_the_internet_reaches_reads_its_secrets_and_sends_to_one_queue() -> None:
    may = {action for each in statements(_role("slack")) for action in listed(each["Action"])}
    logs_and_traces = {action for action in may if action.startswith(("logs:", "xray:"))}
    assert may - logs_and_traces == {"secretsmanager:GetSecretValue", "sqs:SendMessage"}
    assert _resources("sqs:SendMessage", "slack") == {"${CommandsQueue.Arn}"}


def test_only_slacks_path_is_open_to_callers_without_an_iam_signature() -> None:
    (api,) = _of_type("AWS::Serverless::Api").values()
    assert api["Auth"] == {"DefaultAuthorizer": "AWS_IAM", "InvokeRole": "NONE"}
    routes = [
        (event["Properties"]["Method"], event["Properties"]["Path"], event["Properties"].get("Auth"))
        for name in FUNCTIONS
        for event in _function(name).get("Events", {}).values()
        if event["Type"] == "Api"
    ]
    assert [route for route in routes if route[2]] == [("POST", "/slack/events", {"Authorizer": "NONE"})]
    assert TEMPLATE["Outputs"]["SlackRequestUrl"]["Value"].endswith(f"/{api['StageName']}/slack/events")


def test_every_queue_has_a_dead_letter_queue_and_every_dead_letter_queue_an_alarm() -> None:
    queues = _of_type("AWS::SQS::Queue")
    dead = {name for name in queues if name.endswith("DeadLetterQueue")}
    for name in set(queues) - dead:
        target = queues[name]["RedrivePolicy"]["deadLetterTargetArn"][2:].removesuffix(".Arn}")
        assert target in dead
        assert queues[name].get("FifoQueue") == queues[target].get("FifoQueue")
    watched = _watched("ApproximateNumberOfMessagesVisible", "QueueName")
    assert watched == {f"${{{name}.QueueName}}" for name in dead}


def test_what_comes_from_a_stream_or_a_schedule_has_a_dead_letter_queue_too() -> None:
    (events,) = _function("notify")["Events"].values()
    assert events["Properties"]["DestinationConfig"]["OnFailure"]["Destination"] == "${NotifyDeadLetterQueue.Arn}"
    assert "${NotifyDeadLetterQueue.Arn}" in _resources("sqs:SendMessage", "notify")
    told = _function("reconcile")["Environment"]["Variables"]
    assert told["SCHEDULE_DEAD_LETTER_ARN"] == "${ScheduleDeadLetterQueue.Arn}"
    (may,) = statements(RESOURCES["ScheduleExecution"]["Properties"])
    assert may["Action"] == "sqs:SendMessage"
    assert may["Resource"] == ["${RolesQueue.Arn}", "${ScheduleDeadLetterQueue.Arn}"]


@pytest.mark.parametrize(("function", "queue"), [("worker", "CommandsQueue"), ("reconcile", "RolesQueue")])
def test_a_message_stays_unseen_until_its_function_must_have_ended(function: str, queue: str) -> None:
    (source,) = _function(function)["Events"].values()
    assert source["Properties"]["Queue"] == f"${{{queue}.Arn}}"
    assert source["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert RESOURCES[queue]["Properties"]["VisibilityTimeout"] >= 6 * _function(function)["Timeout"]
    assert _resources("sqs:ChangeMessageVisibility", function) == {f"${{{queue}.Arn}}"}


def test_what_the_worker_is_handed_at_once_fits_into_its_time_while_slack_does_not_answer() -> None:
    (source,) = _function("worker")["Events"].values()
    calls = 3  # where the app is at home, who asks, and the apology of the last attempt
    assert source["Properties"]["BatchSize"] * calls * SECONDS < _function("worker")["Timeout"]


def test_notify_is_woken_by_new_audit_events_and_by_nothing_else() -> None:
    (events,) = _function("notify")["Events"].values()
    (only,) = events["Properties"]["FilterCriteria"]["Filters"]
    assert json.loads(only["Pattern"]) == {
        "eventName": ["INSERT"],
        "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "AUDIT#"}]}}},
    }


def test_every_log_is_kept_for_a_time_and_each_function_writes_its_own() -> None:
    groups = _of_type("AWS::Logs::LogGroup")
    assert all(group["RetentionInDays"] == "${LogRetentionDays}" for group in groups.values())
    for name in FUNCTIONS:
        group = _function(name)["LoggingConfig"]["LogGroup"]
        assert groups[group[2:-1]]["LogGroupName"] == f"/aws/lambda/${{AWS::StackName}}-{name}"
        assert _resources("logs:PutLogEvents", name) == {f"{group[:-1]}.Arn}}"}


def test_every_functions_errors_raise_an_alarm_and_so_does_an_overdue_grant() -> None:
    assert _watched("Errors", "FunctionName") == {f"${{{name.capitalize()}Function}}" for name in FUNCTIONS}
    assert _watched("Invocations", "FunctionName") == {"${TimersFunction}", "${PeopleFunction}"}
    assert _watched("OverdueGrants", "service") == {
        _function("timers")["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]
    }


def _watched(metric: str, dimension: str) -> set[str]:
    """The values of this dimension that an alarm watches and tells of."""
    alarms = [each for each in _of_type("AWS::CloudWatch::Alarm").values() if each["MetricName"] == metric]
    assert all(alarm["AlarmActions"] == ["${AlarmTopic}"] for alarm in alarms)
    return {each["Value"] for alarm in alarms for each in alarm["Dimensions"] if each["Name"] == dimension}


def test_the_layer_leaves_out_what_lambda_brings() -> None:
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (PROJECT / "requirements/layer.txt").read_text(), re.MULTILINE))
    assert {"aws-lambda-powertools", "pydantic", "pynamodb", "slack-bolt"} < pinned
    assert not pinned & {"boto3", "botocore", "s3transfer", "jmespath", "urllib3", "python-dateutil", "six"}


def test_access_analyzer_is_asked_by_reconcile_alone_and_only_where_a_parameter_says_so() -> None:
    asking = [each for each in RESOURCES.values() if "access-analyzer:" in json.dumps(each["Properties"], default=str)]
    (policy,) = asking
    assert policy["Condition"] == "WithAccessAnalyzer"
    assert policy["Properties"]["Roles"] == ["${ReconcileExecution}"]
    assert TEMPLATE["Parameters"]["AccessAnalyzer"]["Default"] == "false"
