"""In which order documents are written, so that what moves from one to another is never in neither."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

Said = frozenset[tuple[str, str]]
"""Statements without their people, each with one of its people."""


def order_of_writes(names: Iterable[str], before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The names of the documents to write, from the texts that count now to those that will.

    A document that loses something waits for the one that gets it. Where they wait for one another, which no move of
    ours leads to, the first by name goes first.
    """
    waiting = sorted(names)
    had = {name: _said(before.get(name)) for name in waiting}
    will_have = {name: _said(after.get(name)) for name in waiting}
    gets = {name: will_have[name] - had[name] for name in waiting}
    loses = {name: had[name] - will_have[name] for name in waiting}
    ordered: list[str] = []
    while waiting:
        free = [name for name in waiting if not any(gets[other] & loses[name] for other in waiting if other != name)]
        ordered.append((free or waiting)[0])
        waiting.remove(ordered[-1])
    return ordered


def _said(text: str | None) -> Said:
    """What a document says; of one that is not of our form, nothing."""
    try:
        statements = json.loads(text)["Statement"] if text else []
        return frozenset(said for statement in statements for said in _of(statement))
    except (ValueError, KeyError, TypeError, AttributeError):
        return frozenset()


def _of(statement: dict[str, Any]) -> Iterable[tuple[str, str]]:
    equal = dict(statement["Condition"]["StringEquals"])
    people = equal.pop("aws:userid")
    what = json.dumps({**statement, "Condition": {**statement["Condition"], "StringEquals": equal}}, sort_keys=True)
    return ((what, person) for person in ([people] if isinstance(people, str) else people))
