"""What every `MessageLog` promises: what was begun or sent under a key is known; beginning again changes nothing."""

import pytest

from aws_access.ports import MessageLog, MessageRef
from tests.builders import DEV2, a_request

REQUEST, OTHER = a_request().id, a_request(by=DEV2).id


class MessageLogContract:
    @pytest.fixture
    def log(self) -> MessageLog:
        raise NotImplementedError

    def test_nothing_is_known_at_first(self, log: MessageLog) -> None:
        assert log.find(REQUEST, "CARD") is None

    def test_a_message_that_was_begun_has_a_channel_and_no_place_in_it(self, log: MessageLog) -> None:
        log.begin(REQUEST, "CARD", "C1")
        assert log.find(REQUEST, "CARD") == MessageRef("C1", None)

    def test_a_message_that_was_sent_has_both(self, log: MessageLog) -> None:
        log.begin(REQUEST, "CARD", "C1")
        log.sent(REQUEST, "CARD", MessageRef("C1", "1.000001"))
        assert log.find(REQUEST, "CARD") == MessageRef("C1", "1.000001")

    def test_beginning_again_forgets_nothing(self, log: MessageLog) -> None:
        log.begin(REQUEST, "CARD", "C1")
        log.begin(REQUEST, "CARD", "C2")
        assert log.find(REQUEST, "CARD") == MessageRef("C1", None)
        log.sent(REQUEST, "CARD", MessageRef("C1", "1.000001"))
        log.begin(REQUEST, "CARD", "C2")
        assert log.find(REQUEST, "CARD") == MessageRef("C1", "1.000001")

    def test_sending_again_keeps_the_last(self, log: MessageLog) -> None:
        log.sent(REQUEST, "CARD", MessageRef("C1", "1.000001"))
        log.sent(REQUEST, "CARD", MessageRef("C1", "2.000001"))
        assert log.find(REQUEST, "CARD") == MessageRef("C1", "2.000001")

    def test_keys_and_requests_are_apart(self, log: MessageLog) -> None:
        log.begin(REQUEST, "CARD", "C1")
        assert log.find(REQUEST, "ACTIVE#dev1") is None
        assert log.find(OTHER, "CARD") is None
