"""Abbreviations that official texts use without explaining them (data/short_forms.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files("namro.reading.lint") / "data" / "short_forms.toml").read_text("utf-8"))


def long_form(short: str) -> str:
    """What the abbreviation of a body stands for; the word itself where it is none."""
    return str(_data()["bodies"].get(short, short))


@cache
def needs_no_declaration() -> frozenset[str]:
    return frozenset({*_data()["bodies"], *_data()["words"]["known"]})
