"""The first and the last paragraph."""

from __future__ import annotations

from namro.kernel.times import PeriodKind
from namro.publishing.builders.consolidated.frame import in_sentence, lower_first, plan_name, who_we_are
from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.passage import Writer
from namro.publishing.builders.consolidated.section import Passage
from namro.writing import words


def opening(material: Material) -> Passage:
    """On what authority, for what time: «Căn cứ …; thực hiện Kế hoạch số …, Công an tỉnh … báo cáo … như sau:»."""
    plan, period, writer = material.plan, material.figures.period, Writer()
    bases = "".join(f"{basis}; " for basis in material.bases)
    issued = f" ngày {words.date_short(plan.issued_on)}" if plan.issued_on else ""
    issuer = f" của {_as_named(plan.issuer)}" if plan.issuer else ""
    start = f"Căn cứ {bases}thực hiện" if bases else "Thực hiện"
    writer.say(
        f"{start} {plan_name(plan)}{issued}{issuer} về {lower_first(plan.title)}; {who_we_are(material.sender)} "
        f"báo cáo kết quả thực hiện {in_sentence(period)}{_window(material)} như sau:"
    )
    return writer.passage()


def _as_named(issuer: str) -> str:
    """A name that stands in capitals in a letterhead, as a sentence writes it."""
    return issuer if issuer != issuer.upper() else issuer.capitalize()


def _window(material: Material) -> str:
    """A campaign's name already says its days."""
    period = material.figures.period
    return "" if period.kind is PeriodKind.CAMPAIGN else f" (số liệu {period.in_words})"


def closing(material: Material) -> Passage:
    writer = Writer()
    writer.say(
        f"Trên đây là báo cáo kết quả thực hiện {plan_name(material.plan)} {in_sentence(material.figures.period)} "
        f"của {who_we_are(material.sender)}"
    )
    return writer.passage()
