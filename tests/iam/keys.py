"""The condition keys that the evaluator knows, and what their values are. Any other key is an error, never a guess."""

from enum import StrEnum


class PolicyError(Exception):
    """A policy or a request that cannot be evaluated for certain. Nothing is ever taken for true instead."""


class Kind(StrEnum):
    """What the value of a key is, which says the operators that fit it."""

    TEXT = "text"
    ARN = "ARN"
    DATE = "date"
    NUMBER = "number"
    TRUTH = "truth"
    ADDRESS = "address"


_ONE = {
    "aws:userid": Kind.TEXT,
    "aws:username": Kind.TEXT,
    "aws:principalarn": Kind.ARN,
    "aws:principalaccount": Kind.TEXT,
    "aws:principaltype": Kind.TEXT,
    "aws:requestedregion": Kind.TEXT,
    "aws:sourceidentity": Kind.TEXT,
    "aws:currenttime": Kind.DATE,
    "aws:tokenissuetime": Kind.DATE,
    "aws:multifactorauthage": Kind.NUMBER,
    "aws:multifactorauthpresent": Kind.TRUTH,
    "aws:securetransport": Kind.TRUTH,
    "aws:sourceip": Kind.ADDRESS,
    "dynamodb:select": Kind.TEXT,
    "s3:max-keys": Kind.NUMBER,
    "s3:prefix": Kind.TEXT,
}
_SEVERAL = {
    "aws:tagkeys": Kind.TEXT,
    "dynamodb:attributes": Kind.TEXT,
    "dynamodb:leadingkeys": Kind.TEXT,
}
_TAGS = ("aws:principaltag/", "aws:requesttag/", "aws:resourcetag/")


def kind_of(key: str) -> Kind:
    """IAM ignores case in the names of keys."""
    name = key.lower()
    if name.startswith(_TAGS) and not name.endswith("/"):
        return Kind.TEXT
    kind = _ONE.get(name) or _SEVERAL.get(name)
    if kind is None:
        raise PolicyError(f"The condition key {key} is not known")
    return kind


def has_several_values(key: str) -> bool:
    return key.lower() in _SEVERAL
