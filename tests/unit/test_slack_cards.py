"""P8: the card says what is true now; and whatever people write, it stays a card that Slack takes."""

import html
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_access.adapters.slack.answers import request_status, requests_list
from aws_access.adapters.slack.blocks import Message
from aws_access.adapters.slack.buttons import CardButton
from aws_access.adapters.slack.cards import card
from aws_access.adapters.slack.direct import direct_message
from aws_access.adapters.slack.texts import TEXTS
from aws_access.domain.assessment import Assessment, RiskClass
from aws_access.domain.audit import EventType
from aws_access.domain.errors import InvalidInput
from aws_access.domain.ids import IamUserName, RequestId, RoleArn, SlackUserId
from aws_access.domain.lifecycle import granted, undecided
from aws_access.domain.model import SYSTEM, Person, Request, Status
from aws_access.domain.reasons import Language, Reason, reason
from aws_access.domain.statements import Condition, Permission, Statement
from local.slack.blocks import checked_message_blocks
from tests.builders import NOW, SRE1, a_payload, a_person, a_request, an_assessment, in_status, way_to
from tests.unit.test_slack_cards_proof import words_of

HOSTILE = "<!channel> <!here> <@U0SRE1> <https://evil.example|Approved by sre1> & `*_~ ```\n> quote"
ENDS = f"<!date^{int((NOW + timedelta(hours=4)).timestamp())}^"

TOLD = [
    EventType(key.removeprefix("tell-"))
    for key in TEXTS
    if key in {f"tell-{kind}" for kind in EventType} and not key.endswith("LOCKED")  # those are for the channel
]


def words(message: Message) -> str:
    """Everything that is sent of a message."""
    return json.dumps([message.text, *message.blocks], ensure_ascii=False)


def headline(request: Request) -> str:
    return str(card(request).blocks[1]["text"]["text"])


def action_ids(message: Message) -> list[str]:
    return [each["action_id"] for block in message.blocks for each in block.get("elements", ())]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.PENDING, "*Waiting* for approval until <!date^"),
        (Status.APPROVED, "*Approved* by `sre1`, being attached"),
        (Status.ACTIVE, f"*Active* until {ENDS}"),
        (Status.EXPIRED, f"*Ended* at {ENDS}"),
        (Status.REVOKED, "*Revoked* by `sre1`"),
        (Status.DENIED, "*Denied* by `sre1`"),
        (Status.CANCELLED, "*Cancelled*"),
        (Status.LAPSED, "nobody decided in time"),
        (Status.FAILED, "nothing was attached: The role arn:aws:iam::222222222222:role/Dev does not exist."),
    ],
)
def test_the_card_says_what_is_true(status: Status, said: str) -> None:
    request = in_status(status)
    assert said in headline(request)
    assert ("*Active*" in words(card(request))) == (status is Status.ACTIVE)
    assert said in words(request_status(request, Language.ENGLISH))


def test_what_is_being_revoked_is_not_said_to_be_active() -> None:
    for status in (Status.APPROVED, Status.ACTIVE):
        going = granted.revoking(in_status(status), SRE1.iam_user, "why", NOW).request
        assert "*Being revoked* by `sre1`" in headline(going)
        assert "*Active*" not in words(card(going))


def test_what_the_rules_allowed_is_not_said_to_be_approved_by_somebody() -> None:
    allowed = undecided.approved(in_status(Status.PENDING), SYSTEM, NOW).request
    assert "*Approved* by the rules" in headline(allowed)
    by_itself = granted.revoking(in_status(Status.ACTIVE), SYSTEM, "the trust policy was changed", NOW).request
    assert "*Being revoked* by aws-access" in headline(by_itself)


@pytest.mark.parametrize("status", Status)
def test_only_who_may_still_decide_sees_buttons(status: Status) -> None:
    expected = ["approve", "narrow", "deny"] if status is Status.PENDING else []
    assert action_ids(card(in_status(status))) == expected


def test_the_buttons_carry_the_request_and_the_payload_that_is_shown() -> None:
    request = in_status(Status.PENDING)
    for button in card(request).blocks[-1]["elements"]:
        assert CardButton.parse(button["value"]) == CardButton(request.id, request.payload.hash, Language.ENGLISH)


def test_the_card_says_who_made_it_smaller_and_stays_true_to_that() -> None:
    asked = in_status(Status.PENDING)
    less = undecided.narrowed(asked, a_payload(), "dynamodb:read", (), an_assessment(), SRE1.iam_user, NOW).request
    active = granted.attached(undecided.approved(less, "sre2", NOW).request, "a" * 64, NOW).request
    said = "`sre1` has made it shorter or smaller than it was asked for"
    assert [said in words(card(each)) for each in (asked, less, active)] == [False, True, True]
    assert "`sre1` が申請より短く、または狭く変更しました" in words(card(replace(less, language=Language.JAPANESE)))


@pytest.mark.parametrize("value", ["", "r-0123456789ab", "r-0123456789ab:" + "a" * 63 + ":en", "r-lll:a:en"])
def test_a_button_of_somebody_else_is_not_taken_for_ours(value: str) -> None:
    with pytest.raises(InvalidInput):
        CardButton.parse(value)


def test_the_card_shows_everything_that_an_approver_decides_on() -> None:
    shown = words(card(replace(in_status(Status.PENDING), resources=("table/orders",))))
    for fact in ("<@UDEV1>", "`dev1`", "`dynamodb`", "`table/orders`", "`verify`", "222222222222", "`Dev`", "4h"):
        assert fact in shown
    for fact in ("to try out orders", "`dev-verify`", "dynamodb:GetItem", "&lt;role id&gt;:dev1", "approval + 4h"):
        assert fact in shown


def test_a_requester_without_slack_is_shown_by_their_iam_user() -> None:
    shown = words(card(in_status(Status.PENDING, a_request(by=a_person("robot1", slack=False)))))
    assert "`robot1` asks for" in shown
    assert "<@" not in shown


def test_the_card_is_in_the_language_of_whoever_asked() -> None:
    assert "承認待ち" in headline(in_status(Status.PENDING, a_request(language=Language.JAPANESE)))


@pytest.mark.parametrize("status", [Status.PENDING, Status.DENIED, Status.REVOKED])
def test_nothing_that_people_write_pings_links_or_formats(status: Status) -> None:
    request = in_status(status, a_request(reason=HOSTILE))
    request = replace(request, note=HOSTILE if status is not Status.PENDING else "")
    for message in (card(request), request_status(request, Language.ENGLISH)):
        markup = re.findall(r"<[^>]*>", words(message))
        assert [each for each in markup if not re.match(r"<(@UDEV1>|!date\^)", each)] == []
        quoted = [block["text"] for block in message.blocks if "&lt;!channel&gt;" in words_of(block)]
        assert quoted
        assert all(text["type"] == "plain_text" for text in quoted)


def test_no_policy_gets_out_of_the_block_in_which_it_is_shown() -> None:
    hostile = "arn:aws:s3:::a```*Checked:by*```/*"
    statement = Statement(("s3:GetObject",), (hostile,), (Condition("StringEquals", "s3:prefix", ("``` *fine* ```",)),))
    caution = reason("caution-resource-of-nothing", resource="arn:aws:s3:::a`*Checked*`")
    assessment = Assessment(RiskClass.LOW, (), 0, (caution,))
    request = a_request(payload=a_payload(permission=Permission((statement,))), assessment=assessment)
    shown = card(request).blocks[-2]["text"]["text"]
    (before, inside, after) = shown.split("```")
    assert ("Checked" in before, after) == (False, "")
    assert json.loads(html.unescape(inside))["Resource"] == hostile
    (warned,) = [block["elements"][0]["text"] for block in card(request).blocks if ":warning:" in words_of(block)]
    assert "`arn:aws:s3:::a*Checked*`" in warned


def test_a_long_list_of_actions_is_cut_and_counted() -> None:
    actions = tuple(f"service:ActionNumber{number:04}" for number in range(300))
    request = a_request(payload=a_payload(permission=Permission.of(actions, ("*",))))
    policy = card(request).blocks[-2]["text"]["text"]
    assert "actions: 300" in policy
    statement = json.loads(html.unescape(policy.split("```")[1]))
    assert statement["Action"][0] == actions[0]
    assert statement["Action"][-1] == f"… and {300 - len(statement['Action']) + 1} more"
    assert statement["Condition"]["StringEquals"] == {"aws:userid": "<role id>:dev1"}


names = st.from_regex(IamUserName.pattern, fullmatch=True).map(IamUserName)
long_texts = st.one_of(st.text(max_size=500), st.sampled_from(["&" * 500, "<" * 500, "申請🌙" * 125, HOSTILE]))


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Requests as long as they may be."""
    person = Person(draw(names), draw(st.sampled_from([None, SlackUserId("U" + "0" * 30)])))
    path = draw(st.sampled_from(["", "p" * 510 + "/"]))
    role = RoleArn(f"arn:aws-us-gov:iam::222222222222:role/{path}{'r' * draw(st.integers(1, 64))}")
    permission = Permission.of(
        tuple(f"service:{'A' * 60}{n}" for n in range(draw(st.integers(1, 200)))),
        tuple(f"arn:aws:service:::{'r' * 256}{n}" for n in range(draw(st.integers(1, 30)))),
    )
    request = a_request(
        by=person,
        environment=draw(st.sampled_from(["v", "e" * 64, "検証" * 32])),
        payload=a_payload(
            person=person.iam_user,
            role_arn=role,
            permission=permission,
            starts_at=draw(st.sampled_from([None, NOW + timedelta(hours=1)])),
            extends=draw(st.sampled_from([None, RequestId("r-0123456789ab")])),
        ),
        assessment=draw(st.sampled_from([None, an_assessment()])),
        service=draw(st.sampled_from(["s", "s" * 64 + ":" + "level," * 150 + "x"])),
        resources=draw(st.sampled_from([(), ("r" * 256 + "*",), ("r" * 256 + "*",) * 20])),
        reason=draw(long_texts),
        language=draw(st.sampled_from(Language)),
        rule=draw(st.sampled_from(["r", ", ".join(["rule-with-a-long-name"] * 200)])),
    )
    status = draw(st.sampled_from(Status))
    at_end = way_to(status, request)[-1].request
    failure: Reason | None = None
    if status is Status.FAILED:
        failure = reason("policy-rejected", role=role, problem=draw(long_texts) * 10)
    return replace(at_end, note=draw(long_texts), failure=failure)


def test_slack_takes_the_card_of_an_extension_that_was_granted_with_all_that_there_is_to_say_of_it() -> None:
    payload = a_payload(starts_at=NOW + timedelta(hours=1), extends=RequestId("r-0123456789ab"))
    asked = a_request(payload=payload, resources=("table/orders",), assessment=an_assessment())
    request = in_status(Status.ACTIVE, asked)
    for message in (card(request), request_status(request, Language.ENGLISH)):
        checked_message_blocks(json.loads(json.dumps(message.blocks)))
        assert all(f"*{name}*" in words(message) for name in ("Resource", "Extends", "Approved by", "Request"))


@given(requests(), st.sampled_from(TOLD))
def test_slack_takes_every_message_about_the_longest_requests(request: Request, kind: EventType) -> None:
    messages: list[Message] = [
        card(request),
        request_status(request, request.language),
        requests_list([request] * 30, request.language),
        direct_message(request, kind),
    ]
    for message in messages:
        checked_message_blocks(json.loads(json.dumps(message.blocks)))
        assert 0 < len(message.text) <= 4000
