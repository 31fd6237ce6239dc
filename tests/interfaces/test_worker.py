"""What makes the page installable: manifest, worker, icons and the empty page."""

from __future__ import annotations

import json
import struct

import pytest
from asking_page import Asker

from jiesuo.core.model import Model
from jiesuo.interfaces.web.app import create
from jiesuo.interfaces.web.guard import Guard, names_of
from jiesuo.interfaces.web.site import Site
from jiesuo.services.desk import Desk
from jiesuo.services.intake import Readers
from jiesuo.store.memory import MemoryStore


@pytest.fixture
def asker(known: tuple[Model, Readers]) -> Asker:
    return Asker(Guard(create(Site(Desk(MemoryStore(), *known))), names_of([])))


def test_the_manifest_can_be_installed(asker: Asker) -> None:
    for language in ("en", "zh-Hans", "ja"):
        got = asker.get(f"/{language}/manifest.webmanifest")
        assert got.header("content-type") == "application/manifest+json"
        about = json.loads(got.text)
        assert about["start_url"] == f"/{language}/"
        assert about["lang"] == language
        assert asker.get(about["start_url"]).status == 200
        sizes = set()
        for icon in about["icons"]:
            picture = asker.get(icon["src"])
            assert picture.header("content-type").startswith(icon["type"])
            if icon["type"] == "image/png":
                width, height = struct.unpack(">II", picture.body[16:24])
                assert icon["sizes"] == f"{width}x{height}"
                sizes.add((width, icon.get("purpose", "any")))
        assert {(192, "any"), (512, "any"), (512, "maskable")} <= sizes


def test_the_worker_changes_with_what_it_keeps(asker: Asker) -> None:
    got = asker.get("/worker.js")
    assert got.header("content-type").startswith("text/javascript")
    assert got.header("cache-control") == "no-cache"
    assert "/*" not in got.text
    assert got.text == asker.get("/worker.js").text


def test_the_quiet_page_tells_nothing(asker: Asker) -> None:
    got = asker.get("/quiet")
    assert "jiesuo" not in got.text
    assert "case" not in got.text
