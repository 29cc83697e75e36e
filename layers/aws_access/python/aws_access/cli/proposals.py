"""The smallest requests that would have let through what AWS denied."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from aws_access.cli.denials import Cause, Denial, Reading, read_denials
from aws_access.cli.exits import Failure
from aws_access.cli.setup import Setup
from aws_access.domain.durations import parse_duration
from aws_access.domain.errors import InvalidInput
from aws_access.domain.model import Submission
from aws_access.domain.words import check_reason, parse_resources

_USUAL = timedelta(hours=1)
_MOST_DENIED = 50
"""The API is asked about each action."""
_SMALLEST_FIRST = ("list", "read", "tagging", "write", "permissions")
_NEVER = ("sts", "iam", "organizations")


def proposals(setup: Setup, text: str, words: tuple[str, ...], why: str) -> list[Submission]:
    """One for each service and environment. Failure when nothing is denied, or no grant could change it.

    `words` may name an environment and a duration, in any order; else the error's account and one hour count.
    """
    environment, duration = _words(words)
    reading = read_denials(text)
    _check(reading)
    found: dict[tuple[str, str], tuple[set[str], list[str] | None]] = {}
    for denial in reading.denials:
        here = _environment(setup, denial, environment)
        service, level = _service(here, denial)
        resource = _resource(service, denial)
        levels, resources = found.setdefault((here["name"], service["name"]), (set(), []))
        levels.add(level)
        # Who names no resource needs all of them, whatever the others name.
        if resource is None or resources is None:
            found[here["name"], service["name"]] = (levels, None)
        elif resource not in resources:
            resources.append(resource)
    return [
        Submission(
            service=service,
            environment=name,
            duration=duration,
            levels=tuple(sorted(levels)),
            resources=parse_resources(resources or ()),
            reason=check_reason(why),
        )
        for (name, service), (levels, resources) in found.items()
    ]


def _words(words: Iterable[str]) -> tuple[str | None, timedelta]:
    environment, duration = None, _USUAL
    for word in words:
        try:
            duration = parse_duration(word)
        except InvalidInput:
            if environment is not None:
                raise
            environment = word
    return environment, duration


def _check(reading: Reading) -> None:
    if not reading.denials:
        raise Failure("error-encoded" if reading.encoded else "error-unknown")
    if len(reading.denials) > _MOST_DENIED:
        raise Failure("error-too-many", count=len(reading.denials), limit=_MOST_DENIED)
    for denial in reading.denials:
        if denial.cause is Cause.ELSEWHERE:
            raise Failure("error-elsewhere", action=denial.action, by=denial.by)
        if denial.action.partition(":")[0] in _NEVER:
            raise Failure("error-never", action=denial.action)


def _environment(setup: Setup, denial: Denial, named: str | None) -> Mapping[str, Any]:
    """The one that was named, or else the one in whose account it was denied; with what holds the action there."""
    told = setup.api.get("/environments", action=denial.action)["environments"]
    if named is not None:
        wanted = [each for each in told if named in (each["name"], *each["aliases"])]
        if not wanted:
            raise Failure("error-no-environment", given=named, known=", ".join(each["name"] for each in told))
        return dict(wanted[0])
    accounts = [arn.split(":")[4] for arn in (denial.principal, denial.resource) if arn and arn.count(":") >= 5]
    for account in filter(None, accounts):
        here = [each for each in told if each["account"] == account]
        offering = [each for each in here if each["services"]] or here
        if offering:
            return dict(offering[0])
    known = ", ".join(each["name"] for each in told)
    raise Failure("error-no-account", account=next(filter(None, accounts), "?"), known=known)


def _service(here: Mapping[str, Any], denial: Denial) -> tuple[Mapping[str, Any], str]:
    """The service and the level of the least power that hold the action: its own service before any bundle."""
    own = denial.action.partition(":")[0]
    held = [(each["name"] != own, _rank(level), each, level) for each in here["services"] for level in each["levels"]]
    if not held:
        raise Failure("error-no-rule", action=denial.action, environment=here["name"])
    _, _, service, level = min(held, key=lambda each: each[:2])
    return service, level


def _rank(level: str) -> int:
    return _SMALLEST_FIRST.index(level) if level in _SMALLEST_FIRST else len(_SMALLEST_FIRST)


def _resource(service: Mapping[str, Any], denial: Denial) -> str | None:
    """The name by which the denied resource is asked for; None where none was named, or the service takes none."""
    template, arn = service["resource"], denial.resource
    if arn is None or not service["narrows"]:
        return None
    if template is None:  # AWS's own service: it takes whole ARNs
        return arn
    before, _, after = template.partition("{resource}")
    if not arn.startswith(before) or not arn.endswith(after) or len(arn) <= len(before) + len(after):
        raise Failure("error-other-place", resource=arn, template=template.replace("{resource}", "…"))
    return str(arn[len(before) : len(arn) - len(after)])
