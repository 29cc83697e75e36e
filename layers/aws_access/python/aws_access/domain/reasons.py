"""Why something was refused or failed: a code with its facts, said in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from aws_access.domain.texts import REASONS


class Language(StrEnum):
    """The languages that the product speaks. Stored: the values are a contract."""

    ENGLISH = "en"
    JAPANESE = "ja"

    @classmethod
    def of(cls, locale: str) -> Self:
        """The language for a Slack locale such as `ja-JP`; English for every other."""
        return cls("ja") if locale.lower().startswith("ja") else cls("en")


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stands in the way. `code` is a key of `texts.REASONS`; stored and sent, so a contract."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """An unknown code or a missing fact is a mistake of ours: fail where it is made, not where it is told."""
        self.say(Language.ENGLISH)

    def say(self, language: Language = Language.ENGLISH) -> str:
        """The sentence, plain text."""
        return REASONS[self.code][0 if language is Language.ENGLISH else 1].format(**self.facts)

    def as_dict(self) -> dict[str, object]:
        """The stored form."""
        return {"code": self.code, "facts": dict(self.facts)}


def reason(code: str, **facts: object) -> Reason:
    """A reason with its facts as text that can be sent: JSON can bring in half of a pair, which nothing can encode."""
    return Reason(code, {name: str(value).encode(errors="replace").decode() for name, value in facts.items()})
