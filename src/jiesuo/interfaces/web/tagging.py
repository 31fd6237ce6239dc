"""Chinese words within a text in letters say their language, so that they are read aloud as Chinese."""

from __future__ import annotations

import re

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

_CHINESE = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff，。、：；！？“”]*")
WRITTEN_IN_HAN = ("zh-Hans", "ja")
"""Languages whose own words have the same letters: there a mark would say nothing, or something wrong."""


@pass_context
def tagged(context: Context, text: str) -> Markup:
    """A text as HTML, its Chinese words marked where the page is in a language of other letters."""
    safe = escape(text)
    if context["language"] in WRITTEN_IN_HAN:
        return safe
    return Markup(_CHINESE.sub(lambda run: f'<span lang="zh-Hans">{run[0]}</span>', str(safe)))
