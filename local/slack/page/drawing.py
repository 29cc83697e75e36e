"""Draws what one person sees: the conversation, the open modal, the list of people and channels."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2

from local.slack.config import Person, direct_channel
from local.slack.messages import SLACKBOT, Conversation, Message
from local.slack.page.mrkdwn import to_html, unescaped
from local.slack.views import OpenView
from local.slack.workspace import Workspace

_TONES = 6


@dataclass(slots=True)
class Thread:
    root: Message
    replies: list[Message] = field(default_factory=list)


class Drawing:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._names = {person.id: person.full_name for person in workspace.people.values()}
        self._names |= {channel.id: channel.name for channel in workspace.config.channels}
        self._names[SLACKBOT] = "Slackbot"
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {
            "mrkdwn": lambda text: to_html(text, self._names),
            "plain": unescaped,
            "direct": direct_channel,
            "tone": lambda person_id: sum(map(ord, person_id)) % _TONES,
            "seconds": lambda ts: ts.partition(".")[0],
        }

    def page(self, person: Person, conversation: Conversation) -> str:
        return self._draw(
            "page.html",
            workspace=self._workspace,
            person=person,
            conversation=conversation,
            conversations=list(self.conversations_of(person)),
            feed=self.feed(person, conversation),
        )

    def feed(self, person: Person, conversation: Conversation) -> str:
        return self._draw(
            "feed.html",
            threads=_threads(conversation.seen_by(person.id)),
            names=self._names,
            bot_id=self._workspace.bot.id,
            slackbot=SLACKBOT,
        )

    def modal(self, view: OpenView | None) -> str:
        return self._draw("modal.html", view=view) if view else ""

    def conversations_of(self, person: Person) -> Iterator[Conversation]:
        return (each for each in self._workspace.conversations.values() if person.id in each.members)

    def _draw(self, template: str, **context: Any) -> str:
        return self._templates.get_template(template).render(context)


def _threads(messages: Iterator[Message]) -> list[Thread]:
    """Replies stand under what they answer; those whose root is gone stand alone."""
    threads: dict[str, Thread] = {}
    for message in messages:
        if message.is_reply and message.thread_ts in threads:
            threads[message.thread_ts].replies.append(message)
        else:
            threads[message.ts] = Thread(message)
    return list(threads.values())
