"""A policy of one's own, from a file: for asking for what it allows, and for asking the rules about it."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

from aws_access.cli.exits import Failure
from aws_access.domain.model import OWN_POLICY

_LONGEST_POLICY = 65_536
"""Bytes that are read of a policy. The API takes less, and says how much."""

_NAMES = (OWN_POLICY, "ポリシー")


def read_own_policy(file: str, standard_input: BinaryIO) -> str:
    """The text of a policy document, from a file or from standard input (`-`); what it says is for the API to judge."""
    try:
        with Path(file).open("rb") if file != "-" else nullcontext(standard_input) as opened:
            content = opened.read(_LONGEST_POLICY + 1)  # it may have no end
    except OSError as error:
        raise Failure("file-unreadable", path=file, problem=error.strerror or error) from error
    if len(content) > _LONGEST_POLICY:
        raise Failure("policy-file-too-large", path=file, limit=_LONGEST_POLICY)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise Failure("file-unreadable", path=file, problem="not UTF-8") from error


def naming_policy(words: Sequence[str]) -> tuple[str, ...]:
    """The words of a request for it; that it is one need not be said, as the file says it."""
    place = 1 if "break-glass" in words[:1] else 0
    if words[place : place + 1] and words[place] in _NAMES:
        return tuple(words)
    return (*words[:place], OWN_POLICY, *words[place:])
