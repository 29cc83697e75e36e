"""What a service stands for in an environment."""

from collections.abc import Iterable
from difflib import get_close_matches

from aws_access.domain.brevity import as_patterns
from aws_access.domain.errors import InvalidInput
from aws_access.domain.model import Environment, Permission, Statement
from aws_access.domain.patterns import covers, covers_as_written
from aws_access.domain.reasons import reason
from aws_access.domain.rules import Service


def permission_for(
    service: Service, levels: Iterable[str], named: tuple[str, ...], environment: Environment
) -> Permission:
    """The permission that is asked for; InvalidInput for a level or a resource that the service does not have."""
    actions: set[str] = set()
    for level in levels:
        if level not in service.levels:
            near = get_close_matches(level, service.levels, n=1) or sorted(service.levels)
            raise InvalidInput(reason("unknown-level", level=level, service=service.name, nearest=near[0]))
        actions.update(service.levels[level])
    if service.every and not environment.exact_actions:
        actions = set(as_patterns(frozenset(actions), service.every))
    if named and service.resource is None:
        raise InvalidInput(reason("no-resource", service=service.name))
    partition = next(iter(environment.team_roles.values())).aws_partition if environment.team_roles else "aws"
    facts = {"account": environment.account, "region": environment.region, "partition": partition}
    if named:
        template = service.resource or ""
        return Permission.of(actions, (template.format(**facts, resource=each) for each in named))
    return Permission.of(actions, (template.format(**facts) for template in service.resources))


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
