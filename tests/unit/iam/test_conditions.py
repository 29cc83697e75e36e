"""The evaluator against what AWS documents, case by case: conditions."""

import pytest

from tests.iam_cases import a_request, asked, holds


@pytest.mark.parametrize(
    ("operator", "key", "expected", "met"),
    [
        ("StringEquals", "aws:userid", "AROAEXAMPLEEXAMPLE01:dev1", True),
        ("StringEquals", "AWS:UserId", "AROAEXAMPLEEXAMPLE01:dev1", True),
        ("StringEquals", "aws:userid", "AROAEXAMPLEEXAMPLE01:DEV1", False),
        ("StringEquals", "aws:userid", "AROAEXAMPLEEXAMPLE01:dev", False),
        ("StringEquals", "aws:userid", "AROAEXAMPLEEXAMPLE01:*", False),
        ("StringEquals", "aws:userid", ["AROAEXAMPLEEXAMPLE01:dev2", "AROAEXAMPLEEXAMPLE01:dev1"], True),
        ("StringNotEquals", "aws:userid", ["AROAEXAMPLEEXAMPLE01:dev2", "AROAEXAMPLEEXAMPLE01:dev1"], False),
        ("StringNotEquals", "aws:userid", ["AROAEXAMPLEEXAMPLE01:dev2", "AROAEXAMPLEEXAMPLE01:dev3"], True),
        ("StringEqualsIgnoreCase", "aws:PrincipalTag/team", "DEV", True),
        ("StringEqualsIgnoreCase", "aws:principaltag/TEAM", "DEV", True),
        ("StringNotEqualsIgnoreCase", "aws:PrincipalTag/team", "DEV", False),
        ("StringLike", "aws:userid", "*:dev1", True),
        ("StringLike", "aws:userid", "*:DEV1", False),
        ("StringLike", "aws:userid", "AROA*:dev?", True),
        ("StringLike", "aws:userid", "AROA*:dev1?", False),
        ("StringNotLike", "aws:userid", "*:dev?", False),
        ("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::222222222222:role/Dev", True),
        ("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::*:role/D?v", True),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::222222222222:role/dev", False),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam:*:role/Dev:x", False),
        ("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/SRE", True),
        ("ArnNotEquals", "aws:PrincipalArn", ["arn:aws:iam::*:role/SRE", "arn:aws:iam::*:role/Dev"], False),
        ("StringLike", "aws:PrincipalArn", "arn:*/Dev", True),
        ("DateLessThan", "aws:CurrentTime", "2030-01-07T09:00:01Z", True),
        ("DateLessThan", "aws:CurrentTime", "2030-01-07T09:00:00Z", False),
        ("DateLessThanEquals", "aws:CurrentTime", "2030-01-07T09:00:00Z", True),
        ("DateGreaterThan", "aws:CurrentTime", "2030-01-07T09:00:00Z", False),
        ("DateGreaterThanEquals", "aws:CurrentTime", "2030-01-07T09:00:00Z", True),
        ("DateEquals", "aws:CurrentTime", "2030-01-07T18:00:00+09:00", True),
        ("DateNotEquals", "aws:CurrentTime", "2030-01-07T18:00:00+09:00", False),
        ("DateGreaterThan", "aws:CurrentTime", "2030-01-07", True),
        ("DateEquals", "aws:CurrentTime", "1894006801", False),
        ("DateEquals", "aws:CurrentTime", 1894006800, True),
        ("DateLessThan", "aws:TokenIssueTime", ["2029-01-01T00:00:00Z", "2031-01-01T00:00:00Z"], True),
        ("Bool", "aws:SecureTransport", "true", True),
        ("Bool", "aws:SecureTransport", True, True),
        ("Bool", "aws:SecureTransport", "false", False),
        ("Bool", "aws:MultiFactorAuthPresent", "true", False),
        ("IpAddress", "aws:SourceIp", "203.0.113.0/24", True),
        ("IpAddress", "aws:SourceIp", "203.0.113.7", True),
        ("IpAddress", "aws:SourceIp", "203.0.113.8", False),
        ("IpAddress", "aws:SourceIp", ["2001:DB8:1234:5678::/64", "203.0.113.0/24"], True),
        ("NotIpAddress", "aws:SourceIp", ["2001:DB8:1234:5678::/64", "203.0.113.0/24"], False),
        ("NotIpAddress", "aws:SourceIp", "198.51.100.0/24", True),
        ("Null", "aws:TokenIssueTime", "false", True),
        ("Null", "aws:TokenIssueTime", "true", False),
        ("Null", "aws:username", "true", True),
        ("Null", "aws:username", False, False),
    ],
)
def test_an_operator_compares_as_it_is_documented(operator: str, key: str, expected: object, *, met: bool) -> None:
    assert holds(operator, key, expected) is met


@pytest.mark.parametrize(
    ("operator", "expected", "met"),
    [
        ("NumericEquals", "10", True),
        ("NumericEquals", 10.0, True),
        ("NumericNotEquals", "10", False),
        ("NumericLessThan", "10", False),
        ("NumericLessThanEquals", 10, True),
        ("NumericGreaterThan", "9.5", True),
        ("NumericGreaterThan", "1e2", False),
        ("NumericGreaterThanEquals", ["11", "10"], True),
        ("NumericLessThan", "9", False),
    ],
)
def test_numbers_are_compared_as_numbers(operator: str, expected: object, *, met: bool) -> None:
    assert holds(operator, "s3:max-keys", expected, **{"s3:max-keys": "10"}) is met


@pytest.mark.parametrize(
    ("operator", "expected", "met"),
    [
        ("StringEquals", "x", False),
        ("StringLike", "*", False),
        ("StringNotEquals", "x", True),
        ("StringNotLike", "*", True),
        ("StringEqualsIfExists", "x", True),
        ("StringNotEqualsIfExists", "x", True),
        ("ForAllValues:StringEquals", "x", True),
        ("ForAnyValue:StringEquals", "x", False),
        ("ForAnyValue:StringNotEquals", "x", False),
        ("ForAllValues:StringEqualsIfExists", "x", True),
        ("ForAnyValue:StringEqualsIfExists", "x", True),
    ],
)
def test_a_key_that_is_not_there_matches_nothing(operator: str, expected: str, *, met: bool) -> None:
    assert holds(operator, "aws:username", expected) is met


def test_if_exists_changes_nothing_for_a_key_that_is_there() -> None:
    assert not holds("StringEqualsIfExists", "aws:userid", "x")
    assert holds("BoolIfExists", "aws:SecureTransport", "true")
    assert not holds("BoolIfExists", "aws:MultiFactorAuthPresent", "true")


@pytest.mark.parametrize(
    ("operator", "requested", "met"),
    [
        ("ForAllValues:StringLike", ["PostDateTime", "Message"], True),
        ("ForAllValues:StringLike", ["PostDateTime", "UserName"], False),
        ("ForAnyValue:StringLike", ["PostDateTime", "UserName"], True),
        ("ForAnyValue:StringLike", ["UserName"], False),
        ("ForAllValues:StringNotEquals", ["UserName", "ID"], True),
        ("ForAllValues:StringNotEquals", ["UserName", "Tags"], False),
        ("ForAnyValue:StringNotEquals", ["UserName", "Tags"], True),
        ("ForAnyValue:StringNotEquals", ["Message", "Tags"], False),
        ("ForAllValues:StringEquals", [""], True),
        ("ForAnyValue:StringNotEquals", [""], False),
        ("ForAllValues:StringEquals", [], True),
    ],
)
def test_sets_of_values_are_met_by_all_or_by_any(operator: str, requested: list[str], *, met: bool) -> None:
    expected = ["PostDateTime", "Message", "Tags"]
    assert holds(operator, "dynamodb:Attributes", expected, dynamodb__Attributes=requested) is met


def test_all_conditions_have_to_hold_and_any_of_their_values() -> None:
    both = {
        "StringEquals": {"aws:PrincipalTag/team": ["SRE", "Dev"], "aws:userid": "AROAEXAMPLEEXAMPLE01:dev1"},
        "DateLessThan": {"aws:CurrentTime": "2030-01-07T10:00:00Z"},
    }
    assert asked({"Condition": both}, a_request())
    assert not asked({"Condition": both}, a_request(aws__CurrentTime="2030-01-07T10:00:00Z"))
    assert not asked({"Condition": both}, a_request(aws__userid="AROAEXAMPLEEXAMPLE01:dev2"))
    assert not asked({"Condition": both}, a_request(**{"aws:PrincipalTag/team": "QA"}))
