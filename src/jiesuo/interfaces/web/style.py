"""The style, carried inside every page, and the mark by which the policy lets it in.

A style of its own address costs a second wait before anything is seen: on a slow line most of a second.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from markupsafe import Markup

FILE = Path(__file__).with_name("page.css")


def _shortened(text: str) -> str:
    """The style without its comments and indents."""
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(line.strip() for line in bare.splitlines() if line.strip())


STYLE = Markup(_shortened(FILE.read_text("utf-8")))
SOURCE = f"'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
"""The style as a source of `style-src` (CSP level 2): no other style is taken."""
