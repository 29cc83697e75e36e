"""What is in the table: the keys and attributes that docs/architecture.md names, and what becomes of tampering."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest

from aws_access.adapters.dynamodb import DynamoMessageLog, DynamoStore
from aws_access.adapters.dynamodb.items import INDEXES
from aws_access.domain.audit import broken_at
from aws_access.domain.errors import Conflict, InvalidInput, Unavailable
from aws_access.domain.ledger import RoleRecord
from aws_access.domain.lifecycle import undecided
from aws_access.domain.model import Request, Status
from aws_access.domain.reasons import reason
from aws_access.ports import Index, MessageRef, Search
from aws_access.usecases.searches import every, open_requests
from tests.builders import DEV1, DEV2, DEV_ROLE, NOW, a_grant, a_request, change_of, way_to
from tests.contract.store import commit_all
from tests.integration.conftest import REGION, table_in_template

LATER = NOW + timedelta(days=1)
BY_DEV1 = Search(Index.REQUESTER, "dev1")


@pytest.fixture
def store(table_name: str) -> DynamoStore:
    return DynamoStore(table_name, region=REGION)


@pytest.fixture
def raw(session: boto3.Session, table_name: str) -> Any:
    """The table as boto3 sees it."""
    return session.resource("dynamodb").Table(table_name)


@pytest.fixture
def active(store: DynamoStore) -> Request:
    return commit_all(store, way_to(Status.ACTIVE, a_request(resources=("orders",))))


def items(raw: Any) -> dict[tuple[str, str], dict[str, Any]]:
    return {(item["pk"], item["sk"]): item for item in raw.scan()["Items"]}


def test_the_adapter_and_the_template_agree_on_every_index() -> None:
    declared = {
        index["IndexName"]: tuple(key["AttributeName"] for key in index["KeySchema"])
        for index in table_in_template()["GlobalSecondaryIndexes"]
    }
    assert declared == INDEXES
    assert {index.value for index in Index} == set(INDEXES) - {"due"}


def test_every_item_is_where_the_architecture_says(store: DynamoStore, active: Request, raw: Any) -> None:
    change = change_of(RoleRecord(DEV_ROLE), "{}")
    store.record_role_change(change)
    log = DynamoMessageLog(raw.name, region=REGION)
    log.sent(active.id, "CARD", MessageRef("C1", "1.1"))
    assert set(items(raw)) == {
        (f"REQUEST#{active.id}", "REQUEST"),
        (f"AUDIT#{active.id}", "00000001"),
        (f"AUDIT#{active.id}", "00000002"),
        (f"AUDIT#{active.id}", "00000003"),
        (f"AUDIT#{DEV_ROLE}", "00000001"),
        (f"ROLE#{DEV_ROLE}", "ROLE"),
        (f"ROLE#{DEV_ROLE}", f"GRANT#{active.id}"),
        (f"MESSAGE#{active.id}", "CARD"),
    }


def test_an_auditor_can_read_a_request_item(active: Request, raw: Any) -> None:
    item = items(raw)[f"REQUEST#{active.id}", "REQUEST"]
    assert item == {
        "pk": f"REQUEST#{active.id}",
        "sk": "REQUEST",
        "request_id": active.id,
        "requester": "dev1",
        "requester_slack_id": "UDEV1",
        "teams": ["Dev"],
        "status": "ACTIVE",
        "environment": "verify",
        "account": "222222222222",
        "role_arn": DEV_ROLE,
        "service": "dynamodb",
        "resource": "orders",
        "actions": ["dynamodb:GetItem", "dynamodb:Query"],
        "resources": ["*"],
        "duration_seconds": 14400,
        "payload_hash": active.payload.hash,
        "reason": "to try out orders",
        "language": "en",
        "rule": "dev-verify",
        "rules_version": "f" * 64,
        "created": "2030-01-07T09:00:00.000000Z",
        "day": "2030-01-07",
        "lapse_at": "2030-01-07T17:00:00.000000Z",
        "decided_by": "sre1",
        "decided_at": "2030-01-07T09:00:00.000000Z",
        "note": "",
        "ends_at": "2030-01-07T13:00:00.000000Z",
        "due_queue": "due",
        "due_at": "2030-01-07T13:01:00.000000Z",
        "version": 3,
        "sequence": 3,
        "last_hash": active.head.hash,
    }


def test_only_requests_are_in_the_indexes(store: DynamoStore, active: Request, raw: Any) -> None:
    store.record_role_change(change_of(RoleRecord(DEV_ROLE), "{}"))
    index_keys = {name for keys in INDEXES.values() for name in keys}
    for (pk, _), item in items(raw).items():
        assert pk.startswith("REQUEST#") or index_keys.isdisjoint(item)


def test_a_record_from_before_there_were_several_documents_is_of_the_inline_policy(
    store: DynamoStore, raw: Any
) -> None:
    grants = a_grant("1"), a_grant("2")
    change = change_of(RoleRecord(DEV_ROLE), "{}", *grants)
    store.record_role_change(change)
    key = {"pk": f"ROLE#{DEV_ROLE}", "sk": "ROLE"}
    raw.update_item(Key=key, UpdateExpression="REMOVE documents")
    assert store.ledger(DEV_ROLE).record == change.record


@pytest.mark.parametrize("status", [each for each in Status if each.terminal])
def test_what_is_over_leaves_the_index_of_what_is_due(store: DynamoStore, raw: Any, status: Status) -> None:
    over = commit_all(store, way_to(status, a_request()))
    item = items(raw)[f"REQUEST#{over.id}", "REQUEST"]
    assert {"due_queue", "due_at"}.isdisjoint(item)
    assert item["ended_at"] == "2030-01-07T09:00:00.000000Z"


def test_a_failure_is_a_map_that_can_be_read(store: DynamoStore, raw: Any) -> None:
    failed = commit_all(store, way_to(Status.FAILED, a_request()))
    item = items(raw)[f"REQUEST#{failed.id}", "REQUEST"]
    assert item["failure"] == {"code": "role-missing", "facts": {"role": DEV_ROLE}}


TAMPERED = [
    ("actions", ["dynamodb:*"]),
    ("resources", ["arn:aws:s3:::secrets"]),
    ("duration_seconds", 999_999),
    ("role_arn", "arn:aws:iam::222222222222:role/Admin"),
    ("role_arn", "nonsense"),
    ("requester", "dev2"),
    ("payload_hash", "0" * 64),
    ("status", "FINE"),
    ("language", "tlh"),
    ("created", "yesterday"),
    ("created", "2030-01-07T09:00:00Z"),
    ("failure", {"code": "no-such-code", "facts": {}}),
    ("version", "3"),
    ("actions", None),
    ("teams", None),
    ("payload_hash", None),
    ("status", None),
]


def tamper(raw: Any, request: Request, name: str, value: object) -> None:
    item = raw.get_item(Key={"pk": f"REQUEST#{request.id}", "sk": "REQUEST"})["Item"]
    raw.put_item(Item={key: each for key, each in {**item, name: value}.items() if each is not None})


@pytest.fixture(params=TAMPERED, ids=lambda case: f"{case[0]}={case[1]}")
def tampered(active: Request, raw: Any, request: pytest.FixtureRequest) -> Iterator[Request]:
    tamper(raw, active, *request.param)
    return active  # type: ignore[return-value]  # a plain fixture


def test_a_request_that_was_tampered_with_is_never_handed_out(store: DynamoStore, tampered: Request) -> None:
    with pytest.raises(Conflict) as caught:
        store.request(tampered.id)
    assert caught.value.reasons == (reason("payload-changed"),)


@pytest.mark.parametrize(("name", "value"), [("actions", ["*"]), ("ended_at", "never")])
def test_tampering_does_not_stop_what_else_is_due(
    store: DynamoStore, active: Request, raw: Any, caplog: pytest.LogCaptureFixture, name: str, value: object
) -> None:
    other = commit_all(store, way_to(Status.ACTIVE, a_request(by=DEV2)))
    tamper(raw, active, name, value)
    assert list(store.due(LATER)) == [other]
    (record,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert (record.getMessage(), vars(record)["pk"]) == ("request was tampered with", f"REQUEST#{active.id}")


def test_tampering_does_not_stop_what_looks_through_everybodys_requests(
    store: DynamoStore, active: Request, raw: Any, caplog: pytest.LogCaptureFixture
) -> None:
    other = commit_all(store, way_to(Status.ACTIVE, a_request(by=DEV2)))
    tamper(raw, active, "actions", ["*"])
    assert list(every(store, Search(Index.STATUS, Status.ACTIVE))) == [other]
    assert list(open_requests(store, DEV1.iam_user)) == []
    assert {record.getMessage() for record in caplog.records} == {"request was tampered with"}


NONE_OF_OURS = [("person", None), ("request_id", "x"), ("ends_at", "tomorrow"), ("actions", "*"), ("statements", "{")]


@pytest.mark.parametrize(("name", "value"), NONE_OF_OURS)
def test_an_entry_that_cannot_be_read_does_not_hold_up_the_others_on_its_role(
    store: DynamoStore, active: Request, raw: Any, caplog: pytest.LogCaptureFixture, name: str, value: object
) -> None:
    mine = items(raw)[f"ROLE#{DEV_ROLE}", f"GRANT#{active.id}"]
    raw.put_item(Item={**mine, "sk": "GRANT#r-zzzzzzzzzzzz", name: value})
    assert [each.request_id for each in store.ledger(DEV_ROLE).grants] == [active.id]
    (record,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert (record.getMessage(), vars(record)["sk"]) == ("ledger entry cannot be read", "GRANT#r-zzzzzzzzzzzz")


@pytest.mark.parametrize(("name", "value"), [("documents", "{"), ("documents", "[]"), ("sequence", "3")])
def test_a_record_that_cannot_be_read_does_not_pass_for_a_role_that_was_never_written_on(
    store: DynamoStore, raw: Any, name: str, value: object
) -> None:
    store.record_role_change(change_of(RoleRecord(DEV_ROLE), "{}"))
    raw.put_item(Item={**items(raw)[f"ROLE#{DEV_ROLE}", "ROLE"], name: value})
    with pytest.raises(Unavailable):
        store.ledger(DEV_ROLE)


def test_a_search_that_meets_tampering_says_so(store: DynamoStore, active: Request, raw: Any) -> None:
    tamper(raw, active, "actions", ["*"])
    with pytest.raises(Conflict):
        store.search(BY_DEV1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("details", "{}"),
        ("actor", "dev2"),
        ("at", "2030-01-07T09:00:00.000001Z"),
        ("type", "DENIED"),
        ("previous", "0" * 64),
        ("hash", "0" * 64),
        ("chain", "r-000000000000"),
        ("sequence", 7),
    ],
)
def test_a_stored_event_that_was_changed_is_noticed(
    store: DynamoStore, active: Request, raw: Any, name: str, value: object
) -> None:
    item = items(raw)[f"AUDIT#{active.id}", "00000002"]
    raw.put_item(Item={**item, name: value})
    assert broken_at(store.events(active.id), active.head) == 2


@pytest.mark.parametrize("sequence", [1, 2, 3])
def test_a_stored_event_that_is_gone_is_noticed(store: DynamoStore, active: Request, raw: Any, sequence: int) -> None:
    raw.delete_item(Key={"pk": f"AUDIT#{active.id}", "sk": f"{sequence:08}"})
    assert broken_at(store.events(active.id), active.head) == sequence


def test_a_narrow_search_gives_up_after_some_reads_and_goes_on_from_there(store: DynamoStore, raw: Any) -> None:
    oldest = commit_all(store, way_to(Status.DENIED, a_request("oldest", created=NOW - timedelta(days=1))))
    template = commit_all(store, way_to(Status.PENDING, a_request()))
    item = items(raw)[f"REQUEST#{template.id}", "REQUEST"]
    with raw.batch_writer() as batch:
        for number in range(1000):
            created = f"2030-01-07T09:00:00.{number:06}Z"
            batch.put_item(Item={**item, "pk": f"REQUEST#r-{number:012}", "created": created})
    narrow = Search(Index.REQUESTER, "dev1", status=Status.DENIED)
    first = store.search(narrow)
    assert first.requests == ()
    assert first.cursor is not None
    second = store.search(Search(Index.REQUESTER, "dev1", status=Status.DENIED, cursor=first.cursor))
    assert (second.requests, second.cursor) == ((oldest,), None)


def test_an_empty_value_finds_nothing(store: DynamoStore) -> None:
    assert store.search(Search(Index.REQUESTER, "")).requests == ()
    with pytest.raises(InvalidInput):
        store.search(Search(Index.REQUESTER, "", cursor="x"))


def test_a_table_that_does_not_answer_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")
    nowhere = DynamoStore("requests", region=REGION, endpoint="http://127.0.0.1:9")
    for call in (
        lambda: nowhere.request(a_request().id),
        lambda: list(nowhere.due(LATER)),
        lambda: nowhere.commit(undecided.submitted(a_request(), NOW)),
    ):
        with pytest.raises(Unavailable) as caught:
            call()
        assert caught.value.reasons == (reason("unavailable", service="DynamoDB"),)
