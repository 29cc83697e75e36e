"""What a service stands for in an environment."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from aws_access.domain.brevity import as_patterns, meant_by
from aws_access.domain.environment import Environment
from aws_access.domain.errors import InvalidInput
from aws_access.domain.model import Submission
from aws_access.domain.patterns import covers, covers_as_written
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.resource_types import NOTHING, shape, told
from aws_access.domain.resources import find, placed
from aws_access.domain.rules import Rules
from aws_access.domain.services import Service
from aws_access.domain.statements import Permission, Statement

UNNARROWED = ("list", "read")
"""Levels whose actions go with every resource where they know none: they change nothing. Others are left out."""

AWS_LEVELS = ("list", "permissions", "read", "tagging", "write")
"""Those into which AWS sorts its actions. Not every service has some in each."""


def permission_for(
    service: Service, levels: Iterable[str], named: tuple[str, ...], environment: Environment
) -> Permission:
    """The permission that is asked for; InvalidInput for a level or a resource that the service does not have."""
    actions = _level_of_each(service, levels)
    if not named:
        groups = {tuple(placed(each, environment) for each in service.resources): list(actions)}
    elif service.types:
        groups = _narrowed(service, actions, named, environment)
    elif service.resource is not None:
        arns = (placed(service.resource, environment).replace("{resource}", each) for each in named)
        groups = {tuple(arns): list(actions)}
    else:
        raise InvalidInput(reason("no-resource", service=service.name))
    short = service.every and not environment.exact_actions
    return Permission(
        tuple(
            sorted(
                Statement(
                    as_patterns(frozenset(some), service.every) if short else tuple(sorted(set(some))),
                    tuple(sorted(set(arns))),
                )
                for arns, some in groups.items()
            )
        )
    )


def _narrowed(
    service: Service, actions: Mapping[str, str], words: tuple[str, ...], environment: Environment
) -> dict[tuple[str, ...], list[str]]:
    """These actions (with the level of each) by the named resources that they are done to. InvalidInput.

    What knows no resource at all goes with `*` if it only lists or reads. The rest is in none of them.
    """
    named = {word: find(word, service, actions, environment) for word in words}
    arns_for = {
        known: tuple(sorted({arn for each in named.values() if each.is_for(known) for arn in each.arns}))
        for known in {service.knows[action] for action in actions}
    }
    groups: dict[tuple[str, ...], list[str]] = {}
    for action, level in actions.items():
        known = service.knows[action]
        if arns_for[known] or (not known and level in UNNARROWED):
            groups.setdefault(arns_for[known] or ("*",), []).append(action)
    served = {arn for arns in groups for arn in arns}
    if useless := [word for word, each in named.items() if served.isdisjoint(each.arns)]:
        raise InvalidInput(_of_no_use(service, actions, useless))
    return groups


def _of_no_use(service: Service, actions: Iterable[str], words: Iterable[str]) -> Reason:
    known = {name for action in actions for name in service.knows[action]}
    types = told(shape(each) for each in service.types if each.name in known)
    if types == NOTHING:
        return reason("no-resource", service=service.name)
    return reason("resource-of-no-use", resources=told(words), service=service.name, types=types)


def not_narrowed(permission: Permission, named: tuple[str, ...]) -> tuple[str, ...]:
    """The actions that are granted on every resource although some were named: they know none, and change nothing."""
    if not named:
        return ()
    return tuple(action for each in permission.statements if each.resources == ("*",) for action in each.actions)


def left_out_of(asked: Submission, rules: Rules, permission: Permission) -> tuple[str, ...]:
    """The actions of a service of AWS that are asked for, and not granted because of the resources that were named."""
    service = rules.services.get(asked.service) if asked.resources else None
    if service is None or not service.types:
        return ()
    wanted = frozenset(_level_of_each(service, asked.levels or service.default))
    return as_patterns(wanted - meant_by(permission.actions, service.every), service.every)


def wildcards_unmet(service: Service, named: tuple[str, ...], environment: Environment) -> Iterator[Reason]:
    """What is too wide in an environment in which resources have to be named."""
    if environment.wildcards:
        return
    if not named and service.narrows:
        yield reason("needs-resource", service=service.name, environment=environment.name)
    for each in named:
        if "*" in each:
            yield reason("wildcard-forbidden", resource=each, environment=environment.name)


def _level_of_each(service: Service, levels: Iterable[str]) -> dict[str, str]:
    actions: dict[str, str] = {}
    for level in levels:
        if level not in service.levels:
            raise InvalidInput(_unknown_level(level, service))
        actions |= dict.fromkeys(service.levels[level], level)
    return actions


def _unknown_level(level: str, service: Service) -> Reason:
    near = get_close_matches(level, service.levels, n=1)
    if level in AWS_LEVELS or not near:
        known = ", ".join(f"`{service.name}:{each}`" for each in sorted(service.levels))
        return reason("missing-level", level=level, service=service.name, known=known)
    return reason("unknown-level", level=level, service=service.name, nearest=near[0])


def within(narrow: Permission, wide: Permission, every: frozenset[str] = frozenset()) -> bool:
    """Whether the one allows nothing that the other does not, of `every` action that is known.

    Fewer resources can bring together in one pattern what stood in several statements before.
    """
    return all(
        _within(inner, action, resource, wide) or _all_within(inner, action, resource, wide, every)
        for inner in narrow.statements
        for action in inner.actions
        for resource in inner.resources
    )


def _within(inner: Statement, action: str, resource: str, wide: Permission) -> bool:
    return any(_allows(outer, inner, action, resource) for outer in wide.statements)


def _all_within(inner: Statement, pattern: str, resource: str, wide: Permission, every: frozenset[str]) -> bool:
    meant = meant_by((pattern,), every)
    return bool(meant) and all(_within(inner, each, resource, wide) for each in meant)


def _allows(outer: Statement, inner: Statement, action: str, resource: str) -> bool:
    """Whether `outer` allows this action of `inner` on this resource of it, wherever `inner` does."""
    return (
        any(covers(each, action) for each in outer.actions)
        and any(covers_as_written(each, resource) for each in outer.resources)
        and set(outer.conditions) <= set(inner.conditions)
    )
