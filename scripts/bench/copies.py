"""Copies of the deployed functions on the way of a request, worked by hand: no poller, and so no waiting.

A copy has the same code, layers, role and settings, and says what its handler took. The events that it is given are
those that API Gateway and the queues give the original.
"""

import contextlib
import io
import json
import time
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.deployment import PROJECT, STACK_NAME
from local.stack import Stack

STEPS = ("slack", "worker", "reconcile")
_NAME = "aws-access-bench"


@dataclass(frozen=True, slots=True)
class Step:
    """What a handler took for one event, and the calls of AWS that it made, by their names."""

    milliseconds: float
    calls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies, and the queues of the originals."""

    stack: Stack
    lambdas: Any
    sqs: Any

    @contextlib.contextmanager
    def made(self) -> Iterator[None]:
        """The copies are there for as long as the block lasts."""
        with contextlib.ExitStack() as at_the_end:
            for name in STEPS:
                self._copy(name)
                at_the_end.callback(self.lambdas.delete_function, FunctionName=f"{_NAME}-{name}")
            yield

    def _copy(self, name: str) -> None:
        original = self.lambdas.get_function_configuration(FunctionName=f"{STACK_NAME}-{name}")
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.write(PROJECT / "functions" / name / "app.py", "app.py")
            archive.write(Path(__file__).with_name("timed.py"), "timed.py")
        self.lambdas.create_function(
            FunctionName=f"{_NAME}-{name}",
            Handler="timed.handler",
            Code={"ZipFile": code.getvalue()},
            Layers=[layer["Arn"] for layer in original["Layers"]],
            **{key: original[key] for key in ("Runtime", "Role", "Timeout", "MemorySize")},
            Environment={"Variables": original["Environment"]["Variables"]},
        )

    def invoke(self, name: str, event: Mapping[str, Any]) -> tuple[Step, Any]:
        """What the handler did for the event, and its answer."""
        told = json.loads(
            self.lambdas.invoke(FunctionName=f"{_NAME}-{name}", Payload=json.dumps(event))["Payload"].read()
        )
        if "answer" not in told:
            raise RuntimeError(f"{name}: {told}")
        return Step(told["milliseconds"], tuple(told["calls"])), told["answer"]

    def work_off(self, name: str, queue: str, wanted: str) -> Step:
        """The function takes the one message with this in it off its queue."""
        step, answer = self.invoke(name, {"Records": [self.take(queue, wanted)]})
        if answer != {"batchItemFailures": []}:
            raise RuntimeError(f"{name}: {answer}")
        return step

    def take(self, queue: str, wanted: str) -> dict[str, Any]:
        """The message as Lambda's poller hands it over. Others, of `timers`, say nothing that it will not say again."""
        url = self.sqs.get_queue_url(QueueName=f"{STACK_NAME}-{queue}")["QueueUrl"]
        for _ in range(20):
            received = self.sqs.receive_message(QueueUrl=url, AttributeNames=["All"], WaitTimeSeconds=1)
            for message in received.get("Messages", ()):
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                if wanted in message["Body"]:
                    return self._record(message, queue)
        raise TimeoutError(f"no message with {wanted} on {queue}")

    def _record(self, message: Mapping[str, Any], queue: str) -> dict[str, Any]:
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message["Attributes"],
            "messageAttributes": {},
            "md5OfBody": message["MD5OfBody"],
            "eventSource": "aws:sqs",
            "eventSourceARN": f"arn:aws:sqs:{self.stack.region}:{self.stack.jump_account}:{STACK_NAME}-{queue}",
            "awsRegion": self.stack.region,
        }

    @contextlib.contextmanager
    def by_hand(self) -> Iterator[None]:
        """Nothing takes messages off the queues, or events off the stream, for as long as the block lasts."""
        found = self.lambdas.list_event_source_mappings()["EventSourceMappings"]
        mappings = [each["UUID"] for each in found if each["State"] == "Enabled"]
        try:
            for uuid in mappings:
                self.lambdas.update_event_source_mapping(UUID=uuid, Enabled=False)
            time.sleep(2)  # what was taken before is worked off
            yield
        finally:
            for uuid in mappings:
                self.lambdas.update_event_source_mapping(UUID=uuid, Enabled=True)
