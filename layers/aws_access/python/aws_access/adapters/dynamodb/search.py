"""A page of requests out of an index, and the cursor to the next."""

import base64
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from pynamodb.expressions.condition import Condition

from aws_access.adapters.dynamodb.items import INDEXES, RequestItem
from aws_access.adapters.dynamodb.mapping.keys import request_key
from aws_access.adapters.dynamodb.mapping.requests import request_of
from aws_access.adapters.dynamodb.table import Table
from aws_access.domain.audit import as_moment, as_text
from aws_access.domain.errors import Conflict, InvalidInput
from aws_access.domain.ids import RequestId
from aws_access.domain.model import Request
from aws_access.domain.reasons import reason
from aws_access.ports import Index, Page, Search

_log = logging.getLogger(__name__)

MOST_PER_PAGE = 100

_FIRST_MOMENT = datetime(1, 1, 1, microsecond=1, tzinfo=UTC)
"""The first that has a moment before it."""

# Narrowed by status, one page of ours may take many reads: of so many items each, and so many at the most.
_READ_AT_ONCE = 100
_MOST_READS = 10


def find(table: Table, search: Search) -> Page:
    """The page. InvalidInput for a limit out of range, and for a cursor that is not of this very search."""
    if not 1 <= search.limit <= MOST_PER_PAGE:
        raise InvalidInput(reason("invalid-field", field="limit", problem=f"1 to {MOST_PER_PAGE}"))
    start = _key_in(search)
    if _is_empty(search):
        return Page((), None)
    narrowed = search.status is not None and search.index is not Index.STATUS
    pages = table.pages(
        search.value,
        start,
        index_name=search.index.value,
        range_key_condition=_created(search),
        filter_condition=RequestItem.status == search.status if narrowed else None,
        scan_index_forward=False,
        limit=_READ_AT_ONCE if narrowed else search.limit + 1,  # one more tells whether there is another page
    )
    found: list[dict[str, Any]] = []
    last: dict[str, Any] | None = None
    for items, after in islice(pages, _MOST_READS):
        found += items
        last = after
        if len(found) > search.limit:
            last = found[search.limit - 1]
            break
    shown = found[: search.limit]
    requests = tuple(sound(shown) if search.sound else map(request_of, shown))
    return Page(requests, _cursor_after(search, last) if last else None)


def sound(items: Iterable[dict[str, Any]]) -> Iterator[Request]:
    """Leaves out, and logs, what was tampered with: it must not stop the rest."""
    for raw in items:
        try:
            yield request_of(raw)
        except Conflict:
            _log.exception("request was tampered with", extra={"pk": raw["pk"]["S"]})


def _is_empty(search: Search) -> bool:
    """Whether DynamoDB would refuse to look for what cannot be there."""
    other_status = search.index is Index.STATUS and search.status not in (None, search.value)
    no_time = search.since is not None and search.until is not None and search.since >= search.until
    return not search.value or other_status or no_time


def _created(search: Search) -> Condition | None:
    """[since, until) in the one condition that a sort key may have."""
    since = as_text(search.since) if search.since else None
    if search.until is None:
        return RequestItem.created >= since if since else None
    until = as_text(max(search.until, _FIRST_MOMENT) - timedelta(microseconds=1))
    return RequestItem.created.between(since, until) if since else RequestItem.created <= until


def _cursor_after(search: Search, key: Mapping[str, Any]) -> str:
    """Says the search and the place in it; `key` is an item, or DynamoDB's last evaluated key."""
    request_id = key["pk"]["S"].removeprefix(request_key("")[0])
    return _encode(search, key["created"]["S"], request_id)


def _encode(search: Search, created: str, request_id: str) -> str:
    place = [search.index, search.value, created, request_id]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def _key_in(search: Search) -> dict[str, Any] | None:
    """DynamoDB's key for the cursor. Nothing of the cursor is believed: it has to be the one that we would write."""
    if search.cursor is None:
        return None
    try:
        *_, created, request_id = json.loads(base64.urlsafe_b64decode(search.cursor))
        pk, sk = request_key(RequestId(request_id))
        ours = _encode(search, as_text(as_moment(created)), request_id)
    except (InvalidInput, RecursionError, TypeError, ValueError) as error:
        raise InvalidInput(reason("invalid-cursor")) from error
    if search.cursor != ours:
        raise InvalidInput(reason("invalid-cursor"))
    partition, sort = INDEXES[search.index]
    return {"pk": {"S": pk}, "sk": {"S": sk}, partition: {"S": search.value}, sort: {"S": created}}
