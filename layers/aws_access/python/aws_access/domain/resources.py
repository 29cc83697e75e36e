"""Resources by name: from `table/orders` to the ARNs that IAM compares, by the types that AWS's services have.

A word is the resource's part of an ARN (`table/orders`, `my-bucket/reports/*`), a type and a name with either
separator (`function/send`, `queue/orders`), or a whole ARN. A `*` at its end reaches whatever begins like that.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from aws_access.domain.errors import InvalidInput
from aws_access.domain.model import Environment, Statement
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.rules import ResourceType, Service

UNNARROWED = ("list", "read")
"""Levels whose actions go with every resource where they know none: they change nothing. Others are left out."""

_STRICT, _RELAXED = "([^/:]+)", "(.+)"
_HEAD = re.compile(r"([A-Za-z0-9 _-]+)[/:](.+)")
_MOST_CHOICES = 5


@dataclass(frozen=True, slots=True)
class Named:
    """A resource that was named: its ARNs, and the types that it may be of."""

    arns: tuple[str, ...]
    types: frozenset[str]


def narrowed(
    service: Service, actions: dict[str, str], words: tuple[str, ...], environment: Environment
) -> list[Statement]:
    """What these actions (with the level of each) may do on the named resources, each on those that it knows.

    Actions that know no resource at all go with `*` where they only list or read. InvalidInput.
    """
    named = [find(word, service, actions, environment) for word in words]
    groups: dict[tuple[str, ...], list[str]] = {}
    for action, level in actions.items():
        known = service.knows[action]
        arns = sorted({arn for each in named if each.types & known for arn in each.arns})
        if arns or (not known and level in UNNARROWED):
            groups.setdefault(tuple(arns) or ("*",), []).append(action)
    if not any(arns != ("*",) for arns in groups):
        raise InvalidInput(_of_no_use(service, actions, words))
    return [Statement(tuple(sorted(found)), arns) for arns, found in groups.items()]


def _of_no_use(service: Service, actions: Iterable[str], words: Iterable[str]) -> Reason:
    types = ", ".join(f"`{each}`" for each in sorted(_known_types(service, actions)))
    if not types:
        return reason("no-resource", service=service.name)
    return reason("resource-of-no-use", resources=" ".join(words), service=service.name, types=types)


def left_out(service: Service, actions: dict[str, str]) -> tuple[str, ...]:
    """What of these is not in a request that names resources, because it changes something and knows no resource."""
    return tuple(sorted(each for each, level in actions.items() if not service.knows[each] and level not in UNNARROWED))


def find(word: str, service: Service, actions: Iterable[str], environment: Environment) -> Named:
    """The resource that the word names; InvalidInput, with what would be right."""
    wanted = _known_types(service, actions)
    if "*" in word[:-1]:
        raise InvalidInput(reason("invalid-resource", resource=word[:80]))
    if word.startswith("arn:"):
        return _by_arn(word, service, environment, wanted)
    for variable in (_STRICT, _RELAXED):
        for way in (_typed_without_word, _as_written, _typed):
            found = list(_best(way(word, each, variable) for each in service.types))
            if found:
                return _one_of(word, found, service, environment, wanted)
    raise InvalidInput(_unknown(word, service, actions, wanted))


@dataclass(frozen=True, slots=True)
class _Match:
    """A type that the word fits, with the parts of the name in it."""

    type: ResourceType
    parts: tuple[str, ...]

    @property
    def written(self) -> int:
        """How much of the template is not a name: the more, the more the word means this type."""
        return len(self.type.resource.replace("{}", ""))

    def named(self, environment: Environment) -> Named:
        """With the environment's account and region in the ARNs."""
        arns = (_filled(each, self.parts, environment) for each in self.type.arns)
        return Named(tuple(arns), frozenset({self.type.name}))


def _filled(template: str, parts: tuple[str, ...], environment: Environment) -> str:
    pieces = placed(template, environment).split("{}")
    return "".join(text for pair in zip(pieces, (*parts, ""), strict=True) for text in pair)


def placed(template: str, environment: Environment) -> str:
    """A template of an ARN with the environment's partition, account and region in it."""
    facts = {"{partition}": environment.partition, "{account}": environment.account, "{region}": environment.region}
    for name, value in facts.items():
        template = template.replace(name, value)
    return template


def _fits(text: str, template: str, variable: str) -> tuple[str, ...] | None:
    """The parts of the name in `text`; only the last may hold a separator, and only where that is relaxed."""
    *first, last = template.split("{}")
    pattern = "".join(re.escape(piece) + _STRICT for piece in first[:-1])
    pattern += (re.escape(first[-1]) + variable if first else "") + re.escape(last)
    found = re.fullmatch(pattern, text)
    return found.groups() if found is not None else None


def _as_written(word: str, each: ResourceType, variable: str) -> _Match | None:
    parts = _fits(word, each.resource, variable)
    return _Match(each, parts) if parts is not None else None


def _typed_without_word(word: str, each: ResourceType, variable: str) -> _Match | None:
    """`queue/orders`, where the ARN has the name alone."""
    head = _HEAD.fullmatch(word)
    if head is None or head[1] != each.name or not each.resource.startswith("{}"):
        return None
    return _as_written(head[2], each, variable)


def _typed(word: str, each: ResourceType, variable: str) -> _Match | None:
    """`function/send` for `function:send`, and the type's own name where the ARN has another word."""
    head = _HEAD.fullmatch(word)
    if head is None or each.word is None or head[1] not in (each.word, each.name):
        return None
    parts = _fits(head[2], each.resource[len(each.word) + 1 :], variable)
    return _Match(each, parts) if parts is not None else None


def _best(found: Iterable[_Match | None]) -> Iterator[_Match]:
    matches = [each for each in found if each is not None]
    most = max((each.written for each in matches), default=0)
    yield from (each for each in matches if each.written == most)


def _one_of(
    word: str, found: list[_Match], service: Service, environment: Environment, wanted: frozenset[str]
) -> Named:
    """Types that share an ARN are one resource; of others, those that the actions know have to share one."""
    useful = [each for each in found if each.type.name in wanted] or found
    named = [each.named(environment) for each in useful]
    if len({each.arns for each in named}) > 1:
        choices = ", ".join(f"`{each.type.name}/{word}`" for each in useful[:_MOST_CHOICES])
        raise InvalidInput(reason("resource-ambiguous", given=word, service=service.name, choices=choices))
    return Named(named[0].arns, frozenset(each.type.name for each in useful))


def _by_arn(arn: str, service: Service, environment: Environment, wanted: frozenset[str]) -> Named:
    parts = arn.split(":", 5)
    if len(parts) < 6:
        raise InvalidInput(reason("invalid-resource", resource=arn[:80]))
    for variable in (_STRICT, _RELAXED):
        found = [
            _Match(each, name)
            for each in service.types
            if (name := _fits(arn, placed(each.arns[0], environment), variable)) is not None
        ]
        if found:
            return _one_of(arn, list(_best(found)), service, environment, wanted)
    raise InvalidInput(*_elsewhere(arn, parts, service, environment))


def _elsewhere(arn: str, parts: list[str], service: Service, environment: Environment) -> Iterator[Reason]:
    """What is wrong with an ARN that is none of this service's in this environment."""
    services = sorted({each.arns[0].split(":")[2] for each in service.types})
    right = {
        "partition": (parts[1], [environment.partition]),
        "service": (parts[2], services),
        "region": (parts[3], [environment.region, ""]),
        "account": (parts[4], [environment.account, ""]),
    }
    wrong = [(what, given, fine) for what, (given, fine) in right.items() if given not in fine]
    for what, given, fine in wrong:
        expected = ", ".join(each for each in fine if each)
        yield reason("arn-elsewhere", arn=arn, what=what, given=given or "–", expected=expected)
    if not wrong:
        yield _unknown(parts[5], service, service.knows, frozenset(each.name for each in service.types))


def _unknown(word: str, service: Service, actions: Iterable[str], wanted: frozenset[str]) -> Reason:
    head = _HEAD.fullmatch(word)
    words = {each.word or each.name: each for each in service.types}
    if head is not None and (near := get_close_matches(head[1], words, n=1)):
        return reason("unknown-resource-near", given=word, service=service.name, nearest=f"{near[0]}/{head[2]}")
    name = head[2] if head is not None else word
    uses = [(sum(each.name in service.knows[action] for action in actions), each) for each in service.types]
    useful = sorted((each for each in uses if each[1].name in wanted), key=lambda use: (-use[0], use[1].name))
    choices = [f"`{each.word or each.name}/{name}`" for _, each in useful if each.resource.count("{}") == 1]
    said = ", ".join(choices[:_MOST_CHOICES]) or "–"
    return reason("unknown-resource", given=word, service=service.name, choices=said)


def _known_types(service: Service, actions: Iterable[str]) -> frozenset[str]:
    return frozenset(each for action in actions for each in service.knows[action])
