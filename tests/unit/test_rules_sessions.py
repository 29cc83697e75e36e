"""Session grants in the rules file: `session_roles` of an environment, and `form` of a rule."""

from typing import Any

import pytest

from aws_access.adapters.rules.file import rules_from_value
from aws_access.domain.ids import Form
from tests.rules_value import changed, faults

SESSION = "arn:aws:iam::222222222222:role/aws-access-session-Dev"
ROLES = "environments/verify/session_roles"


def with_roles(*changes: tuple[str, object]) -> Any:
    file = changed(ROLES, {"Dev": SESSION})
    for path, value in changes:
        *way, last = path.split("/")
        place: Any = file
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        place[last] = value
    return file


@pytest.mark.parametrize(
    ("said", "forms"),
    [
        ("role", {Form.ROLE}),
        ("session", {Form.SESSION}),
        ("role_or_session", {Form.ROLE, Form.SESSION}),
    ],
)
def test_a_rule_says_in_which_form(said: str, forms: set[Form]) -> None:
    rules = rules_from_value(with_roles(("rules/0/form", said)))
    first, second = rules.rules
    assert first.forms == frozenset(forms)
    assert second.forms is None
    assert rules.environments["verify"].session_roles == {"Dev": SESSION}
    assert rules.environments["staging"].session_roles == {}


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        (
            changed(ROLES, {"Dev": "arn:aws:iam::333333333333:role/aws-access-session-Dev"}),
            "environments.verify.session_roles.Dev: is not in account 222222222222",
        ),
        (
            changed(ROLES, {"Dev": "arn:aws:iam::222222222222:role/Dev-sessions"}),
            "environments.verify.session_roles.Dev: needs a name, without a path, that begins with aws-access-session-",
        ),
        (
            changed(ROLES, {"Dev": "arn:aws:iam::222222222222:role/x/aws-access-session-Dev"}),
            "environments.verify.session_roles.Dev: needs a name, without a path, that begins with aws-access-session-",
        ),
        (
            changed("environments/verify/team_roles/Dev", SESSION),
            "environments.verify.team_roles.Dev: is a session role by its name",
        ),
        (
            changed(ROLES, {"Dev": SESSION, "SRE": SESSION}),
            f"environments.verify.session_roles.SRE: role {SESSION} is environments.verify.session_roles.Dev too",
        ),
        (
            changed(ROLES, {"Devs": SESSION}),
            "environments.verify.session_roles: there is no team role of Devs; did you mean Dev?",
        ),
        (
            changed("rules/0/form", "session"),
            "rules.0 (dev).form: verify has no `session_roles`, by which alone sessions are given",
        ),
    ],
)
def test_what_is_wrong_is_named(file: object, fault: str) -> None:
    assert any(fault in each for each in faults(rules_from_value, file))


def test_another_form_is_no_form() -> None:
    (fault,) = faults(rules_from_value, with_roles(("rules/0/form", "both")))
    assert "rules.0 (dev).form" in fault
    assert "'role', 'session' or 'role_or_session'" in fault
