"""The way from a click to an attached grant and back to a clean role: what the functions take for it, each on its own.

Each function's own time counts, and no waiting in queues: see `copies.py`. Beside it stand the calls of AWS that nobody
could do without: see `unavoidable.py`.
"""

import contextlib
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from local.deployment import PROJECT
from local.office import Office
from local.stack import Stack
from scripts.bench import unavoidable
from scripts.bench.cold_starts import signed, signed_command
from scripts.bench.copies import Copies, Step
from scripts.bench.results import Line, by_step, ratio, summed
from scripts.bench.unavoidable import SLACK, Items, Place, operation

ROUNDS = 15
WARM_UP = 2
ENVIRONMENT, TEAM = "verify", "Dev"


@dataclass(frozen=True, slots=True)
class Round:
    """What one grant took, step by step: by our functions, and by the bare calls."""

    attached: Mapping[str, Step]
    ended: Mapping[str, Step]
    bare_attached: Mapping[str, float]
    bare_ended: Mapping[str, float]


class Way:
    """The rounds, one request each."""

    def __init__(self, stack: Stack, office: Office) -> None:
        root = stack.root(stack.jump_account)
        self._copies = Copies(stack, root.client("lambda"), root.client("sqs"))
        self._stack, self._office = stack, office
        self._dynamodb = root.client("dynamodb")
        self._role_arn = stack.environments[ENVIRONMENT].team_roles[TEAM]

    def rounds(self) -> list[Round]:
        with self._copies.made(), self._copies.by_hand(), contextlib.ExitStack() as at_the_end:
            items = self._items_of_first()
            place = Place(self._stack, self._stack.environments[ENVIRONMENT].account, self._stack.requests_table, items)
            at_the_end.enter_context(place.open())
            return [self._round(place) for _ in range(WARM_UP + ROUNDS)][WARM_UP:]

    def _round(self, place: Place) -> Round:
        request, urls = self._new_request(), self._response_urls(4)
        attached = self._click(request, urls[0])
        bare_attached = unavoidable.timed(place.attaching(urls[1]))
        ended = self._revoke(request, urls[2])
        bare_ended = unavoidable.timed(place.ending(urls[3]))
        return Round(attached, ended, bare_attached, bare_ended)

    def _click(self, request: Mapping[str, Any], response_url: str) -> dict[str, Step]:
        payload = json.dumps(
            {
                "type": "block_actions",
                "user": {"id": self._stack.people["sre1"].slack_id, "team_id": "T0LOCAL"},
                "team": {"id": "T0LOCAL"},
                "channel": {"id": self._stack.approvals_channel},
                "response_url": response_url,
                "trigger_id": "made-up",
                "actions": [
                    {
                        "type": "button",
                        "action_id": "approve",
                        "block_id": "made-up",
                        "action_ts": "1.0",
                        "value": f"{request['request_id']}:{request['payload_hash']}:en",
                    }
                ],
            }
        )
        event = signed(
            PROJECT / "events/slack_approve.json", urlencode({"payload": payload}), self._stack.slack_signing_secret
        )
        return self._steps(event, request["request_id"], "ACTIVE")

    def _revoke(self, request: Mapping[str, Any], response_url: str) -> dict[str, Step]:
        request_id = request["request_id"]
        event = signed_command(
            f"{time.monotonic_ns()}.1",
            self._stack.slack_signing_secret,
            text=f"revoke {request_id}",
            response_url=response_url,
        )
        return self._steps(event, request_id, "REVOKED")

    def _steps(self, event: Mapping[str, Any], request_id: str, status: str) -> dict[str, Step]:
        """Through the three functions; the request then has this status."""
        first, answer = self._copies.invoke("slack", event)
        if answer["statusCode"] != 200:
            raise RuntimeError(f"slack: {answer}")
        steps = {
            "slack": first,
            "worker": self._copies.work_off("worker", "commands", request_id),
            "reconcile": self._copies.work_off("reconcile", "roles.fifo", request_id),
        }
        found = self._item(f"REQUEST#{request_id}", "REQUEST")["status"]["S"]
        if found != status:
            raise RuntimeError(f"{request_id} is {found} and not {status}")
        return steps

    def _new_request(self) -> dict[str, Any]:
        asked = {"service": "dynamodb", "environment": ENVIRONMENT, "duration": "10m", "reason": "bench"}
        with self._stack.api("dev1") as api:
            headers = {"Idempotency-Key": str(time.monotonic_ns())}
            request: dict[str, Any] = api.post("/requests", json=asked, headers=headers).raise_for_status().json()
        return request

    def _response_urls(self, uses: int) -> list[str]:
        """So many uses of a genuine one, at which the local Slack takes up to five answers."""
        self._office.at("sre1").command("/aws-access help")
        message = json.loads(self._copies.take("commands", "help")["body"])
        return [message["response_url"]] * uses

    def _items_of_first(self) -> Items:
        """A grant is attached, looked at, and taken off."""
        request = self._new_request()
        request_id, urls = request["request_id"], self._response_urls(2)
        self._click(request, urls[0])
        record = self._item(f"ROLE#{self._role_arn}", "ROLE")
        iam = self._stack.root(self._stack.environments[ENVIRONMENT].account).client("iam")
        policy = iam.get_role_policy(RoleName=TEAM, PolicyName=unavoidable.POLICY)["PolicyDocument"]
        items = Items(
            request=self._item(f"REQUEST#{request_id}", "REQUEST"),
            event=self._item(f"AUDIT#{request_id}", "00000003"),
            grant=self._item(f"ROLE#{self._role_arn}", f"GRANT#{request_id}"),
            record=record,
            role_event=self._item(f"AUDIT#{self._role_arn}", f"{int(record['sequence']['N']):08}"),
            policy=json.dumps(policy, separators=(",", ":")),
        )
        self._revoke(request, urls[1])
        return items

    def _item(self, pk: str, sk: str) -> dict[str, Any]:
        key = {"pk": {"S": pk}, "sk": {"S": sk}}
        found: dict[str, Any] = self._dynamodb.get_item(
            TableName=self._stack.requests_table, Key=key, ConsistentRead=True
        )["Item"]
        return found


def lines(rounds: list[Round]) -> Iterator[Line]:
    """Both ways, each beside its bare calls."""
    yield from _way("click to attached", [(each.attached, each.bare_attached) for each in rounds])
    yield from _way("end to clean", [(each.ended, each.bare_ended) for each in rounds])


def _way(title: str, rounds: list[tuple[Mapping[str, Step], Mapping[str, float]]]) -> Iterator[Line]:
    steps = by_step([{name: step.milliseconds for name, step in ours.items()} for ours, _ in rounds])
    whole, calls = summed(steps.values()), summed(by_step([bare for _, bare in rounds]).values())
    yield Line.of(f"{title}: our functions", whole)
    for name, sample in steps.items():
        yield Line.of(f"  of it {name}", sample)
    yield Line.of(f"{title}: the {len(rounds[0][1])} calls alone", calls, note=_beyond(rounds))
    yield Line(f"{title}: ours ÷ the calls alone", ratio(whole, calls), "times", target=2.0)


def _beyond(rounds: list[tuple[Mapping[str, Step], Mapping[str, float]]]) -> str:
    """The calls of AWS that our functions made and that the list does not have: what a cache had to fetch again."""
    made = Counter(call for ours, _ in rounds for step in ours.values() for call in step.calls)
    made.subtract(operation(name) for _, bare in rounds for name in bare if operation(name) not in SLACK)
    if avoided := [name for name, times in made.items() if times < 0]:
        raise RuntimeError(f"the list of unavoidable calls is out of date: {avoided}")
    beyond = [f"{times} {name}" for name, times in made.items() if times > 0]
    return f"and in {len(rounds)} rounds: {', '.join(beyond)}" if beyond else "and no others"
