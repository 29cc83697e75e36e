"""Proves a change of our documents on a role before it is made: what is gained was approved, and nothing else is.

It reads the texts that are about to be written, and knows nothing of how they came about. Every statement is looked
at, symbolically: not a sample of what it would allow.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from aws_access.domain.inclusion import Scope, beyond
from aws_access.domain.model import Grant
from aws_access.domain.reading import Reading, read_policy, read_session_policy
from aws_access.domain.statements import Statement
from aws_access.domain.verdict import Doubt, Proof, Reach

_MOST_NAMED = 3

_SESSION = "session"
"""Stands where a role's id does, for somebody who has a session of their own."""


@dataclass(frozen=True, slots=True)
class _Held:
    """What somebody has until a moment."""

    scope: Scope
    end: datetime
    request_id: str = ""


class _Holding:
    """All that one user has. `until`: how long they have just what is in a scope, which most questions are about."""

    def __init__(self) -> None:
        self.held: list[_Held] = []
        self.until: dict[Scope, datetime] = {}

    def add(self, held: _Held) -> None:
        self.held.append(held)
        self.until[held.scope] = max(held.end, self.until.get(held.scope, held.end))

    def missing(self, held: _Held) -> tuple[list[str], list[str]]:
        """The actions and resources of `held` that they do not have for as long."""
        until = self.until.get(held.scope)
        if until is not None and until >= held.end:
            return [], []
        return beyond(held.scope, [each.scope for each in self.held if each.end >= held.end])


_NOTHING = _Holding()
_ByUser = Mapping[str, _Holding]


def prove(before: Iterable[str], after: Iterable[str], role_id: str, grants: Iterable[Grant]) -> Proof:
    """The verdict on replacing the documents that stand on the role with this unique id.

    `grants` are those that should be on it afterwards. The proof holds when the documents say them, all of them and
    nothing else: then nobody gains what is not theirs, and nothing is lost but what is theirs no more.
    """
    kept = _approved(grants, role_id)
    standing, strays = _read(map(read_policy, before))
    written, faults = _read(map(read_policy, after))
    gains = tuple(_gains(kept, standing, role_id))
    losses = tuple(_losses(standing, written, role_id))
    return Proof(gains, losses, len(strays), _doubts(written, faults, kept, role_id))


def prove_session(text: str, grant: Grant) -> Proof:
    """The verdict on the policy of a session that is opened for this grant: it says the grant, all of it, and no more.

    Whose the session is stands in its name, and not in its policy.
    """
    kept = _approved((grant,), _SESSION)
    written, faults = _read((read_session_policy(text, f"{_SESSION}:{grant.person}"),))
    return Proof(tuple(_gains(kept, {}, _SESSION)), doubts=_doubts(written, faults, kept, _SESSION))


def as_approved(grants: Iterable[Grant], role_id: str, user_ids: Iterable[str] | None = None) -> str:
    """A policy that says these grants as plainly as can be, for others to compare with: made here and never written.

    With `user_ids`, only what these users have.
    """
    kept = _approved(grants, role_id)
    people: dict[tuple[Scope, datetime], list[str]] = {}
    for user_id in sorted(kept if user_ids is None else kept.keys() & set(user_ids)):
        for held in kept[user_id].held:
            people.setdefault((held.scope, held.end), []).append(user_id)
    statements = [_plainly(scope, end, user_ids) for (scope, end), user_ids in people.items()]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, separators=(",", ":"), ensure_ascii=False)


def users_of(text: str) -> frozenset[str]:
    """Every `aws:userid` that a policy of ours speaks of."""
    return frozenset(user_id for claim in read_policy(text).claims for user_id in claim.user_ids)


@lru_cache(maxsize=4096)
def scope_of(statement: Statement) -> Scope:
    """What a statement of a permission allows."""
    return Scope(
        tuple(sorted({action.lower() for action in statement.actions})),
        tuple(sorted(set(statement.resources))),
        frozenset((each.operator, each.key, frozenset(each.values)) for each in statement.conditions),
    )


def _approved(grants: Iterable[Grant], role_id: str) -> _ByUser:
    """Ends are whole seconds: what is less than one is not said in a policy."""
    found: dict[str, _Holding] = defaultdict(_Holding)
    for grant in grants:
        end = grant.ends_at.replace(microsecond=0)
        for each in grant.permission.statements:
            found[f"{role_id}:{grant.person}"].add(_Held(scope_of(each), end, grant.request_id))
    return found


def _read(readings: Iterable[Reading]) -> tuple[_ByUser, list[str]]:
    """Who has what by these texts, and what in them is not of our form."""
    found: dict[str, _Holding] = defaultdict(_Holding)
    faults: list[str] = []
    for reading in readings:
        faults += reading.faults
        for claim in reading.claims:
            held = _Held(claim.scope, claim.end)
            for user_id in claim.user_ids:
                found[user_id].add(held)
    return found, faults


def _doubts(written: _ByUser, faults: Iterable[str], kept: _ByUser, role_id: str) -> tuple[Doubt, ...]:
    """Everything that keeps what is written from being what was approved."""
    found = [Doubt(each) for each in faults]
    return (*found, *_too_much(written, kept, role_id), *_too_little(kept, written, role_id))


def _too_much(written: _ByUser, kept: _ByUser, role_id: str) -> Iterator[Doubt]:
    """What the documents say and nobody approved: for somebody else, of something else, or for longer."""
    for user_id, found in written.items():
        if user_id not in kept:
            yield Doubt(f"{user_id} would gain access, and was granted none")
            continue
        for held in found.held:
            actions, resources = kept[user_id].missing(held)
            if actions:
                yield Doubt(
                    f"{user_id} would gain more than was approved until {held.end:%Y-%m-%dT%H:%M:%SZ}: "
                    f"{_named(actions)} on {_named(resources)}",
                    _person(user_id, role_id),
                )


def _too_little(kept: _ByUser, written: _ByUser, role_id: str) -> Iterator[Doubt]:
    """What was approved and would not be there."""
    for user_id, grants in kept.items():
        theirs = written.get(user_id, _NOTHING)
        for held in grants.held:
            actions, resources = theirs.missing(held)
            if actions:
                yield Doubt(
                    f"{user_id} would lack what was approved until {held.end:%Y-%m-%dT%H:%M:%SZ}: "
                    f"{_named(actions)} on {_named(resources)}",
                    _person(user_id, role_id),
                )


def _gains(kept: _ByUser, standing: _ByUser, role_id: str) -> Iterator[Reach]:
    """What of the grants is not on the role yet: one for each request."""
    for user_id, grants in kept.items():
        yield from _reaches(_person(user_id, role_id), grants, standing.get(user_id, _NOTHING))


def _losses(standing: _ByUser, written: _ByUser, role_id: str) -> Iterator[Reach]:
    """What will not be on the role any more: one for each end."""
    for user_id, found in standing.items():
        yield from _reaches(_person(user_id, role_id), found, written.get(user_id, _NOTHING))


def _reaches(person: str, holding: _Holding, other: _Holding) -> Iterator[Reach]:
    """What of the one is not in the other."""
    actions: dict[tuple[str, datetime], set[str]] = {}
    resources: dict[tuple[str, datetime], set[str]] = {}
    for held in holding.held:
        less_actions, less_resources = other.missing(held)
        if less_actions:
            key = held.request_id, held.end
            actions.setdefault(key, set()).update(less_actions)
            resources.setdefault(key, set()).update(less_resources)
    for request_id, end in actions:
        key = request_id, end
        yield Reach(person, len(actions[key]), len(resources[key]), end, request_id)


def _person(user_id: str, role_id: str) -> str:
    """The person, or for a session of another role all of the text."""
    role, _, person = user_id.partition(":")
    return person if role == role_id else user_id


def _named(values: Sequence[str]) -> str:
    more = f" and {len(values) - _MOST_NAMED} more" if len(values) > _MOST_NAMED else ""
    return ", ".join(values[:_MOST_NAMED]) + more


def _plainly(scope: Scope, end: datetime, user_ids: list[str]) -> dict[str, object]:
    conditions: dict[str, dict[str, list[str]]] = {
        "StringEquals": {"aws:userid": user_ids},
        "DateLessThan": {"aws:CurrentTime": [f"{end:%Y-%m-%dT%H:%M:%SZ}"]},
    }
    for operator, key, values in scope.conditions:
        conditions.setdefault(operator, {})[key] = sorted(values)
    return {
        "Effect": "Allow",
        "Action": list(scope.actions),
        "Resource": list(scope.resources),
        "Condition": conditions,
    }
