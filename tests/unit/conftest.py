"""Unit tests touch no network: opening a socket fails the test."""

import pytest
from pytest_socket import disable_socket


@pytest.fixture(autouse=True)
def _no_network() -> None:
    disable_socket(allow_unix_socket=True)  # an event loop wakes itself through a pair of those
