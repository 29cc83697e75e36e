"""How much could go wrong with a permission: from what its actions do, how much they reach, and where."""

from enum import StrEnum
from functools import lru_cache

from aws_access.domain.assessment import EnvironmentRisk, RiskClass
from aws_access.domain.known_actions import PERMISSIONS, KnownActions
from aws_access.domain.patterns import covers_as_written, is_pattern
from aws_access.domain.statements import Permission, Statement


class Access(StrEnum):
    """What an action does, the least first."""

    LIST = "list"
    READ = "read"
    WRITE = "write"
    PERMISSIONS = PERMISSIONS


class Breadth(StrEnum):
    """How much a resource stands for, the least first."""

    NAMED = "named"
    PART = "part"
    EVERYTHING = "everything"


_ORDER = list(RiskClass)
_ACCESS = {"list": Access.LIST, "read": Access.READ, "write": Access.WRITE, "tagging": Access.WRITE}
_LOW, _MEDIUM, _HIGH, _CRITICAL = RiskClass

TABLE = {
    Access.LIST: {Breadth.NAMED: _LOW, Breadth.PART: _LOW, Breadth.EVERYTHING: _LOW},
    Access.READ: {Breadth.NAMED: _LOW, Breadth.PART: _LOW, Breadth.EVERYTHING: _MEDIUM},
    Access.WRITE: {Breadth.NAMED: _MEDIUM, Breadth.PART: _MEDIUM, Breadth.EVERYTHING: _HIGH},
    Access.PERMISSIONS: {Breadth.NAMED: _HIGH, Breadth.PART: _HIGH, Breadth.EVERYTHING: _CRITICAL},
}
"""In an environment of normal risk. Tags count as writing: other policies may ask for them. What is not known counts as
permissions."""

_SHORTEST_BEGINNING = 3
"""Letters. There are so few shorter ones that a policy has room for them all, which together are everything."""

# In these the resource's part of an ARN is a name; in the others a kind comes before it.
_WITHOUT_KIND = frozenset({"s3", "sqs", "sns", "codecommit"})


def risk_of(permission: Permission, where: EnvironmentRisk, known: KnownActions) -> RiskClass:
    """The class of its riskiest statement. Conditions count for nothing: what they leave is not known here."""
    return max((_of_statement(each, where, known) for each in permission.statements), key=lambda each: each.rank)


def breadth_of(resource: str) -> Breadth:
    """Whether a resource is one, some that begin alike, or everything of its kind."""
    if not is_pattern(resource):
        return Breadth.NAMED
    parts = resource.split(":", 5)
    if len(parts) < 6 or any(is_pattern(part) for part in parts[:5]):
        return Breadth.EVERYTHING
    begins = parts[5].partition("*")[0].partition("?")[0].lstrip("/")
    if parts[2] not in _WITHOUT_KIND or (parts[2] == "s3" and parts[4]):  # an access point of S3 has an account
        begins = begins.partition(":" if ":" in begins.partition("/")[0] else "/")[2]
    return Breadth.PART if len(begins.lstrip("/")) >= _SHORTEST_BEGINNING else Breadth.EVERYTHING


def access_of(actions: tuple[str, ...], known: KnownActions) -> Access:
    """The most that any of these can do."""
    return _access(actions, known)


def table_of(where: EnvironmentRisk, access: Access, breadth: Breadth) -> RiskClass:
    """One class more where the environment's risk is high, one less where it is low; permissions are never less."""
    usual = TABLE[access][breadth]
    if where is EnvironmentRisk.HIGH:
        return _ORDER[min(usual.rank + 1, len(_ORDER) - 1)]
    if where is EnvironmentRisk.LOW and access is not Access.PERMISSIONS:
        return _ORDER[max(usual.rank - 1, 0)]
    return usual


def _of_statement(statement: Statement, where: EnvironmentRisk, known: KnownActions) -> RiskClass:
    """Looking that knows no resource cannot be narrowed, and reaches nothing that has a name."""
    looking, others = _sorted_out(statement.actions, known)
    order, kinds = list(Breadth), _kinds(others, known)
    broadest = max((_breadth(each, kinds) for each in statement.resources), key=order.index)
    found = [table_of(where, _access(looking, known), Breadth.NAMED)] if looking else []
    found += [table_of(where, _access(others, known), broadest)] if others else []
    return max(found, key=lambda each: each.rank)


def _breadth(resource: str, kinds: frozenset[tuple[str, str]]) -> Breadth:
    """As `breadth_of`; everything too where it is all of a kind: ARNs may say more than one word before a name."""
    found = breadth_of(resource)
    if found is Breadth.PART:
        _, _, service, _, _, name = resource.replace("?", "*").split(":", 5)
        if any(service == its and covers_as_written(name, kind) for its, kind in kinds):
            return Breadth.EVERYTHING
    return found


@lru_cache(maxsize=1024)
def _kinds(actions: tuple[str, ...], known: KnownActions) -> frozenset[tuple[str, str]]:
    """The kinds of resources that these know, of those that have a name: the service and the end of their ARNs."""
    arns = (arn.split(":", 5) for action in actions for arn in known.resources_of(action))
    return frozenset((parts[2], parts[5]) for parts in arns if len(parts) == 6 and is_pattern(parts[5]))


@lru_cache(maxsize=1024)
def _sorted_out(actions: tuple[str, ...], known: KnownActions) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Actions that list or read and know no resource, and the others; each by itself."""
    looking: list[str] = []
    others: list[str] = []
    for action in known.spelled_out(actions):
        level = _ACCESS.get(known.level(action) or "", Access.PERMISSIONS)
        plain = level in (Access.LIST, Access.READ) and known.knows(action) == frozenset()
        (looking if plain else others).append(action)
    return tuple(sorted(looking)), tuple(sorted(others))


@lru_cache(maxsize=1024)
def _access(actions: tuple[str, ...], known: KnownActions) -> Access:
    order, most = list(Access), Access.LIST
    for pattern in actions:
        found = [_ACCESS.get(known.level(name) or "", Access.PERMISSIONS) for name in known.matching(pattern)]
        most = max(most, *(found or [Access.PERMISSIONS]), key=order.index)
    return most
