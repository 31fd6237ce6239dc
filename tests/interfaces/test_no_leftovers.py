"""Nothing stands in the words and in the style sheet that no page uses, and no page asks for a text in vain.

A key may be put together (`outcome_` and an end), so a key counts as used where it fits such a pattern.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from jiesuo.interfaces import settings
from jiesuo.interfaces.web import site

INTERFACES = Path(settings.__file__).parent
TEMPLATES = sorted((INTERFACES / "web" / "templates").glob("*.html"))
SHORTEST = 4
"""Letters that a pattern must have of its own: fewer would fit nearly every key."""
ANYTHING = ".+"


def keys(folder: str, language: str = "en") -> set[str]:
    return set(json.loads((INTERFACES / folder / f"{language}.json").read_text("utf-8")))


@cache
def trees() -> dict[str, nodes.Template]:
    return {file.name: Environment().parse(file.read_text("utf-8")) for file in TEMPLATES}


def in_python() -> Iterator[str]:
    for file in INTERFACES.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value) + (ANYTHING if node.value.endswith("_") else "")
            elif isinstance(node, ast.JoinedStr):
                parts = (p.value if isinstance(p, ast.Constant) else None for p in node.values)
                yield "".join(re.escape(str(part)) if part is not None else ANYTHING for part in parts)


def in_templates() -> Iterator[str]:
    for tree in trees().values():
        for const in tree.find_all(nodes.Const):
            if isinstance(const.value, str):
                yield re.escape(const.value)
        for joined in tree.find_all((nodes.Add, nodes.Concat)):
            yield pattern(joined)


def pattern(node: nodes.Node) -> str:
    if isinstance(node, nodes.Const):
        return re.escape(str(node.value))
    if isinstance(node, nodes.Add):
        return pattern(node.left) + pattern(node.right)
    if isinstance(node, nodes.Concat):
        return "".join(map(pattern, node.nodes))
    return ANYTHING


@cache
def asked() -> tuple[re.Pattern[str], ...]:
    found = {text for text in (*in_python(), *in_templates()) if re.fullmatch(r"[\w.+\\]+", text)}
    return tuple(re.compile(text) for text in sorted(found) if _tells(text))


def _tells(text: str) -> bool:
    return ANYTHING not in text or len(text.replace(ANYTHING, "")) >= SHORTEST


@pytest.mark.parametrize("folder", ["words", "web/words"])
def test_every_text_is_used(folder: str) -> None:
    assert {key for key in keys(folder) if not any(known.fullmatch(key) for known in asked())} == set()


def said() -> Iterator[str]:
    """Keys that templates ask for by name."""
    for tree in trees().values():
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "say":
                yield from (const.value for const in named(call.args[0]))


def named(node: nodes.Node) -> Iterator[nodes.Const]:
    if isinstance(node, nodes.Const):
        yield node
    elif isinstance(node, nodes.CondExpr):
        yield from named(node.expr1)
        yield from named(node.expr2 or node.expr1)


@pytest.mark.parametrize("language", settings.LANGUAGES)
def test_every_text_that_a_template_asks_for_is_there(language: str) -> None:
    wanted = set(said())
    assert len(wanted) > 100
    assert wanted <= site.words(language).keys()


@pytest.mark.parametrize("language", settings.LANGUAGES)
def test_a_text_of_the_terminal_is_replaced_on_purpose_only(language: str) -> None:
    assert keys("words", language) & keys("web/words", language) == {"never", "understood_nothing"}


def styled() -> set[str]:
    style = (INTERFACES / "web" / "static" / "page.css").read_text("utf-8")
    selectors = re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", style, flags=re.S))
    return {name for selector in selectors for name in re.findall(r"\.([a-z][\w-]*)", selector)}


def test_every_class_of_the_style_sheet_is_on_a_page() -> None:
    """Some are the marks of records and of the time line, which templates get from Python."""
    pages = "\n".join(file.read_text("utf-8") for file in TEMPLATES)
    places = re.findall(r'class="((?:\{[{%].*?[%}]\}|[^"])*)"', pages)
    marks = re.findall(r'Literal\[(.*?)\]|svgclass="(\w+)"', "\n".join(python_of_the_page()))
    written = " ".join([*places, *(mark for pair in marks for mark in pair)])
    assert styled() - set(re.findall(r"[a-z][\w-]*", written)) == set()


def python_of_the_page() -> Iterator[str]:
    return (file.read_text("utf-8") for file in (INTERFACES / "web").glob("*.py"))


def test_every_macro_and_template_is_used() -> None:
    pages = {file.name: file.read_text("utf-8") for file in TEMPLATES}
    everything = "\n".join([*pages.values(), *python_of_the_page()])
    macros = [name for text in pages.values() for name in re.findall(r"macro (\w+)\(", text)]
    assert [name for name in macros if len(re.findall(rf"\b{name}\(", everything)) < 2] == []
    assert [name for name in pages if f'"{name}"' not in everything] == []
