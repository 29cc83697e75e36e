"""Policies of people's own, generated: their normal form means the same, and never more than the ceiling."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from aws_access.adapters.catalogue import aws_services, known_actions
from aws_access.domain.ceiling import NEVER, ONLY_LOOKED_AT, beyond_ceiling, never_granted
from aws_access.domain.errors import InvalidInput
from aws_access.domain.normal_form import in_normal_form
from aws_access.domain.own_policies import in_environment, read_policy
from aws_access.domain.policies import build_policy
from aws_access.domain.statements import Permission
from tests.builders import NOW, ROLE_ID, a_grant, an_environment

KNOWN = known_actions()
ANYTHING = an_environment(ceiling=("*",))
SERVICES = ("dynamodb", "sqs", "s3")
ACTIONS = sorted(action for service in SERVICES for action in aws_services()[service].every)
TABLES = "arn:aws:dynamodb:us-east-1:222222222222:table/"
RESOURCES = ("*", f"{TABLES}*", f"{TABLES}o*", f"{TABLES}**", f"{TABLES}orders", f"{TABLES}?rders", "arn:aws:s3:::b/*")
PROBED = (f"{TABLES}orders", f"{TABLES}o", f"{TABLES}users", "arn:aws:s3:::b/k", "arn:aws:s3:::c/k")
CONDITIONS = (
    ("Bool", "aws:SecureTransport", "true"),
    ("StringEquals", "aws:SourceVpc", "vpc-1"),
)

names = st.sampled_from(ACTIONS).filter(lambda action: KNOWN.level(action) != "permissions")
patterns = st.builds(
    lambda action, length, tail: f"{action[: action.index(':') + 1 + length]}{tail}",
    names,
    st.integers(0, 9),
    st.sampled_from(["*", "*Item", "*s", "??tItem"]),
).filter(lambda pattern: {KNOWN.level(each) for each in KNOWN.matching(pattern)} - {"permissions"} != set())
spelling: st.SearchStrategy[Callable[[str], str]] = st.sampled_from([str, str.lower, str.upper])
actions = st.builds(lambda spell, text: spell(text), spelling, names | patterns)


@st.composite
def statements(draw: st.DrawFn) -> dict[str, Any]:
    conditions: dict[str, dict[str, str]] = {}
    for operator, key, value in draw(st.lists(st.sampled_from(CONDITIONS), unique=True, max_size=2)):
        conditions.setdefault(operator, {})[key] = value
    return {
        "Effect": "Allow",
        "Action": draw(st.lists(actions, min_size=1, max_size=4)),
        "Resource": draw(st.lists(st.sampled_from(RESOURCES), min_size=1, max_size=3)),
        **({"Condition": conditions} if conditions else {}),
    }


policies = st.lists(statements(), min_size=1, max_size=4)


def read(policy: list[dict[str, Any]]) -> Permission | None:
    """None for what is refused."""
    try:
        return read_policy(json.dumps({"Version": "2012-10-17", "Statement": policy}), KNOWN)
    except InvalidInput:
        return None


def matches(pattern: str, text: str, flags: re.RegexFlag = re.NOFLAG) -> bool:
    """IAM's wildcards, by regular expressions and with nothing of ours."""
    expression = "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern)
    return re.fullmatch(expression, text, flags | re.DOTALL) is not None


def as_documents(permission: Permission) -> list[dict[str, Any]]:
    found = []
    for each in permission.statements:
        conditions: dict[str, dict[str, str]] = {}
        for one in each.conditions:
            conditions.setdefault(one.operator, {})[one.key] = one.values[0]
        found.append({"Action": list(each.actions), "Resource": list(each.resources), "Condition": conditions})
    return found


def meaning(policy: list[dict[str, Any]]) -> set[tuple[str, str, tuple[bool, ...]]]:
    """Every known action on every resource that is tried, for every way in which the conditions can hold."""
    allowed = set()
    for statement in policy:
        acting = {a for a in ACTIONS if any(matches(each, a, re.IGNORECASE) for each in statement["Action"])}
        reached = {r for r in PROBED if any(matches(each, r) for each in statement["Resource"])}
        wanted = [key in statement.get("Condition", {}).get(operator, {}) for operator, key, _ in CONDITIONS]
        for holding in product((False, True), repeat=len(CONDITIONS)):
            if all(holds or not want for holds, want in zip(holding, wanted, strict=True)):
                allowed |= {(action, resource, holding) for action in acting for resource in reached}
    return allowed


@given(policies)
def test_the_normal_form_means_the_same(policy: list[dict[str, Any]]) -> None:
    permission = read(policy)
    if permission is not None:
        assert meaning(as_documents(permission)) == meaning(policy)
        assert meaning(as_documents(in_environment(permission, ANYTHING, KNOWN))) == meaning(policy)


@given(policies)
def test_the_normal_form_of_a_normal_form_is_itself_in_short_too(policy: list[dict[str, Any]]) -> None:
    permission = read(policy)
    if permission is not None:
        assert in_normal_form(permission.statements, KNOWN) == permission
        written = in_environment(permission, ANYTHING, KNOWN)
        assert in_environment(written, ANYTHING, KNOWN) == written


@given(policies, st.randoms())
def test_order_repeats_and_capitals_make_no_other_request(policy: list[dict[str, Any]], chance: Any) -> None:
    shuffled = [
        {**each, "Action": [*chance.sample(each["Action"], len(each["Action"])), each["Action"][0].upper()]}
        for each in chance.sample(policy, len(policy))
    ]
    assert read(shuffled) == read(policy)
    assert read([*policy, policy[0]]) == read(policy)


any_action = st.sampled_from(sorted(action for service in aws_services().values() for action in service.every))


def is_never_granted(action: str) -> bool:
    """By the catalogue: identity as a whole, and of what watches everything but looking."""
    service = action.partition(":")[0]
    if any(never.partition(":")[0] == service for never in NEVER):
        return True
    return service in ONLY_LOOKED_AT and KNOWN.level(action) not in ("list", "read")


FORBIDDEN = sorted(
    action for service in aws_services().values() for action in service.every if is_never_granted(action)
)


@st.composite
def any_pattern(draw: st.DrawFn) -> str:
    """A known action, of which some of the characters, or stretches of them, are wildcards."""
    text = draw(any_action | st.sampled_from(FORBIDDEN))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, len(text)))
        text = text[:start] + draw(st.sampled_from(["*", "?"])) + text[end:]
    return draw(spelling)(text)


@given(any_pattern())
@settings(max_examples=400)
def test_no_pattern_gets_anything_through_that_is_never_granted(pattern: str) -> None:
    hit = next((a for a in KNOWN.matching(pattern) if is_never_granted(a)), None)
    if hit is not None:
        assert never_granted(pattern), hit
        assert beyond_ceiling(Permission.of([pattern], ["*"]), ANYTHING)


@given(any_action)
def test_every_known_action_by_itself_is_refused_just_if_it_is_never_granted(action: str) -> None:
    assert never_granted(action) is is_never_granted(action)


@given(st.lists(any_pattern(), min_size=1, max_size=3))
def test_what_is_read_holds_nothing_that_is_never_granted(named: list[str]) -> None:
    permission = read([{"Effect": "Allow", "Action": named, "Resource": "arn:aws:s3:::b/*"}])
    if permission is not None:
        assert not any(is_never_granted(action) for action in KNOWN.spelled_out(permission.actions))
        assert all(action in KNOWN.matching(action) for action in permission.actions)


@given(policies)
def test_no_statement_on_a_role_is_without_its_person_and_its_end(policy: list[dict[str, Any]]) -> None:
    permission = read(policy)
    if permission is not None:
        grant = a_grant(permission=in_environment(permission, ANYTHING, KNOWN), ends_at=NOW + timedelta(hours=1))
        for statement in json.loads(build_policy([grant], ROLE_ID) or "{}")["Statement"]:
            assert statement["Effect"] == "Allow"
            assert statement["Condition"]["StringEquals"]["aws:userid"] == f"{ROLE_ID}:{grant.person}"
            assert statement["Condition"]["DateLessThan"]["aws:CurrentTime"] == "2030-01-07T10:00:00Z"
