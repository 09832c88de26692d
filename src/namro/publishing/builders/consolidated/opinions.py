"""What units wrote, the same words once with all who wrote them, beside the items that they raised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from namro.publishing.builders.consolidated.material import Material
from namro.reporting.difficulty_rules import DifficultyKind, DifficultyState
from namro.reporting.queries import DifficultyLine
from namro.writing import words

_KINDS = {"difficulties": DifficultyKind.DIFFICULTY, "proposals": DifficultyKind.PROPOSAL}
_NAMED = 3


@dataclass(slots=True)
class Opinion:
    """One thing said. items: those of them that somebody has to answer; closed ones are not among them."""

    text: str
    units: list[str] = field(default_factory=list)
    items: list[DifficultyLine] = field(default_factory=list)


def gathered(material: Material, code: str) -> list[Opinion]:
    """What stands under a heading of all reports, and items of that kind: most often said first."""
    found: dict[str, Opinion] = {}
    for text, unit in _written(material, code):
        opinion = found.setdefault(_plain(text), Opinion(text=_one_line(text)))
        if unit not in opinion.units:
            opinion.units.append(unit)
    for line in material.difficulties:
        if line.item.kind == _KINDS.get(code) and line.item.state != DifficultyState.CLOSED:
            opinion = found.setdefault(_plain(line.item.text), Opinion(text=_one_line(line.item.text)))
            opinion.items.append(line)
            if line.unit_name and line.unit_name not in opinion.units:
                opinion.units.append(line.unit_name)
    return sorted(found.values(), key=lambda opinion: -len(opinion.units))


def _written(material: Material, code: str) -> Iterator[tuple[str, str]]:
    for part in material.figures.narratives:
        if part.code == code:
            for unit, text in part.texts:
                yield text, material.unit_name(unit)


def _plain(text: str) -> str:
    """The words alone, so that a full stop or a capital makes no second opinion."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _one_line(text: str) -> str:
    return " ".join(text.split()).rstrip(".;, ")


def some_units(opinion: Opinion) -> str:
    """«Xã A, Xã B và Xã C», «Xã A, Xã B và 12 đơn vị khác»."""
    names = opinion.units
    if len(names) <= _NAMED:
        return words.join_list(names)
    return f"{', '.join(names[: _NAMED - 1])} và {len(names) - _NAMED + 1} đơn vị khác"


def standing(items: Sequence[DifficultyLine]) -> str:
    """«(đã trả lời: …)», «(đã chuyển Sở Y tế)»; "" for what nobody has taken up."""
    said = []
    for line in items:
        if line.item.state == DifficultyState.ANSWERED and line.answer:
            said.append(f"đã trả lời: {_one_line(line.answer)}")
        elif line.item.state == DifficultyState.PASSED_UP:
            said.append(f"đã chuyển {line.item.passed_to or 'cấp trên'} xem xét")
    return f" ({'; '.join(dict.fromkeys(said))})" if said else ""
