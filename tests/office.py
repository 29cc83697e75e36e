"""A world, the worker that does what comes from Slack, and what it answered."""

from io import StringIO
from uuid import uuid4

from aws_lambda_powertools import Logger

from aws_access.adapters.slack.blocks import Message
from aws_access.domain.errors import Unavailable
from aws_access.domain.model import Person, Request
from aws_access.entrypoints.messages import Message as QueueMessage
from aws_access.entrypoints.messages import Sender, dump
from aws_access.entrypoints.worker import Worker
from tests.builders import DEV1, DEV2, SRE1, SRE2
from tests.fakes import FakeDirectory
from tests.queue_events import PutOff, batch, event_file, failed
from tests.world import World

EVENT = event_file("sqs_command")


class Office:
    """A world, the worker, and what everybody was answered. `deaf`: Slack takes no answers."""

    def __init__(self) -> None:
        self.world = World()
        self.directory = FakeDirectory()
        for person in (DEV1, DEV2, SRE1, SRE2):
            assert person.slack_id is not None
            self.directory.add(person.slack_id)
        self.answers: list[tuple[str, str]] = []
        self.deaf = False
        self.put_off = PutOff()
        self.log = StringIO()
        world = self.world
        self.worker = Worker(
            world.actions,
            self.directory,
            self.respond,
            self.put_off,
            Logger(service=f"test-{uuid4()}", stream=self.log),
        )

    def respond(self, response_url: str, message: Message) -> None:
        if self.deaf:
            raise Unavailable("Slack")
        texts = [block["text"]["text"] if "text" in block else str(block) for block in message.blocks]
        self.answers.append((response_url, "\n".join(texts)))

    def handle(self, *messages: QueueMessage | str, attempt: int = 1) -> list[str]:
        """The ids of the messages that have to come again."""
        bodies = [each if isinstance(each, str) else dump(each) for each in messages]
        return failed(self.worker(batch(EVENT, *bodies, attempt=attempt), None))  # type: ignore[arg-type] # unused

    def answer(self, message: QueueMessage) -> str:
        assert self.handle(message) == []
        assert self.answers[-1][0] == message.sender.response_url
        return self.answers[-1][1]

    def requests(self) -> list[Request]:
        return list(self.world.store._requests.values())


def sender(person: Person) -> Sender:
    assert person.slack_id is not None
    return Sender(person.slack_id, "T0EXAMPLE", "C0GENERAL", f"https://hooks.slack.com/commands/{person.iam_user}")
