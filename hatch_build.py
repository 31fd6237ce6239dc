"""Puts each pack's compiled file into the wheel, so that an installation starts fast from the first time."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path(__file__).resolve().parent / "src"
sys.path.insert(0, str(SOURCE))

from jiesuo.knowledge.compiled import NAME, compile_pack  # noqa: E402  (only importable with the line above)


class CompilePacks(BuildHookInterface):  # type: ignore[misc, type-arg]
    """Runs for a wheel only; a faulty pack stops the build with all its complaints."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or version == "editable":
            return
        self.drafts = tempfile.TemporaryDirectory()
        for header in sorted(SOURCE.glob("jiesuo/packs/*/pack.yaml")):
            target = (header.parent / NAME).relative_to(SOURCE)
            build_data["force_include"][str(self._compile(header.parent))] = target.as_posix()

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if hasattr(self, "drafts"):
            self.drafts.cleanup()

    def _compile(self, folder: Path) -> Path:
        draft = Path(self.drafts.name) / f"{folder.name}.pack"
        draft.write_bytes(compile_pack(folder))
        return draft
