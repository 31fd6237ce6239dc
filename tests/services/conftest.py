from __future__ import annotations

import pytest

from jiesuo.core.model import Model, build
from jiesuo.knowledge import catalog
from jiesuo.services.intake import Readers, readers_of


@pytest.fixture(scope="session")
def model() -> Model:
    return build(catalog.open_by_id())


@pytest.fixture(scope="session")
def readers(model: Model) -> Readers:
    return readers_of(model.pack, catalog.find().folder)
