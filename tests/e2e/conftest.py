"""End-to-end tests run on the local stack: the one that runs already, else one of their own for the session."""

import contextlib
from collections.abc import Iterator

import pytest

from local import lifecycle
from local.office import Office
from local.processes import LocalStackError
from local.stack import Stack


@pytest.fixture(scope="session")
def stack(pytestconfig: pytest.Config) -> Iterator[Stack]:
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")
    with contextlib.ExitStack() as at_the_end:
        # Starting takes half a minute: its progress is to be seen.
        with capture.global_and_fixture_disabled() if capture else contextlib.nullcontext():
            try:
                found = at_the_end.enter_context(lifecycle.at_hand())
            except LocalStackError as error:
                pytest.fail(str(error), pytrace=False)
        yield found


@pytest.fixture
def office(stack: Stack) -> Iterator[Office]:
    """Everybody at work. What a test leaves is ended behind it, and off the roles: the next finds them as they were."""
    with Office(stack) as office:
        yield office
        office.end_everything()
