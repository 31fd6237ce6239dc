"""A page of HTML read as the standard says, what is wrong with it, and what can be done on it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

NOT_TYPED_INTO = ("hidden", "submit", "button")
INTERACTIVE = ("a", "button", "input", "select", "textarea", "summary", "label")
NEVER_INSIDE = {"a": INTERACTIVE, "button": INTERACTIVE, "label": ("label",), "form": ("form",)}
PHRASING_ONLY = ("p", "h1", "h2", "h3", "span", "button", "summary", "legend", "dt", "label", "strong", "em")
FLOW = ("p", "div", "ul", "ol", "dl", "section", "figure", "form", "table", "blockquote", "h1", "h2", "h3")
CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "tr": {"td", "th"},
    "tbody": {"tr"},
    "thead": {"tr"},
}
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls")


@dataclass(frozen=True)
class Form:
    """A form: where it goes, what it sends as it stands, and what is chosen or typed by the person."""

    action: str
    method: str
    fixed: tuple[tuple[str, str], ...] = ()
    typed: tuple[str, ...] = ()
    radios: dict[str, tuple[str, ...]] = field(default_factory=dict)
    checks: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()
    buttons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class HtmlPage:
    """One page, by its text."""

    text: str

    @cached_property
    def _parsed(self) -> tuple[Element, list[str]]:
        parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
        tree = parser.parse(self.text)
        return tree, [f"{code} at {place}: {facts}" for place, code, facts in parser.errors]

    @property
    def tree(self) -> Element:
        return self._parsed[0]

    @cached_property
    def parents(self) -> dict[Element, Element]:
        return {child: parent for parent in self.tree.iter() for child in parent}

    @property
    def main(self) -> Element:
        """The main part, or the whole of a page without one."""
        found = self.tree.find(".//main")
        return self.tree if found is None else found

    def all(self, *names: str) -> Iterator[Element]:
        return (element for element in self.tree.iter() if element.tag in names)

    @property
    def back(self) -> str:
        """Where the page's own way back leads; empty if it has none."""
        found = self.tree.find(".//p[@class='back']/a")
        return "" if found is None else found.get("href", "")

    @property
    def links(self) -> list[str]:
        return [link.get("href", "") for link in self.all("a") if link.get("href")]

    @property
    def onward(self) -> int:
        """Ways on in the main part, without the way back."""
        back = self.back
        ways = [e for e in self.main.iter("a") if e.get("href") and e.get("href") != back]
        return len(ways) + len(list(self.main.iter("form")))

    @property
    def forms(self) -> list[Form]:
        return [_form(element) for element in self.all("form")]

    def faults(self) -> list[str]:
        """What is wrong with the page: what the parser met, and rules of HTML and of ours."""
        return [*self._parsed[1], *self._of_the_whole(), *self._of_names(), *self._of_nesting()]

    def _of_the_whole(self) -> Iterator[str]:
        if not self.tree.get("lang"):
            yield "no language"
        heads = len(list(self.all("h1")))
        if heads != 1:
            yield f"{heads} first headings"
        title = self.tree.find("head/title")
        if title is None or not (title.text or "").strip():
            yield "no title"
        for name, count in Counter(e.get("id") for e in self.tree.iter() if e.get("id")).items():
            if count > 1:
                yield f"id {name} {count} times"
        levels = [int(e.tag[1]) for e in self.all("h1", "h2", "h3", "h4")]
        for before, after in itertools.pairwise(levels):
            if after > before + 1:
                yield f"h{after} right after h{before}"

    def _of_names(self) -> Iterator[str]:
        known = {e.get("id") for e in self.tree.iter()}
        labelled = {e.get("for") for e in self.all("label")}
        for element in self.tree.iter():
            for name in REFERENCES:
                for wanted in element.get(name, "").split():
                    if wanted not in known:
                        yield f"{name} names {wanted}, which is not there"
        for wanted in labelled - known - {None}:
            yield f"a label for {wanted}, which is not there"
        for element in self.all("input", "select", "textarea"):
            if element.get("type") in NOT_TYPED_INTO:
                continue
            inside = any(e.tag == "label" for e in self._above(element))
            if not (inside or element.get("id") in labelled or element.get("aria-label")):
                yield f"{element.tag} {element.get('name')} without a label"
        for element in self.all("a", "button"):
            if not "".join(element.itertext()).strip() and not element.get("aria-label"):
                yield f"{element.tag} {element.attrib} without a name"

    def _of_nesting(self) -> Iterator[str]:
        for element in self.tree.iter():
            tag = element.tag
            if not isinstance(tag, str):
                continue
            inside = [e.tag for e in element.iter() if e is not element]
            for below in set(inside) & set(NEVER_INSIDE.get(tag, ())):
                if (tag, below) != ("label", "label"):
                    yield f"{below} inside {tag}"
            if tag in PHRASING_ONLY:
                for below in set(inside) & set(FLOW):
                    yield f"{below} inside {tag}"
            for child in element:
                if tag in CHILDREN and child.tag not in CHILDREN[tag] and isinstance(child.tag, str):
                    yield f"{child.tag} is no child for {tag}"
            if tag in CHILDREN and (element.text or "").strip():
                yield f"loose text in {tag}"

    def _above(self, element: Element) -> Iterator[Element]:
        while element in self.parents:
            element = self.parents[element]
            yield element

    def strange(self) -> list[str]:
        """Elements and attributes that could run a script, and are not the page's own."""
        found = [f"script {e.get('src')}" for e in self.all("script") if not _own(e)]
        found += [str(tag) for tag in ("iframe", "object", "embed", "base") for _ in self.all(tag)]
        for element in self.tree.iter():
            found += [f"{element.tag} {name}" for name in element.attrib if str(name).startswith("on")]
            if element.get("href", "").strip().lower().startswith(("javascript:", "data:")):
                found.append(f"{element.tag} {element.get('href')}")
        return found


def _own(script: Element) -> bool:
    return script.get("src", "").startswith("/static/") and not (script.text or "").strip()


def _form(element: Element) -> Form:
    fixed: list[tuple[str, str]] = []
    found: dict[str, Any] = {"typed": [], "checks": [], "files": [], "buttons": []}
    radios: dict[str, list[str]] = {}
    for field_ in element.iter():
        name, kind = field_.get("name", ""), field_.get("type", "")
        if field_.tag == "button":
            found["buttons"].append((name, field_.get("value", "")))
        elif field_.tag == "select":
            radios[name] = [option.get("value", "") for option in field_.iter("option")]
        elif field_.tag == "textarea" or (field_.tag == "input" and kind in ("", "text", "search", "date")):
            found["typed"].append(name)
        elif kind == "hidden":
            fixed.append((name, field_.get("value", "")))
        elif kind == "radio":
            radios.setdefault(name, []).append(field_.get("value", ""))
        elif kind == "checkbox" and name:
            found["checks"].append((name, field_.get("value", "on")))
        elif kind == "file":
            found["files"].append(name)
    return Form(
        action=element.get("action", ""),
        method=element.get("method", "get").lower(),
        fixed=tuple(fixed),
        radios={name: tuple(values) for name, values in radios.items()},
        **{name: tuple(values) for name, values in found.items()},
    )
