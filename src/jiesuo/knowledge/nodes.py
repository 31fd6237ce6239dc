"""YAML text → plain data, the line of every place in it, and all complaints.

A pack's YAML is the plain part of the language: mappings with text keys, lists and scalars. What two YAML
readers take differently (`012`, `1:30`, `NO`) is refused or warned of, and nothing is lost in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from jiesuo.errors import Complaint

Key: TypeAlias = str | int
Place: TypeAlias = tuple[Key, ...]
"""Keys and list positions from the top of one file down to a value."""

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+([eE][-+]?[0-9]+)?")
_DISPUTED_NUMBER = re.compile(
    r"[-+]?(0[0-9_]+|0[box][0-9a-fA-F_]+|[0-9][0-9_]*_[0-9_]*|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|"
    r"([0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)([eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+|\.(inf|Inf|INF))|"
    r"\.(nan|NaN|NAN)"
)
_DISPUTED_WORD = re.compile(r"Yes|YES|No|NO|On|ON|Off|OFF|True|TRUE|False|FALSE")
_TAGS = tuple(f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq"))
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


class _Composer(yaml.CSafeLoader):
    """The C parser without the guesses of YAML 1.1: scalars stay text until `_scalar` has looked at them."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


@dataclass(slots=True)
class Document:
    """What one file says. `lines` has the 1-based line of each place; the empty place is the whole file."""

    file: str
    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)

    def line(self, place: Place) -> int:
        """The line of a place or, when it is not written, of the nearest one around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def parse(text: str, file: str) -> Document:
    """Read one file's text; faults are in `complaints`, and the data is as whole as they allow."""
    document = Document(file)
    try:
        node = _Composer(text).get_single_node()
        if node is not None:
            document.data = _Walk(document).value(node, ())
    except yaml.YAMLError as error:
        document.complaints.append(_syntax_complaint(error, file))
    except RecursionError:
        document.complaints.append(Complaint(file, 1, "", "nested too deeply to be read"))
    return document


def _syntax_complaint(error: yaml.YAMLError, file: str) -> Complaint:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark is not None else 1
    what = getattr(error, "problem", None) or str(error)
    return Complaint(file, line, "", f"not readable as YAML: {what}")


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


@dataclass(slots=True)
class _Walk:
    """One pass over a file's nodes that fills its document."""

    document: Document
    seen: set[int] = field(default_factory=set)

    def value(self, node: yaml.Node, place: Place) -> Any:
        line = self.document.lines.setdefault(place, _line(node))
        if id(node) in self.seen:
            return self._refuse(line, place, "an alias (*name)", "each fact written where it stands")
        self.seen.add(id(node))
        if node.tag not in _TAGS:
            return self._refuse(line, place, f"the tag {node.tag}", "values without tags")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, place)
        if isinstance(node, yaml.MappingNode):
            return dict(self._entries(node, place))
        return [self.value(item, (*place, i)) for i, item in enumerate(node.value)]

    def _entries(self, node: yaml.MappingNode, place: Place) -> Iterator[tuple[str, Any]]:
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            key, line = self._key(key_node, place), _line(key_node)
            if key is None:
                continue
            if key in first:
                self._complain(line, (*place, key), f"written twice, first in line {first[key]}")
                continue
            first[key] = self.document.lines[(*place, key)] = line
            yield key, self.value(value_node, (*place, key))

    def _key(self, node: yaml.Node, place: Place) -> str | None:
        if not isinstance(node, yaml.ScalarNode):
            self._refuse(_line(node), place, "a key that is not text", "text")
            return None
        if not node.style and (_DISPUTED_NUMBER.fullmatch(node.value) or node.value in ("", "~", "<<")):
            self._refuse(_line(node), place, f"the key {node.value!r}", "text, in quotes if need be")
            return None
        return str(node.value)

    def _scalar(self, node: yaml.ScalarNode, place: Place) -> Any:
        text = node.value
        if node.style:
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
        return self._undisputed(node, place)

    def _undisputed(self, node: yaml.ScalarNode, place: Place) -> Any:
        line = _line(node)
        if _DISPUTED_NUMBER.fullmatch(node.value):
            what = f"{node.value} is read in different ways by different YAML readers"
            self._complain(line, place, what, "a plain decimal number, or text in quotes")
        elif _DISPUTED_WORD.fullmatch(node.value):
            what = f"{node.value} is a truth value to some YAML readers; it is taken as text"
            self._complain(line, place, what, "the same in quotes", level="warning")
        return node.value

    def _refuse(self, line: int, place: Place, what: str, allowed: str) -> None:
        self._complain(line, place, f"{what} is not used in a pack", allowed)

    def _complain(self, line: int, place: Place, what: str, allowed: str = "", **level: Any) -> None:
        path = ".".join(str(key) for key in place)
        self.document.complaints.append(Complaint(self.document.file, line, path, what, allowed, **level))
