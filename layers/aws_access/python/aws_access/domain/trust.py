"""Whether a team role's trust policy ties the session name to the person.

A grant names its person by session name, and whoever assumes a role chooses that name, unless the trust policy pins
it. So nobody but the person may be able to open a session of their name, through any statement and any way in.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from aws_access.domain.ids import AccountId, IamUserName, RoleArn
from aws_access.domain.patterns import overlap
from aws_access.domain.reasons import Reason, reason

_WAYS_IN = ("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity")
_VARIABLE = "${aws:username}"
_EVERYBODY = "*"
_PRINCIPAL = re.compile(
    r"arn:aws[a-z-]*:iam::(?P<account>[0-9]{12}):(?:root|user/(?:[\x21-\x7e]+/)?(?P<user>[\w+=,.@-]+))"
)


def trust_unmet(policy: Mapping[str, Any], person: IamUserName, jump_account: AccountId) -> tuple[Reason, ...]:
    """Why this trust policy does not let exactly this person open sessions of their name; empty when it does."""
    opening = [
        each for each in _listed(policy.get("Statement")) if each.get("Effect") != "Deny" and _opens_sessions(each)
    ]
    if not all(_keeps_name(each, person, jump_account) for each in opening):
        return (reason("trust-not-pinned", person=person, statement=_advice(jump_account)),)
    if not any(_lets_in(each, person, jump_account) for each in opening):
        return (reason("trust-lets-nobody-in", person=person, statement=_advice(jump_account)),)
    return ()


def broker_trust_unmet(policy: Mapping[str, Any], broker: RoleArn) -> tuple[Reason, ...]:
    """Why this trust policy does not let in the broker, and nobody else; empty when it does."""
    opening = [
        each for each in _listed(policy.get("Statement")) if each.get("Effect") != "Deny" and _opens_sessions(each)
    ]
    if opening and all(_is_brokers(each, broker) for each in opening):
        return ()
    return (reason("trust-not-brokers", broker=broker, statement=_advice_for_broker(broker)),)


def _is_brokers(statement: Mapping[str, Any], broker: RoleArn) -> bool:
    """Whether only the broker gets in through the statement: by its principal, or by a condition on the account's."""
    principals = _aws_principals(statement)
    if principals == [broker]:
        return True
    users = [_user_of(each, broker.account) for each in principals]
    if users != [_EVERYBODY]:
        return False
    # AWS gives the role for a role's session; some IAM that is like AWS's gives the session.
    forms = {str(broker), f"arn:{broker.aws_partition}:sts::{broker.account}:assumed-role/{broker.name}/*"}
    return any(
        operator in ("ArnEquals", "ArnLike", "StringEquals", "StringLike")
        and key.lower() == "aws:principalarn"
        and bool(_listed(values))
        and forms.issuperset(map(str, _listed(values)))
        for operator, keys in _mapping(statement.get("Condition")).items()
        for key, values in _mapping(keys).items()
    )


def _opens_sessions(statement: Mapping[str, Any]) -> bool:
    if "Action" not in statement:
        return True  # NotAction: assume that it can
    return any(overlap(str(action), way) for action in _listed(statement["Action"]) for way in _WAYS_IN)


def _session_names(statement: Mapping[str, Any]) -> list[str] | None:
    """The session names that the statement allows; None when it leaves them open."""
    for operator, keys in _mapping(statement.get("Condition")).items():
        for key, values in _mapping(keys).items():
            names = [str(value) for value in _listed(values)]
            if key.lower() == "sts:rolesessionname" and (
                operator == "StringEquals" or (operator == "StringLike" and names == [_VARIABLE])
            ):
                return names
    return None


def _keeps_name(statement: Mapping[str, Any], person: IamUserName, jump_account: AccountId) -> bool:
    """Whether nobody else can open a session of this person's name through the statement."""
    names, principals = _session_names(statement), _aws_principals(statement)
    if names is None:
        return False
    if names == [_VARIABLE]:
        # Everybody gets in under their own user name; only in the jump account is it this person's name.
        return bool(principals) and all(_user_of(each, jump_account) is not None for each in principals)
    if any("$" in name for name in names):
        return False
    return person not in names or [_user_of(each, jump_account) for each in principals] == [person]


def _lets_in(statement: Mapping[str, Any], person: IamUserName, jump_account: AccountId) -> bool:
    """Whether the statement, known to keep this person's name, lets the person in under it."""
    users = [_user_of(each, jump_account) for each in _aws_principals(statement)]
    named = _session_names(statement) or []
    return person in named or (named == [_VARIABLE] and (_EVERYBODY in users or person in users))


def _user_of(principal: str, jump_account: AccountId) -> str | None:
    """The jump account's user that the principal names, `*` for all of them, None for anybody of elsewhere."""
    if principal == jump_account:
        return _EVERYBODY
    found = _PRINCIPAL.fullmatch(principal)
    if found is None or found["account"] != jump_account:
        return None
    return found["user"] or _EVERYBODY


def _aws_principals(statement: Mapping[str, Any]) -> list[str]:
    """The principals, when all of them are AWS principals named one by one; else none."""
    principal = statement.get("Principal")
    if "NotPrincipal" in statement or not isinstance(principal, Mapping) or set(principal) != {"AWS"}:
        return []
    return [str(each) for each in _listed(principal["AWS"])]


def _advice(jump_account: AccountId) -> str:
    """The statement to put in place of the open one."""
    return json.dumps(
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{jump_account}:root"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:RoleSessionName": _VARIABLE}},
        }
    )


def _advice_for_broker(broker: RoleArn) -> str:
    return json.dumps({"Effect": "Allow", "Principal": {"AWS": broker}, "Action": "sts:AssumeRole"})


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
