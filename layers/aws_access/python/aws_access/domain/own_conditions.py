"""The conditions of a policy of somebody's own. Whatever they say, they only narrow: ours are added to them."""

import re
from base64 import b64decode
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches
from ipaddress import ip_network
from typing import Any

from aws_access.domain.reasons import Reason, reason
from aws_access.domain.statements import OUR_CONDITION_KEYS, Condition

_COMPARISONS = (
    *("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike"),
    *("StringNotLike", "NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals"),
    *("NumericGreaterThan", "NumericGreaterThanEquals", "DateEquals", "DateNotEquals", "DateLessThan"),
    *("DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals", "Bool", "BinaryEquals", "IpAddress"),
    *("NotIpAddress", "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"),
)
_OPERATORS = frozenset(
    {
        "Null",
        *(
            f"{several}{comparison}{if_exists}"
            for several in ("", "ForAllValues:", "ForAnyValue:")
            for comparison in _COMPARISONS
            for if_exists in ("", "IfExists")
        ),
    }
)
_GLOBAL_KEYS = (
    *("CalledVia", "CalledViaFirst", "CalledViaLast", "EpochTime", "FederatedProvider", "MultiFactorAuthAge"),
    *("MultiFactorAuthPresent", "PrincipalAccount", "PrincipalArn", "PrincipalIsAWSService", "PrincipalOrgID"),
    *("PrincipalOrgPaths", "PrincipalServiceName", "PrincipalServiceNamesList", "PrincipalType", "Referer"),
    *("RequestedRegion", "ResourceAccount", "ResourceOrgID", "ResourceOrgPaths", "SecureTransport"),
    *("SourceAccount", "SourceArn", "SourceIdentity", "SourceIp", "SourceOrgID", "SourceOrgPaths", "SourceVpc"),
    *("SourceVpcArn", "SourceVpce", "TagKeys", "TokenIssueTime", "UserAgent", "VpceAccount", "VpceOrgID"),
    *("VpceOrgPaths", "VpcSourceIp", "ViaAWSService", "username"),
)
_GLOBAL = {f"aws:{name}".lower(): f"aws:{name}" for name in _GLOBAL_KEYS}
_WITH_TAG = {f"aws:{name}".lower(): f"aws:{name}" for name in ("PrincipalTag", "RequestTag", "ResourceTag")}
_KEY = re.compile(r"(?P<service>[a-z0-9-]+):(?P<name>[A-Za-z0-9][!-.0-~]*)(?P<rest>/[!-~]+)?", re.IGNORECASE | re.ASCII)
"""Nothing but ASCII: the sign for Kelvin has a small letter among these, and IAM rejects a document that has it."""

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_NETWORK = re.compile(r"[0-9A-Fa-f.:]+(/(0|[1-9][0-9]{0,2}))?")
"""By the length of its prefix: IAM takes no netmask, and no zone."""

_SECONDS = re.compile(r"[0-9]{1,12}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2}))?"
)
"""Of all forms of ISO 8601, those that W3C's note has and IAM takes: `2030-01-07` and `2030-01-07T09:00:00Z`."""


def condition_faults(place: str, given: object, services: Collection[str]) -> Iterator[Reason]:
    """What is wrong with the condition of a statement whose actions are of these services."""
    if not isinstance(given, dict):
        yield reason("policy-no-object", place=place)
        return
    for operator, keys in given.items():
        at = f"{place}.{operator[:40]}"
        if operator not in _OPERATORS:
            near = get_close_matches(operator, sorted(_OPERATORS), n=1)
            code = "policy-unknown-operator-near" if near else "policy-unknown-operator"
            yield reason(code, place=at, **({"nearest": near[0]} if near else {}))
        elif not isinstance(keys, dict) or not keys:
            yield reason("policy-no-object", place=at)
        else:
            yield from _key_faults(at, operator, keys, services)


def conditions_of(given: Mapping[str, Mapping[str, Any]]) -> tuple[Condition, ...]:
    """In the one form that means this, of what has no fault."""
    return tuple(
        sorted(
            Condition(operator, _as_aws_writes(key), tuple(sorted({_text(each) for each in _listed(values)})))
            for operator, keys in given.items()
            for key, values in keys.items()
        )
    )


def _key_faults(place: str, operator: str, keys: Mapping[str, Any], services: Collection[str]) -> Iterator[Reason]:
    seen: set[str] = set()
    for key, values in keys.items():
        at = f"{place}.{key[:100]}"
        if key.lower() in OUR_CONDITION_KEYS:
            yield reason("policy-our-condition", place=at)
        elif key.lower() in seen:
            yield reason("policy-repeats", field=key[:80])
        else:
            yield from _unknown_key(at, key, services)
            yield from _value_faults(at, operator, values)
        seen.add(key.lower())


def _unknown_key(place: str, key: str, services: Collection[str]) -> Iterator[Reason]:
    shape = _KEY.fullmatch(key)
    prefix = shape["service"].lower() if shape is not None else ""
    if prefix == "aws":
        if _as_aws_writes(key).lower() == key.lower() and _is_global(key):
            return
        near = get_close_matches(key.lower(), [*_GLOBAL, *(f"{each}/" for each in _WITH_TAG)], n=1)
        right = (_GLOBAL | {f"{low}/": f"{name}/(tag)" for low, name in _WITH_TAG.items()})[near[0]] if near else None
        yield reason("policy-unknown-key-near", place=place, nearest=right) if right else _no_key(place, services)
    elif prefix not in services:
        yield _no_key(place, services)


def _no_key(place: str, services: Collection[str]) -> Reason:
    return reason(
        "policy-unknown-key", place=place, services=", ".join(f"{each}:" for each in ["aws", *sorted(services)])
    )


def _is_global(key: str) -> bool:
    name, slash, tag = key.lower().partition("/")
    return (name in _WITH_TAG and bool(tag)) if slash else name in _GLOBAL


def _as_aws_writes(key: str) -> str:
    """Keys of AWS as a whole in its own capitals; IAM ignores them. What stands after a slash is a tag's name."""
    name, slash, tag = key.partition("/")
    written = (_WITH_TAG if slash else _GLOBAL).get(name.lower())
    return f"{written or name}{slash}{tag}"


def _value_faults(place: str, operator: str, values: object) -> Iterator[Reason]:
    listed = _listed(values)
    if not listed or not all(isinstance(each, str | bool) for each in listed):
        yield reason("policy-no-text", place=place)
        return
    for value in map(_text, listed):
        if "${" in value:
            yield reason("policy-variable", place=place, value=value[:200])
        elif not _is_writable(value) or not _is_comparable(operator.rpartition(":")[2].removesuffix("IfExists"), value):
            yield reason("policy-condition-value", place=place, operator=operator, value=value[:100])


def _is_writable(value: str) -> bool:
    """Whether IAM takes it in a document: one letter beyond Latin-1, and the whole document is rejected."""
    return value.isprintable() and max(value, default=" ") <= "\xff"


def _is_comparable(comparison: str, value: str) -> bool:
    """Whether IAM takes the value for this comparison."""
    if comparison in ("Bool", "Null"):
        return value.lower() in ("true", "false")
    if comparison.startswith("Numeric"):
        return _NUMBER.fullmatch(value) is not None
    if comparison.startswith("Date"):
        return _is_date(value)
    if comparison.endswith("IpAddress"):
        return _is_network(value)
    if comparison == "BinaryEquals":
        return _is_base64(value)
    return not comparison.startswith("Arn") or value.startswith(("arn:", "*"))


def _is_date(value: str) -> bool:
    if not _MOMENT.fullmatch(value):
        return _SECONDS.fullmatch(value) is not None
    try:
        return bool(datetime.fromisoformat(value))
    except ValueError:  # a day or an hour that there is not
        return False


def _is_base64(value: str) -> bool:
    try:
        return bool(b64decode(value, validate=True))
    except ValueError:
        return False


def _is_network(value: str) -> bool:
    try:
        return _NETWORK.fullmatch(value) is not None and bool(ip_network(value, strict=False))
    except ValueError:
        return False


def _listed(values: object) -> list[Any]:
    return values if isinstance(values, list) else [values]


def _text(value: object) -> str:
    """As IAM writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
