"""Questions to the table that more than one use case asks, answered to the last page."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from aws_access.domain.ids import IamUserName
from aws_access.domain.model import Request, Status
from aws_access.ports import Index, Search, Store

_PAGE = 100
_OPEN = tuple(status for status in Status if not status.terminal)


def every(store: Store, search: Search) -> Iterator[Request]:
    """All that it finds, page by page. One that was tampered with holds up nobody else."""
    search = replace(search, limit=_PAGE, sound=True)
    while True:
        page = store.search(search)
        yield from page.requests
        if page.cursor is None:
            return
        search = replace(search, cursor=page.cursor)


def open_requests(store: Store, person: IamUserName) -> Iterator[Request]:
    """Every request of this person that is not over, however many there were before.

    The newest of the person are looked through. Of what is older than those, whatever is still open is looked through,
    anybody's: that is little, where what one person asked for in years is not.
    """
    newest = store.search(Search(Index.REQUESTER, person, limit=_PAGE, sound=True))
    seen = {each.id for each in newest.requests}
    yield from (each for each in newest.requests if not each.status.terminal)
    if newest.cursor is None or not newest.requests:
        return
    until = newest.requests[-1].created + timedelta(microseconds=1)
    for status in _OPEN:  # in the order of a life: what moves on meanwhile is found later, and not missed
        for each in every(store, Search(Index.STATUS, status, until=until)):
            if each.requester.iam_user == person and each.id not in seen:
                seen.add(each.id)
                yield each
