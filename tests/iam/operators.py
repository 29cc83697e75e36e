"""What each of IAM's condition operators compares: one value of the policy with one of the request."""

import ipaddress
import operator as than
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from tests.iam.keys import Kind, PolicyError
from tests.iam.match import Pattern, Values, arn_parts, read_pattern

Test = Callable[[str, Values], bool]
"""Whether a value of the request is as one value of the policy says."""


class Read(Protocol):
    """Makes the test of one value of the policy; PolicyError if it is not of the operator's kind."""

    def __call__(self, expected: str, *, variables: bool) -> Test: ...


@dataclass(frozen=True, slots=True)
class Operator:
    """`fits`: the kinds of keys that it compares. `negated`: holds where its test does for no value of the policy."""

    fits: frozenset[Kind]
    read: Read
    negated: bool = False


def moment(text: str) -> datetime:
    """A date of ISO 8601, in UTC where it does not say, or seconds since 1970."""
    try:
        if text.replace(".", "", 1).isdigit():
            return datetime.fromtimestamp(float(text), UTC)
        read = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise PolicyError(f"{text} is not a date") from error
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise PolicyError(f"{text} is not a number") from error


def truth(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise PolicyError(f"{text} is neither true nor false")
    return text.lower() == "true"


def address(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """One address, or a range of them in CIDR form."""
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise PolicyError(f"{text} is not an IP address or range") from error


def _text(*, wildcards: bool = False, ignore_case: bool = False) -> Read:
    def read(expected: str, *, variables: bool) -> Test:
        pattern = read_pattern(expected, wildcards=wildcards, variables=variables)
        return lambda actual, values: pattern.matches(actual, values, ignore_case=ignore_case)

    return read


def _arn(expected: str, *, variables: bool) -> Test:
    """The six parts between colons are compared each for itself, so that a `*` does not reach over a colon."""
    patterns = [read_pattern(part, wildcards=True, variables=variables) for part in arn_parts(expected)]
    return lambda actual, values: _all_match(patterns, arn_parts(actual), values)


def _all_match(patterns: list[Pattern], parts: list[str], values: Values) -> bool:
    return all(pattern.matches(part, values) for pattern, part in zip(patterns, parts, strict=True))


def _ordered(value: Callable[[str], Any], compare: Callable[[Any, Any], bool]) -> Read:
    def read(expected: str, *, variables: bool) -> Test:
        limit = value(expected)
        return lambda actual, _: compare(value(actual), limit)

    return read


def _within(expected: str, *, variables: bool) -> Test:
    network = address(expected)
    # Addresses of the other version are in no range of this one.
    return lambda actual, _: ipaddress.ip_address(actual) in network


_ARNS, _ADDRESSES = frozenset({Kind.ARN}), frozenset({Kind.ADDRESS})
_TEXTS = frozenset({Kind.TEXT, Kind.ARN})
_ORDERS = {
    "LessThan": than.lt,
    "LessThanEquals": than.le,
    "GreaterThan": than.gt,
    "GreaterThanEquals": than.ge,
    "Equals": than.eq,
}


def _orders(name: str, kind: Kind, value: Callable[[str], Any]) -> dict[str, Operator]:
    fits = frozenset({kind})
    several = {f"{name}{order}": Operator(fits, _ordered(value, compare)) for order, compare in _ORDERS.items()}
    return {**several, f"{name}NotEquals": Operator(fits, _ordered(value, than.eq), negated=True)}


OPERATORS = {
    "StringEquals": Operator(_TEXTS, _text()),
    "StringNotEquals": Operator(_TEXTS, _text(), negated=True),
    "StringEqualsIgnoreCase": Operator(_TEXTS, _text(ignore_case=True)),
    "StringNotEqualsIgnoreCase": Operator(_TEXTS, _text(ignore_case=True), negated=True),
    "StringLike": Operator(_TEXTS, _text(wildcards=True)),
    "StringNotLike": Operator(_TEXTS, _text(wildcards=True), negated=True),
    "ArnEquals": Operator(_ARNS, _arn),
    "ArnLike": Operator(_ARNS, _arn),
    "ArnNotEquals": Operator(_ARNS, _arn, negated=True),
    "ArnNotLike": Operator(_ARNS, _arn, negated=True),
    "Bool": Operator(frozenset({Kind.TRUTH}), _ordered(truth, than.eq)),
    "IpAddress": Operator(_ADDRESSES, _within),
    "NotIpAddress": Operator(_ADDRESSES, _within, negated=True),
    **_orders("Date", Kind.DATE, moment),
    **_orders("Numeric", Kind.NUMBER, number),
}
"""By name, without `ForAllValues:`, `ForAnyValue:` and `...IfExists`."""
