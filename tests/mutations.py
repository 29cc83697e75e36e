"""Policies of ours that somebody, or a mistake of ours, has changed: each change by a name, at any place in them."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

Change = Callable[[dict[str, Any], int], None]
"""Changes a document in place; the number says where."""

OTHER_ROLE = "AROAEXAMPLEEXAMPLE02"


def _at(document: dict[str, Any], where: int) -> dict[str, Any]:
    found: dict[str, Any] = document["Statement"][where % max(1, len(document["Statement"]))]
    return found


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _each(element: str, changed: Callable[[str], str]) -> Change:
    """One of the texts of an element is another."""

    def change(document: dict[str, Any], where: int) -> None:
        statement = _at(document, where)
        values = _listed(statement[element])
        place = where % max(1, len(values))
        values[place] = changed(values[place])
        statement[element] = values

    return change


def _more(element: str, another: str) -> Change:
    def change(document: dict[str, Any], where: int) -> None:
        statement = _at(document, where)
        statement[element] = [*_listed(statement[element]), another]

    return change


def _users(changed: Callable[[list[str]], str | list[str]]) -> Change:
    def change(document: dict[str, Any], where: int) -> None:
        tests = _at(document, where)["Condition"]["StringEquals"]
        tests["aws:userid"] = changed(_listed(tests["aws:userid"]))

    return change


def _end(changed: Callable[[str], Any]) -> Change:
    def change(document: dict[str, Any], where: int) -> None:
        tests = _at(document, where)["Condition"]["DateLessThan"]
        tests["aws:CurrentTime"] = changed(tests["aws:CurrentTime"])

    return change


def _without(operator: str, key: str) -> Change:
    def change(document: dict[str, Any], where: int) -> None:
        conditions = _at(document, where)["Condition"]
        del conditions[operator][key]
        if not conditions[operator]:
            del conditions[operator]

    return change


def _renamed_operator(operator: str, another: str) -> Change:
    def change(document: dict[str, Any], where: int) -> None:
        conditions = _at(document, where)["Condition"]
        conditions[another] = conditions.pop(operator)

    return change


def _renamed_key(operator: str, key: str, another: str) -> Change:
    def change(document: dict[str, Any], where: int) -> None:
        tests = _at(document, where)["Condition"][operator]
        tests[another] = tests.pop(key)

    return change


def _renamed_element(element: str, another: str) -> Change:
    def change(document: dict[str, Any], where: int) -> None:
        statement = _at(document, where)
        statement[another] = statement.pop(element)

    return change


def _set(element: str, value: Any) -> Change:
    def change(document: dict[str, Any], where: int) -> None:
        _at(document, where)[element] = value

    return change


def _another_statement(value: Mapping[str, Any]) -> Change:
    def change(document: dict[str, Any], where: int) -> None:
        statements = document["Statement"]
        statements.insert(where % (len(statements) + 1), json.loads(json.dumps(value)))

    return change


def _copied(**fields: Any) -> Change:
    """A statement once more, with something else in it."""

    def change(document: dict[str, Any], where: int) -> None:
        document["Statement"].append({**_at(document, where), **fields})

    return change


EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}

WIDENING: Mapping[str, Change] = {
    "no person": _without("StringEquals", "aws:userid"),
    "no end": _without("DateLessThan", "aws:CurrentTime"),
    "no conditions": lambda document, where: _at(document, where).pop("Condition") and None,
    "an action more": _more("Action", "iam:CreateUser"),
    "any action": _each("Action", lambda _: "*"),
    "any action of the service": _each("Action", lambda action: action.partition(":")[0] + ":*"),
    "a wider pattern of actions": _each("Action", lambda action: re.sub(":.*(?=.{4}$)|:.*", ":*", action, count=1)),
    "a resource more": _more("Resource", "arn:aws:dynamodb:us-east-1:333333333333:table/orders"),
    "any resource": _each("Resource", lambda _: "*"),
    "a resource of any account": _each("Resource", lambda each: each.replace("222222222222", "*")),
    "a wider pattern of resources": _each("Resource", lambda each: each.rpartition("/")[0] + "*"),
    "a person more": _users(lambda users: [*users, users[0].partition(":")[0] + ":dev"]),
    "another person": _users(lambda users: users[0].partition(":")[0] + ":dev"),
    "a person of another role": _users(lambda users: [*users, f"{OTHER_ROLE}:dev1"]),
    "whoever it is": _users(lambda _: "${aws:userid}"),
    "people by any case": _renamed_operator("StringEquals", "StringEqualsIgnoreCase"),
    "everybody but them": _renamed_operator("StringEquals", "StringNotEquals"),
    "a second longer": _end(lambda end: end[:-3] + f"{min(59, int(end[-3:-1]) + 1):02}Z"),
    "years longer": _end(lambda end: "2099" + end[4:]),
    "until the end and at it": _renamed_operator("DateLessThan", "DateLessThanEquals"),
    "after the end": _renamed_operator("DateLessThan", "DateGreaterThan"),
    "any of two ends": _end(lambda end: [end, "2099-01-01T00:00:00Z"]),
    "another clock": _renamed_key("DateLessThan", "aws:CurrentTime", "aws:TokenIssueTime"),
    "all other actions": _renamed_element("Action", "NotAction"),
    "all other resources": _renamed_element("Resource", "NotResource"),
    "a statement of others": _another_statement(EVERYTHING),
    "a statement for everybody": _copied(Condition={"DateLessThan": {"aws:CurrentTime": "2099-01-01T00:00:00Z"}}),
}
"""What gives more than before, at most places."""

MALFORMED: Mapping[str, Change] = {
    "a deny": _set("Effect", "Deny"),
    "a deny more": _another_statement({**EVERYTHING, "Effect": "Deny"}),
    "an effect in small letters": _set("Effect", "allow"),
    "a Sid": _set("Sid", "x"),
    "a principal": _set("Principal", "*"),
    "NotAction beside": _set("NotAction", "iam:*"),
    "NotResource beside": _set("NotResource", "*"),
    "another element": _set("Note", "x"),
    "an element in small letters": _renamed_element("Action", "action"),
    "a key in other letters": _renamed_key("StringEquals", "aws:userid", "aws:UserId"),
    "an end's key in other letters": _renamed_key("DateLessThan", "aws:CurrentTime", "aws:currenttime"),
    "an operator in small letters": _renamed_operator("StringEquals", "stringequals"),
    "a second person by another key": lambda document, where: _at(document, where)["Condition"].update(
        {"StringLike": {"AWS:USERID": "*"}}
    ),
    "a second end by another operator": lambda document, where: _at(document, where)["Condition"].update(
        {"DateGreaterThan": {"aws:CurrentTime": "2000-01-01T00:00:00Z"}}
    ),
    "nobody": _users(lambda _: []),
    "no actions": _set("Action", []),
    "an action that is no text": _set("Action", 1),
    "an action with a letter that is small elsewhere": _each("Action", lambda action: "\u212a" + action),
    "a statement that is none": lambda document, where: document["Statement"].insert(where % 2, "x"),
    "people by pattern": _renamed_operator("StringEquals", "StringLike"),
    "people if known": _renamed_operator("StringEquals", "StringEqualsIfExists"),
    "an end if known": _renamed_operator("DateLessThan", "DateLessThanIfExists"),
    "another name": _renamed_key("StringEquals", "aws:userid", "aws:username"),
    "another version": lambda document, _: document.update(Version="2008-10-17"),
    "no version": lambda document, _: document.pop("Version") and None,
    "an id": lambda document, _: document.update(Id="x"),
    "one statement without a list": lambda document, where: document.update(Statement=_at(document, where)),
    "no statement": lambda document, _: document.update(Statement=[]),
    "an end of another form": _end(lambda end: end.replace("Z", "+00:00")),
    "an end in another zone": _end(lambda end: end.replace("Z", "-11:00")),
    "an end as a number": _end(lambda _: "4102444800"),
    "an end that is no day": _end(lambda _: "2030-02-30T00:00:00Z"),
    "conditions as a list": lambda document, where: _at(document, where).update(
        Condition=[_at(document, where)["Condition"]]
    ),
    "an operator without tests": lambda document, where: _at(document, where)["Condition"].update(Bool={}),
}
"""What is not of our form, whether it gives more or less."""


TWICE: Mapping[str, tuple[str, str]] = {
    "two effects": ('"Effect":"Allow"', '"Effect":"Deny","Effect":"Allow"'),
    "two actions": ('"Action":', '"Action":"*","Action":'),
    "two people": ('"aws:userid":', '"aws:userid":"*","aws:userid":'),
    "two conditions": ('"Condition":', '"Condition":{},"Condition":'),
    "two statements": ('"Statement":', '"Statement":[],"Statement":'),
    "an action twice, once escaped": ('"Action":', '"\\u0041ction":"*","Action":'),
}
"""Texts in which a key stands twice: what is there, and what is put there instead."""

BROKEN = ("", "null", "[]", "{", '{"Version":"2012-10-17"}', "NaN", "\ufeff{}", "[" * 100_000)


def changed(text: str, change: Change, where: int) -> str:
    document = json.loads(text)
    change(document, where)
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)
