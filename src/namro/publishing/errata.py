"""Putting right a report that has gone out: which printed figures changed, and the letter that says so."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations.models import Person
from namro.publishing.actions import freeze
from namro.publishing.builders import consolidated
from namro.publishing.builders.erratum import Corrected, CorrectedFigure, build_erratum
from namro.publishing.gathering import gather
from namro.publishing.lines import Line
from namro.publishing.models import Publication, PublicationKind
from namro.publishing.queries import changed_lines
from namro.publishing.rules import ReportLetterhead
from namro.reporting.queries import period_of_plan
from namro.writing.model import OfficialDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Erratum:
    """What an erratum made on a day would say. report: the same report as it would be printed on that day."""

    figures: tuple[CorrectedFigure, ...]
    lines: tuple[Line, ...]
    report: OfficialDocument


def number_and_day(publication: Publication) -> tuple[str, date] | None:
    """As the clerk gave them; None while nobody has recorded them."""
    signed = getattr(publication, "signed", None) or publication.sent_up
    return (signed.document_number, signed.document_date) if signed else None


def erratum_of(publication: Publication, *, on: date) -> Erratum:
    """The printed figures of which an entry was corrected since and that would be printed otherwise today."""
    draft, code = publication.draft, publication.period_code
    material = gather(
        plan=publication.plan,
        period_code=code,
        on=on,
        letterhead=ReportLetterhead(draft.letterhead) if draft else ReportLetterhead.POLICE,
        include_submitted=draft.include_submitted if draft else False,
    )
    parts = consolidated.sections(material)
    own_words = {code: own["text"] for code, own in publication.own_words.items()}
    now = {(line.place, line.label): line for line in consolidated.printed_lines(parts, own_words)}
    said = _said_since(publication)
    figures, lines = [], []
    for number in sorted(changed_lines(publication)):
        printed = publication.lines[number]
        key = (printed["place"], printed["label"])
        before, today = said.get(key, printed["value"]), now.get(key)
        if today is not None and today.value != before:
            figures.append(CorrectedFigure(place=key[0], label=key[1], old=before, new=today.value))
            lines.append(replace(today, place=f"Đính chính {key[0][:1].lower()}{key[0][1:]}", note=f"trước: {before}"))
    report = consolidated.assemble(parts, own_words, material=material)
    return Erratum(figures=tuple(figures), lines=tuple(lines), report=report)


def _said_since(publication: Publication) -> dict[tuple[str, str], str]:
    """What earlier errata have already put right."""
    return {
        (one["place"], one["label"]): one["new"]
        for erratum in publication.errata.order_by("at")
        for one in erratum.corrections
    }


@transaction.atomic
def publish_erratum(*, by: Person, at: datetime, publication: Publication, reason: str) -> Publication:
    """Freeze the letter that puts a report right. The report stays as it went out and points to the letter.

    Raises Refused where the report has no number yet (then a new draft is enough) and where no figure differs.
    """
    found = Publication.objects.select_for_update(of=("self",)).defer("content").get(pk=publication.pk)
    registered = number_and_day(found)
    if found.kind != PublicationKind.CONSOLIDATED_REPORT:
        raise Refused("not-a-report", "Chỉ lập đính chính cho báo cáo tổng hợp.")
    if registered is None:
        raise Refused(
            "not-signed", "Báo cáo chưa ghi số, ngày nên chưa gửi đi: lập lại báo cáo, không cần văn bản đính chính."
        )
    if not reason.strip():
        raise Refused("reason", "Ghi lý do đính chính; lý do được in trong công văn.")
    on = timezone.localdate(at)
    erratum = erratum_of(found, on=on)
    if not erratum.figures:
        raise Refused("nothing-changed", "Không số nào đã in khác với số hiện nay, nên không có gì để đính chính.")
    about = Corrected(
        report=erratum.report,
        number=registered[0],
        day=registered[1],
        reason=reason.strip(),
        figures=erratum.figures,
    )
    return freeze(
        by=by,
        at=at,
        kind=PublicationKind.ERRATUM,
        plan=found.plan,
        unit=found.unit,
        title=f"Công văn đính chính số liệu Báo cáo số {registered[0]}",
        filename=f"dinh-chinh-{found.period_code}.docx",
        document=build_erratum(about, on=on),
        lines=erratum.lines,
        corrects=found,
        corrections=[asdict(figure) for figure in erratum.figures],
        period=period_of_plan(found.plan, found.period_code),
    )
