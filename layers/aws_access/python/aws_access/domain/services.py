"""What can be asked for by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aws_access.domain.model import OWN_POLICY
from aws_access.domain.resource_types import Types


@dataclass(frozen=True, slots=True)
class Service:
    """What can be asked for by name.

    `levels` maps a level of access to its action patterns. `resources` are the ARNs meant when nobody names one, and
    `resource` the ARN for a named one; `{account}`, `{region}`, `{partition}` and `{resource}` stand for what they say.
    Of a service of AWS: `every` action, the `types` of resources that can be named, those that nobody can name, which
    types an action `knows`, and its `title` at AWS. Then the levels name actions one by one, and patterns are made of
    them.
    """

    name: str
    levels: Mapping[str, tuple[str, ...]]
    default: tuple[str, ...]
    resources: tuple[str, ...]
    resource: str | None = None
    types: Types = ()
    knows: Mapping[str, frozenset[str]] = field(default_factory=dict)
    every: frozenset[str] = frozenset()
    unnamed: Types = ()
    title: str = ""

    @property
    def arns(self) -> Mapping[str, tuple[str, ...]]:
        """Those of each type of resource."""
        return {each.name: each.arns for each in (*self.types, *self.unnamed)}

    @property
    def narrows(self) -> bool:
        """Whether resources of it can be named."""
        return self.resource is not None or bool(self.types)


OWN_SERVICE = Service(OWN_POLICY, {}, (), ())
"""What a policy of somebody's own is asked for by: it has no levels, and says itself what it means."""
