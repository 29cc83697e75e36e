"""Credentials for what was granted: of the team role for the form `role`, of the broker for the form `session`."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from aws_access.cli.credential_files import Keys
from aws_access.cli.exits import Exit, Failure
from aws_access.cli.setup import Setup
from aws_access.domain.ids import RequestId

SESSION = "session"


def form_of(request: Mapping[str, Any]) -> str:
    """How its access comes: on the team role, or as a session of its own."""
    return str(request.get("form") or "role")


def keys_for(setup: Setup, request_id: str) -> Keys:
    """Credentials of the request that are good now: kept ones, or new ones. Failure when it is not active."""
    known = RequestId(request_id.lower())
    kept = setup.kept_keys(known)
    return kept.fresh() or kept.renewed(lambda: fetch_keys(setup, setup.api.get(f"/requests/{known}")))


def fetch_keys(setup: Setup, request: Mapping[str, Any]) -> Keys:
    """New ones, never for longer than the grant."""
    ends_at = active_until(setup, request)
    get: Callable[[Setup, Mapping[str, Any]], Keys] = _brokered if form_of(request) == SESSION else _assumed
    keys = get(setup, request)
    return Keys(
        keys.access_key_id,
        keys.secret_access_key,
        keys.session_token,
        min(keys.expires_at, ends_at),
        keys.region,
        keys.fetched_at,
    )


def active_until(setup: Setup, request: Mapping[str, Any]) -> datetime:
    """The end of its access. Failure when it gives none now."""
    ends_at = parsed(request["ends_at"]) if request.get("ends_at") else None
    if request["status"] != "ACTIVE" or ends_at is None or ends_at <= setup.machine.now():
        state = setup.say(f"state-{request['status']}")
        raise Failure("not-active", request=request["request_id"], state=state)
    return ends_at


def the_active_one(setup: Setup, request_id: str | None) -> dict[str, Any]:
    """The request of this id; without one, the only one of the person that is active. Failure when there are others."""
    if request_id is not None:
        return setup.api.get(f"/requests/{RequestId(request_id.lower())}")
    me = setup.api.get("/environments")["caller"]
    found = setup.api.get("/requests", requester=me, status="ACTIVE", limit="100")["requests"]
    if not found:
        raise Failure("none-active")
    if len(found) > 1:
        named = "\n".join(f"  {each['request_id']}  {each['service']}  {each['environment']}" for each in found)
        raise Failure("several-active", named=named)
    return dict(found[0])


def parsed(text: str) -> datetime:
    """A time of the API's."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def region_of_environment(setup: Setup, name: str) -> str:
    """The region that the environment's resources are in; nothing when the rules do not know it any more."""
    found = setup.api.get("/environments")["environments"]
    return next((str(each["region"]) for each in found if each["name"] == name), "")


def _assumed(setup: Setup, request: Mapping[str, Any]) -> Keys:
    """The team role, by the person's own right to it; the session bears their name, as the trust policy wants."""
    from aws_access.cli.identity import aws_told  # noqa: PLC0415 - botocore takes half a second

    identity = setup.identity
    name, sts = identity.iam_user(), identity.client("sts")
    if name != request["requester"]:
        raise Failure("not-yours", request=request["request_id"], requester=request["requester"], you=name)
    now = setup.machine.now()
    with aws_told(identity.profile):
        answer = sts.assume_role(RoleArn=request["role_arn"], RoleSessionName=name)["Credentials"]
    return Keys(
        answer["AccessKeyId"],
        answer["SecretAccessKey"],
        answer["SessionToken"],
        answer["Expiration"],
        region_of_environment(setup, request["environment"]),
        now,
    )


def _brokered(setup: Setup, request: Mapping[str, Any]) -> Keys:
    """A session of its own, from the broker, which hands it to the requester alone."""
    now = setup.machine.now()
    answer = setup.api.post(f"/requests/{request['request_id']}/credentials", {})
    try:
        return Keys(
            str(answer["access_key_id"]),
            str(answer["secret_access_key"]),
            str(answer["session_token"]),
            parsed(str(answer["expires_at"])),
            region_of_environment(setup, request["environment"]),
            now,
        )
    except (KeyError, ValueError) as error:
        raise Failure("not-our-api", Exit.NO_ANSWER, url=setup.api.url, status=200, kind="credentials") from error
