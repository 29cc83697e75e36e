"""A stack as AWS tells of it, for what moto does not know."""

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

OUTPUTS = {
    "SlackSigningSecretArn": "SlackSigningSecret",
    "SlackBotTokenArn": "SlackBotToken",
    "ScheduleGroup": "ours",
    "RulesApplication": "application",
    "RulesEnvironment": "environment",
    "RulesProfile": "profile",
}


class CloudFormation:
    """One stack; moto's CloudFormation knows neither alarms nor secrets."""

    def __init__(self, slack_url: str) -> None:
        self.status = "UPDATE_COMPLETE"
        self.outputs = dict(OUTPUTS)
        self.resources: dict[str, tuple[str, str]] = {}
        self._parameters = [{"ParameterKey": "SlackApiUrl", "ParameterValue": slack_url}]

    def describe_stacks(self, **which: str) -> dict[str, Any]:
        if which != {"StackName": "aws-access"}:
            problem = f"Stack with id {which['StackName']} does not exist"
            raise ClientError({"Error": {"Code": "ValidationError", "Message": problem}}, "DescribeStacks")
        outputs = [{"OutputKey": name, "OutputValue": value} for name, value in self.outputs.items()]
        return {"Stacks": [{"StackStatus": self.status, "Outputs": outputs, "Parameters": self._parameters}]}

    def get_paginator(self, name: str) -> "CloudFormation":
        assert name == "list_stack_resources"
        return self

    def paginate(self, **which: str) -> Iterator[dict[str, Any]]:
        self.describe_stacks(**which)
        for name, (kind, place) in self.resources.items():
            each = {"LogicalResourceId": name, "ResourceType": kind, "PhysicalResourceId": place}
            yield {"StackResourceSummaries": [each]}


class Functions:
    """One function, in this state."""

    def __init__(self, **state: str) -> None:
        self._state = state

    def get_function_configuration(self, **_: str) -> dict[str, str]:
        return self._state


class AppConfig:
    """Published rules, or none."""

    def __init__(self, text: str | None) -> None:
        self._text = text

    def list_deployments(self, **_: str) -> dict[str, Any]:
        items = [{"DeploymentNumber": 1, "State": "COMPLETE", "ConfigurationVersion": "1"}]
        return {"Items": items if self._text is not None else []}

    def get_hosted_configuration_version(self, **_: object) -> dict[str, Any]:
        return {"Content": _Body(self._text or "")}


class _Body:
    def __init__(self, text: str) -> None:
        self._text = text

    def read(self) -> bytes:
        return self._text.encode()
