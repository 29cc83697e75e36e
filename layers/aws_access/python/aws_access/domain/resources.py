"""From a resource as somebody typed it to the ARNs by which IAM knows it, in one environment.

What is typed is a whole ARN, or the end of one as AWS writes it (`table/orders`, `function:send`, `my-bucket/a/*`). The
other separator and a type's name in place of AWS's word for it are understood (`function/send`, `queue/orders`), and so
is a bare name where it can mean one thing only. A `*` stands at the end alone, behind the account and the word for the
type, so that it never reaches out of them. It reaches what lies in the resources that it names: in `table/ord*`, their
indexes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from aws_access.domain.environment import Environment
from aws_access.domain.errors import InvalidInput
from aws_access.domain.nearest_resource import takes_a_name, unknown_resource
from aws_access.domain.patterns import overlap
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.resource_types import SEPARATOR, VARIABLE, ResourceType, begins_in, plain, tail_in, told
from aws_access.domain.services import Service


@dataclass(frozen=True, slots=True)
class Named:
    """A resource that was named: its ARNs, the types that they are of, and those of others that its `*` reaches."""

    arns: tuple[str, ...]
    types: frozenset[str]
    reached: frozenset[str] = frozenset()

    def is_for(self, known: frozenset[str]) -> bool:
        """Whether an action that knows these types is done to this, and to nothing else that a `*` would reach."""
        return not self.types.isdisjoint(known) and self.reached.isdisjoint(known)


@dataclass(frozen=True, slots=True)
class _Reading:
    type: ResourceType
    tail: str


def find(word: str, service: Service, actions: Iterable[str], environment: Environment) -> Named:
    """The resource that the word names; InvalidInput, with what would be right. `actions` are those asked for."""
    if "*" in word[:-1]:
        raise InvalidInput(reason("invalid-resource", resource=word[:80]))
    if word.startswith("arn:"):
        return _named(_in_arn(word, service, environment), service, environment, whole=True)
    for read in (_by_type, _as_written, _as_begun, _as_meant):
        found = tuple(read(word, service.types))
        if found:
            return _named(_one_of(word, found, service, actions, environment), service, environment, whole=False)
    names = tuple(_as_bare_name(word, service))
    if len(names) == 1:
        return _named(names, service, environment, whole=False)
    raise InvalidInput(unknown_resource(word, service.name, (*_by_use(service, actions), *service.types)))


def placed(template: str, environment: Environment) -> str:
    """A template of an ARN with the environment's partition, account and region in it."""
    facts = {"{partition}": environment.partition, "{account}": environment.account, "{region}": environment.region}
    for name, value in facts.items():
        template = template.replace(name, value)
    return template


def _by_use(service: Service, actions: Iterable[str]) -> tuple[ResourceType, ...]:
    """The types that the actions know, those first that most of them do."""
    uses = Counter(name for action in actions for name in service.knows[action])
    known = [each for each in service.types if each.name in uses]
    return tuple(sorted(known, key=lambda each: (-uses[each.name], each.name)))


def _one_of(
    word: str, found: Sequence[_Reading], service: Service, actions: Iterable[str], environment: Environment
) -> Sequence[_Reading]:
    """Types that share an ARN are one resource; of others, those that the actions know have to share one."""
    if len({each.type.at(environment, each.tail) for each in found}) == 1:
        return found
    known = _by_use(service, actions)
    useful = [each for each in found if each.type in known] or found
    arns = dict.fromkeys(each.type.at(environment, each.tail) for each in useful)
    if len(arns) > 1:
        raise InvalidInput(reason("resource-ambiguous", given=word, service=service.name, choices=told(arns)))
    return useful


def _named(readings: Sequence[_Reading], service: Service, environment: Environment, *, whole: bool) -> Named:
    """Of readings of one ARN. Whoever typed a whole ARN typed what is unseen, too."""
    first = readings[0]
    arn = first.type.at(environment, first.tail)
    meant = frozenset(name for each in readings for name in (each.type.name, *each.type.holds))
    if arn.endswith("*"):
        return Named((arn,), meant, _reached(arn, readings, service, environment) - meant)
    if first.type.inside:
        return Named((arn, arn + first.type.inside), meant)
    return Named((arn if whole else arn + first.type.unseen,), meant)


def _reached(arn: str, readings: Sequence[_Reading], service: Service, environment: Environment) -> frozenset[str]:
    """The types of which this pattern matches some, but for those that lie in the ones that are named."""
    parents = tuple(plain(each.type.arn) for each in readings)
    a_name = not SEPARATOR.search(readings[0].tail)
    return frozenset(
        each.name
        for each in service.types
        if not plain(each.arn).startswith(parents)
        and (a_name or not VARIABLE.fullmatch(each.tail))
        and overlap(arn, each.at(environment, VARIABLE.sub("*", each.tail)))
    )


def _by_type(word: str, types: Iterable[ResourceType]) -> Iterator[_Reading]:
    """Of what is only a name to AWS, with its type before it: `queue/orders`."""
    for each in types:
        if each.tail.startswith("{") and (rest := _behind(word, each.name)):
            yield from _matching(rest, [each])


def _as_written(word: str, types: Iterable[ResourceType]) -> Sequence[_Reading]:
    """As AWS writes it."""
    return _most_literal(_matching(word, types))


def _as_begun(word: str, types: Iterable[ResourceType]) -> Sequence[_Reading]:
    """With a `*` for the end of one part of the name and all further ones."""
    return _most_literal(_Reading(each, word) for each in types if begins_in(word, each))


def _as_meant(word: str, types: Iterable[ResourceType]) -> Sequence[_Reading]:
    """With the other separator, in other capitals, or with the type's name in place of AWS's word."""
    found: list[_Reading] = []
    for each in types:
        begins = (each.keyword[:-1], each.keyword[:-1].lstrip("/"), each.name) if each.keyword else ()
        for rest in dict.fromkeys(_behind(word, begin) for begin in begins):
            written = [each.keyword + rest, each.keyword + SEPARATOR.sub(each.keyword[-1:], rest)] if rest else []
            found += [reading for tail in written for reading in _matching(tail, [each])][:1]
    return _most_literal(found)


def _as_bare_name(word: str, service: Service) -> Iterator[_Reading]:
    """A name alone, of whichever types have nothing but one: the service's own, if it has any."""
    own = [each for each in service.types if each.service == service.name] or service.types
    for each in own if not SEPARATOR.search(word) else ():
        if each.keyword and takes_a_name(each):
            yield from _matching(each.keyword + word, [each])


def _matching(word: str, types: Iterable[ResourceType]) -> Iterator[_Reading]:
    for each in types:
        if (tail := tail_in(word, each)) is not None:
            yield _Reading(each, tail)


def _most_literal(readings: Iterable[_Reading]) -> list[_Reading]:
    """Of `table/{TableName}` and `table/{TableName}/index/{IndexName}`, the one that says more of the word."""
    found = list(readings)
    most = max((len(plain(each.type.tail)) for each in found), default=0)
    return [each for each in found if len(plain(each.type.tail)) == most]


def _behind(word: str, begin: str) -> str:
    """What follows this and a separator; empty if the word does not begin so."""
    there = word[: len(begin)].casefold() == begin.casefold() and SEPARATOR.match(word, len(begin))
    return word[len(begin) + 1 :] if there else ""


def _in_arn(arn: str, service: Service, environment: Environment) -> Sequence[_Reading]:
    parts = arn.split(":", 5)
    if len(parts) < 6:
        raise InvalidInput(reason("invalid-resource", resource=arn[:80]))
    ours = [each for each in service.types if each.service == parts[2]]
    found = [*_matching(parts[5], ours)] or [*_as_begun(parts[5], ours)]
    right = [each for each in found if each.type.at(environment, "") == arn.removesuffix(parts[5])]
    if right:
        return _most_literal(right)
    if ours and not found:
        raise InvalidInput(unknown_resource(parts[5], service.name, ours))
    raise InvalidInput(*_elsewhere(arn, _most_literal(found), service, environment))


def _elsewhere(arn: str, found: Sequence[_Reading], service: Service, environment: Environment) -> Iterator[Reason]:
    """One reason for each part of the ARN that is not of this place."""
    parts = arn.split(":", 5)
    if not found:
        services = ", ".join(sorted({each.service for each in service.types}))
        yield reason("arn-elsewhere", arn=arn, what="service", given=parts[2], expected=services)
        return
    wanted = found[0].type.at(environment, "").split(":")
    for number, what in ((1, "partition"), (3, "region"), (4, "account")):
        if parts[number] != wanted[number]:
            given, expected = parts[number] or "–", wanted[number] or "–"
            yield reason("arn-elsewhere", arn=arn, what=what, given=given, expected=expected)
