"""Slack's markup becomes HTML, and nothing that anybody wrote becomes HTML of theirs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.slack.page.mrkdwn import to_html

NAMES = {"U0DEV1": "Devi One", "C0APPROVE": "approvals"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain", "plain"),
        ("*bold* and _italic_ and ~gone~", "<strong>bold</strong> and <em>italic</em> and <s>gone</s>"),
        ("*<@U0DEV1>*", '<strong><span class="mention">@Devi One</span></strong>'),
        ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
        ("`*not bold* <@U0DEV1>`", "<code>*not bold* &lt;@U0DEV1&gt;</code>"),
        ("```\n{\n  1\n}\n```", "<pre>{\n  1\n}</pre>"),
        ("one\ntwo", "one<br>two"),
        ("&gt; quoted\n&gt; more\nnot", "<blockquote>quoted<br>more</blockquote>not"),
        ("<@U0NOBODY>", '<span class="mention">@U0NOBODY</span>'),
        ("<#C0APPROVE|x>", '<span class="mention">#approvals</span>'),
        ("<!here>", '<span class="mention broadcast">@here</span>'),
        (
            "<https://example.com/?a=1&amp;b=2|the *link*>",
            '<a href="https://example.com/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">the *link*</a>',
        ),
        (
            "<!date^1800000000^until {date_short} {time}|2027-01-15 08:00 UTC>",
            '<time data-epoch="1800000000" data-format="until {date_short} {time}">2027-01-15 08:00 UTC</time>',
        ),
        ("<!date^soon^{time}|soon>", "soon"),
        (":white_check_mark: :no_such_thing:", "✅ :no_such_thing:"),
        ("مرحبا 🌙 *שלום*", "مرحبا 🌙 <strong>שלום</strong>"),
    ],
)
def test_markup_becomes_html(text: str, html: str) -> None:
    assert to_html(text, NAMES) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("&lt;script&gt;", "&lt;script&gt;"),
        ("&lt;!channel&gt;", "&lt;!channel&gt;"),
        ("<javascript:alert(1)|click>", "&lt;javascript:alert(1)|click&gt;"),
        ('<https://e.com/" onclick="x|y>', '<a href="https://e.com/&#34; onclick=&#34;x" target="_blank" rel='),
        ('`<img src=x onerror="x">`', "<code>&lt;img src=x onerror=&#34;x&#34;&gt;</code>"),
        ("<@U1|<b>x</b>", "&lt;@U1|&lt;b&gt;x&lt;/b&gt;"),
        ("&amp;lt;b&amp;gt;", "&amp;lt;b&amp;gt;"),
        ("\ue0000\ue001 `a`", "0 <code>a</code>"),
    ],
)
def test_hostile_text_is_shown_not_run(text: str, html: str) -> None:
    assert html in to_html(text, NAMES)


_TAGS = re.compile(
    r'</?(strong|em|s|code|pre|blockquote|br)>|</?span( class="mention( broadcast)?")?>'
    r'|<a href="[^"<>]*" target="_blank" rel="noopener noreferrer">|</a>'
    r'|<time data-epoch="\d+" data-format="[^"<>]*">|</time>'
)


@given(st.text(alphabet="<>&;|\"'*_~`!@#^:/ \nabhtps1=.") | st.text())
def test_only_tags_of_our_own_come_out(text: str) -> None:
    rest = _TAGS.sub("", str(to_html(text, NAMES)))
    assert "<" not in rest
    assert ">" not in rest
