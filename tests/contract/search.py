"""What every `Store` promises about finding requests: by index, newest first, page by page, and by what is due."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aws_access.domain.errors import InvalidInput
from aws_access.domain.lifecycle import change, granted, undecided
from aws_access.domain.model import Request, Status
from aws_access.domain.reasons import reason
from aws_access.ports import Index, Page, Search, Store
from tests.builders import DEV1, DEV2, DEV_ROLE, NOW, SRE1, SRE_ROLE, a_request, way_to
from tests.contract.store import commit_all

MINUTE = timedelta(minutes=1)
BY_DEV1 = Search(Index.REQUESTER, DEV1.iam_user)


def some_requests(store: Store, count: int, *, by: str = "request", status: Status = Status.PENDING) -> list[Request]:
    """Committed, a minute apart, newest first."""
    made = [
        commit_all(store, way_to(status, a_request(f"{by}-{n}", created=NOW + n * MINUTE), NOW + n * MINUTE))
        for n in range(count)
    ]
    return made[::-1]


def all_pages(store: Store, search: Search) -> list[Page]:
    pages = [store.search(search)]
    while pages[-1].cursor is not None:
        pages.append(store.search(replace(search, cursor=pages[-1].cursor)))
        assert len(pages) < 100
    return pages


def found(store: Store, search: Search) -> list[Request]:
    return [request for page in all_pages(store, search) for request in page.requests]


class SearchContract:
    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    @pytest.mark.parametrize(
        ("index", "value", "other"),
        [
            (Index.REQUESTER, "dev1", "dev2"),
            (Index.STATUS, "PENDING", "DENIED"),
            (Index.ROLE, DEV_ROLE, SRE_ROLE),
            (Index.DAY, "2030-01-07", "2030-01-08"),
        ],
    )
    def test_each_index_finds_its_own_and_no_others(self, store: Store, index: Index, value: str, other: str) -> None:
        mine = commit_all(store, way_to(Status.PENDING, a_request()))
        tomorrow = NOW + timedelta(days=1)
        theirs = commit_all(store, way_to(Status.DENIED, a_request(by=DEV2, role=SRE_ROLE, created=tomorrow), tomorrow))
        assert found(store, Search(index, value)) == [mine]
        assert found(store, Search(index, other)) == [theirs]
        assert found(store, Search(index, "nothing")) == []

    def test_before_the_first_of_all_moments_there_is_nothing(self, store: Store) -> None:
        commit_all(store, way_to(Status.PENDING, a_request()))
        assert found(store, replace(BY_DEV1, until=datetime.min.replace(tzinfo=UTC))) == []

    def test_a_day_is_one_of_utc(self, store: Store) -> None:
        last = NOW.replace(hour=23, minute=59, second=59, microsecond=999_999)
        request = commit_all(store, way_to(Status.PENDING, a_request(created=last), last))
        assert found(store, Search(Index.DAY, "2030-01-07")) == [request]
        assert found(store, Search(Index.DAY, "2030-01-08")) == []

    def test_a_request_is_found_by_its_state_of_now(self, store: Store) -> None:
        active = commit_all(store, way_to(Status.ACTIVE, a_request()))
        assert found(store, Search(Index.STATUS, "ACTIVE")) == [active]
        assert found(store, Search(Index.STATUS, "PENDING")) == []

    def test_the_newest_comes_first(self, store: Store) -> None:
        made = some_requests(store, 5)
        assert store.search(BY_DEV1) == Page(tuple(made), None)

    @pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 8, 100])
    def test_pages_hold_everything_once(self, store: Store, limit: int) -> None:
        made = some_requests(store, 7)
        pages = all_pages(store, replace(BY_DEV1, limit=limit))
        assert [request for page in pages for request in page.requests] == made
        assert all(len(page.requests) == limit for page in pages[:-1])
        assert pages[-1].requests

    def test_requests_of_one_moment_are_all_found(self, store: Store) -> None:
        made = [commit_all(store, way_to(Status.PENDING, a_request(str(n)))) for n in range(5)]
        again = found(store, replace(BY_DEV1, limit=2))
        assert sorted(again, key=lambda each: each.id) == sorted(made, key=lambda each: each.id)

    def test_a_page_does_not_shift_when_something_new_arrives(self, store: Store) -> None:
        made = some_requests(store, 4)
        first = store.search(replace(BY_DEV1, limit=2))
        commit_all(store, way_to(Status.PENDING, a_request("newest", created=NOW + timedelta(hours=1))))
        second = store.search(replace(BY_DEV1, limit=2, cursor=first.cursor))
        assert [*first.requests, *second.requests] == made

    def test_a_time_range_includes_its_beginning_and_not_its_end(self, store: Store) -> None:
        four, three, two, one, zero = some_requests(store, 5)
        assert found(store, replace(BY_DEV1, since=one.created, until=three.created)) == [two, one]
        assert found(store, replace(BY_DEV1, since=three.created)) == [four, three]
        assert found(store, replace(BY_DEV1, until=two.created)) == [one, zero]
        assert found(store, replace(BY_DEV1, since=two.created, until=two.created)) == []
        assert found(store, replace(BY_DEV1, since=three.created, until=one.created)) == []

    def test_a_time_range_goes_on_over_pages(self, store: Store) -> None:
        made = some_requests(store, 9)
        search = replace(BY_DEV1, since=NOW + 2 * MINUTE, until=NOW + 7 * MINUTE, limit=2)
        assert found(store, search) == made[2:7]

    def test_a_state_narrows_every_index(self, store: Store) -> None:
        pending, denied = some_requests(store, 3), some_requests(store, 3, by="denied", status=Status.DENIED)
        assert found(store, replace(BY_DEV1, status=Status.DENIED, limit=2)) == denied
        assert found(store, Search(Index.ROLE, DEV_ROLE, status=Status.PENDING, limit=2)) == pending
        assert found(store, Search(Index.STATUS, "DENIED", status=Status.DENIED)) == denied
        assert found(store, Search(Index.STATUS, "DENIED", status=Status.PENDING)) == []

    def test_few_among_many_are_all_found(self, store: Store) -> None:
        oldest = commit_all(store, way_to(Status.DENIED, a_request("oldest", created=NOW - MINUTE)))
        many = some_requests(store, 30)
        newest = commit_all(store, way_to(Status.DENIED, a_request("newest", created=NOW + timedelta(hours=1))))
        assert found(store, replace(BY_DEV1, status=Status.DENIED, limit=1)) == [newest, oldest]
        assert found(store, replace(BY_DEV1, status=Status.PENDING, limit=7)) == many

    @pytest.mark.parametrize("limit", [-1, 0, 101])
    def test_a_limit_out_of_range_is_refused(self, store: Store, limit: int) -> None:
        with pytest.raises(InvalidInput) as caught:
            store.search(replace(BY_DEV1, limit=limit))
        assert caught.value.reasons[0].facts["field"] == "limit"


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


class CursorContract:
    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    @pytest.mark.parametrize(
        "cursor",
        [
            "",
            "x",
            "AAAA",
            "%%%",
            "日本",
            "e30=",
            encoded(None),
            encoded([]),
            encoded({"pk": {"S": "REQUEST#r-0123456789ab"}}),
            encoded(["by-requester", "dev1", "yesterday", "r-0123456789ab"]),
            encoded(["by-requester", "dev1", "2030-01-07T09:00:00.000000Z", "REQUEST#1"]),
            encoded(["by-requester", "dev1", "2030-01-07T09:00:00.000000Z", 7]),
            encoded(["by-requester", "dev1", "2030-01-07T09:00:00.000000Z", "r-0123456789ab", "more"]),
            "[" * 5_000,
            encoded("x" * 5_000),
            base64.urlsafe_b64encode(b"[" * 5_000).decode(),
        ],
        ids=range(16),
    )
    def test_a_cursor_that_is_not_ours_is_refused(self, store: Store, cursor: str) -> None:
        some_requests(store, 1)
        with pytest.raises(InvalidInput) as caught:
            store.search(replace(BY_DEV1, cursor=cursor))
        assert caught.value.reasons == (reason("invalid-cursor"),)

    def test_any_change_to_a_cursor_is_refused_or_is_another_place_of_the_same_search(self, store: Store) -> None:
        some_requests(store, 3)
        cursor = store.search(replace(BY_DEV1, limit=1)).cursor
        assert cursor is not None
        for place in range(len(cursor)):
            for changed in (cursor[:place] + cursor[place + 1 :], cursor[:place] + "_" + cursor[place + 1 :]):
                try:
                    page = store.search(replace(BY_DEV1, cursor=changed))
                except InvalidInput:
                    continue
                assert {each.requester for each in page.requests} <= {DEV1}

    @pytest.mark.parametrize(
        "other",
        [
            Search(Index.REQUESTER, "dev2"),
            Search(Index.ROLE, DEV_ROLE),
            Search(Index.STATUS, "PENDING"),
            Search(Index.DAY, "2030-01-07"),
        ],
        ids=lambda search: search.index,
    )
    def test_a_cursor_of_another_search_is_refused(self, store: Store, other: Search) -> None:
        some_requests(store, 3)
        first = store.search(replace(BY_DEV1, limit=1))
        with pytest.raises(InvalidInput) as caught:
            store.search(replace(other, cursor=first.cursor))
        assert caught.value.reasons == (reason("invalid-cursor"),)


class DueContract:
    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    def test_what_is_due_comes_longest_overdue_first_and_nothing_else_comes(self, store: Store) -> None:
        *rest, last = some_requests(store, 4)
        at = rest[1].lapse_at  # of four a minute apart, the third
        assert [each.id for each in store.due(at)] == [last.id, rest[2].id, rest[1].id]
        assert list(store.due(last.lapse_at)) == [last]
        assert list(store.due(last.lapse_at - timedelta(microseconds=1))) == []

    def test_a_new_time_takes_the_place_of_the_old(self, store: Store) -> None:
        waiting = commit_all(store, way_to(Status.PENDING, a_request()))
        yes = undecided.approved(waiting, SRE1.iam_user, NOW)
        store.commit(yes)
        assert list(store.due(NOW + change.OVERDUE_AFTER)) == [yes.request]
        on = granted.attached(yes.request, "a" * 64, NOW)
        store.commit(on)
        assert on.request.ends_at is not None
        assert list(store.due(on.request.ends_at)) == []
        assert list(store.due(on.request.ends_at + change.OVERDUE_AFTER)) == [on.request]

    @pytest.mark.parametrize("status", [each for each in Status if each.terminal])
    def test_what_is_over_is_never_due(self, store: Store, status: Status) -> None:
        commit_all(store, way_to(status, a_request()))
        assert list(store.due(NOW + timedelta(days=3650))) == []

    def test_what_is_due_may_be_dealt_with_while_it_is_read(self, store: Store) -> None:
        some_requests(store, 5)
        later = NOW + timedelta(days=1)
        dealt = []
        for request in store.due(later):
            store.commit(undecided.lapsed(request, later))
            dealt.append(request.id)
        assert len(set(dealt)) == 5
        assert list(store.due(later)) == []
