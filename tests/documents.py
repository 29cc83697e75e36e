"""The documents as tests read them: tables, headings, and blocks with the marker that says how they are run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.templates import PROJECT

DOCUMENTS = ("README.md", "CONTRIBUTING.md", *sorted(f"docs/{path.name}" for path in PROJECT.glob("docs/*.md")))

_BLOCK = re.compile(
    r"^(?:<!-- (?P<marker>[^\n]+?) -->\n)?```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Block:
    """`marker` is what the comment right before it says, such as `run: local`; empty where there is none."""

    where: str
    marker: str
    language: str
    text: str


def read(document: str) -> str:
    return (PROJECT / document).read_text(encoding="utf-8")


def blocks(*documents: str) -> Iterator[Block]:
    for document in documents:
        text = read(document)
        for found in _BLOCK.finditer(text):
            line = text.count("\n", 0, found.start("text"))
            yield Block(f"{document}:{line}", found["marker"] or "", found["language"], found["text"])


def prose(document: str) -> str:
    """The document without its blocks."""
    return _BLOCK.sub("", read(document))


def in_code(text: str) -> list[str]:
    """Everything between backticks."""
    return re.findall(r"`([^`\n]+)`", text)


def table(document: str, *headers: str, section: str = "") -> list[list[str]]:
    """The cells of each row of the table that begins with these headers, in the section with this heading if named."""
    text = read(document)
    if section:
        _, heading, text = text.partition(f"\n## {section}\n")
        assert heading, f"{document} has no section {section}"
    found = re.search(rf"^\| {re.escape(' | '.join(headers))} \|.*\n\|[-|]+\n((?:\|.*\n?)+)", text, re.MULTILINE)
    assert found, f"{document} has no table that begins with {headers} {section}"
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in found[1].splitlines()]


def anchors(document: str) -> set[str]:
    """The anchors of its headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", prose(document), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
