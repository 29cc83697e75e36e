"""What a card's buttons and the modal that asks why carry from the card back to us."""

import re
from dataclasses import dataclass
from typing import Self

from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import RequestId
from aws_access.domain.reasons import Language, reason

APPROVE = "approve"
DENY = "deny"
NARROW = "narrow"
REVIEW = "review"

_VALUE = re.compile(r"(r-[0-9a-z]{12}):([0-9a-f]{64}):(en|ja)")


@dataclass(frozen=True, slots=True)
class CardButton:
    """The value of both buttons: the request, the hash of the payload that the card shows, and the card's language."""

    request_id: RequestId
    payload_hash: str
    language: Language

    def dump(self) -> str:
        """The value."""
        return f"{self.request_id}:{self.payload_hash}:{self.language}"

    @classmethod
    def parse(cls, value: str) -> Self:
        """What `dump` wrote; InvalidInput."""
        found = _VALUE.fullmatch(value)
        if found is None:
            raise InvalidInput(reason("invalid-field", field="value", problem="not one of our buttons"))
        return cls(RequestId(found[1]), found[2], Language(found[3]))
