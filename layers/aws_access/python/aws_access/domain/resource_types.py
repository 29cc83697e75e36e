"""The kinds of resources that a service of AWS has, and how the names of each are written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from aws_access.domain.environment import Environment

MOST_TOLD = 5
"""How many types or choices a refusal names."""

NOTHING = "–"

VARIABLE = re.compile(r"\{(\w+)\}")
SEPARATOR = re.compile(r"[/:]")
_OURS = re.compile(r"arn:\{partition\}:[a-z0-9-]+:(\{region\})?:(\{account\})?:")


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A kind of resource. `arn` has `{partition}`, `{region}`, `{account}` and the parts of a name, in braces.

    The last part of a name has none of `stops` in it: with those the name of another type goes on. `unseen` is what AWS
    puts behind a name, and nobody types. `inside` is where IAM looks, beside the ARN itself, for what is in the
    resource; `holds` names the types of that, which are meant along with it. `as_refused` is what IAM puts behind the
    ARN when it says that it refused something on all of it.
    """

    name: str
    arn: str
    stops: str = ""
    unseen: str = ""
    inside: str = ""
    as_refused: str = ""
    holds: frozenset[str] = frozenset()

    @property
    def arns(self) -> tuple[str, ...]:
        """Every form of its ARN."""
        return (self.arn, self.arn + self.inside) if self.inside else (self.arn,)

    @property
    def can_be_named(self) -> bool:
        """Whether the account and the region are those of an environment, and the service is one."""
        return _OURS.match(self.arn) is not None

    @property
    def service(self) -> str:
        """The service in the ARN; not always the one whose actions know the type."""
        return _parts(self.arn)[0]

    @property
    def tail(self) -> str:
        """What stands behind the account, such as `table/{TableName}`."""
        return _parts(self.arn)[1]

    @property
    def keyword(self) -> str:
        """What a tail begins with, up to the first separator: `table/`; empty where there is none."""
        return _parts(self.arn)[2]

    def at(self, place: Environment, tail: str) -> str:
        """The ARN of the one with this tail."""
        head = self.arn.removesuffix(self.tail)
        return head.format(partition=place.partition, region=place.region, account=place.account) + tail


Types = tuple[ResourceType, ...]


def tail_in(word: str, of: ResourceType) -> str | None:
    """The tail that the word is, if it is one of this type: with at most one `*`, at the end of its last part."""
    # `log-group:x:*` is the log group and what is in it; so is `log-group:x:log-stream:`, when IAM refuses something.
    outer = word.removesuffix(of.inside).removesuffix(of.as_refused)
    return outer if _matcher(of.tail, of.stops).fullmatch(outer) else None


def begins_in(word: str, of: ResourceType) -> bool:
    """Whether the word ends in a `*` for the end of one part of the name and all further ones: `service/main*`."""
    found = _open_matcher(of.tail)
    return found is not None and found.fullmatch(word) is not None


@cache
def plain(tail: str) -> str:
    """The form without the names of its parts, which AWS does not always call the same."""
    return VARIABLE.sub("\0", tail)


def shape(of: ResourceType) -> str:
    """How one is written, for people: `table/TableName`."""
    return VARIABLE.sub(r"\1", of.tail)


def told(several: Iterable[str]) -> str:
    """The first of them, and how many there are more."""
    listed = [f"`{each}`" for each in dict.fromkeys(several)]
    more = [f"+{len(listed) - MOST_TOLD}"] if len(listed) > MOST_TOLD else []
    return ", ".join([*listed[:MOST_TOLD], *more]) or NOTHING


@cache
def _parts(arn: str) -> tuple[str, str, str]:
    """Service, tail and keyword of a type's ARN."""
    _, _, service, _, _, tail = arn.split(":", 5)
    begin = tail.partition("{")[0]
    found = SEPARATOR.search(begin, 1)
    return service, tail, begin[: found.end()] if found else ""


@cache
def _matcher(tail: str, stops: str) -> re.Pattern[str]:
    first, *literals = VARIABLE.split(tail)[::2]
    found = re.escape(first)
    for number, literal in enumerate(literals, 1):
        if number == len(literals) and not literal:
            found += rf"(?=.)[^*{stops}]*\*?"
        else:
            found += rf"[^*{re.escape(literal[:1] or '/:')}]+{re.escape(literal)}"
    return re.compile(found)


@cache
def _open_matcher(tail: str) -> re.Pattern[str] | None:
    """None where words of AWS stand between the parts: a `*` in the place of those would reach other types."""
    found = re.fullmatch(r"(?P<before>.*?)\{\w+\}([/:]\{\w+\})+", tail)
    return re.compile(rf"{re.escape(found['before'])}[^*]*\*") if found else None
