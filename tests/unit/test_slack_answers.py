"""What people are answered, and what Slack's limits leave of it."""

import json

import pytest

from aws_access.adapters.slack import answers
from aws_access.adapters.slack.blocks import Message
from aws_access.domain.commands import parse_command
from aws_access.domain.locks import Lock, LockKind, Locks, LockTarget
from aws_access.domain.model import Request, Status
from aws_access.domain.reasons import Language, reason
from local.slack.blocks import checked_message_blocks
from tests.builders import NOW, SRE1, a_request, in_status

BOTH = list(Language)
ENGLISH = Language.ENGLISH


def said(message: Message) -> str:
    checked_message_blocks(list(message.blocks))
    return json.dumps(message.blocks, ensure_ascii=False)


EXAMPLES = {
    "REQUEST": "r-0123456789ab",
    "申請ID": "r-0123456789ab",
    "[": "",
    "SERVICE": "dynamodb",
    "ENVIRONMENT": "verify",
    "DURATION": "4h",
    "サービス": "dynamodb",
    "環境": "verify",
    "期間": "4h",
}


@pytest.mark.parametrize("language", BOTH)
def test_every_example_in_the_help_can_be_typed(language: Language) -> None:
    examples = [line.strip("`") for line in answers.help_text(language).text.splitlines() if line.startswith("`")]
    typed = [example.split("`")[0].removeprefix("/aws-access ") for example in examples]
    assert len(typed) == 8
    for text in typed:
        for word, example in EXAMPLES.items():
            text = text.replace(word, example)  # noqa: PLW2901 - one after the other
        parse_command(text, NOW)


def test_a_submission_that_waits_says_where_and_until_when() -> None:
    request = in_status(Status.PENDING)
    told = said(answers.submitted(request, "C0APPROVALS", ENGLISH))
    assert f"`{request.id}` waits for approval in <#C0APPROVALS> until <!date^" in told


def test_a_submission_that_nobody_has_to_decide_does_not_claim_to_be_active() -> None:
    told = said(answers.submitted(in_status(Status.APPROVED), "C0APPROVALS", ENGLISH))
    assert "needs no approval and is being attached" in told
    assert "is active" not in told.replace("when it is active", "")


def test_a_submission_sent_again_says_where_it_is_by_now() -> None:
    assert "*Denied* by" in said(answers.submitted(in_status(Status.DENIED), "C0APPROVALS", ENGLISH))


def test_whoever_ends_a_request_hears_whether_it_is_over() -> None:
    assert "is cancelled" in said(answers.revoked(in_status(Status.CANCELLED), ENGLISH))
    assert "is being revoked" in said(answers.revoked(in_status(Status.ACTIVE), ENGLISH))


def test_approving_does_not_claim_that_it_is_active() -> None:
    assert "is approved and being attached" in said(answers.approved(in_status(Status.APPROVED), ENGLISH))
    assert "is denied" in said(answers.denied(in_status(Status.DENIED), ENGLISH))


def test_a_refusal_says_every_reason_and_the_nearest_command() -> None:
    reasons = (reason("unknown-service-near", given="<!here>", nearest="s3"), reason("self-approval"))
    told = said(answers.refusal(reasons, ENGLISH, "dynamodb verify 4h"))
    assert "There is no service `&lt;!here&gt;`. Did you mean `s3`?" in told
    assert "Nobody decides on their own request." in told
    assert "`/aws-access dynamodb verify 4h`" in told
    assert "nothing has changed" in told
    assert "Nearest" not in said(answers.refusal(reasons, ENGLISH))


def test_a_refusal_is_in_the_language_of_the_reader() -> None:
    assert "判断することはできません" in said(answers.refusal((reason("self-approval"),), Language.JAPANESE))


@pytest.mark.parametrize("language", BOTH)
def test_a_refusal_for_very_many_reasons_still_fits(language: Language) -> None:
    many = tuple(reason("beyond-ceiling", action="<" * 500 + str(n), environment="v" * 64) for n in range(200))
    told = said(answers.refusal(many, language, "&" * 1000))
    assert told.count("• ") > 10, "as many as there is room for"


def test_a_list_shows_each_request_and_the_newest_twenty() -> None:
    requests: list[Request] = [in_status(status, a_request(status)) for status in Status]
    told = said(answers.requests_list(requests, ENGLISH))
    assert all(each.id in told for each in requests)
    assert "*Active* until" in told
    many = [a_request(str(number)) for number in range(30)]
    told = said(answers.requests_list(many, ENGLISH))
    assert many[19].id in told
    assert many[20].id not in told


@pytest.mark.parametrize("language", BOTH)
def test_an_empty_list_and_a_failure_are_said_too(language: Language) -> None:
    assert "/aws-access" in said(answers.requests_list([], language))
    assert "/aws-access" in said(answers.failure(language))


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("more", [0, 1, 80])
def test_of_many_locks_it_is_said_how_many_are_not_shown(language: Language, more: int) -> None:
    names = [f"dev{number}" for number in range(20 + more)]
    targets = [LockTarget(LockKind.PERSON, name, name) for name in names]
    locks = Locks(tuple(Lock(each, SRE1.iam_user, NOW, "laptop lost") for each in targets))
    shown = said(answers.locks_list(locks, language))
    assert shown.count("laptop lost") == 20
    assert ("`GET /locks`" in shown, f" {more} " in shown) == (more > 0, more > 0)
