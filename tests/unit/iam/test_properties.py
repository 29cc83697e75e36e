"""What holds of every policy and every request, whoever wrote them."""

from collections.abc import Sequence
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.iam import Answer, Policy, Request, Verdict, evaluate, read_policy
from tests.iam.generated import Condition, document, statements
from tests.iam.match import read_pattern

ACTIONS = ("dynamodb:GetItem", "dynamodb:PutItem", "s3:GetObject", "sqs:ListQueues")
RESOURCES = ("*", "arn:aws:dynamodb:us-east-1:2:table/a", "arn:aws:s3:::b/ann", "arn:aws:s3:::b/bob")
ACTION_PATTERNS = ("*", "dynamodb:*", "dynamodb:?etItem", "DYNAMODB:putitem", "s3:Get*", *ACTIONS)
RESOURCE_PATTERNS = ("*", "arn:aws:dynamodb:*:2:table/?", "arn:aws:s3:::b/*", "arn:*:s3:::b/${aws:userid}", *RESOURCES)
USERS = ("ann", "bob", "AROA:ann")
TIMES = ("2030-01-01T00:00:00Z", "2030-01-02T00:00:00Z", "2030-01-03T00:00:00Z")
TAGS = ("a", "b", "c")

texts = st.lists(st.sampled_from((*USERS, "*", "a*", "?ob", "${aws:userid}")), min_size=1, max_size=3)
sets = st.sampled_from(("", "", "ForAnyValue:", "ForAllValues:"))
maybe = st.sampled_from(("", "", "IfExists"))


def named(*bases: str) -> st.SearchStrategy[str]:
    return st.builds(lambda before, base, after: f"{before}{base}{after}", sets, st.sampled_from(bases), maybe)


conditions: st.SearchStrategy[Condition] = st.one_of(
    st.tuples(
        named("StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase"),
        st.sampled_from(("aws:userid", "aws:username", "aws:PrincipalTag/team")),
        texts,
    ),
    st.tuples(
        named("DateLessThan", "DateGreaterThanEquals", "DateEquals", "DateNotEquals"),
        st.sampled_from(("aws:CurrentTime", "aws:TokenIssueTime")),
        st.sampled_from(TIMES),
    ),
    st.tuples(
        st.sampled_from(("ForAllValues:StringEquals", "ForAnyValue:StringEquals", "ForAnyValue:StringNotEquals")),
        st.just("aws:TagKeys"),
        st.lists(st.sampled_from(TAGS), min_size=1, max_size=2),
    ),
    st.tuples(named("Bool"), st.just("aws:MultiFactorAuthPresent"), st.sampled_from(("true", "false"))),
    st.tuples(named("IpAddress", "NotIpAddress"), st.just("aws:SourceIp"), st.sampled_from(("10.0.0.0/8", "::1"))),
    st.tuples(
        st.just("Null"),
        st.sampled_from(("aws:username", "aws:TagKeys", "aws:userid")),
        st.sampled_from(("true", "false")),
    ),
)
any_statement = statements(ACTION_PATTERNS, RESOURCE_PATTERNS, conditions)
allow_statement = statements(ACTION_PATTERNS, RESOURCE_PATTERNS, conditions, ("Allow",))
several = st.lists(any_statement, max_size=5)


@st.composite
def a_request(draw: st.DrawFn) -> Request:
    values: dict[str, Any] = {
        "aws:userid": draw(st.sampled_from(USERS)),
        "aws:CurrentTime": draw(st.sampled_from(TIMES)),
        "aws:TagKeys": draw(st.lists(st.sampled_from(TAGS), max_size=2)),
    }
    optional = {
        "aws:username": USERS,
        "aws:PrincipalTag/team": ("ann", ""),
        "aws:TokenIssueTime": TIMES,
        "aws:MultiFactorAuthPresent": ("true", "false"),
        "aws:SourceIp": ("10.1.2.3", "::1", "192.0.2.1"),
    }
    for key, choice in optional.items():
        if (value := draw(st.none() | st.sampled_from(choice))) is not None:
            values[key] = value
    return Request.of(draw(st.sampled_from(ACTIONS)), draw(st.sampled_from(RESOURCES)), values)


requests = a_request()


def policy(each: Sequence[dict[str, Any]], name: str = "p") -> Policy:
    return read_policy(document(each), name)


def decided(request: Request, each: Sequence[dict[str, Any]], **limits: Any) -> Answer:
    return evaluate(request, [policy(each)], **limits)


def applies(request: Request, statement: dict[str, Any]) -> bool:
    return decided(request, [{**statement, "Effect": "Allow"}]).allowed


@given(requests, several, any_statement)
def test_a_deny_that_applies_wins_over_everything(
    request: Request, others: list[dict[str, Any]], statement: dict[str, Any]
) -> None:
    answer = decided(request, [*others, {**statement, "Effect": "Deny", "Sid": "No"}])
    if applies(request, statement):
        assert answer.verdict is Verdict.DENIED
        assert "p#No" in answer.by
    else:
        assert answer == decided(request, others)


@given(requests, several, allow_statement)
def test_an_allow_takes_nothing_away_and_adds_what_it_speaks_of(
    request: Request, others: list[dict[str, Any]], statement: dict[str, Any]
) -> None:
    before, after = decided(request, others), decided(request, [*others, statement])
    if before.verdict is Verdict.DENIED:
        assert after == before
    else:
        assert after.allowed is (before.allowed or applies(request, statement))


@given(requests, several, st.data())
def test_the_order_of_statements_and_policies_does_not_matter(
    request: Request, each: list[dict[str, Any]], data: st.DataObject
) -> None:
    signed = [{**statement, "Sid": f"S{number}"} for number, statement in enumerate(each)]
    shuffled = data.draw(st.permutations(signed))
    cut = data.draw(st.integers(0, len(each)))
    assert decided(request, shuffled) == decided(request, signed)
    assert evaluate(request, [policy(shuffled[cut:]), policy(shuffled[:cut])]) == decided(request, signed)


@given(requests, several, several, several)
def test_a_boundary_and_session_policies_only_narrow(
    request: Request, each: list[dict[str, Any]], outer: list[dict[str, Any]], inner: list[dict[str, Any]]
) -> None:
    free = decided(request, each)
    for limits in ({"boundary": policy(outer)}, {"session": [policy(outer)]}):
        assert decided(request, each, **limits).allowed is (free.allowed and decided(request, outer).allowed)
    both = decided(request, each, boundary=policy(outer), session=[policy(inner)])
    assert both.allowed is (free.allowed and decided(request, outer).allowed and decided(request, inner).allowed)


@given(requests, several)
def test_what_nothing_allows_is_not_allowed(request: Request, each: list[dict[str, Any]]) -> None:
    answer = decided(request, each)
    allowing = {f"p#{number}" for number, one in enumerate(each) if one["Effect"] == "Allow" and applies(request, one)}
    denying = {f"p#{number}" for number, one in enumerate(each) if one["Effect"] == "Deny" and applies(request, one)}
    assert answer.by == denying or (not denying and answer.by == allowing)
    assert answer.allowed is (bool(allowing) and not denying)


@given(requests, allow_statement, st.sampled_from(("Action", "Resource")))
def test_not_action_and_not_resource_are_the_opposite(
    request: Request, statement: dict[str, Any], element: str
) -> None:
    value = statement.pop(element, None) or statement.pop(f"Not{element}")
    rest = {
        **statement,
        **({"Resource": "*", "NotResource": None} if element == "Action" else {"Action": "*", "NotAction": None}),
    }
    rest = {name: each for name, each in rest.items() if each is not None}
    one, other = applies(request, {**rest, element: value}), applies(request, {**rest, f"Not{element}": value})
    assert (one or other) is applies(request, {**rest, element: "*"})
    assert not (one and other)


@given(requests, conditions)
def test_a_condition_and_its_negation_divide_the_requests_between_them(request: Request, condition: Condition) -> None:
    operator, key, expected = condition
    base = operator.removeprefix("ForAnyValue:").removeprefix("ForAllValues:").removesuffix("IfExists")
    assume(base in ("StringEquals", "StringLike", "IpAddress", "DateEquals") and key != "aws:TagKeys")
    opposite = {"StringEquals": "StringNotEquals", "StringLike": "StringNotLike", "IpAddress": "NotIpAddress"}
    plain = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    one = applies(request, {**plain, "Condition": {base: {key: expected}}})
    other = applies(request, {**plain, "Condition": {opposite.get(base, "DateNotEquals"): {key: expected}}})
    assert one is not other


@given(requests, conditions)
def test_if_exists_asks_for_less_and_only_where_the_key_is_missing(request: Request, condition: Condition) -> None:
    operator, key, expected = condition
    assume(operator != "Null")
    plain = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    operator = operator.removesuffix("IfExists")
    asked, less = (
        applies(request, {**plain, "Condition": {each: {key: expected}}}) for each in (operator, f"{operator}IfExists")
    )
    missing = not any(request.values.get(key.lower(), ())) if ":S" in operator else key.lower() not in request.values
    assert less is (asked or missing)


def slowly(pattern: str, text: str) -> bool:
    """The definition of wildcards, word by word."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(slowly(pattern[1:], text[cut:]) for cut in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and slowly(pattern[1:], text[1:])


@given(st.text("ab*?.[]\n", max_size=6), st.text("ab*?.[]\n", max_size=6))
def test_patterns_match_by_their_definition(pattern: str, text: str) -> None:
    assert read_pattern(pattern, wildcards=True, variables=False).matches(text, {}) is slowly(pattern, text)
    assert read_pattern(pattern, wildcards=False, variables=False).matches(text, {}) is (pattern == text)
