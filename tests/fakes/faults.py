"""Faults on demand: what the world does to us, at the call that a test chooses."""

from collections.abc import Iterator
from contextlib import contextmanager

from aws_access.domain.errors import Unavailable

WAYS = ("dies before", "dies after", "no answer", "refused thrice")
"""In which a call can fail."""


class Crash(BaseException):
    """The function dies here: nothing that it would have caught stops it."""


class Faults:
    """What goes wrong, and at which call. `after` counts the calls to every fake that was given this one."""

    def __init__(self) -> None:
        self.calls = 0
        self._planned: dict[int, tuple[bool, type[BaseException]]] = {}

    def unavailable(self, calls: int = 1, *, after: int = 0) -> None:
        """The next calls do nothing and raise Unavailable."""
        for call in range(calls):
            self._planned[self.calls + after + call] = (False, Unavailable)

    def forget_answer(self, *, after: int = 0) -> None:
        """The next call is done, and raises Unavailable all the same."""
        self._planned[self.calls + after] = (True, Unavailable)

    def crash(self, *, after: int = 0, done: bool = False) -> None:
        """The next call raises Crash, before it was done or after."""
        self._planned[self.calls + after] = (done, Crash)

    def fail(self, how: str, *, after: int) -> None:
        """The next call fails in this one of the ways."""
        match how:
            case "dies before":
                self.crash(after=after)
            case "dies after":
                self.crash(after=after, done=True)
            case "no answer":
                self.forget_answer(after=after)
            case "refused thrice":
                self.unavailable(3, after=after)
            case _:
                raise ValueError(how)

    @contextmanager
    def call(self, service: str) -> Iterator[None]:
        done, error = self._planned.pop(self.calls, (False, None))
        self.calls += 1
        if error is not None and not done:
            raise error(service)
        yield
        if error is not None:
            raise error(service)
