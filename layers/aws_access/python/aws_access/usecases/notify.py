"""Tells everybody concerned what was committed: other systems, the approvals channel, and the requester.

Called once for each event, and again after any failure: what was done before is not done twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from aws_access.domain.audit import Event, EventType
from aws_access.domain.durations import say_duration
from aws_access.domain.errors import AwsAccessError, NotFound
from aws_access.domain.ids import IamUserName, RequestId
from aws_access.domain.lifecycle.change import start_of
from aws_access.domain.locks import CHAIN
from aws_access.domain.model import Person, Request, Status
from aws_access.domain.reasons import Reason
from aws_access.ports import CARD, Alarm, Clock, EventBus, MessageLog, MessageRef, Messenger, RulesSource, Store
from aws_access.usecases.extensions import extensions_of

_ALWAYS_TOLD = (EventType.DENIED, EventType.FAILED, EventType.LAPSED, EventType.NARROWED, EventType.REVIEWED)
_ALARMING = (EventType.SUBMITTED, EventType.REVIEW_OVERDUE)


@dataclass(frozen=True, slots=True)
class Notify:
    """The use case."""

    store: Store
    rules: RulesSource
    messages: MessageLog
    messenger: Messenger
    bus: EventBus
    alarm: Alarm
    clock: Clock

    def __call__(self, event: Event) -> tuple[AwsAccessError, ...]:
        """What Slack will never take, for the log. Unavailable: to be called again with the same event.

        The bus hears of an event at least once (its hash tells repetitions apart); Slack once.
        """
        if event.type in (EventType.ROLE_CHANGING, EventType.LOCKED, EventType.UNLOCKED):
            self.bus.publish(event, None)
            return self._each(partial(self._lock, event)) if event.chain == CHAIN else ()
        request = self.store.request(RequestId(event.chain))
        self.bus.publish(event, request)
        if request.break_glass and event.type in _ALARMING:
            self._wake(event, *_alarm(event, request))
        if event.type is EventType.FAILED and request.failure is not None and request.failure.code == "not-proven":
            self._wake(event, *_alarm_not_proven(request, request.failure))
        return self._each(
            partial(self._card, request),
            partial(self._requester, event, request),
            partial(self._approvers, event, request),
            *(partial(self._warn, event, request, person) for person in self._told(event) if request.break_glass),
        )

    def _wake(self, event: Event, subject: str, text: str) -> None:
        """While Slack does not answer the event comes again for hours, and nobody is to be woken each time."""
        key = f"{event.type}#{event.sequence}#ALARM"
        if self.messages.find(event.chain, key) is None:
            self.alarm.raise_alarm(subject, text)
            self.messages.begin(event.chain, key, "ALARM")

    @staticmethod
    def _each(*tellings: Callable[[], object]) -> tuple[AwsAccessError, ...]:
        """What Slack will never take does not keep the others from being told."""
        lost: list[AwsAccessError] = []
        for tell in tellings:
            try:
                tell()
            except NotFound as error:
                lost.append(error)
        return tuple(lost)

    def _lock(self, event: Event) -> None:
        """Locks are told in the channel, each once."""
        key = f"{event.type}#{event.sequence}"

        def post(channel: str) -> str:
            return self.messenger.tell_lock(channel, event, key)

        self._once(CHAIN, event.at, key, lambda: self.rules.current().channel, post)

    def _approvers(self, event: Event, request: Request) -> None:
        """In the card's thread: whose word is asked for now. Told late, it may be over; then nobody is bothered."""
        people = self._told(event)
        late = event.type is EventType.REVIEW_OVERDUE and _wants_review(request)
        wanted = late if request.break_glass else request.status is Status.PENDING
        if not wanted or not people:
            return
        card, _ = self._once(
            request.id, request.created, CARD, lambda: self.rules.current().channel, partial(self._post_card, request)
        )
        key = f"{event.type}#{event.sequence}"

        def post(_: str) -> str:
            return self.messenger.ask(card, request, event.type, people, key)

        self._once(request.id, event.at, key, lambda: card.channel, post, card.ts)

    def _warn(self, event: Event, request: Request, person: Person) -> None:
        """Of a break-glass hears everybody who would have decided, and everybody who may review it."""
        slack_id = person.slack_id
        if slack_id is None or event.type not in _ALARMING:
            return
        if event.type is EventType.REVIEW_OVERDUE and not _wants_review(request):
            return
        key = f"{event.type}#{event.sequence}#{slack_id}"

        def post(channel: str) -> str:
            return self.messenger.alert(channel, request, event.type, key)

        self._once(request.id, request.created, key, lambda: self.messenger.direct_channel(slack_id), post)

    def _told(self, event: Event) -> tuple[Person, ...]:
        """The people whom the event names, as far as the rules know them still."""
        names = event.details.get("told") or event.details.get("people") or ()
        people = self.rules.current().people
        return tuple(people[IamUserName(name)] for name in names if name in people) if isinstance(names, list) else ()

    def _card(self, request: Request) -> None:
        """The card says what is true now, whichever event this is about."""
        post = partial(self._post_card, request)
        ref, fresh = self._once(request.id, request.created, CARD, lambda: self.rules.current().channel, post)
        if not fresh:
            self.messenger.update_card(ref, request)

    def _post_card(self, request: Request, channel: str) -> str:
        return self.messenger.post_card(channel, request)

    def _requester(self, event: Event, request: Request) -> None:
        """One message for each event that concerns them."""
        slack_id = request.requester.slack_id
        if slack_id is None or not self._worth_telling(event, request):
            return
        key = f"{event.type}#{slack_id}"

        def post(channel: str) -> str:
            return self.messenger.tell(channel, request, event.type, key)

        self._once(request.id, request.created, key, lambda: self.messenger.direct_channel(slack_id), post)

    def _once(
        self,
        chain: str,
        since: datetime,
        key: str,
        where: Callable[[], str],
        post: Callable[[str], str],
        thread: str | None = None,
    ) -> tuple[MessageRef, bool]:
        """The message under this key, posted unless it is in Slack already; and whether it was posted just now."""
        known = self.messages.find(chain, key)
        if known is not None and known.ts is not None:
            return known, False
        if known is None:
            channel, found = where(), None
            self.messages.begin(chain, key, channel)
        else:
            # Begun, and nobody knows whether it came through: look before posting it a second time.
            channel = known.channel
            found = self.messenger.find(channel, chain, key, since, thread)
        ref = MessageRef(channel, found or post(channel))
        self.messages.sent(chain, key, ref)
        return ref, found is None

    def _worth_telling(self, event: Event, request: Request) -> bool:
        """Whether the requester has to hear of it, and it is still so: told late, it may not be true any more."""
        running = request.status is Status.ACTIVE and request.revoked_by is None
        match event.type:
            case EventType.ATTACHED:
                worth = running and request.ends_at is not None and self.clock.now() < request.ends_at
            case EventType.WARNED:
                worth = running and not self._goes_on(request)
            case EventType.EXPIRED:
                worth = not self._goes_on(request)
            case EventType.APPROVED:
                start = start_of(request)
                worth = start is not None and event.at < start and not request.status.terminal
            case EventType.REVOKED:
                worth = request.revoked_by != request.requester.iam_user
            case EventType.CANCELLED:
                worth = event.actor != request.requester.iam_user
            case _:
                worth = event.type in _ALWAYS_TOLD
        return worth

    def _goes_on(self, request: Request) -> bool:
        """Whether an extension carries on from its end: then it does not end for the person."""
        return any(
            each.status in (Status.APPROVED, Status.ACTIVE) and each.revoked_by is None
            for each in extensions_of(self.store, request)
        )


def _wants_review(request: Request) -> bool:
    return request.review is not None and request.review.by is None


def _alarm(event: Event, request: Request) -> tuple[str, str]:
    """For whoever is on call, in English: a subject, and the facts."""
    subject = "Break-glass" if event.type is EventType.SUBMITTED else "Break-glass not reviewed in time"
    who, payload = request.requester.iam_user, request.payload
    duration = say_duration(payload.duration)
    text = (
        f"{who} took {request.service} in {request.environment} ({payload.role_arn}) for {duration} "
        f"without approval. Request {request.id}. Reason: {request.reason}"
    )
    return f"aws-access: {subject} by {who} in {request.environment}", text


def _alarm_not_proven(request: Request, why: Reason) -> tuple[str, str]:
    """What we were about to write was not what was approved: a mistake of ours, or somebody's work."""
    subject = f"aws-access: not proven, and not written: {request.service} in {request.environment}"
    text = (
        f"Request {request.id} of {request.requester.iam_user} failed, nothing was attached. {why.say()} "
        "Until its cause is found, other requests for the role may fail as well; what is on it stays, and ends in time."
    )
    return subject[:100], text
