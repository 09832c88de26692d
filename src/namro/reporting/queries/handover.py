"""What is open at a unit, in words: what an officer hands over to who comes after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from namro.catalogue import queries as catalogue
from namro.kernel.figures import FigureState
from namro.organisations import access
from namro.organisations.models import Person, RoleAssignment
from namro.organisations.rules import Permission
from namro.plans.models import Draft
from namro.plans.rules import DraftState
from namro.reporting.models import DutyHandover, Figure, FigureRequest, FigureRevision, Report
from namro.reporting.queries.corrections import corrected_under, value_of
from namro.reporting.queries.lists import ReportLine, report_lines, waiting_for_review
from namro.reporting.queries.page import ReportPage, report_page, reports
from namro.reporting.queries.remarks import remarks_of
from namro.reporting.rules import OPEN_STATES, EntrySource, ReportState, in_words
from namro.reporting.stored import period_of
from namro.writing.words import date_short

Section = dict[str, object]
SHOWN = 30
COMING = 4
PAPERS = 6


def handovers_at(units: Iterable[int]) -> list[DutyHandover]:
    return list(DutyHandover.objects.filter(unit__in=list(units)).select_related("giver", "by", "received_by", "unit"))


def givers_at(unit: int, on: date) -> list[Person]:
    """Whoever holds or held a role at a unit, those of today first."""
    held = RoleAssignment.objects.filter(unit=unit, valid__startswith__lte=on).select_related("person")
    order = sorted(held, key=lambda a: (not (a.valid.upper is None or a.valid.upper > on), a.person.full_name))
    return list(dict.fromkeys(a.person for a in order))


def open_matters(unit: int, *, giver: Person, on: date) -> list[Section]:
    """Sections with a title and lines in words; a section without lines is left out."""
    lines = report_lines(Report.objects.filter(unit=unit), on)
    begun = [line for line in lines if line.is_open and (line.has_begun or line.period.start <= on)]
    pages = {r.pk: report_page(r) for r in reports().filter(pk__in=[line.id for line in begun])}
    found = [
        (_("Báo cáo phải làm"), [_due(line, pages[line.id]) for line in begun]),
        (_("Nhận xét chưa trả lời"), [said for page in pages.values() for said in _unanswered(page)]),
        (_("Đã gửi, chờ tiếp nhận"), [_line(line) for line in lines if line.state is ReportState.SUBMITTED]),
        (_("Kỳ sắp tới"), [_line(line) for line in lines if line.is_open and line not in begun][:COMING]),
        (_("Số ước phải chốt thật"), list(_estimates(unit))),
        (_("Số đầu kỳ lấy từ đâu"), list(_openings(begun, pages))),
        (_("Số dựa vào đã đính chính, chưa ghi nhận"), list(_stale(unit))),
        (_("Văn bản gần đây"), list(_papers(unit))),
        (_("Người cùng làm"), list(_people(unit, giver, on))),
        *_of_the_whole(giver, on),
    ]
    return [{"title": title, "lines": said[:SHOWN]} for title, said in found if said]


def _line(line: ReportLine) -> str:
    return _("%(period)s: %(title)s, hạn %(due)s") % {
        "period": line.period.label,
        "title": line.title,
        "due": date_short(line.due_on),
    }


def _due(line: ReportLine, page: ReportPage) -> str:
    parts = [_line(line)]
    if line.state is ReportState.RETURNED:
        parts.append(_("bị trả lại: %(said)s") % {"said": page.steps[-1].comment})
    elif line.standing == "overdue":
        parts.append(_("đã quá hạn"))
    if page.form.sections:
        parts.append(_("xong %(done)d/%(all)d mục") % {"done": page.done, "all": len(page.form.sections)})
    if page.report.document_number:
        parts.append(_("bản ký số %(number)s") % {"number": page.report.document_number})
    return "; ".join(parts)


def _unanswered(page: ReportPage) -> Iterator[str]:
    for remark in remarks_of(page):
        if not remark.is_answered and page.state in OPEN_STATES:
            yield f"{page.period.label}, {remark.label}: {remark.text}"


def _estimates(unit: int) -> Iterator[str]:
    elements = catalogue.elements()
    found = Figure.objects.filter(unit=unit, supplier=unit, state=FigureState.ESTIMATED).select_related("element")
    for figure in found.order_by("window_end", "element__code"):
        element = elements[figure.element.code]
        yield f"{element.name}: {in_words(value_of(figure.revision), element.decimals)}, " + _("kỳ đến %(day)s") % {
            "day": date_short(figure.window_end)
        }


def _openings(begun: Iterable[ReportLine], pages: dict[int, ReportPage]) -> Iterator[str]:
    """For the reports that are worked on: each opening figure and the report or document that it comes from."""
    told: set[str] = set()
    for line in begun:
        page = pages[line.id]
        from_ = {key: e for key, e in page.around.opening_from.items() if key in page.openings_used}
        revisions = FigureRevision.objects.filter(pk__in=[e.revision for e in from_.values()]).select_related("report")
        by_id = {revision.pk: revision for revision in revisions}
        for key, entry in sorted(from_.items()):
            element = page.elements[key.element]
            said = f"{element.name}: {in_words(entry.value, element.decimals)} ({_origin(by_id[entry.revision])})"
            if said not in told:
                told.add(said)
                yield said


def _origin(revision: FigureRevision) -> str:
    day = date_short(revision.window_end)
    if revision.source == EntrySource.BASELINE:
        return _("số gốc đến %(day)s, theo %(document)s") % {"day": day, "document": revision.source_reference}
    number = revision.report.document_number if revision.report else ""
    if number:
        return _("báo cáo kỳ đến %(day)s, số %(number)s") % {"day": day, "number": number}
    return _("báo cáo kỳ đến %(day)s") % {"day": day}


def _stale(unit: int) -> Iterator[str]:
    for report in reports().filter(unit=unit, state__in=[ReportState.SUBMITTED, ReportState.ACCEPTED]):
        for figure in corrected_under(report).waiting:
            yield f"{period_of(report).label}, {figure.name}: {figure.before} → {figure.after}"


def _papers(unit: int) -> Iterator[str]:
    sent = reports().filter(unit=unit).exclude(document_number="").order_by("-document_date")[:PAPERS]
    for report in sent:
        day = date_short(report.document_date) if report.document_date else "–"
        yield _("Báo cáo số %(number)s ngày %(day)s (%(period)s)") % {
            "number": report.document_number,
            "day": day,
            "period": period_of(report).label,
        }


def _people(unit: int, giver: Person, on: date) -> Iterator[str]:
    held = RoleAssignment.objects.filter(unit=unit, valid__contains=on).exclude(person=giver).select_related("person")
    for person in dict.fromkeys(a.person for a in held.order_by("person__full_name")):
        owners = sorted({a.section_owner for a in held if a.person_id == person.pk and a.section_owner})
        yield ", ".join(filter(None, [person.full_name, person.position, *owners]))


def _of_the_whole(giver: Person, on: date) -> Iterator[tuple[str, list[str]]]:
    """What waits for whoever receives the reports of others."""
    reviewed = access.units_for(giver, Permission.REPORT_REVIEW, on=on)
    if not reviewed:
        return
    waiting = waiting_for_review(reviewed, on=on)
    yield _("Báo cáo các đơn vị gửi, chờ tiếp nhận"), [f"{line.unit_name}: {_line(line)}" for line in waiting]
    returned = report_lines(Report.objects.filter(unit__in=list(reviewed), state=ReportState.RETURNED), on)
    yield _("Đã trả lại, chưa gửi lại"), [f"{line.unit_name}: {_line(line)}" for line in returned]
    drafts = Draft.objects.filter(state=DraftState.OPEN, document__owner__in=list(reviewed)).select_related("document")
    yield _("Kế hoạch đang đọc"), [draft.document.filename for draft in drafts]
    asked = FigureRequest.objects.filter(closed_at=None, rule__receiver__in=list(reviewed)).select_related("rule")
    yield _("Yêu cầu đột xuất đang mở"), [_asked(request) for request in asked]


def _asked(request: FigureRequest) -> str:
    due = timezone.localtime(request.due_at)
    n = request.rule.reports.exclude(state__in=[ReportState.SUBMITTED, ReportState.ACCEPTED]).count()
    left = ngettext("còn %(n)d đơn vị", "còn %(n)d đơn vị", n) % {"n": n}
    return f"{request.rule.title}, {due:%H:%M} {date_short(due.date())}, {left}"
