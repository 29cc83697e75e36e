"""The commands queue → the use cases, and an answer to whoever typed or clicked.

A message may come twice, and comes again after a failure: every use case takes a repetition as the same thing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from aws_access.adapters.slack import answers
from aws_access.adapters.slack.blocks import Message
from aws_access.domain import commands, words
from aws_access.domain.durations import parse_duration
from aws_access.domain.errors import AwsAccessError, Unavailable
from aws_access.domain.locks import LockKind
from aws_access.domain.model import Person, Submission
from aws_access.domain.own_policies import read_policy, with_policy
from aws_access.domain.reasons import Language, Reason
from aws_access.entrypoints.messages import (
    ApproveClicked,
    CommandTyped,
    DenySubmitted,
    NarrowSubmitted,
    PolicySubmitted,
    ReviewSubmitted,
    parse,
)
from aws_access.entrypoints.messages import Message as QueueMessage
from aws_access.ports import Directory, Index, Search, SlackProfile
from aws_access.usecases.actions import Actions
from aws_access.usecases.decide_on import Narrowing
from aws_access.usecases.identify import identify

LAST_ATTEMPT = 10
"""The queue's maxReceiveCount: after this the message is set aside, and the person must have heard of it."""

_MISTYPED = frozenset(
    {
        "incomplete-command",
        "invalid-duration",
        "invalid-resource",
        "too-many-resources",
        "invalid-service",
        "unexpected-word",
        "unknown-environment",
        "unknown-environment-near",
        "unknown-service",
        "unknown-service-near",
    }
)


@dataclass(frozen=True, slots=True)
class Worker:
    """What the worker can do, and how it answers: `respond(response_url, message)`."""

    actions: Actions
    directory: Directory
    respond: Callable[[str, Message], None]
    put_off: Callable[[SQSRecord], None]
    logger: Logger

    def __call__(self, event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
        """The handler: what failed is not deleted from the queue."""
        processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
        return process_partial_response(event, self._handle, processor, context)

    def _handle(self, record: SQSRecord) -> None:
        attempt = int(record.attributes.approximate_receive_count or 1)
        try:
            self._serve(parse(record.body), last=attempt >= LAST_ATTEMPT)
        except Exception:
            self.logger.exception("message not handled", message_id=record.message_id, attempt=attempt)
            self.put_off(record)
            raise

    def _serve(self, message: QueueMessage, *, last: bool) -> None:
        try:
            answer = self._answer(message)
        except Exception as error:
            if last:
                reasons = error.reasons if isinstance(error, AwsAccessError) else ()
                self.respond(message.sender.response_url, _sorry(reasons))
            raise
        self.respond(message.sender.response_url, answer)

    def _answer(self, message: QueueMessage) -> Message:
        """What the person is told. Unavailable, and only that, means: not yet done, try again."""
        language = Language.ENGLISH
        try:
            person, profile = identify(message.sender.slack_id, self.actions.rules.current(), self.directory)
            language = profile.language
            return self._act(message, person, profile)
        except Unavailable:
            raise
        except AwsAccessError as error:
            self.logger.info("refused", error=type(error).__name__, reasons=[each.code for each in error.reasons])
            return answers.refusal(error.reasons, language, self._nearest(message, error.reasons))

    def _act(self, message: QueueMessage, person: Person, profile: SlackProfile) -> Message:
        actions, language = self.actions, profile.language
        match message:
            case CommandTyped(text=text, key=key, typed_at=typed_at):
                command = commands.parse_command(text, typed_at, _zone(profile))
                return self._obey(command, person, f"slack:{key}", language)
            case PolicySubmitted(text=text, key=key, typed_at=typed_at, policy=policy):
                command = commands.parse_command(text, typed_at, _zone(profile))
                asked = with_policy(command, read_policy(policy, actions.rules.current().known))
                return self._obey(asked, person, f"slack:{key}", language)
            case ApproveClicked(request_id=request_id, payload_hash=payload_hash):
                return answers.approved(actions.approve(request_id, person, payload_hash), language)
            case NarrowSubmitted(request_id=request_id, payload_hash=payload_hash):
                narrowing = _narrowing(message)
                return answers.approved(actions.approve(request_id, person, payload_hash, narrowing), language)
            case ReviewSubmitted(request_id=request_id, note=note):
                return answers.reviewed(actions.review(request_id, person, words.check_reason(note)), language)
            case DenySubmitted(request_id=request_id, note=note):
                return answers.denied(actions.deny(request_id, person, words.check_reason(note)), language)

    def _obey(self, command: commands.Command, person: Person, key: str, language: Language) -> Message:
        actions = self.actions
        answer = answers.help_text(language)
        match command:
            case commands.ListRequests():
                page = actions.store.search(Search(Index.REQUESTER, person.iam_user))
                answer = answers.requests_list(page.requests, language)
            case commands.ShowStatus(request_id=request_id):
                answer = answers.request_status(actions.store.request(request_id), language)
            case commands.Revoke(request_id=request_id, reason=why):
                answer = answers.revoked(actions.revoke(request_id, person, why), language)
            case commands.Extend(request_id=request_id, duration=duration, reason=why):
                request = actions.extend(request_id, person, duration, why, key, language)
                answer = answers.submitted(request, actions.rules.current().channel, language)
            case commands.Review(request_id=request_id, note=note):
                answer = answers.reviewed(actions.review(request_id, person, note), language)
            case commands.ShowLocks():
                answer = answers.locks_list(actions.store.locks(), language)
            case commands.SetLock():
                lock = actions.set_lock(command, person)
                known = lock.target.kind is not LockKind.PERSON or lock.target.subject in actions.rules.current().people
                answer = answers.lock_set(lock, person, language, locked=command.locked, known=known)
            case Submission():
                request = actions.submit(command, person, key, language)
                answer = answers.submitted(request, actions.rules.current().channel, language)
        return answer

    def _nearest(self, message: QueueMessage, reasons: tuple[Reason, ...]) -> str | None:
        if not isinstance(message, CommandTyped) or not any(each.code in _MISTYPED for each in reasons):
            return None
        rules = self.actions.rules.current()
        return commands.suggest(message.text, rules.services, rules.environment_names())


def _zone(profile: SlackProfile) -> tzinfo:
    """The wall on which this person reads the time, as Slack says; UTC when it does not."""
    try:
        return ZoneInfo(profile.time_zone)
    except (ValueError, OSError):
        return UTC


def _narrowing(message: NarrowSubmitted) -> Narrowing:
    """What the approver wrote; what was left empty stays as it is."""
    service, levels = words.parse_service(message.service) if message.service else (None, None)
    return Narrowing(
        duration=parse_duration(message.duration) if message.duration else None,
        levels=levels,
        resources=words.parse_resources(message.resource.split()),
        service=service,
    )


def _sorry(reasons: tuple[Reason, ...]) -> Message:
    return answers.refusal(reasons, Language.ENGLISH) if reasons else answers.failure(Language.ENGLISH)
