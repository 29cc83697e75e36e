"""Slack's requests → one message each on the commands queue. The only thing of ours that the internet reaches.

Nothing is parsed before the signature over the raw body holds. Nothing is decided here, and nothing is done after the
answer: what has to take longer than Slack waits is the worker's.
"""

import base64
import hmac
import re
from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.logging import Logger
from slack_bolt import Ack, App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk.signature import SignatureVerifier

from aws_access.adapters.secrets import MOST_SECONDS, Secret
from aws_access.adapters.slack.api import SlackApi, slack_errors
from aws_access.adapters.slack.blocks import plain_message
from aws_access.adapters.slack.buttons import APPROVE, DENY, NARROW, REVIEW, CardButton
from aws_access.adapters.slack.client import Responder
from aws_access.adapters.slack.markup import Markup, say, unescape
from aws_access.adapters.slack.modal import DURATION, NOTE, POLICY, RESOURCE, SERVICE, CardModal, PolicyModal, written
from aws_access.adapters.slack.texts import NOTHING_HAPPENED, TOO_LONG
from aws_access.domain.commands import parse_command
from aws_access.domain.durations import parse_duration
from aws_access.domain.errors import AwsAccessError, InvalidInput
from aws_access.domain.ids import SlackUserId
from aws_access.domain.known_actions import KnownActions
from aws_access.domain.own_policies import asks_for_policy, read_policy
from aws_access.domain.reasons import Language
from aws_access.domain.words import parse_resources, parse_service
from aws_access.entrypoints.messages import (
    ApproveClicked,
    CommandTyped,
    DenySubmitted,
    Message,
    NarrowSubmitted,
    PolicySubmitted,
    ReviewSubmitted,
    Sender,
    dump,
)
from aws_access.ports import Clock

COMMAND = "/aws-access"
LONGEST_TEXT = 3000
_LONGEST_ERROR = 1000
OLDEST_SECONDS = 300
"""How far a request's time may be from ours, either way."""

_ROTATED_SECONDS = 60.0
"""A signature that does not match may be made with a new secret: look at most this often."""

_DELIVERY = "delivery"
"""The signature of the request, which no other has: a request that is replayed is the same command once more."""

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class SlackEndpoint:
    """The handler. `signing_secret` takes the most seconds ago that the secret may have been read."""

    def __init__(
        self,
        signing_secret: Callable[[float], Secret],
        bot_token: Callable[[], Secret],
        send: Callable[[str], None],
        slack_api_url: str,
        clock: Clock,
        logger: Logger,
        known: Callable[[], KnownActions],
    ) -> None:
        self._signing_secret = signing_secret
        self._slack = SlackApi(bot_token, slack_api_url)
        self._respond = Responder(slack_api_url)
        self._send = send
        self._clock = clock
        self._known = known
        self._logger = logger
        self._app = self._build_app()

    def __call__(self, event: Mapping[str, Any], _context: object) -> dict[str, Any]:
        """The answer to a request of API Gateway's REST proxy."""
        headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        body = _raw_body(event)
        if body is None or not self._is_genuine(headers, body):
            self._logger.warning("refused: not signed by Slack within five minutes")
            return {"statusCode": 401, "headers": {}, "body": ""}
        try:
            request = BoltRequest(
                body=body,
                headers={"content-type": headers.get("content-type", "")},
                context={_DELIVERY: headers["x-slack-signature"]},
            )
        except ValueError:
            self._logger.warning("refused: signed by Slack and not in a form that we know")
            return {"statusCode": 400, "headers": {}, "body": ""}
        response = self._app.dispatch(request)
        return {"statusCode": response.status, "headers": response.first_headers(), "body": response.body}

    def _is_genuine(self, headers: Mapping[str, str], body: str) -> bool:
        timestamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
        if not (_TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature)):
            return False
        if abs(self._clock.now().timestamp() - int(timestamp)) > OLDEST_SECONDS:
            return False
        for most_seconds in (MOST_SECONDS, _ROTATED_SECONDS):
            verifier = SignatureVerifier(self._signing_secret(most_seconds).reveal())
            expected = verifier.generate_signature(timestamp=timestamp, body=body) or ""
            if hmac.compare_digest(expected, signature):
                return True
        return False

    def _build_app(self) -> App:
        app = App(
            name="aws-access",
            process_before_response=True,
            request_verification_enabled=False,  # done before anything is parsed
            raise_error_for_unhandled_request=True,
            # A fixed result saves a call of auth.test; whoever needs the bot token takes it from its secret.
            authorize=lambda enterprise_id, team_id: AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id),
        )
        app.command(COMMAND)(self._command)
        app.action(APPROVE)(self._approve)
        for button in (DENY, NARROW, REVIEW):
            app.action(button)(self._open)
        app.view(DENY)(self._noted)
        app.view(REVIEW)(self._noted)
        app.view(NARROW)(self._narrowed)
        app.view(POLICY)(self._policy_written)
        app.error(self._error)
        return app

    def _command(self, ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        text = unescape(body.get("text", ""))
        if len(text) > LONGEST_TEXT:
            ack(TOO_LONG)
            return
        try:
            if self._opens_form(text):
                self._open_form(text, body, context)
                ack()
                return
            self._send(dump(CommandTyped(_sender(context), text, context[_DELIVERY], self._clock.now())))
        except AwsAccessError:
            self._logger.exception("command not taken")
            ack(NOTHING_HAPPENED)
        else:
            ack()

    def _opens_form(self, text: str) -> bool:
        """What cannot be read goes to the worker, which says why."""
        try:
            return asks_for_policy(parse_command(text, self._clock.now()))
        except InvalidInput:
            return False

    def _open_form(self, text: str, body: dict[str, Any], context: BoltContext) -> None:
        """Nobody knows here which language the person reads; the words of the command say."""
        language = Language.ENGLISH if text.isascii() else Language.JAPANESE
        where = context.channel_id or "", context.response_url or ""
        form = PolicyModal(text, context[_DELIVERY], self._clock.now(), *where, language)
        with slack_errors():
            self._slack.client().views_open(trigger_id=body["trigger_id"], view=form.view())

    def _policy_written(self, ack: Ack, view: dict[str, Any], context: BoltContext) -> None:
        """What is wrong with the policy is said in the form, where it can be put right."""
        form, text = PolicyModal.parse(view), written(view, POLICY)
        try:
            read_policy(text, self._known())
        except InvalidInput as error:
            ack(response_action="errors", errors={POLICY: _told(error, form.language)})
            return
        sender = _sender(context, form.channel, form.response_url)
        self._take(ack, PolicySubmitted(sender, form.text, form.key, form.typed_at, text), POLICY)

    def _approve(self, ack: Ack, action: dict[str, Any], context: BoltContext) -> None:
        try:
            button = CardButton.parse(action["value"])
            self._send(dump(ApproveClicked(_sender(context), button.request_id, button.payload_hash)))
        except AwsAccessError:
            self._logger.exception("click not taken")
            self._say_nothing_happened(context)
        ack()

    def _open(self, ack: Ack, action: dict[str, Any], body: dict[str, Any], context: BoltContext) -> None:
        """A button that asks for more before anything happens."""
        try:
            button, channel = CardButton.parse(action["value"]), context.channel_id or ""
            modal = CardModal(action["action_id"], button, channel, context.response_url or "")
            with slack_errors():
                self._slack.client().views_open(trigger_id=body["trigger_id"], view=modal.view())
        except AwsAccessError:
            self._logger.exception("modal not opened")
            self._say_nothing_happened(context)
        ack()

    def _noted(self, ack: Ack, view: dict[str, Any], context: BoltContext) -> None:
        modal, note = CardModal.parse(view), written(view, NOTE)
        if not note:
            ack(response_action="errors", errors={NOTE: say("modal-empty", modal.button.language)})
            return
        kind = DenySubmitted if modal.kind == DENY else ReviewSubmitted
        message = kind(_sender(context, modal.channel, modal.response_url), modal.button.request_id, note)
        self._take(ack, message, NOTE)

    def _narrowed(self, ack: Ack, view: dict[str, Any], context: BoltContext) -> None:
        modal = CardModal.parse(view)
        inputs = {name: written(view, name) for name in (DURATION, SERVICE, RESOURCE)}
        errors = _input_errors(inputs, modal.button.language)
        if errors:
            ack(response_action="errors", errors=errors)
            return
        sender, button = _sender(context, modal.channel, modal.response_url), modal.button
        self._take(ack, NarrowSubmitted(sender, button.request_id, button.payload_hash, **inputs), DURATION)

    def _take(self, ack: Ack, message: Message, field: str) -> None:
        try:
            self._send(dump(message))
        except AwsAccessError:
            self._logger.exception("submission not taken")
            ack(response_action="errors", errors={field: NOTHING_HAPPENED})
        else:
            ack()

    def _say_nothing_happened(self, context: BoltContext) -> None:
        self._respond(context.response_url or "", plain_message(Markup(NOTHING_HAPPENED)))

    def _error(self, error: Exception, body: dict[str, Any]) -> BoltResponse:
        """Bolt's own error handlers would log the whole request."""
        if isinstance(error, BoltUnhandledRequestError):
            self._logger.info("nothing to do for this", type=body.get("type"), command=body.get("command"))
            return BoltResponse(status=200, body="")
        self._logger.error("request not handled", exc_info=error)
        return BoltResponse(status=500, body="")


def _input_errors(inputs: Mapping[str, str], language: Language) -> dict[str, str]:
    """What can be seen to be wrong without the rules, under the input that it is in."""
    if not any(inputs.values()):
        return {DURATION: say("modal-nothing", language)}
    readers: Mapping[str, Callable[[str], object]] = {
        DURATION: parse_duration,
        SERVICE: parse_service,
        RESOURCE: lambda text: parse_resources(text.split()),
    }
    errors = {}
    for name, text in inputs.items():
        try:
            if text:
                readers[name](text)
        except InvalidInput as error:
            errors[name] = _told(error, language)
    return errors


def _told(error: InvalidInput, language: Language) -> str:
    """Every reason, as far as there is room under an input."""
    told = " ".join(each.say(language) for each in error.reasons)
    return told if len(told) <= _LONGEST_ERROR else f"{told[: _LONGEST_ERROR - 1]}…"


def _raw_body(event: Mapping[str, Any]) -> str | None:
    """The body as Slack signed it; None when it is no text."""
    body = event.get("body") or ""
    try:
        raw = base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
        return raw.decode()
    except ValueError:
        return None


def _sender(context: BoltContext, channel: str | None = None, response_url: str | None = None) -> Sender:
    return Sender(
        SlackUserId(context.user_id or ""),
        context.team_id or "",
        channel or context.channel_id or "",
        response_url or context.response_url or "",
    )
