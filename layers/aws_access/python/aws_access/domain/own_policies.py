"""A policy of somebody's own: from the text of an IAM policy document to a permission, or to everything wrong with it.

Read strictly: what is not understood is refused, with its place in the document and with what would be right.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from itertools import islice
from typing import Any

from aws_access.domain.ceiling import never_granted
from aws_access.domain.environment import Environment
from aws_access.domain.errors import InvalidInput
from aws_access.domain.known_actions import PERMISSIONS, KnownActions
from aws_access.domain.model import OWN_POLICY, Submission
from aws_access.domain.normal_form import in_normal_form
from aws_access.domain.own_conditions import condition_faults, conditions_of
from aws_access.domain.patterns import is_pattern
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.statements import Condition, Permission, Statement

LARGEST = 10_240
"""Bytes, before anything is read. No role has room for more."""

_VERSION = "2012-10-17"
_MOST_FAULTS = 20
_IN_POLICY = ("Version", "Id", "Statement")
_IN_STATEMENT = ("Sid", "Effect", "Action", "Resource", "Condition")
_INSTEAD = {"NotAction": "Action", "NotResource": "Resource", "Principal": None, "NotPrincipal": None}
_ACTION = re.compile(r"(?P<service>[A-Za-z0-9*?-]+):[A-Za-z0-9*?]+")
_SERVICE = re.compile(r"[a-z0-9-]+")
_RESOURCE = re.compile(r"arn:[a-z-]+:[a-z0-9-]+:[^:\s]*:[^:\s]*:[!-~]{1,500}")


def read_policy(text: str, known: KnownActions) -> Permission:
    """What the policy allows, spelled out and in its one normal form; InvalidInput with every fault."""
    document = _parsed(text)
    reading = _Reading(known)
    statements = reading.policy(document)
    if reading.faults:
        raise InvalidInput(*reading.faults[:_MOST_FAULTS])
    return in_normal_form(statements, known)


def asks_for_policy(command: object) -> bool:
    """Whether a command needs a policy of the person's own, which nobody types into a command."""
    return isinstance(command, Submission) and command.service == OWN_POLICY and command.policy is None


def with_policy(command: object, policy: Permission) -> Submission:
    """A command that asks for something, with the policy; InvalidInput for any other."""
    if not isinstance(command, Submission):
        raise InvalidInput(reason("policy-unexpected", service="-"))
    return replace(command, policy=policy)


def in_environment(policy: Permission, environment: Environment, known: KnownActions) -> Permission:
    """As it is written on a role there: the same each time, whether it was spelled out before or not."""
    permission = in_normal_form(policy.statements, known)
    if environment.exact_actions:
        return permission
    shorter = (
        Statement(known.in_short(each.actions), each.resources, each.conditions) for each in permission.statements
    )
    return Permission(tuple(sorted(shorter)))


def same_policy_of(one: Permission, other: Permission, known: KnownActions) -> bool:
    """Whether they mean the same, spelled out or not."""
    return in_normal_form(one.statements, known) == in_normal_form(other.statements, known)


def elsewhere(policy: Permission, environment: Environment) -> tuple[Reason, ...]:
    """One reason for each resource that is not of this account and region. ARNs may have neither, as those of S3."""
    partition = environment.partition
    unmet = []
    for resource in policy.resources:
        _, its_partition, _, region, account, *_ = (*resource.split(":", 5), "", "", "", "", "")
        if resource != "*" and (
            its_partition != partition
            or region not in ("", environment.region)
            or account not in ("", environment.account)
        ):
            here = f"arn:{partition}:(service):{environment.region}:{environment.account}:"
            unmet.append(reason("policy-elsewhere", resource=resource, environment=environment.name, here=here))
    return tuple(unmet)


def too_wide(policy: Permission, environment: Environment, known: KnownActions) -> tuple[Reason, ...]:
    """What is not named by its whole name, where that is wanted. Actions that know no resource are given on `*`."""
    if environment.wildcards:
        return ()
    return tuple(
        reason("wildcard-forbidden", resource=resource, environment=environment.name)
        for each in policy.statements
        for resource in each.resources
        if is_pattern(resource)
        and not (resource == "*" and all(known.knows(a) == frozenset() for a in known.spelled_out(each.actions)))
    )


def _parsed(text: str) -> object:
    size = len(text.encode(errors="replace"))
    if size > LARGEST:
        raise InvalidInput(reason("policy-too-large", size=size, limit=LARGEST))
    try:
        # Numbers stay as they are written: only conditions have any.
        return json.loads(
            text, object_pairs_hook=each_key_once, parse_constant=_no_number, parse_int=str, parse_float=str
        )
    except json.JSONDecodeError as error:
        raise InvalidInput(reason("policy-not-json", line=error.lineno, column=error.colno)) from error
    except RecursionError as error:
        raise InvalidInput(reason("policy-nested")) from error


def each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """For reading JSON: IAM would read one of the two, and people the other. InvalidInput."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise InvalidInput(reason("policy-repeats", field=key[:80]))
        found[key] = value
    return found


def _no_number(text: str) -> None:
    raise InvalidInput(reason("policy-no-text", place=text))


@dataclass
class _Reading:
    """Reads a document, and notes what is wrong where. What it returns counts only if there is no fault."""

    known: KnownActions
    faults: list[Reason] = field(default_factory=list)

    def policy(self, document: object) -> list[Statement]:
        if not isinstance(document, dict):
            return self._wrong("policy-no-object", place="policy")
        self._fields("", document, _IN_POLICY)
        if document.get("Version") != _VERSION:
            self._wrong("policy-version", version=_VERSION)
        given = document.get("Statement")
        listed = given if isinstance(given, list) else [given]
        if not listed or given is None:
            return self._wrong("policy-no-statement")
        places = [f"Statement[{number}]" for number in range(len(listed))]
        return [each for place, value in zip(places, listed, strict=True) for each in self._statement(place, value)]

    def _statement(self, place: str, given: object) -> list[Statement]:
        if not isinstance(given, dict):
            return self._wrong("policy-no-object", place=place)
        self._fields(f"{place}.", given, _IN_STATEMENT)
        if given.get("Effect") != "Allow":
            self._wrong("policy-only-allows", place=f"{place}.Effect")
        actions = [
            name for at, each in self._texts(f"{place}.Action", given.get("Action")) for name in self._action(at, each)
        ]
        resources = [self._resource(at, each) for at, each in self._texts(f"{place}.Resource", given.get("Resource"))]
        services = {action.partition(":")[0] for action in actions}
        found = condition_faults(f"{place}.Condition", given.get("Condition", {}), services)
        faults = list(islice(found, _MOST_FAULTS))
        self.faults += faults
        conditions: tuple[Condition, ...] = () if faults else conditions_of(given.get("Condition", {}))
        return [Statement(tuple(sorted(set(actions))), tuple(sorted(set(resources))), conditions)]

    def _fields(self, place: str, given: Mapping[str, Any], known: Iterable[str]) -> None:
        for name in given:
            if name in _INSTEAD:
                instead = _INSTEAD[name]
                code = "policy-not-that" if instead else "policy-no-principal"
                self._wrong(code, place=f"{place}{name}", instead=instead)
            elif name not in known:
                near = _nearest(name, known)
                self._wrong("policy-unknown-field", place=f"{place}{name[:60]}", known=near or ", ".join(known))

    def _texts(self, place: str, given: object) -> list[tuple[str, str]]:
        """A text, or a list of them, with the place of each."""
        listed = given if isinstance(given, list) else [given]
        if not listed or not all(isinstance(each, str) and each for each in listed):
            return self._wrong("policy-no-text", place=place)
        places = [f"{place}[{number}]" for number in range(len(listed))] if isinstance(given, list) else [place]
        return list(zip(places, listed, strict=True))

    def _action(self, place: str, given: str) -> frozenset[str]:
        """The known actions that it stands for."""
        shape = _ACTION.fullmatch(given)
        if never_granted(given):
            self._wrong("policy-never", place=place, action=given[:100])
        elif shape is None:
            self._wrong("policy-no-action", place=place, action=given[:100])
        elif not _SERVICE.fullmatch(service := shape["service"].lower()):
            self._wrong("policy-any-service", place=place, action=given[:100])
        elif not self.known.of_service(service):
            near = _nearest(service, self.known.services)
            code = "policy-unknown-service-near" if near else "policy-unknown-service"
            self._wrong(code, nearest=near, place=place, service=service[:60])
        else:
            return self._known(place, given, service)
        return frozenset()

    def _known(self, place: str, given: str, service: str) -> frozenset[str]:
        found = self.known.matching(given)
        if not found:
            names = {action.lower(): action for action in self.known.of_service(service)}
            near = names.get(_nearest(given.lower().strip("*?"), names) or "")
            if is_pattern(given):
                code = "policy-matches-nothing-near" if near else "policy-matches-nothing"
            else:
                code = "policy-unknown-action-near" if near else "policy-unknown-action"
            self._wrong(code, nearest=near, place=place, action=given[:100])
        elif is_pattern(given):
            lasting = sorted(action for action in found if self.known.level(action) == PERMISSIONS)
            if lasting:
                self._wrong("policy-gives-away", place=place, action=given[:100], means=lasting[0])
        return found

    def _resource(self, place: str, given: str) -> str:
        if "${" in given:
            self._wrong("policy-variable", place=place, value=given[:200])
        elif given != "*" and not _RESOURCE.fullmatch(given):
            self._wrong("policy-no-arn", place=place, resource=given[:200])
        return given

    def _wrong(self, code: str, **facts: object) -> list[Any]:
        fault = reason(code, **{name: fact for name, fact in facts.items() if fact is not None})
        if fault not in self.faults:
            self.faults.append(fault)
        if len(self.faults) >= _MOST_FAULTS:  # what each more should have been called takes long to find
            raise InvalidInput(*self.faults[:_MOST_FAULTS])
        return []


def _nearest(given: str, known: Iterable[str]) -> str | None:
    return next(iter(get_close_matches(given, list(known), n=1)), None)
