"""Imports point down: interfaces, services, side rooms, core, knowledge, errors."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "jiesuo"
FILES = sorted(SOURCE.rglob("*.py"))
BELOW = {
    "interfaces": {"services", "readers", "store", "world", "core", "knowledge", "errors"},
    "services": {"readers", "store", "world", "core", "knowledge", "errors"},
    "readers": {"core", "knowledge", "errors"},
    "store": {"core", "knowledge", "errors"},
    "world": {"core", "knowledge", "errors"},
    "core": {"knowledge", "errors"},
    "knowledge": {"errors"},
    "errors": set(),
    "": set(),
}
LATE_ALLOWED = {"readers/train_words.py", "readers/ocr.py", "readers/picture.py"}
"""Files that may import inside a function: an optional extra."""
NO_ROOM_FOR = {"util", "utils", "helper", "helpers", "common", "misc"}


def room(path: Path) -> str:
    first = path.relative_to(SOURCE).parts[0]
    return first.removesuffix(".py") if first != "__init__.py" else ""


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("jiesuo"):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("jiesuo"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_point_down(path: Path) -> None:
    here = room(path)
    for name in imports(ast.parse(path.read_text("utf-8"))):
        parts = name.split(".")
        there = parts[1] if len(parts) > 1 else ""
        if there != "__version__":
            assert there == here or there in BELOW[here], f"{here} may not import {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_import_hides_inside_a_function(path: Path) -> None:
    if str(path.relative_to(SOURCE)) in LATE_ALLOWED:
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            late = [n for n in ast.walk(node) if isinstance(n, (ast.Import, ast.ImportFrom))]
            assert not late, f"{node.name} imports inside"


def test_no_circle_of_modules() -> None:
    graph = {module_of(path): set(known_imports(path)) for path in FILES}
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail, module))
        if module not in done:
            for other in graph[module]:
                visit(other, (*trail, module))
            done.add(module)

    for module in graph:
        visit(module, ())


def module_of(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def known_imports(path: Path) -> Iterator[str]:
    modules = {module_of(other) for other in FILES}
    for name in imports(ast.parse(path.read_text("utf-8"))):
        found = name if name in modules else name.rpartition(".")[0]
        if found in modules and found not in ("jiesuo", module_of(path)):
            yield found


def test_no_room_without_a_name() -> None:
    assert [path.name for path in FILES if path.stem in NO_ROOM_FOR] == []


def test_half_of_the_functions_fit_in_ten_lines() -> None:
    lengths = sorted(
        (node.end_lineno or node.lineno) - node.body[0].lineno + 1
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    )
    assert lengths[len(lengths) // 2] <= 10
