"""One workspace, its clock, the app behind it, and a browser."""

import pytest

from local.slack.workspace import Workspace
from tests.unit.local_slack.builders import Browser, Clock, FakeApp, config


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(clock: Clock) -> Workspace:
    return Workspace(config(), clock)


@pytest.fixture
def app() -> FakeApp:
    return FakeApp()


@pytest.fixture
def browser(workspace: Workspace, app: FakeApp) -> Browser:
    return Browser(workspace, app)
