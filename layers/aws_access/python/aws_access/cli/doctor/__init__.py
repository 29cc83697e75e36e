"""`aws-access doctor`: looks at everything, changes nothing, and says of each thing that is wrong what to do."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import partial

from aws_access.cli import output
from aws_access.cli.doctor.caller import look_at_api, look_at_clock, look_at_roles
from aws_access.cli.doctor.findings import Check, Finding, Speaker, State, looked
from aws_access.cli.exits import Exit
from aws_access.cli.setup import Setup, current
from aws_access.cli.worded import command, option

_SIGNS = {State.FINE: ("✓", "green"), State.WRONG: ("✗", "red"), State.UNKNOWN: ("?", "yellow")}


@command("doctor")
@option("--stack", metavar="NAME", help="doctor-stack")
@option("--json", "as_json", is_flag=True, help="json")
def doctor(stack: str | None, *, as_json: bool) -> None:
    """Exits with 3 when anything is wrong. What could not be looked at is not wrong by that."""
    setup, findings = current(), []
    for name, check in _checks(setup, stack).items():
        for finding in looked(setup, name, check):
            findings.append(finding)
            if not as_json:
                _show(finding)
    counts = {state: sum(each.state is state for each in findings) for state in State}
    if as_json:
        told = [asdict(each) for each in findings]
        output.as_json({"findings": told, **{str(state): count for state, count in counts.items()}})
    else:
        output.say(Speaker(setup, "").say("summary", **counts))
    if counts[State.WRONG]:
        raise SystemExit(Exit.FOUND)


def _checks(setup: Setup, stack: str | None) -> Mapping[str, Check]:
    """By the name that each of its findings bears; in this order."""
    own: dict[str, Check] = {"api": look_at_api, "clock": look_at_clock, "roles": look_at_roles}
    if stack is None:
        own["stack"] = _no_stack
        return own
    from aws_access.cli.doctor import contents  # noqa: PLC0415 - botocore takes half a second
    from aws_access.cli.doctor import stack as parts  # noqa: PLC0415

    seen = parts.StackSeen(stack, setup.operator, setup.machine)
    of_stack: dict[str, Callable[[parts.StackSeen, Speaker], Iterator[Finding]]] = {
        "stack": parts.look_at_deployment,
        "secrets": contents.look_at_secrets,
        "slack": contents.look_at_slack,
        "rules": contents.look_at_rules,
        "schedules": contents.look_at_schedules,
        "queues": parts.look_at_queues,
        "functions": parts.look_at_functions,
        "alarms": parts.look_at_alarms,
    }
    own.update((name, partial(check, seen)) for name, check in of_stack.items())
    return own


def _no_stack(speaker: Speaker) -> Iterator[Finding]:
    yield speaker.unknown("", speaker.say("stack-not-named"), speaker.say("stack-not-named-do"))


def _show(finding: Finding) -> None:
    sign, colour = _SIGNS[finding.state]
    place = " ".join(filter(None, (finding.check, finding.subject)))
    output.signed(sign, colour, f"{place}: {finding.what}")
    if finding.do and finding.state is not State.FINE:
        output.say(f"    → {finding.do}")
