"""Somebody goes on with access that they have: a request of its own, attached before the first one ends."""

from dataclasses import dataclass
from datetime import timedelta

from aws_access.domain.decide import submission_of
from aws_access.domain.errors import Conflict, NotAllowed
from aws_access.domain.ids import RequestId
from aws_access.domain.model import Person, Request, Status, Submission
from aws_access.domain.reasons import Language, reason
from aws_access.domain.words import parse_service
from aws_access.ports import Index, Search, Store
from aws_access.usecases.searches import every
from aws_access.usecases.submit import Submit


@dataclass(frozen=True, slots=True)
class Extend:
    """The use case. Any request of a chain of extensions may be named; the last of it is extended."""

    store: Store
    submit: Submit

    def __call__(
        self, request_id: RequestId, person: Person, duration: timedelta, why: str, key: str, language: Language
    ) -> Request:
        """The extension, which may wait for approval. NotAllowed with every reason; Conflict when one waits already."""
        base = self.store.request(request_id)
        if base.requester.iam_user != person.iam_user:
            raise NotAllowed(reason("extend-not-yours", request=base.id))
        base = self._last(base)
        service, levels = parse_service(base.service)
        asked = Submission(
            service,
            base.environment,
            duration,
            levels,
            base.resources,
            why or base.reason,
            starts_at=base.ends_at,
            extends=base.id,
            form=base.payload.form,
            policy=submission_of(base).policy,
        )
        return self.submit(asked, person, key, language)

    def _last(self, request: Request) -> Request:
        """The end of the chain. An extension that waits for a decision is in the way of another one."""
        for each in extensions_of(self.store, request):
            if each.status is Status.PENDING:
                raise Conflict(reason("extension-waits", request=each.id))
            if each.status in (Status.APPROVED, Status.ACTIVE, Status.EXPIRED):
                return self._last(each)
        return request


def extensions_of(store: Store, request: Request) -> tuple[Request, ...]:
    """The requests that extend exactly this one, newest first."""
    search = Search(Index.REQUESTER, request.requester.iam_user, since=request.created)
    return tuple(each for each in every(store, search) if each.payload.extends == request.id)
