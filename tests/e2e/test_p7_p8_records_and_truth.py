"""P7 and P8 in the deployed stack: no IAM change without its record, and Slack says only what is so."""

from local.office import Office, may_use_orders
from local.roles import role_state
from local.slack.client import SlackControl
from local.stack import Stack
from tests.e2e.behind_the_scenes import denied, function_name, run_timers


def test_p7_without_its_record_in_the_table_no_policy_is_written(stack: Stack, office: Office) -> None:
    request_id = office.ask("dev1", "dynamodb verify 10m")
    before = role_state(stack, "verify", "Dev")
    reconcile = (
        stack.root(stack.jump_account)
        .client("lambda")
        .get_function_configuration(FunctionName=function_name(stack, "reconcile"))
    )
    with denied(stack, stack.jump_account, reconcile["Role"].rsplit("/", 1)[1], "dynamodb:PutItem"):
        office.click("sre1", "approve", request_id)
        office.wait(request_id, "APPROVED")
        run_timers(stack)
        office.ask("sre2", "dynamodb verify 10m")  # as long as it takes others to be dealt with
        assert role_state(stack, "verify", "Dev") == before
        assert office.request(request_id)["status"] == "APPROVED"
    office.wait(request_id, "ACTIVE")


def test_p7_a_record_that_was_changed_in_the_table_is_noticed(stack: Stack, office: Office) -> None:
    request_id = office.ask("dev1", "dynamodb verify 10m -- INC-42")
    assert office.events(request_id)["intact"]
    table = stack.root(stack.jump_account).resource("dynamodb").Table(stack.requests_table)
    key = {"pk": f"AUDIT#{request_id}", "sk": "00000001"}
    item = table.get_item(Key=key)["Item"]
    table.put_item(Item={**item, "actor": "dev2"})
    told = office.events(request_id)
    assert (told["intact"], told["broken_at"]) == (False, 1)


def test_p8_slack_being_down_delays_the_card_and_not_the_access(stack: Stack, office: Office) -> None:
    request_id = office.ask("dev1", "dynamodb verify 10m")
    office.card(request_id)
    with SlackControl(stack.slack_page_url, stack.slack_bot_token) as slack:
        slack.fail_next(10_000, methods=("chat.update", "chat.postMessage", "conversations.history"))
        try:
            with stack.api("sre1") as api:
                body = {"payload_hash": office.request(request_id)["payload_hash"]}
                api.post(f"/requests/{request_id}/approve", json=body).raise_for_status()
            office.wait(request_id, "ACTIVE")
            assert may_use_orders(stack.switch("dev1", "verify", "Dev"))
            assert "*Active*" not in office.card(request_id).all_text
        finally:
            slack.fail_next(0)
    assert not office.card(request_id, "*Active*").action_ids


def test_p8_one_card_and_one_message_for_each_request(stack: Stack, office: Office) -> None:
    request = office.grant("dev1", "dynamodb verify 10m")
    office.revoke(request["request_id"], "dev1")
    office.card(request["request_id"], "*Revoked*")
    seen = office.at("sre1").messages(stack.approvals_channel)
    assert len([each for each in seen if request["request_id"] in each.all_text and not each.is_ephemeral]) == 1
    told = [each for each in office.at("dev1").messages() if request["request_id"] in each.all_text]
    assert len([each for each in told if not each.is_ephemeral]) == 1, "of the end that they brought about, dev1 knows"


def test_a_denial_asks_for_its_reason_and_tells_it(stack: Stack, office: Office) -> None:
    request_id = office.ask("dev1", "dynamodb verify 10m")
    office.click("sre1", "deny", request_id)
    view = office.at("sre1").view()
    assert view is not None
    block_id = next(block["block_id"] for block in view["blocks"] if block["type"] == "input")
    assert office.at("sre1").submit(view["id"], {block_id: "use staging <!channel> & ask again"}).ok
    office.wait(request_id, "DENIED")
    card = office.card(request_id, "*Denied*", "use staging &lt;!channel&gt; &amp; ask again")
    assert not card.action_ids
    office.at("dev1").wait_for(lambda message: request_id in message.all_text and "use staging" in message.all_text)
