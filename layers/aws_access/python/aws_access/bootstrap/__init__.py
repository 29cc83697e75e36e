"""Chooses the adapters, once: a module for each function, so that a function loads what it uses and no more."""

from collections.abc import Callable
from typing import Any

Handler = Callable[[dict[str, Any], Any], Any]
"""What Lambda calls with an event and its context."""

READER_ROLE = "aws-access-reader"
GRANTOR_ROLE = "aws-access-grantor"
