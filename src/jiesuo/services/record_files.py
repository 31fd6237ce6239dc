"""Entries from a file: YAML (holder → attribute → value) or CSV with the columns holder,attribute,value.

Every value is taken as text, as it is written. A fault is told with its line, never with the value.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from jiesuo.core.records import Cell
from jiesuo.errors import InputError
from jiesuo.knowledge.pack import Records
from jiesuo.services.record_values import checked

LARGEST = 100_000
"""Bytes of a file."""
LONGEST = 200
"""Characters of an entry."""
COLUMNS = ["holder", "attribute", "value"]
FORM = "Write holder, attribute and value as YAML, or as CSV with the columns holder,attribute,value."


class Row(NamedTuple):
    line: int
    holder: str
    attribute: str
    value: str


class _Plain(yaml.CSafeLoader):
    """Scalars stay the text that was written: a phone number or a date is no number here."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, object]]] = {}  # noqa: RUF012


def read(raw: bytes, records: Records) -> dict[Cell, str]:
    """The entries of a file; an empty value is an entry that is not known. Raises InputError."""
    text = _text(raw)
    rows = _csv(text) if _is_csv(text) else _yaml(text)
    entries: dict[Cell, str] = {}
    for row in rows:
        _check(row, records)
        if (row.holder, row.attribute) in entries:
            raise InputError(
                f"Line {row.line}: {row.holder}, {row.attribute} stands there twice.", "Keep one."
            )
        if row.value.strip():
            entries[row.holder, row.attribute] = _value(row)
    return entries


def _text(raw: bytes) -> str:
    if len(raw) > LARGEST:
        raise InputError(f"The file is larger than {LARGEST:,} bytes.", FORM)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise InputError(f"Line {line}: this is not text in UTF-8.", "Save the file as UTF-8.") from fault
    if not text.strip():
        raise InputError("The file is empty.", FORM)
    return text


def _is_csv(text: str) -> bool:
    first = text.lstrip().splitlines()[0]
    return [cell.strip().strip('"').lower() for cell in first.split(",")] == COLUMNS


def _csv(text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begun = False
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(COLUMNS):
                raise InputError(f"Line {reader.line_num}: {len(cells)} columns instead of 3.", FORM)
            if begun:
                yield Row(reader.line_num, cells[0].strip(), cells[1].strip(), cells[2])
            begun = True
    except csv.Error as fault:
        raise InputError(f"Line {reader.line_num}: not readable as CSV ({fault}).", FORM) from fault


def _yaml(text: str) -> Iterator[Row]:
    for holder, entries in _mapping(_composed(text)):
        if isinstance(entries, yaml.ScalarNode) and not entries.value:
            continue
        for attribute, value in _mapping(entries):
            if not isinstance(value, yaml.ScalarNode):
                raise InputError(f"Line {_line(value)}: an entry has one value.", FORM)
            yield Row(_line(value), holder, attribute, value.value)


def _composed(text: str) -> yaml.Node:
    try:
        node = _Plain(text).get_single_node()
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark is not None else _line_of_letter(text, fault)
        what = getattr(fault, "problem", None) or "a letter that cannot be shown"
        raise InputError(f"Line {line}: not readable as YAML ({what}).", FORM) from fault
    except RecursionError as fault:
        raise InputError("The file is nested too deeply.", FORM) from fault
    if node is None:
        raise InputError("The file is empty.", FORM)
    return node


def _line_of_letter(text: str, fault: yaml.YAMLError) -> int:
    return text[: getattr(fault, "position", 0) or 0].count("\n") + 1


def _mapping(node: yaml.Node) -> Iterator[tuple[str, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        raise InputError(f"Line {_line(node)}: a name with a colon was expected.", FORM)
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise InputError(f"Line {_line(key)}: a name with a colon was expected.", FORM)
        yield key.value, value


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _check(row: Row, records: Records) -> None:
    """Raises InputError for a holder or attribute that the pack does not have."""
    known = {name: h.attributes for name, h in records.holders.items() if h.attributes}
    if row.holder not in known:
        raise InputError(f"Line {row.line}: there is no such holder.", f"Allowed: {', '.join(known)}.")
    if row.attribute not in known[row.holder]:
        allowed = ", ".join(known[row.holder])
        raise InputError(f"Line {row.line}: {row.holder} has no such attribute.", f"Allowed: {allowed}.")


def _value(row: Row) -> str:
    if len(row.value) > LONGEST:
        raise InputError(f"Line {row.line}: longer than {LONGEST} characters.", "Write the entry alone.")
    try:
        return checked(row.attribute, row.value)
    except InputError as fault:
        raise InputError(f"Line {row.line}: {fault.what}", fault.next_step) from fault
