"""In which form a grant is given, by every rule that applies: on the team role, or as sessions of the broker."""

from collections.abc import Iterable

from aws_access.domain.environment import Environment
from aws_access.domain.ids import Form, RoleArn
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.rules import Rule

_SAID = {
    frozenset({Form.ROLE}): "role",
    frozenset({Form.SESSION}): "session",
    frozenset({Form.ROLE, Form.SESSION}): "role_or_session",
}


def role_for(
    wanted: Form | None, team: str, environment: Environment, applying: Iterable[Rule]
) -> tuple[RoleArn, tuple[Reason, ...]]:
    """The role by which a grant would be given, and why it cannot be given in that form.

    Only in a form that every rule allows which says anything about it; on the team role where none does, and where both
    forms are allowed and none is `wanted`.
    """
    saying = {rule.name: rule.forms for rule in applying if rule.forms is not None}
    allowed = frozenset({Form.ROLE, Form.SESSION}).intersection(*saying.values()) if saying else {Form.ROLE}
    team_role, session_role = environment.team_roles[team], environment.session_roles.get(team)
    if not allowed:
        said = ", ".join(f"{name}: {_SAID[forms]}" for name, forms in sorted(saying.items()))
        return team_role, (reason("forms-conflict", rules=said),)
    best = Form.ROLE if Form.ROLE in allowed else Form.SESSION
    form = wanted or best
    if form not in allowed:
        return team_role, (reason("form-not-allowed", form=form, allowed=best),)
    if form is Form.ROLE:
        return team_role, ()
    if session_role is None:
        return team_role, (reason("no-session-role", team=team, environment=environment.name),)
    return session_role, ()
