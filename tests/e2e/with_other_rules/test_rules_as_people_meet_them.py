"""What each kind of rule does, as people read it in Slack: who decides, on what conditions, and by when."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local.deployment import STACK_NAME
from local.office import Office, eventually, may_read_orders
from local.slack.client import SeenMessage
from local.stack import Stack
from tests.e2e.behind_the_scenes import run_people, run_timers, timers_off
from tests.e2e.with_other_rules.company import OnCall, aws_access

pytestmark = pytest.mark.usefixtures("taken")


def answer(office: Office, person: str, typed: str, *said: str) -> SeenMessage:
    """What they read for their eyes only after typing this; nothing comes of it."""
    before = office.asked_by(person)
    seen = {message.ts for message in office.at(person).messages()}
    office.at(person).command(f"/aws-access {typed}")
    told = office.at(person).wait_for(
        lambda message: message.ts not in seen and all(each in message.all_text for each in said), seconds=60
    )
    assert told.is_ephemeral
    assert office.asked_by(person) == before
    return told


def told_directly(office: Office, person: str, *said: str) -> None:
    office.at(person).wait_for(lambda message: all(each in message.all_text for each in said), seconds=90)


def told_privately_in_channel(office: Office, stack: Stack, person: str, *said: str) -> None:
    def wanted(message: SeenMessage) -> bool:
        return message.is_ephemeral and all(each in message.all_text for each in said)

    office.at(person).wait_for(wanted, stack.approvals_channel, 60)


def test_everything_that_stands_in_the_way_is_said_at_once_with_the_rule_behind_it(office: Office) -> None:
    answer(
        office,
        "dev1",
        "strict:read,write verify 1h -- lost",
        "1h is too long; the rule `strict` allows at most 5m",
        "The rule `strict` wants a reason of at least 10 characters",
        "The rule `strict` wants a ticket of the form `INC-[0-9]+`",
    )
    answer(office, "dev1", "strict:read verify 31m -- INC-42 orders", "the rule `strict` allows at most 30m")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("logs:write production 10m", "The rule `nobody-writes-logs-in-production` denies this in production"),
        ("dynamodb staging 10m", "The rule `stocktaking` denies this in staging"),
        ("another-day verify 10m", "The rule `another-day` holds at other hours (UTC)"),
        ("lonely verify 10m", "Nobody could decide: the rule `by-oneself` leaves no approver other than the requester"),
        ("staged production 10m", "No rule lets dev1 ask for `staged` in production"),
    ],
)
def test_a_denial_a_freeze_other_hours_and_the_want_of_an_approver_or_of_a_rule_are_told(
    office: Office, typed: str, said: str
) -> None:
    answer(office, "dev1", typed, said)


def test_no_more_are_active_at_once_than_the_rule_allows(office: Office) -> None:
    first = office.wait(office.ask("dev1", "strict:read verify 10m -- INC-42 orders are lost"), "ACTIVE")
    assert first["decided_by"] == "(aws-access)"
    again = "strict:read verify 10m -- INC-42 still lost"
    answer(office, "dev1", again, "The rule `strict` allows at most 1 active grants; you have 1")
    office.revoke(first["request_id"], "dev1")
    office.wait(office.ask("dev1", again), "ACTIVE")


def test_a_rule_for_whoever_is_on_call_is_for_nobody_else(office: Office, stack: Stack, on_call: OnCall) -> None:
    on_call.who = "sre2"
    run_people(stack)
    answer(office, "dev1", "on-duty verify 10m", "The rule `on-duty` is for whoever is in `webhook` now; dev1 is not")
    on_call.who = "dev1"
    run_people(stack)
    office.wait(office.ask("dev1", "on-duty verify 10m"), "ACTIVE")


def test_one_stage_comes_after_the_other_and_takes_another_person(office: Office, stack: Stack) -> None:
    request_id = office.ask("dev1", "staged verify 10m")
    office.card(request_id, "`in-stages`, stage 1 of 2: 0 of 1 approvals")
    office.click("sre1", "approve", request_id)
    office.card(request_id, "`in-stages`, stage 2 of 2: 0 of 1 approvals", "`sre1` approved")
    office.click("sre1", "approve", request_id)  # once more is not the second stage
    assert office.request(request_id)["status"] == "PENDING"
    office.click("sre2", "approve", request_id)
    office.wait(request_id, "ACTIVE")
    office.card(request_id, "*Active*", "`sre1` approved", "`sre2` approved")
    assert may_read_orders(stack.switch("dev1", "verify", "Dev"))


def deny(office: Office, person: str, request_id: str, why: str) -> None:
    office.click(person, "deny", request_id)
    view = eventually(office.at(person).view)
    block_id = next(block["block_id"] for block in view["blocks"] if block["type"] == "input")
    assert office.at(person).submit(view["id"], {block_id: why}).ok


def test_as_many_have_to_deny_as_the_rule_says(office: Office) -> None:
    request_id = office.ask("dev1", "staged verify 10m")
    deny(office, "sre1", request_id, "not today")
    assert office.card(request_id, "`sre1` denied", "not today").action_ids
    assert office.request(request_id)["status"] == "PENDING"
    deny(office, "sre2", request_id, "nor tomorrow")
    office.card(request_id, "*Denied*", "`sre2` denied", "nor tomorrow")
    told_directly(office, "dev1", "denied your request", request_id, "nor tomorrow")


def test_a_deputy_decides_in_the_place_of_another_but_not_on_their_own_request(office: Office, stack: Stack) -> None:
    own = office.ask("dev2", "deputised verify 10m")
    office.click("dev2", "approve", own)
    told_privately_in_channel(office, stack, "dev2", "自分の申請を自分で判断することはできません")
    request_id = office.ask("dev1", "deputised verify 10m")
    office.click("sre1", "approve", request_id)
    told_privately_in_channel(office, stack, "sre1", "sre1 is not an approver for this request")
    office.click("dev2", "approve", request_id)
    assert office.wait(request_id, "ACTIVE")["decided_by"] == "dev2"
    office.card(request_id, "*Active*")


def an_hour_late(stack: Stack, request_id: str, *fields: str) -> None:
    """In the table it is as if these moments had been an hour ago."""
    table = stack.root(stack.jump_account).resource("dynamodb").Table(stack.requests_table)
    key = {"pk": f"REQUEST#{request_id}", "sk": "REQUEST"}
    then = f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%dT%H:%M:%S.%fZ}"
    table.put_item(Item={**table.get_item(Key=key)["Item"], **dict.fromkeys(fields, then)})


def test_a_request_that_nobody_decides_on_lapses_and_never_later_than_its_time(office: Office, stack: Stack) -> None:
    with timers_off(stack):
        request_id = office.ask("dev1", "dynamodb verify 10m")
        office.card(request_id)
        an_hour_late(stack, request_id, "lapse_at", "due_at")
        office.click("sre1", "approve", request_id)  # timers were down, and it is too late all the same
        told_privately_in_channel(office, stack, "sre1", f"Nobody decided on request {request_id} in time")
        run_timers(stack)
    office.wait(request_id, "LAPSED")
    assert not office.card(request_id, "nobody decided in time").action_ids
    told_directly(office, "dev1", "Nobody decided", request_id)


def test_what_was_missed_while_timers_was_down_is_told_once(office: Office, stack: Stack, on_call: OnCall) -> None:
    on_call.who = "sre2"
    run_people(stack)
    with timers_off(stack):
        request_id = office.ask("dev1", "via-webhook verify 10m")
        office.card(request_id)
        an_hour_late(stack, request_id, "created", "remind_at", "due_at")
        for _ in range(3):
            run_timers(stack)
        # sre2 is on call, and dev2 stands in for them
        people = " ".join(f"<@{stack.people[name].slack_id}>" for name in ("sre2", "dev2"))
        still_waits = f"{people}: this still waits for you"
        office.at("sre2").wait_for(lambda message: still_waits in message.all_text, stack.approvals_channel, 60)
    told = [each["type"] for each in office.events(request_id)["events"]]
    assert told.count("REMINDED") == 1


def test_whoever_asked_takes_it_back_while_it_waits(office: Office) -> None:
    request_id = office.ask("dev1", "dynamodb verify 10m")
    office.card(request_id)
    office.at("dev1").command(f"/aws-access cancel {request_id} -- not needed")
    office.wait(request_id, "CANCELLED")
    assert not office.card(request_id, "*Cancelled*").action_ids


def test_rules_that_are_wrong_or_fail_their_cases_are_not_published_and_those_that_run_stay(
    office: Office, stack: Stack, taken: str, rules_file: Path, tmp_path: Path
) -> None:
    file = tmp_path / "rules.yaml"
    good = rules_file.read_text()
    cases = tmp_path / "rules.test.yaml"
    for text, case, said in [
        (good.replace('"longest": "8h"', '"longest": "8 hours or so"'), None, "rules.yaml, line 1: rules.0"),
        (good, "{who: dev1, asks: lonely verify 1h, expect: granted}", "rules.test.yaml, line 2: dev1 asks for lonely"),
    ]:
        file.write_text(text)
        cases.write_text(f"cases:\n  - {case}\n" if case else "cases: []\n")
        told = aws_access(stack, "rules", "publish", str(file), "--stack", STACK_NAME, "--yes")
        assert told.returncode == 1, told.stdout
        assert said in told.stderr
    active = office.wait(office.ask("dev1", "logs:read verify 5m"), "ACTIVE")
    assert active["rules_version"] == taken
    told_directly(office, "dev1", "is on the team role", active["request_id"])


def test_why_and_who_can_answer_by_the_same_rules(stack: Stack, rules_file: Path) -> None:
    why = aws_access(stack, "rules", "why", str(rules_file), "dev1", "lonely verify 1h", "--iam")
    assert "the rule `by-oneself` leaves no approver" in why.stdout, why.stderr
    who = aws_access(stack, "rules", "who-can", str(rules_file), "deputised verify 1h", "--iam")
    assert {line.partition(":")[0] for line in who.stdout.splitlines()} >= {"dev1", "dev2", "dev3"}, who.stderr
