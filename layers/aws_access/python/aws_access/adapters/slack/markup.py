"""Slack's mrkdwn: markup and somebody's text are kept apart by type, so that neither passes for the other."""

from collections.abc import Mapping
from datetime import UTC, datetime

from aws_access.adapters.slack.texts import TEXTS
from aws_access.domain.ids import SlackUserId
from aws_access.domain.model import SYSTEM, Person
from aws_access.domain.reasons import Language


class Markup(str):
    """Text that is mrkdwn already; every other text is escaped before it comes near Slack."""

    __slots__ = ()


def escape(text: str) -> Markup:
    """Somebody's text, so that it can neither ping nor link: Slack's three control characters as entities."""
    return Markup(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def unescape(text: str) -> str:
    """What somebody typed, from the form in which Slack hands it over."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def fit(text: str, longest: int) -> Markup:
    """As `escape`, cut so that the result has at most `longest` characters."""
    escaped = escape(text)
    if len(escaped) <= longest:
        return escaped
    kept = text[:longest]
    while len(escape(kept)) >= longest:
        kept = kept[:-1]
    return Markup(escape(kept) + "…")


def say(key: str, language: Language, **facts: object) -> Markup:
    """The sentence with its facts, each of them escaped unless it is Markup."""
    safe: Mapping[str, str] = {
        name: fact if isinstance(fact, Markup) else escape(str(fact)) for name, fact in facts.items()
    }
    return Markup(TEXTS[key][0 if language is Language.ENGLISH else 1].format(**safe))


def mention(slack_id: SlackUserId) -> Markup:
    """A user, by the name that Slack shows to whoever reads."""
    return Markup(f"<@{slack_id}>")


def channel_link(channel: str) -> Markup:
    """A channel, by its name."""
    return Markup(f"<#{escape(channel)}>")


def link(url: str, label: str) -> Markup:
    """A link."""
    return Markup(f"<{escape(url)}|{escape(label)}>")


def moment(at: datetime | None) -> Markup:
    """A time, in the zone of whoever reads."""
    if at is None:
        return Markup("–")
    fallback = f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return Markup(f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>")


def code(text: str, longest: int = 300) -> Markup:
    """A name as it is."""
    return Markup(f"`{fit(text.replace('`', ''), longest)}`")


def requester(person: Person) -> Markup:
    """Whoever asked: by their Slack user, or their IAM user when they are not in Slack."""
    return mention(person.slack_id) if person.slack_id is not None else code(person.iam_user)


def actor(name: str | None) -> Markup:
    """Whoever decided or revoked: an IAM user, or aws-access itself."""
    return Markup("aws-access") if name in (None, SYSTEM) else code(name)
