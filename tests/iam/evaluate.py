"""What IAM decides of a request within one account, and by which statements."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Self

from tests.iam.document import Policy, Statement
from tests.iam.keys import Kind, PolicyError, has_several_values, kind_of
from tests.iam.match import Values, arn_parts
from tests.iam.operators import address, moment, number, truth

_CHECKS: Mapping[Kind, Callable[[str], object]] = {
    Kind.ARN: arn_parts,
    Kind.DATE: moment,
    Kind.NUMBER: number,
    Kind.TRUTH: truth,
    Kind.ADDRESS: address,
    Kind.TEXT: str,
}


class Verdict(StrEnum):
    """Allowed; denied by a statement that says so; or denied because nothing allows it."""

    ALLOWED = "allowed"
    DENIED = "denied"
    NOT_ALLOWED = "not allowed"


@dataclass(frozen=True, slots=True)
class Answer:
    """`by`: the statements that decided, in no order; none where nothing allows it."""

    verdict: Verdict
    by: frozenset[str] = frozenset()

    @property
    def allowed(self) -> bool:
        return self.verdict is Verdict.ALLOWED


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody does something. `values`: all that is known of it, by condition key."""

    action: str
    resource: str
    values: Values

    @classmethod
    def of(cls, action: str, resource: str, values: Mapping[str, str | Sequence[str]]) -> Self:
        """PolicyError where a key is not known or a value is not of its kind."""
        read = {}
        for key, value in values.items():
            listed = (value,) if isinstance(value, str) else tuple(value)
            if len(listed) > 1 and not has_several_values(key):
                raise PolicyError(f"{key} has one value at most")
            for each in listed:
                _CHECKS[kind_of(key)](each)
            if listed:
                read[key.lower()] = listed
        return cls(action, resource, read)


def evaluate(
    request: Request,
    policies: Iterable[Policy],
    *,
    boundary: Policy | None = None,
    session: Sequence[Policy] = (),
) -> Answer:
    """By identity policies, which the boundary and the session's policies, where there are any, can only narrow.

    Policies of resources and of organisations are not looked at.
    """
    layers = [list(policies), *([each] for each in [boundary] if each), *([list(session)] if session else [])]
    applying = [_applying(request, layer) for layer in layers]
    denies = frozenset(each.name for each in chain(*applying) if not each.allow)
    if denies:
        return Answer(Verdict.DENIED, denies)
    if all(applying):
        return Answer(Verdict.ALLOWED, frozenset(each.name for each in chain(*applying)))
    return Answer(Verdict.NOT_ALLOWED)


def _applying(request: Request, policies: Iterable[Policy]) -> list[Statement]:
    return [
        statement
        for policy in policies
        for statement in policy.statements
        if statement.applies(request.action, request.resource, request.values)
    ]
