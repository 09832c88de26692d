"""The vocabularies of the genre: what stands in words/*.toml, with its slots filled."""

import re
import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

WORDS = Path(__file__).parent / "words"
SLOT = re.compile(r"\{n:(\d+)-(\d+)\}")


@cache
def book(name: str) -> dict[str, Any]:
    """One file of vocabulary, by its path without the ending: "common", "topics/ma_tuy"."""
    return tomllib.loads((WORDS / f"{name}.toml").read_text("utf-8"))


@cache
def topics() -> tuple[str, ...]:
    return tuple(sorted(f"topics/{path.stem}" for path in (WORDS / "topics").glob("*.toml")))


def fill(text: str, slots: dict[str, str], rng: Random) -> str:
    """Fills {name} from `slots` and {n:2-9} with a number drawn from that range."""
    text = SLOT.sub(lambda m: str(rng.randint(int(m[1]), int(m[2]))), text)
    for name, value in slots.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    return text[:1].lower() + text[1:]
