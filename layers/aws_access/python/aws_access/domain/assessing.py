"""Finds out what an approver has to know of a request: what the requester gains by it, and what is odd about it."""

from collections.abc import Iterable, Iterator, Sequence

from aws_access.domain.assessment import Assessment, Gain, RiskClass
from aws_access.domain.known_actions import KnownActions
from aws_access.domain.patterns import could_be, covers, covers_as_written
from aws_access.domain.policy_texts import PHRASES
from aws_access.domain.reasons import Language, Reason, reason
from aws_access.domain.statements import Condition, Permission, Statement

_NOT_KNOWN = "?"
_MOST_ACTIONS = 12
_MOST_RESOURCES = 4
_MOST_GAINS = 20
_MOST_CAUTIONS = 5
_LONGEST_RESOURCE = 120


def assess(permission: Permission, risk: RiskClass, held: Sequence[Permission], known: KnownActions) -> Assessment:
    """Of a permission with this risk, for somebody who holds those already."""
    gains = sorted(
        _gains(permission, held, known), key=lambda each: (each.had, each.service, each.level, each.resources)
    )
    cautions = tuple(_cautions(permission, known))[:_MOST_CAUTIONS]
    return Assessment(risk, tuple(gains[:_MOST_GAINS]), max(0, len(gains) - _MOST_GAINS), cautions)


def say_gains(assessment: Assessment, language: Language) -> tuple[str, ...]:
    """One line for each, in plain text: `+ dynamodb write: PutItem, UpdateItem on table/orders`."""
    lines = [_said(each, language) for each in assessment.gains]
    return (*lines, _phrase("more", language, count=assessment.more)) if assessment.more else tuple(lines)


def _gains(permission: Permission, held: Sequence[Permission], known: KnownActions) -> Iterator[Gain]:
    for statement in permission.statements:
        groups: dict[tuple[str, str, bool, tuple[str, ...]], list[str]] = {}
        for action in sorted(known.spelled_out(statement.actions)):
            service, _, name = action.partition(":")
            level = known.level(action) or _NOT_KNOWN
            had = _held_on(action, statement, held)
            for reach, whether in ((had, True), (set(statement.resources) - had, False)):
                if reach:
                    groups.setdefault((service, level, whether, tuple(sorted(reach))), []).append(name)
        for (service, level, whether, resources), names in groups.items():
            yield Gain(
                service,
                level,
                tuple(names[:_MOST_ACTIONS]),
                len(names),
                level != _NOT_KNOWN and len(names) == known.of_level(service, level),
                tuple(_short(each) for each in resources[:_MOST_RESOURCES]),
                len(resources),
                bool(statement.conditions),
                whether,
            )


def _held_on(action: str, statement: Statement, held: Iterable[Permission]) -> set[str]:
    """The resources of the statement on which an action is allowed already, wherever the statement would allow it."""
    reaching = [
        outer.resources
        for permission in held
        for outer in permission.statements
        if _within(outer.conditions, statement.conditions) and any(covers(each, action) for each in outer.actions)
    ]
    return {
        resource
        for resource in statement.resources
        if any(covers_as_written(outer, resource) for resources in reaching for outer in resources)
    }


def _within(outer: Iterable[Condition], inner: Iterable[Condition]) -> bool:
    return set(outer) <= set(inner)


def _cautions(permission: Permission, known: KnownActions) -> Iterator[Reason]:
    """Resources that no action on them knows; where nothing is known of an action, it may know them all."""
    for statement in permission.statements:
        actions = known.spelled_out(statement.actions)
        if any(known.knows(action) is None for action in actions):
            continue
        arns = {arn for action in actions for arn in known.resources_of(action)}
        for resource in statement.resources:
            if resource != "*" and not any(could_be(resource, arn) for arn in arns):
                yield reason("caution-resource-of-nothing", resource=resource[:_LONGEST_RESOURCE])


def _short(resource: str) -> str:
    """`table/orders`; the environment says the account and the region."""
    return resource.split(":", 5)[-1][:_LONGEST_RESOURCE]


def _said(gain: Gain, language: Language) -> str:
    actions = ", ".join(gain.actions)
    if gain.whole and gain.count > 1:
        actions = _phrase("whole", language, count=gain.count)
    elif gain.count > len(gain.actions):
        actions = _phrase("and-more", language, named=actions, count=gain.count - len(gain.actions))
    resources = _phrase("everything", language) if gain.resources == ("*",) else ", ".join(gain.resources)
    if gain.reach > len(gain.resources):
        resources = _phrase("and-more", language, named=resources, count=gain.reach - len(gain.resources))
    level = _phrase("not-known", language) if gain.level == _NOT_KNOWN else gain.level
    line = _phrase("gain", language, service=gain.service, level=level, actions=actions, resources=resources)
    marks = [_phrase("conditional", language)] * gain.conditional + [_phrase("had", language)] * gain.had
    return " ".join(("=" if gain.had else "+", line, *marks))


def _phrase(key: str, language: Language, **facts: object) -> str:
    return PHRASES[key][0 if language is Language.ENGLISH else 1].format(**facts)
