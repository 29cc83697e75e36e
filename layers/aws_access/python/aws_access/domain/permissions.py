"""What a service stands for in an environment."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from aws_access.domain.brevity import as_patterns
from aws_access.domain.errors import InvalidInput
from aws_access.domain.model import Environment, Permission, Statement, Submission
from aws_access.domain.patterns import covers, covers_as_written
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.resources import left_out, narrowed, placed
from aws_access.domain.rules import Rules, Service


def permission_for(
    service: Service, levels: Iterable[str], named: tuple[str, ...], environment: Environment
) -> Permission:
    """The permission that is asked for; InvalidInput for a level or a resource that the service does not have."""
    actions = _level_of_each(service, levels)
    if not named:
        statements = [Statement(tuple(actions), tuple(placed(each, environment) for each in service.resources))]
    elif service.types:
        statements = narrowed(service, actions, named, environment)
    elif service.resource is not None:
        arns = (placed(service.resource, environment).replace("{resource}", each) for each in named)
        statements = [Statement(tuple(actions), tuple(arns))]
    else:
        raise InvalidInput(reason("no-resource", service=service.name))
    short = service.every and not environment.exact_actions
    return Permission(
        tuple(
            sorted(
                Statement(
                    as_patterns(frozenset(each.actions), service.every) if short else tuple(sorted(set(each.actions))),
                    tuple(sorted(set(each.resources))),
                )
                for each in statements
            )
        )
    )


def not_narrowed(permission: Permission, named: tuple[str, ...]) -> tuple[str, ...]:
    """The actions that are granted on every resource although some were named: they know none, and change nothing."""
    if not named:
        return ()
    return tuple(action for each in permission.statements if each.resources == ("*",) for action in each.actions)


def left_out_of(asked: Submission, rules: Rules) -> tuple[str, ...]:
    """The actions that are not granted because resources were named, and they know none."""
    service = rules.services.get(asked.service) if asked.resources else None
    if service is None or not service.types:
        return ()
    return left_out(service, _level_of_each(service, asked.levels or service.default))


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
            near = get_close_matches(level, service.levels, n=1) or sorted(service.levels)
            raise InvalidInput(reason("unknown-level", level=level, service=service.name, nearest=near[0]))
        actions |= dict.fromkeys(service.levels[level], level)
    return actions


def within(narrow: Permission, wide: Permission) -> bool:
    """Whether the one allows nothing that the other does not."""
    return all(
        any(_allows(outer, inner, action, resource) for outer in wide.statements)
        for inner in narrow.statements
        for action in inner.actions
        for resource in inner.resources
    )


def _allows(outer: Statement, inner: Statement, action: str, resource: str) -> bool:
    """Whether `outer` allows this action of `inner` on this resource of it, wherever `inner` does."""
    return (
        any(covers(each, action) for each in outer.actions)
        and any(covers_as_written(each, resource) for each in outer.resources)
        and set(outer.conditions) <= set(inner.conditions)
    )
