"""Tells everybody concerned what was committed: other systems, the approvals channel, and the requester.

Called once for each event, and again after any failure: what was done before is not done twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from aws_access.domain.audit import Event, EventType
from aws_access.domain.errors import AwsAccessError, NotFound
from aws_access.domain.ids import RequestId
from aws_access.domain.model import Request, Status
from aws_access.ports import CARD, Clock, EventBus, MessageLog, MessageRef, Messenger, RulesSource, Store


@dataclass(frozen=True, slots=True)
class Notify:
    """The use case."""

    store: Store
    rules: RulesSource
    messages: MessageLog
    messenger: Messenger
    bus: EventBus
    clock: Clock

    def __call__(self, event: Event) -> tuple[AwsAccessError, ...]:
        """What Slack will never take, for the log. Unavailable: to be called again with the same event.

        The bus hears of an event at least once (its hash tells repetitions apart); Slack once.
        """
        if event.type is EventType.ROLE_CHANGING:
            self.bus.publish(event, None)
            return ()
        request = self.store.request(RequestId(event.chain))
        self.bus.publish(event, request)
        lost: list[AwsAccessError] = []
        for tell in (partial(self._card, request), partial(self._requester, event, request)):
            try:
                tell()
            except NotFound as error:
                lost.append(error)
        return tuple(lost)

    def _card(self, request: Request) -> None:
        """The card says what is true now, whichever event this is about."""

        def post(channel: str) -> str:
            return self.messenger.post_card(channel, request)

        ref, fresh = self._once(request, CARD, lambda: self.rules.current().channel, post)
        if not fresh:
            self.messenger.update_card(ref, request)

    def _requester(self, event: Event, request: Request) -> None:
        """One message for each event that concerns them."""
        slack_id = request.requester.slack_id
        if slack_id is None or not self._worth_telling(event, request):
            return
        key = f"{event.type}#{slack_id}"

        def post(channel: str) -> str:
            return self.messenger.tell(channel, request, event.type, key)

        self._once(request, key, lambda: self.messenger.direct_channel(slack_id), post)

    def _once(
        self, request: Request, key: str, where: Callable[[], str], post: Callable[[str], str]
    ) -> tuple[MessageRef, bool]:
        """The message under this key, posted unless it is in Slack already; and whether it was posted just now."""
        known = self.messages.find(request.id, key)
        if known is not None and known.ts is not None:
            return known, False
        if known is None:
            channel, found = where(), None
            self.messages.begin(request.id, key, channel)
        else:
            # Begun, and nobody knows whether it came through: look before posting it a second time.
            channel = known.channel
            found = self.messenger.find(channel, request.id, key, request.created)
        ref = MessageRef(channel, found or post(channel))
        self.messages.sent(request.id, key, ref)
        return ref, found is None

    def _worth_telling(self, event: Event, request: Request) -> bool:
        match event.type:
            case EventType.ATTACHED:
                # Told late, it may not be true any more.
                over = request.ends_at is None or self.clock.now() >= request.ends_at
                return request.status is Status.ACTIVE and request.revoked_by is None and not over
            case EventType.DENIED | EventType.EXPIRED | EventType.FAILED | EventType.LAPSED:
                return True
            case EventType.REVOKED:
                return request.revoked_by != request.requester.iam_user
            case EventType.CANCELLED:
                return event.actor != request.requester.iam_user
            case _:
                return False
