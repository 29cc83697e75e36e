"""What every call to the REST API has, whichever function answers: JSON, a language, and the IAM user who signed it."""

import json
import re
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.utilities.typing import LambdaContext

from aws_access.domain.errors import InvalidInput, NotAllowed
from aws_access.domain.ids import AccountId
from aws_access.domain.model import Person
from aws_access.domain.own_policies import each_key_once
from aws_access.domain.reasons import Language, reason
from aws_access.ports import RulesSource

_CALLER = re.compile(r"arn:aws[a-z-]*:iam::(?P<account>[0-9]{12}):user/(?:[!-~]+/)?(?P<user>[A-Za-z0-9_+=,.@-]+)")

_LARGEST_BODY = 100_000
"""Characters. A policy as text may take a few times its own size, and everything else is small."""


class JsonApi(APIGatewayRestResolver):
    """Takes every body as JSON, where Powertools would read forms and uploads too."""

    def __init__(self) -> None:
        super().__init__(enable_validation=True, json_body_deserializer=_read_json)

    def resolve(self, event: Mapping[str, Any], context: LambdaContext) -> dict[str, Any]:
        """The answer to one call."""
        headers = {name: value for name, value in (event["headers"] or {}).items() if name.lower() != "content-type"}
        return super().resolve({**event, "headers": headers}, context)


def _read_json(body: str) -> Any:
    if len(body) > _LARGEST_BODY:
        raise InvalidInput(reason("invalid-field", field="body", problem=f"has more than {_LARGEST_BODY} characters"))
    try:
        return json.loads(body, object_pairs_hook=each_key_once)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(reason("invalid-field", field="body", problem="not JSON that can be read")) from error


def caller_of(app: APIGatewayRestResolver, rules: RulesSource, jump_account: AccountId) -> Person:
    """The person behind the signature: an IAM user of the jump account whom the rules know."""
    arn = app.current_event.request_context.identity.user_arn or ""
    found = _CALLER.fullmatch(arn)
    if found is not None and found["account"] == jump_account:
        people: dict[Any, Person] = dict(rules.current().people)
        if (person := people.get(found["user"])) is not None:
            return person
    raise NotAllowed(reason("unknown-caller", caller=arn or "?"))


def language_of(app: APIGatewayRestResolver) -> Language:
    """The language in which the caller wants to be answered."""
    return Language.of(app.current_event.headers.get("accept-language", ""))
