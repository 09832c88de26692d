"""The usual paths of targets, from dated data."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from functools import cache
from importlib.resources import files

from namro.kernel.paths import Pace


@cache
def paces() -> tuple[Pace, ...]:
    """ValueError for a file that does not give four shares for each kind."""
    found = tomllib.loads(files("namro.plans").joinpath("data/paths.toml").read_text(encoding="utf-8"))
    return tuple(_pace(entry) for entry in found["paths"])


def _pace(entry: dict[str, object]) -> Pace:
    shares = entry["shares"]
    if not isinstance(shares, list) or len(shares) != 4:
        raise ValueError(f"Lộ trình «{entry.get('kind')}» phải có bốn phần trăm, mỗi quý một số.")
    return Pace(
        kind=str(entry["kind"]),
        shares=tuple(Fraction(str(share)) for share in shares),
        at_once=bool(entry.get("at_once")),
        valid_from=entry["valid_from"],  # type: ignore[arg-type]
        source=str(entry["source"]),
    )
