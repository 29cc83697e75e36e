"""Every error that we raise on purpose.

AwsAccessError
├── InvalidInput            what was given cannot be understood; nothing changed
│   └── InvalidRules        a rules file that must not be published
├── NotAllowed              understood, and not allowed
├── NotFound                there is no such thing
├── Conflict                the state does not allow it: ended, changed since, or decided by somebody else
│   └── ConcurrentChange    somebody wrote first: read again, decide again
├── RoleRefused             this team role cannot take (or give back) a grant until somebody changes it
│   ├── NotProven           what would be written could not be proven to be what was approved
│   └── TargetRefused       the target account does not let us in
└── Unavailable             a service of somebody else did not answer: the same call may work later
"""

from aws_access.domain.reasons import Reason, reason


class AwsAccessError(Exception):
    """The base. `reasons` are fit to show to the person who asked."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(*reasons)
        self.reasons = reasons

    def __str__(self) -> str:
        return " ".join(each.say() for each in self.reasons)


class InvalidInput(AwsAccessError):
    """What was given cannot be understood; nothing changed."""


class InvalidRules(InvalidInput):
    """A rules file that must not be published; one reason for every fault."""


class NotAllowed(AwsAccessError):
    """Understood, and not allowed."""


class NotFound(AwsAccessError):
    """There is no such thing."""


class Conflict(AwsAccessError):
    """The state does not allow it: it has ended, it changed since, or somebody else decided."""


class ConcurrentChange(Conflict):
    """Somebody wrote first: read again, decide again."""

    def __init__(self) -> None:
        super().__init__(reason("concurrent-change"))


class RoleRefused(AwsAccessError):
    """This team role cannot take (or give back) a grant until somebody changes it."""


class NotProven(RoleRefused):
    """What would be written could not be proven to be what was approved.

    `in_doubt`: the requests that it is about. `later`: who did not answer, where it may be proven another time.
    """

    def __init__(
        self, *reasons: Reason, in_doubt: frozenset[str] = frozenset(), later: "Unavailable | None" = None
    ) -> None:
        super().__init__(*reasons)
        self.in_doubt = in_doubt
        self.later = later


class TargetRefused(RoleRefused):
    """The target account does not let us in."""


class Unavailable(AwsAccessError):
    """A service of somebody else did not answer: the same call may work later."""

    def __init__(self, service: str) -> None:
        super().__init__(reason("unavailable", service=service))
