"""What Lambda hands over of an SQS queue, with the bodies that a test wants."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

EVENTS = Path(__file__).parents[1] / "events"


def event_file(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return event


def batch(like: dict[str, Any], *bodies: str, attempt: int = 1) -> dict[str, Any]:
    """Records like the first one of `like`, with the ids m0, m1 and so on."""
    records = []
    for number, body in enumerate(bodies):
        record = deepcopy(like["Records"][0]) | {"messageId": f"m{number}", "body": body}
        record["attributes"]["ApproximateReceiveCount"] = str(attempt)
        records.append(record)
    return {"Records": records}


def failed(answer: Any) -> list[str]:
    """The ids of the messages that stay on the queue."""
    assert set(answer) == {"batchItemFailures"}
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


class PutOff:
    """Keeps which messages were put off. `refusing`: SQS does not answer."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.refusing: Exception | None = None

    def __call__(self, record: SQSRecord) -> None:
        if self.refusing is not None:
            raise self.refusing
        self.ids.append(record.message_id)
