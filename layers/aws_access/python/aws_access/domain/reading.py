"""Reads the text of a policy of ours as IAM would, and takes nothing for ours that is not of exactly our form.

It shares no code with what writes policies: the text alone counts.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aws_access.domain.inclusion import Said, Scope

_WHO = ("StringEquals", "aws:userid")
_UNTIL = ("DateLessThan", "aws:CurrentTime")
_OUR_KEYS = frozenset(key.lower() for _, key in (_WHO, _UNTIL))

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_ACTION = re.compile(r"[!-~]+")
"""Nothing but ASCII: other letters have small ones among these."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement: each of these users (`aws:userid`) may do what is in the scope, before the end."""

    user_ids: tuple[str, ...]
    scope: Scope
    end: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says. `faults`: what in it is not of our form, each naming its place; then the claims are not all."""

    claims: tuple[Claim, ...] = ()
    faults: tuple[str, ...] = ()


class _NotOurs(Exception):
    """Not of our form."""


def read_policy(text: str) -> Reading:
    """Everything that a document on a role says."""
    return _read(text, None)


def read_session_policy(text: str, user_id: str) -> Reading:
    """Everything that the policy of a session says: of this user alone, whose session it is."""
    return _read(text, user_id)


def _read(text: str, session_of: str | None) -> Reading:
    try:
        statements = _statements(text)
    except (_NotOurs, ValueError, RecursionError) as error:
        return Reading(faults=(_said(error),))
    claims, faults = [], []
    for number, statement in enumerate(statements):
        try:
            claims.append(_claim(statement, session_of))
        except (_NotOurs, ValueError) as error:
            faults.append(f"statement {number}: {_said(error)}")
    return Reading(tuple(claims), tuple(faults))


def _said(error: BaseException) -> str:
    return str(error)[:200] if isinstance(error, _NotOurs) else f"{type(error).__name__}"


def _statements(text: str) -> list[Any]:
    document = json.loads(text, object_pairs_hook=_each_key_once, parse_constant=_no_constant)
    _exactly(document, {"Version", "Statement"}, "the policy")
    if document["Version"] != "2012-10-17":
        raise _NotOurs("Version is another one")
    if not isinstance(document["Statement"], list) or not document["Statement"]:
        raise _NotOurs("Statement is not a list of at least one")
    return document["Statement"]


def _claim(statement: Any, session_of: str | None) -> Claim:
    _exactly(statement, {"Effect", "Action", "Resource", "Condition"}, "the statement")
    if statement["Effect"] != "Allow":
        raise _NotOurs("Effect is not Allow")
    actions = _texts(statement["Action"], "Action")
    if not all(map(_ACTION.fullmatch, actions)):
        raise _NotOurs("Action has other characters than an action's")
    named, end, others = _conditions(statement["Condition"])
    resources = _texts(statement["Resource"], "Resource")
    scope = Scope(tuple(sorted({each.lower() for each in actions})), tuple(sorted(set(resources))), others)
    return Claim(_whose(named, session_of), scope, end)


def _whose(named: tuple[str, ...], session_of: str | None) -> tuple[str, ...]:
    if session_of is None and named:
        return named
    if session_of is not None and not named:
        return (session_of,)
    raise _NotOurs("no condition on who it is" if session_of is None else "a condition on who it is")


def _conditions(value: Any) -> tuple[tuple[str, ...], datetime, frozenset[Said]]:
    """Who, until when, and what else has to hold."""
    user_ids: tuple[str, ...] = ()
    end: datetime | None = None
    others = set()
    for operator, key, values in _each_condition(value):
        if (operator, key) == _WHO:
            user_ids = values
        elif (operator, key) == _UNTIL:
            end = _moment(values)
        elif key.lower() in _OUR_KEYS:
            raise _NotOurs(f"a condition on {key} by {operator}")
        else:
            others.add((operator, key, frozenset(values)))
    if end is None:
        raise _NotOurs("no condition on when it ends")
    return user_ids, end, frozenset(others)


def _each_condition(value: Any) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    if not isinstance(value, dict):
        raise _NotOurs("Condition is not an object")
    for operator, tests in value.items():
        if not isinstance(tests, dict) or not tests:
            raise _NotOurs(f"{operator} has no tests")
        for key, values in tests.items():
            yield operator, key, _texts(values, key, empty=True)


def _moment(values: tuple[str, ...]) -> datetime:
    if len(values) != 1 or not _MOMENT.fullmatch(values[0]):
        raise _NotOurs("the end is not one moment of the form 2030-01-01T00:00:00Z")
    return datetime.fromisoformat(values[0]).astimezone(UTC)


def _texts(value: Any, what: str, *, empty: bool = False) -> tuple[str, ...]:
    """With `empty`, a text may have no letter: `s3:prefix` is empty where a bucket is listed from its beginning."""
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not listed:
        raise _NotOurs(f"{what} is not a text or a list of texts")
    if not all(isinstance(each, str) and (each or empty) for each in listed):
        raise _NotOurs(f"{what} is not a text or a list of texts")
    return tuple(listed)


def _exactly(value: Any, keys: set[str], what: str) -> None:
    if not isinstance(value, dict):
        raise _NotOurs(f"{what} is not an object")
    if set(value) != keys:
        raise _NotOurs(f"{what} has {', '.join(sorted(set(value) ^ keys))} too much or too little")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _NotOurs("a key comes twice")
    return found


def _no_constant(name: str) -> None:
    raise _NotOurs(f"{name} is no JSON")
