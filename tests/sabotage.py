"""What makes the documents has a mistake in it; and what became of a request, and of the proof that was to find it."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from aws_access.domain.audit import EventType
from aws_access.domain.model import Grant, Person, Request, Status
from aws_access.domain.packing import Document, Packing, Space, pack
from tests.builders import DEV1
from tests.mutations import MALFORMED, WIDENING, Change, changed
from tests.world import World


@dataclass
class Sabotaged:
    """What makes the documents has a mistake in it, whenever it says this person."""

    change: Change
    person: Person = DEV1

    def __call__(
        self,
        grants: Iterable[Grant],
        role_id: str,
        space: Space,
        placed: Mapping[str, Collection[str]],
        *,
        moving: bool = True,
    ) -> Packing:
        packing = pack(grants, role_id, space, placed, moving=moving)
        documents = {name: self._spoilt(each) for name, each in packing.documents.items()}
        return replace(packing, documents=documents)

    def _spoilt(self, document: Document) -> Document:
        statements = [str(each) for each in json.loads(document.text)["Statement"]]
        found = [number for number, each in enumerate(statements) if f":{self.person.iam_user}'" in each]
        return replace(document, text=changed(document.text, self.change, found[0])) if found else document


def sabotage(world: World, name: str = "any action", person: Person = DEV1) -> None:
    """From now on, in what reconciles."""
    change = {**WIDENING, **MALFORMED}[name]
    world.reconcile = replace(world.reconcile, pack=Sabotaged(change, person))


def outcome(world: World, request: Request) -> tuple[Status, str | None]:
    now = world.now_is(request)
    return now.status, now.failure.code if now.failure else None


def proof_in(world: World, chain: str, kind: EventType) -> dict[str, Any]:
    *_, last = (each.details for each in world.store.events(chain) if each.type is kind)
    proof: Any = last["proof"]
    assert isinstance(proof, dict)
    return proof
