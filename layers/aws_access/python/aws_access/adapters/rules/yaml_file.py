"""The operators' rules as they write them: YAML, in one file or in several of a folder. Read on their machine only."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from aws_access.adapters.rules.faults import Place
from aws_access.adapters.rules.file import LARGEST, published_form, rules_from_value
from aws_access.domain.errors import InvalidRules
from aws_access.domain.reasons import Reason, reason
from aws_access.domain.rules import Rules

CASES = ".test.yaml"
"""What ends so beside the rules are cases that they are tested by, and not rules."""


_MOST_BYTES = 4 * LARGEST  # a character of UTF-8 takes four at the most
_DEEPEST = 20  # levels, where the fields of rules have nine at the most


class _Loader(yaml.SafeLoader):
    """YAML, with a key that stands twice being an error and not a silent choice, with no aliases, and not deep.

    A few lines of aliases can stand for gigabytes.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Of the YAML library."""
        mark = self.peek_event().start_mark  # type: ignore[no-untyped-call] # the stubs know no type for it
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "aliases (*name) are not read here: write it out", mark)
        if self._depth == _DEEPEST:
            problem = f"nested more than {_DEEPEST} levels deep, which no field of the rules is"
            raise yaml.composer.ComposerError(None, None, problem, mark)
        self._depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 - as the library has it
        """Of the YAML library, with the line where a value is none, such as a number of 5,000 digits."""
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            raise yaml.constructor.ConstructorError(None, None, str(error), node.start_mark) from error


def _unique_keys(loader: _Loader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    seen = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if isinstance(key, Hashable):  # PyYAML refuses what is not
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} stands twice", key_node.start_mark)
            seen.add(key)
    return yaml.SafeLoader.construct_mapping(loader, node, deep=True)


def _plain_text(loader: _Loader, node: yaml.ScalarNode) -> str:
    """A time is text here: its field says what it means, and in which time zone."""
    return str(loader.construct_scalar(node))


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_keys)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _plain_text)


@dataclass(frozen=True, slots=True)
class Document:
    """The value of a YAML file, and the line on which each of its places begins."""

    path: Path
    value: Any
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """Of the place, or of the nearest around it that is there."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_rules(path: Path) -> tuple[Rules, str]:
    """The rules in a YAML file or a folder of such, and the text to publish.

    InvalidRules with every fault, each with its file and line.
    """
    merged = _Merged([read_document(file) for file in _files(path)])
    rules = rules_from_value(merged.value, merged.where)
    return rules, published_form(merged.value)


def read_document(path: Path) -> Document:
    """One YAML file; InvalidRules with the line of a slip."""
    text = _text(path)
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            value = None if node is None else loader.construct_document(node)
        finally:
            loader.dispose()
        return Document(path, value, dict(_lines(node)) if node is not None else {})
    except yaml.MarkedYAMLError as error:
        place = f"{path}, line {error.problem_mark.line + 1}" if error.problem_mark else path
        raise InvalidRules(_fault(place, error.problem)) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problem = f"the character {chr(error.character)!r} is not allowed; the file has to be text"
        raise InvalidRules(_fault(f"{path}, line {line}", problem)) from error


def _text(path: Path) -> str:
    """Never more of a file than rules may have, whatever it is: it may have no end."""
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise InvalidRules(_fault(path, error)) from error
    if len(content) > _MOST_BYTES:
        raise InvalidRules(_fault(path, f"more than {_MOST_BYTES} bytes; at most {LARGEST} characters"))
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidRules(_fault(f"{path}, line {line}", "is no text; save the file as UTF-8")) from error
    if len(text) > LARGEST:
        raise InvalidRules(_fault(path, f"{len(text)} characters; at most {LARGEST}"))
    return text


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(each for each in path.iterdir() if each.suffix in (".yaml", ".yml") and each.is_file())
    found = [each for each in found if not each.name.endswith((CASES, ".test.yml"))]
    if not found:
        raise InvalidRules(_fault(path, "there is no file of rules in this folder; they end in .yaml"))
    return found


def _lines(node: yaml.Node, place: Place = ()) -> Iterator[tuple[Place, int]]:
    """Every place in the document, with the line of its key or its entry."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*place, key.value)
            yield inner, key.start_mark.line + 1
            yield from _lines(value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for number, entry in enumerate(node.value):
            inner = (*place, number)
            yield inner, entry.start_mark.line + 1
            yield from _lines(entry, inner)


class _Merged:
    """Several files as one: what has names is put together by them, and lists follow one another as the files do."""

    def __init__(self, documents: list[Document]) -> None:
        self._documents = documents
        self._came_from: dict[Place, tuple[Document, Place]] = {}
        self.value: Any = documents[0].value
        if len(documents) > 1:
            self.value = {}
            faults = [fault for document in documents for fault in self._add(document)]
            if faults:
                raise InvalidRules(*faults)

    def where(self, place: Place) -> str:
        """`rules.yaml, line 12: `, to stand before the name of the place."""
        for length in range(len(place), 0, -1):
            if place[:length] in self._came_from:
                document, there = self._came_from[place[:length]]
                return f"{document.path}, line {document.line((*there, *place[length:]))}: "
        document = self._documents[0]
        return f"{document.path}, line {document.line(place)}: " if place else f"{document.path}: "

    def _add(self, document: Document) -> Iterator[Reason]:
        if document.value is None:
            return
        if not isinstance(document.value, dict):
            yield _fault(document.path, "needs fields, as `name: value`")
            return
        for section, content in document.value.items():
            if isinstance(content, dict) and isinstance(self.value.setdefault(section, {}), dict):
                for name, value in content.items():
                    yield from self._put(self.value[section], name, value, document, (section, name))
            elif isinstance(content, list) and isinstance(self.value.setdefault(section, []), list):
                for number, entry in enumerate(content):
                    place = (section, len(self.value[section]))
                    self._came_from[place] = (document, (section, number))
                    self.value[section].append(entry)
            else:
                yield from self._put(self.value, section, content, document, (section,))

    def _put(self, into: dict[Any, Any], name: Any, value: Any, document: Document, place: Place) -> Iterator[Reason]:
        if place in self._came_from or (name in into and len(place) == 1):
            other, there = self._came_from.get(place, (self._documents[0], place))
            said = f"{'.'.join(map(str, place))} stands in {other.path}, line {other.line(there)} too"
            yield _fault(f"{document.path}, line {document.line(place)}", said)
            return
        self._came_from[place] = (document, place)
        into[name] = value


def _fault(place: object, problem: object) -> Reason:
    return reason("invalid-rules", place=place, problem=problem)
