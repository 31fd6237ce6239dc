"""A built wheel carries each pack's compiled file, and it fits the sources beside it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from jiesuo.knowledge import compiled

ROOT = Path(__file__).parents[2]
pytest.importorskip("hatchling", reason="the build backend is part of the dev extra")


@pytest.fixture
def project(tmp_path: Path, pack_folder: Path) -> Path:
    """The project as it would be built, with the minimal pack as its only one."""
    project = tmp_path / "project"
    ignored = shutil.ignore_patterns("packs", "__pycache__")
    shutil.copytree(ROOT / "src" / "jiesuo", project / "src" / "jiesuo", ignore=ignored)
    shutil.copytree(pack_folder, project / "src" / "jiesuo" / "packs" / "minimal")
    for name in ("pyproject.toml", "hatch_build.py", "LICENSE"):
        shutil.copy(ROOT / name, project)
    (project / "README.md").write_text("A project to build.\n")
    return project


def _build(project: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, timeout=120)


def test_the_wheel_opens_its_pack_without_compiling(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = _build(project)
    assert built.returncode == 0, built.stderr
    (wheel,) = (project / "dist").glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    monkeypatch.setattr(compiled, "_load", None)
    pack = compiled.open_pack(tmp_path / "installed" / "jiesuo" / "packs" / "minimal")
    assert pack.header.id == "minimal"


def test_a_faulty_pack_stops_the_build_with_its_complaints(project: Path) -> None:
    header = project / "src" / "jiesuo" / "packs" / "minimal" / "pack.yaml"
    header.write_text(header.read_text().replace("prior_sum: 0.3", "prior_sum: 3"))
    built = _build(project)
    assert built.returncode != 0
    assert "pack.yaml:6: prior_sum" in built.stdout + built.stderr
