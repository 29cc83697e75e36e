"""What a service of the file says wrong."""

from collections.abc import Collection, Iterator

from aws_access.adapters.catalogue import aws_services
from aws_access.adapters.rules import model
from aws_access.adapters.rules.faults import Fault, Place, unknown
from aws_access.domain.model import OWN_POLICY
from aws_access.domain.patterns import overlap


def service_faults(place: Place, service: model.Service) -> Iterator[Fault]:
    if place[-1] == OWN_POLICY:
        yield Fault(place, "is what policies of people's own are asked for by; give it another name")
    yield from _meaning_faults(place, service)
    if service.resource is not None and "{resource}" not in service.resource:
        yield Fault((*place, "resource"), "has no {resource}")
    if any("{resource}" in each for each in service.resources or ()):
        yield Fault((*place, "resources"), "{resource} stands for nothing where nobody names one")
    if "permissions" in service.default:
        yield Fault((*place, "default"), "who may do what is given to nobody who does not ask for `permissions`")
    for level, patterns in (service.levels or {}).items():
        for number, pattern in enumerate(patterns if level != "permissions" else ()):
            if given_away := _gives_away(pattern):
                told = f"`{pattern}` means {given_away} too, which says who may do what and outlives the access; "
                hint = "name the actions that you mean, or make it part of a level `permissions`"
                yield Fault((*place, "levels", level, number), told + hint)


def _meaning_faults(place: Place, service: model.Service) -> Iterator[Fault]:
    """What its levels are, or those of AWS."""
    levels = _levels_meant(str(place[-1]), service)
    if levels is None:
        yield Fault((*place, "levels"), "is missing, and AWS has no service of this name")
    else:
        yield from unknown((*place, "default"), "level", service.default, levels)
    if service.levels is None and (service.resources or service.resource) is not None:
        yield Fault((*place, "levels"), "is missing; without it, the resources are AWS's too")
    if service.levels is not None and service.resources is None:
        yield Fault((*place, "resources"), "is missing")


def _levels_meant(name: str, service: model.Service) -> Collection[str] | None:
    """Its own, or else those of AWS's service of that name."""
    if service.levels is not None or name not in aws_services():
        return service.levels
    return aws_services()[name].levels


def _gives_away(pattern: str) -> str | None:
    """An action by which people can be let in for good, and that the pattern means."""
    service = aws_services().get(pattern.partition(":")[0].lower())
    actions = service.levels.get("permissions", ()) if service is not None else ()
    return next((action for action in actions if overlap(action, pattern)), None)
