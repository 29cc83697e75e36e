"""AWS's sentences that something is denied, read: which action, on what, for whom, and why. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_FRAME = re.compile(r"^[\s│|╷╵]+", re.MULTILINE)  # what Terraform draws around errors
_WHO = re.compile(r"User:?\s+(?P<principal>arn:[^\s,]+)\s+is\s*$", re.IGNORECASE)
_ACTION = re.compile(r"not authorized to perform:?\s+\[?(?P<action>[a-z0-9-]+:[A-Za-z0-9]+)\]?", re.IGNORECASE)
_RESOURCE = re.compile(r"^\s*on\s+(?:the\s+)?resources?:?\s+[\"'`]?(?P<resource>arn:[^\s\"'`]+|\*)", re.IGNORECASE)
# Without a bound on the kind, a hostile text of some pages would take hours.
_MISSING = re.compile(
    r"because\s+no\s+(?P<kind>[a-z -]{1,60}?)\s+(?:policy|policies|boundary)\s+allows?", re.IGNORECASE
)
_DENIED = re.compile(
    r"with\s+an\s+explicit\s+deny(?:\s+in\s+an?\s+(?P<kind>[A-Za-z -]{1,60}?(?:policy|boundary)))?", re.IGNORECASE
)
_ENCODED = re.compile(r"encoded authorization failure message:?\s+\S+", re.IGNORECASE)
# Who says only "Access Denied", and names the operation: S3, through the AWS CLI, boto3 and the SDK for Go.
_S3 = re.compile(
    r"\((?:AccessDenied|403|Forbidden)\) when calling the (?P<cli>\w+) operation: (?:Access Denied|Forbidden)"
    r"|operation error S3: (?P<go>\w+),(?:(?!operation error ).)*?(?:AccessDenied: Access Denied|Forbidden)"
)
_S3_PLACE = re.compile(r"s3://(?P<bucket>[a-z0-9.-]{3,63})(?:/(?P<key>[^\s\"']*))?")
_S3_OPERATIONS = {
    "HeadObject": "GetObject",
    "GetObject": "GetObject",
    "CopyObject": "PutObject",
    "PutObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "UploadPart": "PutObject",
    "DeleteObjects": "DeleteObject",
    "DeleteObject": "DeleteObject",
    "HeadBucket": "ListBucket",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListBuckets": "ListAllMyBuckets",
}
_ON_BUCKETS = frozenset({"ListBucket", "ListAllMyBuckets"})


class Cause(StrEnum):
    """Why AWS denies it."""

    MISSING = "missing"
    """No policy allows it: a grant can."""
    ELSEWHERE = "elsewhere"
    """A deny, or a limit other than the role's own policies: no grant changes that."""


@dataclass(frozen=True, slots=True)
class Denial:
    """One sentence. `resource` and `principal` None where it names none; `by` is what denies, in AWS's own words."""

    action: str
    resource: str | None = None
    principal: str | None = None
    cause: Cause = Cause.MISSING
    by: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """`encoded`: there is a message that only AWS can decode."""

    denials: tuple[Denial, ...]
    encoded: bool


def read_denials(text: str) -> Reading:
    """Every denial in the text, each once, in its order."""
    plain = _FRAME.sub(" ", _ANSI.sub("", text))
    joined = " ".join(plain.split())
    found = dict.fromkeys((*_sentences(joined), *_terse(joined)))
    return Reading(tuple(found), bool(_ENCODED.search(joined)))


def _sentences(text: str) -> Iterator[Denial]:
    starts = list(_ACTION.finditer(text))
    for place, action in enumerate(starts):
        before = text[starts[place - 1].end() if place else 0 : action.start()]
        after = text[action.end() : starts[place + 1].start() if place + 1 < len(starts) else len(text)]
        who, resource = _WHO.search(before), _RESOURCE.match(after)
        cause, by = _cause(after)
        yield Denial(
            action["action"],
            _whole(resource["resource"]) if resource else None,
            who["principal"] if who else None,
            cause,
            by,
        )


def _cause(after: str) -> tuple[Cause, str]:
    if denied := _DENIED.search(after):
        return Cause.ELSEWHERE, denied["kind"] or "policy"
    if missing := _MISSING.search(after):
        kind = missing["kind"].lower()
        # Within one account a statement on the role is enough, whatever the resource's own policy leaves out.
        cause = Cause.MISSING if kind in ("identity-based", "resource-based") else Cause.ELSEWHERE
        return cause, f"{kind} {'boundary' if kind == 'permissions' else 'policy'}"
    return Cause.MISSING, ""


def _whole(resource: str) -> str | None:
    """Without what ends the sentence. None for `*`, and for an ARN of which AWS hides the account."""
    resource = resource.rstrip(".,;)")
    account = resource.split(":")[4] if resource.count(":") >= 5 else ""
    return None if resource == "*" or "*" in account else resource


def _terse(text: str) -> Iterator[Denial]:
    place = _S3_PLACE.search(text)
    for found in _S3.finditer(text):
        operation = _S3_OPERATIONS.get(found["cli"] or found["go"])
        if operation is None:
            continue
        resource = None
        if place is not None and operation != "ListAllMyBuckets":
            key = None if operation in _ON_BUCKETS else place["key"]
            resource = f"arn:aws:s3:::{place['bucket']}" + (f"/{key}" if key else "")
            if operation not in _ON_BUCKETS and not key:
                resource += "/*"
        yield Denial(f"s3:{operation}", resource)
