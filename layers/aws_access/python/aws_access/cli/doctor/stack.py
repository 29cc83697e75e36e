"""The stack as its operator sees it: CloudFormation, the queues, the functions and the alarms. Read, never changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from aws_access.cli.doctor.findings import Finding, Speaker
from aws_access.cli.exits import Failure
from aws_access.cli.identity import Identity, aws_told
from aws_access.cli.machine import Machine
from aws_access.cli.stack import described

_HOUR = timedelta(hours=1)
_TEN_MINUTES = timedelta(minutes=10)
_AT_ONCE = 100
_FINE = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "IMPORT_COMPLETE"})
_DEAD = "DeadLetterQueue"


@dataclass(eq=False)
class StackSeen:
    """One stack, read once; what is not asked for is not read."""

    name: str
    identity: Identity
    machine: Machine

    @cached_property
    def _description(self) -> dict[str, Any]:
        return described(self.identity, self.name)

    @property
    def status(self) -> str:
        """CloudFormation's word on the last deployment."""
        return str(self._description["StackStatus"])

    @cached_property
    def outputs(self) -> Mapping[str, str]:
        """By name."""
        return {each["OutputKey"]: str(each["OutputValue"]) for each in self._description.get("Outputs", [])}

    def output(self, name: str) -> str:
        """One of them; Failure when the stack is of another kind, or older."""
        if name not in self.outputs:
            raise Failure("no-output", stack=self.name, output=name)
        return self.outputs[name]

    @cached_property
    def parameters(self) -> Mapping[str, str]:
        """By name; the secret ones are stars."""
        found = self._description.get("Parameters", [])
        return {each["ParameterKey"]: str(each["ParameterValue"]) for each in found}

    @cached_property
    def resources(self) -> Mapping[str, tuple[str, str]]:
        """The type and the physical id of each, by its name in the template."""
        with aws_told(self.identity.profile):
            pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=self.name)
            return {
                each["LogicalResourceId"]: (each["ResourceType"], each.get("PhysicalResourceId", ""))
                for page in pages
                for each in page["StackResourceSummaries"]
            }

    def of_type(self, kind: str) -> dict[str, str]:
        """The physical ids of the resources of this type."""
        return {name: place for name, (type_, place) in sorted(self.resources.items()) if type_ == kind}

    def client(self, service: str) -> Any:
        """As the operator."""
        return self.identity.client(service)

    def metric(self, namespace: str, name: str, dimension: tuple[str, str], over: timedelta, statistic: str) -> float:
        """The sum of it, or the most of it, in the last while; 0 where nothing was counted."""
        now = self.machine.now()
        with aws_told(self.identity.profile):
            points = self.client("cloudwatch").get_metric_statistics(
                Namespace=namespace,
                MetricName=name,
                Dimensions=[{"Name": dimension[0], "Value": dimension[1]}],
                StartTime=now - over,
                EndTime=now,
                Period=60,
                Statistics=[statistic],
            )["Datapoints"]
        values = [float(each[statistic]) for each in points]
        return sum(values) if statistic == "Sum" else max(values, default=0.0)


def look_at_deployment(seen: StackSeen, speaker: Speaker) -> Iterator[Finding]:
    """How the last one ended."""
    if seen.status in _FINE:
        yield speaker.fine(seen.name, "stack-fine", status=seen.status)
    else:
        yield speaker.wrong(seen.name, "stack-bad", status=seen.status)


def look_at_queues(seen: StackSeen, speaker: Speaker) -> Iterator[Finding]:
    """No dead letters; and nothing that waits for long where there should be movement."""
    sqs = seen.client("sqs")
    for name, url in seen.of_type("AWS::SQS::Queue").items():
        with aws_told(seen.identity.profile):
            told = sqs.get_queue_attributes(
                QueueUrl=url,
                AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
            )["Attributes"]
        count = sum(int(each) for each in told.values())
        if name.endswith(_DEAD):
            yield (
                speaker.wrong(name, "queue-dead", count=count, alarm=name.replace(_DEAD, "Dead"))
                if count
                else speaker.fine(name, "queue-fine")
            )
            continue
        place = ("QueueName", url.rsplit("/", 1)[-1])
        age = seen.metric("AWS/SQS", "ApproximateAgeOfOldestMessage", place, _TEN_MINUTES, "Maximum") if count else 0
        if age > _TEN_MINUTES.total_seconds():
            yield speaker.wrong(name, "queue-old", minutes=round(age / 60))
        else:
            yield speaker.fine(name, "queue-moves" if count else "queue-fine", count=count)


def look_at_functions(seen: StackSeen, speaker: Speaker) -> Iterator[Finding]:
    """Each is ready, and has not failed within the hour."""
    client = seen.client("lambda")
    for name, physical in seen.of_type("AWS::Lambda::Function").items():
        with aws_told(seen.identity.profile):
            told = client.get_function_configuration(FunctionName=physical)
        states = {told.get("State", "Active"), told.get("LastUpdateStatus", "Successful")}
        if odd := states - {"Active", "Inactive", "Successful"}:
            yield speaker.wrong(name, "function-state", state=", ".join(sorted(odd)))
            continue
        errors = seen.metric("AWS/Lambda", "Errors", ("FunctionName", physical), _HOUR, "Sum")
        if errors:
            yield speaker.wrong(name, "function-errors", count=round(errors), name=physical)
        else:
            yield speaker.fine(name, "function-fine")


def look_at_alarms(seen: StackSeen, speaker: Speaker) -> Iterator[Finding]:
    """Those of the stack."""
    names = {physical: name for name, physical in seen.of_type("AWS::CloudWatch::Alarm").items()}
    client, raised = seen.client("cloudwatch"), 0
    every = list(names)
    for start in range(0, len(every), _AT_ONCE):
        with aws_told(seen.identity.profile):
            told = client.describe_alarms(AlarmNames=every[start : start + _AT_ONCE], MaxRecords=_AT_ONCE)
        for each in told["MetricAlarms"]:
            if each["StateValue"] == "ALARM":
                raised += 1
                name = names.get(each["AlarmName"], each["AlarmName"])
                yield speaker.wrong(name, "alarm-raised", name=name, description=each.get("AlarmDescription", ""))
    if not raised:
        yield speaker.fine("", "alarms-fine", count=len(every))
