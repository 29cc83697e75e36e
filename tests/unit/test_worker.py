"""What was typed or clicked is done once, and whoever did it hears what became of it."""

from typing import Any

import pytest

from aws_access.domain.errors import Unavailable
from aws_access.domain.ids import RequestId, SlackUserId
from aws_access.domain.model import Person, Request, Status
from aws_access.domain.reasons import Language
from aws_access.entrypoints.messages import ApproveClicked, CommandTyped, DenySubmitted, Sender, dump
from aws_access.entrypoints.worker import LAST_ATTEMPT
from tests.builders import DEV1, DEV2, NOW, SRE1
from tests.office import EVENT, Office, sender
from tests.queue_events import failed
from tests.templates import load
from tests.world import down

ASK = "dynamodb verify 4h"


def a_mistake() -> None:
    raise KeyError("nothing")


@pytest.fixture
def office() -> Office:
    return Office()


def typed(text: str, person: Person = DEV1, key: str = "1") -> CommandTyped:
    return CommandTyped(sender(person), text, key, NOW)


def approve(request: Request, person: Person = SRE1, seen: str | None = None) -> ApproveClicked:
    return ApproveClicked(sender(person), request.id, seen or request.payload.hash)


def test_the_event_of_a_command_becomes_a_request(office: Office) -> None:
    assert failed(office.worker(EVENT, None)) == []  # type: ignore[arg-type] # the context is not used
    (request,) = office.requests()
    assert (request.requester, request.environment, request.resources) == (DEV1, "verify", ("orders",))
    ((url, answer),) = office.answers
    assert url.startswith("https://hooks.slack.com/commands/")
    assert request.id in answer
    assert "<#C0APPROVALS>" in answer


def test_from_asking_to_the_end(office: Office) -> None:
    office.answer(typed(ASK))
    (request,) = office.requests()
    assert request.id in office.answer(approve(request))
    office.world.deliver()
    assert office.world.may(DEV1)
    assert request.id in office.answer(typed("list"))
    assert request.id in office.answer(typed(f"status {request.id}"))
    assert request.id in office.answer(typed(f"revoke {request.id} -- done"))
    office.world.deliver()
    assert office.world.now_is(request).status is Status.REVOKED
    assert not office.world.may(DEV1)


def test_a_denial_is_kept_with_its_reason_and_control_characters_taken_out(office: Office) -> None:
    office.answer(typed(ASK))
    (request,) = office.requests()
    office.answer(DenySubmitted(sender(SRE1), request.id, "not now,\n\tlater\u0000"))
    now = office.world.now_is(request)
    assert (now.status, now.note) == (Status.DENIED, "not now, later")


def test_whoever_locks_somebody_whom_the_rules_do_not_know_is_told_so(office: Office) -> None:
    assert "know nobody" not in office.answer(typed("lock person dev1 -- lost", SRE1))
    assert "know nobody called `dve2`" in office.answer(typed("lock person dve2 -- lost", SRE1))
    assert "know nobody" not in office.answer(typed("unlock person dve2", SRE1))
    assert "know nobody" not in office.answer(typed("lock everything -- lost", SRE1))


def test_help_is_given_for_help_and_for_nothing_at_all(office: Office) -> None:
    assert office.answer(typed("help")) == office.answer(typed("  "))
    assert "dynamodb" in office.answers[-1][1]


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("dynamo verify 4h", "/aws-access dynamodb verify 4h"),
        ("dynamodb verfy 2h", "/aws-access dynamodb verify 2h"),
        ("dynamodb verify", "/aws-access dynamodb verify 4h"),
        ("verify dynamodb 30m", "/aws-access dynamodb verify 30m"),
        ("dynamodb verify 4x", "/aws-access dynamodb verify 4h"),
        ("dynamodb verify 4h orders and more", "/aws-access dynamodb verify 4h"),
        ("x" * 999, "/aws-access dynamodb verify 4h"),
    ],
)
def test_what_was_mistyped_is_answered_with_the_nearest_that_works(office: Office, text: str, nearest: str) -> None:
    assert nearest in office.answer(typed(text))
    assert office.requests() == []


@pytest.mark.parametrize("text", ["revoke r-000000000000", "status", "x" * 5000, "dynamodb verify 9h"])
def test_what_was_understood_and_refused_gets_no_other_command_to_try(office: Office, text: str) -> None:
    answer = office.answer(typed(text))
    assert "•" in answer
    assert "/aws-access dynamodb" not in answer
    assert office.requests() == []


def test_answers_come_in_the_persons_own_language(office: Office) -> None:
    assert DEV1.slack_id is not None
    office.directory.add(DEV1.slack_id, language=Language.JAPANESE)
    assert "申請" in office.answer(typed("status r-000000000000"))
    assert "申請" not in office.answer(typed("status r-000000000000", DEV2))


@pytest.mark.parametrize("who", ["a guest", "nobody Slack knows", "nobody the rules know"])
def test_p6_a_guest_or_a_stranger_gets_nothing(office: Office, who: str) -> None:
    office.answer(typed(ASK))
    (request,) = office.requests()
    slack_id = SlackUserId("U0STRANGER" if who == "nobody the rules know" else "USRE1")
    if who == "a guest":
        office.directory.add(slack_id, member=False)
    elif who == "nobody Slack knows":
        del office.directory.profiles[slack_id]
    else:
        office.directory.add(slack_id)
    stranger = Sender(slack_id, "T0EXAMPLE", "C0GENERAL", "https://hooks.slack.com/actions/x")
    for message in (
        CommandTyped(stranger, ASK, "2", NOW),
        CommandTyped(stranger, "help", "3", NOW),
        CommandTyped(stranger, f"status {request.id}", "4", NOW),
        ApproveClicked(stranger, request.id, request.payload.hash),
        DenySubmitted(stranger, request.id, "no"),
        CommandTyped(stranger, f"revoke {request.id}", "5", NOW),
    ):
        assert "•" in office.answer(message)
    assert office.requests() == [request]


def test_p6_nobody_approves_their_own_request_with_a_click(office: Office) -> None:
    office.answer(typed(ASK))
    (request,) = office.requests()
    assert "Nobody decides on their own request" in office.answer(approve(request, DEV1))
    assert office.requests() == [request]


def test_p2_a_click_on_a_card_that_showed_something_else_approves_nothing(office: Office) -> None:
    office.answer(typed(ASK))
    (request,) = office.requests()
    assert "not what this request is for" in office.answer(approve(request, seen="0" * 64))
    assert office.requests() == [request]


def test_p5_what_comes_twice_is_done_once_and_answered_twice(office: Office) -> None:
    assert office.handle(typed(ASK), typed(ASK)) == []
    (request,) = office.requests()
    assert office.answers[0] == office.answers[1]
    assert office.handle(approve(request), approve(request)) == []
    office.world.deliver()
    assert len(office.world.store.ledger(request.payload.role_arn).grants) == 1


def test_the_same_words_in_another_command_are_another_request(office: Office) -> None:
    office.handle(typed(ASK, key="1"), typed(ASK, key="2"))
    assert len(office.requests()) == 2


def test_p5_what_failed_comes_again_and_holds_up_nothing_else(office: Office) -> None:
    office.world.store.faults = down()
    assert office.handle(typed(ASK, DEV1), typed(ASK, DEV2)) == ["m0"]
    assert office.put_off.ids == ["m0"]
    assert [each.requester for each in office.requests()] == [DEV2]
    assert [url for url, _ in office.answers] == [sender(DEV2).response_url]
    assert office.handle(typed(ASK, DEV1), attempt=2) == []
    assert len(office.requests()) == 2


def test_on_the_last_attempt_the_person_hears_of_it_and_the_message_is_set_aside(office: Office) -> None:
    office.world.store.faults = down(2)
    assert office.handle(typed(ASK), attempt=LAST_ATTEMPT - 1) == ["m0"]
    assert office.answers == []
    assert office.handle(typed(ASK), attempt=LAST_ATTEMPT) == ["m0"]
    ((url, answer),) = office.answers
    assert url == sender(DEV1).response_url
    assert "DynamoDB does not answer at the moment" in answer


def test_a_mistake_of_ours_is_logged_tried_again_and_at_last_owned_up_to(office: Office) -> None:
    office.world.store.before("commit", a_mistake)
    assert office.handle(typed(ASK)) == ["m0"]
    assert "KeyError" in office.log.getvalue()
    office.world.store.before("commit", a_mistake)
    assert office.handle(typed(ASK), attempt=LAST_ATTEMPT) == ["m0"]
    assert len(office.answers) == 1


def test_the_last_attempt_is_the_last_that_the_queue_gives() -> None:
    queue = load("template.yaml")["Resources"]["CommandsQueue"]["Properties"]
    assert queue["RedrivePolicy"]["maxReceiveCount"] == LAST_ATTEMPT


def test_p8_an_answer_that_slack_did_not_take_is_given_again_and_nothing_is_done_twice(office: Office) -> None:
    office.deaf = True
    assert office.handle(typed(ASK)) == ["m0"]
    assert office.put_off.ids == ["m0"]
    (request,) = office.requests()
    office.deaf = False
    assert office.handle(typed(ASK), attempt=2) == []
    assert office.requests() == [request]
    assert request.id in office.answers[0][1]


@pytest.mark.parametrize("where", ["rules", "directory"])
def test_while_nobody_can_say_who_it_is_nothing_is_done(office: Office, where: str) -> None:
    if where == "rules":
        office.world.rules.rules = None
    else:
        office.directory.faults = down()
    assert office.handle(typed(ASK)) == ["m0"]
    assert office.requests() == []
    assert office.answers == []


POISON = [
    "",
    "{",
    "[]",
    "null",
    '{"kind": "command"}',
    dump(typed(ASK)).replace('"command"', '"order"'),
    dump(typed(ASK)).replace('"UDEV1"', '"dev1"'),
    dump(typed(ASK)).replace('"key"', '"keys"'),
    dump(typed(ASK)).replace('"1"', "1"),
    dump(ApproveClicked(sender(SRE1), RequestId("r-000000000000"), "0" * 64)).replace("r-0", "x-0"),
]


@pytest.mark.parametrize("body", POISON)
def test_a_message_that_is_none_stays_alone_until_it_is_set_aside(office: Office, body: str) -> None:
    assert office.handle(typed(ASK, DEV1), body, typed(ASK, DEV2)) == ["m1"]
    assert len(office.requests()) == 2
    assert "message not handled" in office.log.getvalue()
    assert office.handle(body, attempt=LAST_ATTEMPT) == ["m0"]


def test_a_batch_of_nothing_but_failures_is_told_as_such(office: Office) -> None:
    assert office.handle("", "{") == ["m0", "m1"]


def test_a_message_that_cannot_be_put_off_comes_again_all_the_same(office: Office) -> None:
    office.put_off.refusing = Unavailable("SQS")
    assert office.handle("", typed(ASK)) == ["m0"]
    assert len(office.requests()) == 1


def test_logs_never_hold_what_somebody_wrote(office: Office) -> None:
    office.handle(typed(f"{ASK} -- secret plans"), typed("dynamo verify 1h -- secret plans", key="2"))
    office.world.store.faults = down()
    office.handle(typed(f"{ASK} -- secret plans", key="3"))
    assert "refused" in office.log.getvalue()
    assert "secret plans" not in office.log.getvalue()
    assert "hooks.slack.com" not in office.log.getvalue()


def test_everything_typed_is_answered(office: Office) -> None:
    texts: list[Any] = ["list", "一覧", "revoke", "dynamodb 検証 30分 -- 緊急", "🔥", "dynamodb", "help me", "status x"]
    for number, text in enumerate(texts):
        assert office.answer(typed(text, key=str(number)))
