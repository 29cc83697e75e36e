"""Turns Slack's markup into HTML; whatever it does not know is shown as it was written, escaped."""

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

# Slack knows thousands; an unknown one is shown by its name.
_EMOJI = {
    "arrow_right": "➡️", "bell": "🔔", "bust_in_silhouette": "👤", "calendar": "📅", "clock3": "🕒", "eyes": "👀",
    "heavy_check_mark": "✔️", "hourglass": "⌛", "hourglass_flowing_sand": "⏳",
    "information_source": "\N{INFORMATION SOURCE}\ufe0f",
    "key": "🔑", "large_blue_circle": "🔵", "large_green_circle": "🟢", "large_yellow_circle": "🟡", "lock": "🔒",
    "memo": "📝", "no_entry": "⛔", "no_entry_sign": "🚫", "question": "❓", "red_circle": "🔴", "rotating_light": "🚨",
    "stopwatch": "⏱️", "tada": "🎉", "thumbsup": "👍", "timer_clock": "⏲️", "unlock": "🔓", "warning": "⚠️", "wave": "👋",
    "white_check_mark": "✅", "white_circle": "⚪", "x": "❌",
}  # fmt: skip

# What is taken out of the text before its styles are looked at; nothing inside of one is looked at again.
_PIECE = re.compile(r"```\n?(?P<pre>.+?)\n?```|`(?P<code>[^`\n]+)`|<(?P<special>[^<>\n]+)>", re.DOTALL)
# A piece that is already HTML waits under a number between these two while the text around it is turned.
_OPEN, _CLOSE = "\ue000", "\ue001"
_HELD = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_STYLES = (
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]*?\S)\*(?![\w*])"), "strong"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]*?\S)_(?![\w_])"), "em"),
    (re.compile(r"(?<![\w~])~(?=\S)([^~\n]*?\S)~(?![\w~])"), "s"),
)
_SHORTCODE = re.compile(r":([a-z0-9_+-]+):")
_QUOTE = re.compile(r"(?:^&gt; ?[^\n]*(?:\n|$))+", re.MULTILINE)


def unescaped(text: str) -> str:
    """Undoes the three entities, and no others, that an app writes for Slack's control characters."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def to_html(text: str, names: Mapping[str, str]) -> Markup:
    """`names` maps ids of people and channels to what is shown for them."""
    held: list[Markup] = []

    def hold(match: re.Match[str]) -> str:
        held.append(_piece(match, names))
        return f"{_OPEN}{len(held) - 1}{_CLOSE}"

    text = _PIECE.sub(hold, text.replace(_OPEN, "").replace(_CLOSE, ""))
    text = _SHORTCODE.sub(lambda match: _EMOJI.get(match[1], match[0]), text)
    html = str(escape(unescaped(text)))
    for pattern, tag in _STYLES:
        html = pattern.sub(rf"<{tag}>\1</{tag}>", html)
    html = _QUOTE.sub(_quoted, html).replace("\n", "<br>")
    html = _HELD.sub(lambda match: str(held[int(match[1])]), html)
    return Markup(html)  # noqa: S704 # every piece above was escaped before it became HTML


def _piece(match: re.Match[str], names: Mapping[str, str]) -> Markup:
    if match["pre"]:
        return Markup("<pre>{}</pre>").format(unescaped(match["pre"]))
    if match["code"]:
        return Markup("<code>{}</code>").format(unescaped(match["code"]))
    return _special(match["special"], names)


def _quoted(match: re.Match[str]) -> str:
    lines = (line.removeprefix("&gt;").removeprefix(" ") for line in match[0].rstrip("\n").split("\n"))
    return f"<blockquote>{'<br>'.join(lines)}</blockquote>"


def _special(inside: str, names: Mapping[str, str]) -> Markup:
    """What stands between < and >: a mention, a date, a link."""
    target, _, label = inside.partition("|")
    if target.startswith(("@", "#")):
        shown = names.get(target[1:], unescaped(label) or target[1:])
        return Markup('<span class="mention">{}{}</span>').format(target[0], shown)
    if target in {"!channel", "!here", "!everyone"}:
        return Markup('<span class="mention broadcast">@{}</span>').format(target[1:])
    if target.startswith("!date^"):
        return _date(target, unescaped(label))
    if target.startswith(("https://", "http://", "mailto:")):
        return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(
            unescaped(target), unescaped(label or target)
        )
    return Markup("{}").format(f"<{unescaped(inside)}>")


def _date(target: str, fallback: str) -> Markup:
    """A time for the page's script to write in the reader's own zone; the fallback stands there until then."""
    parts = target.split("^")
    if len(parts) not in {3, 4} or not re.fullmatch(r"\d{1,12}", parts[1]):
        return Markup("{}").format(fallback)
    return Markup('<time data-epoch="{}" data-format="{}">{}</time>').format(parts[1], unescaped(parts[2]), fallback)
