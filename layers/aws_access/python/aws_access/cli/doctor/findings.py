"""What `doctor` finds, and how a look that fails becomes a finding of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from aws_access.cli.doctor.texts import FINDINGS
from aws_access.cli.exits import Failure
from aws_access.cli.setup import Setup
from aws_access.domain.reasons import Language


class State(StrEnum):
    """Of what was looked at. For programs too: the values are a contract."""

    FINE = "fine"
    WRONG = "wrong"
    UNKNOWN = "unknown"
    """It could not be looked at."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` names the kind, `subject` the thing; `do` is empty where there is nothing to do."""

    check: str
    subject: str
    state: State
    what: str
    do: str = ""


class Speaker:
    """Makes the findings of one check, in the reader's language."""

    def __init__(self, setup: Setup, check: str) -> None:
        self.setup = setup
        self.check = check

    def fine(self, subject: str, key: str, **facts: object) -> Finding:
        """Nothing to do."""
        return Finding(self.check, subject, State.FINE, self.say(key, **facts))

    def wrong(self, subject: str, key: str, *, do: str | None = None, **facts: object) -> Finding:
        """Something to do: the text of the key, with `-do` at its end unless another is named."""
        return Finding(self.check, subject, State.WRONG, self.say(key, **facts), self.say(do or f"{key}-do", **facts))

    def unknown(self, subject: str, what: str, do: str) -> Finding:
        """Why it could not be looked at, and what would let it be."""
        return Finding(self.check, subject, State.UNKNOWN, what, do)

    def say(self, key: str, **facts: object) -> str:
        """A text of FINDINGS."""
        english, japanese = FINDINGS[key]
        return (english if self.setup.language is Language.ENGLISH else japanese).format(**facts)


Check = Callable[[Speaker], Iterator[Finding]]


def looked(setup: Setup, name: str, check: Check) -> Iterator[Finding]:
    """Everything that one check finds. One that cannot go on says so, and does not keep the others from looking."""
    speaker = Speaker(setup, name)
    try:
        yield from check(speaker)
    except Failure as failure:
        what = " ".join(failure.lines) or setup.say(failure.key, **failure.facts)
        yield speaker.unknown("", what, speaker.say("could-not-look"))
