"""Chapter IV: difficulties and proposals of units, each said once with all who raise it and what became of it."""

from __future__ import annotations

from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.opinions import gathered, some_units, standing
from namro.publishing.builders.consolidated.passage import Writer
from namro.publishing.builders.consolidated.section import Passage

LISTED = 16


def obstacles(material: Material) -> Passage:
    return _said(material, "difficulties", "khó khăn, vướng mắc")


def proposals(material: Material) -> Passage:
    return _said(material, "proposals", "kiến nghị, đề xuất")


def _said(material: Material, code: str, what: str) -> Passage:
    writer = Writer()
    opinions = gathered(material, code)
    if not opinions:
        writer.say(f"Các đơn vị đã báo cáo không nêu {what}.")
        return writer.passage()
    said = [f"{some_units(o)}: {o.text}{standing(o.items)}" for o in opinions[:LISTED]]
    for text in said:
        writer.count(what.capitalize(), text)
    writer.list(said)
    rest = opinions[LISTED:]
    if rest:
        text = f"Ngoài ra còn {len(rest)} ý kiến khác của các đơn vị."
        writer.count(what.capitalize(), text)
        writer.say(text)
    return writer.passage()
