"""What the parts must agree on."""

import os
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

from django.apps import apps
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NAMRO_SECRET_KEY": "only-for-checks"}
    return subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True)


def test_imports_go_downward_only() -> None:
    done = run("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_migration_is_missing() -> None:
    done = run("-m", "namro.config.program", "makemigrations", "--check", "--dry-run")
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_installed_is_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = map(Requirement, [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]])
    assert not [str(one) for one in asked if version(one.name) not in one.specifier]


def test_the_glossary_names_every_model() -> None:
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    models = [model for model in apps.get_models() if model.__module__.startswith("namro.")]
    assert models
    assert not [model.__name__ for model in models if f"`{model.__name__}`" not in glossary]
