"""What a person types on the pages of reports: boxes of figures, and the few forms around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.kernel.elements import CellKey, ElementSpec
from namro.kernel.figures import Figure, FigureState, format_number, parse_figure
from namro.kernel.forms import CellSpec, SectionSpec
from namro.kernel.problems import Problem, Severity
from namro.reporting.queries import ReportPage
from namro.reporting.rules import Conflict, Typed, in_words

# «Ô còn trống» is told by the count beside the section, not at every box that one has not come to yet.
SILENT_PROBLEMS = frozenset({"blank"})


def name_of(key: CellKey) -> str:
    """A box's name in the page: codes have no dash, so that two dashes part element and breakdown."""
    return f"{key.element}--{key.breakdown}"


@dataclass(slots=True)
class Typing:
    """What came back from the boxes of a section. texts: as typed; wrong: by box name, a sentence."""

    entries: dict[CellKey, Typed] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    takes_theirs: bool = False


def read_boxes(posted: Mapping[str, str], cells: Iterable[CellSpec], elements: Mapping[str, ElementSpec]) -> Typing:
    """The boxes of a section that were on the page; one that was not is left alone."""
    typing = Typing()
    estimated = "estimated" in posted
    for cell in cells:
        name = name_of(cell.key)
        if reason := posted.get(f"{name}-reason"):
            typing.reasons[str(cell.key)] = reason
        if name not in posted:
            continue
        typing.texts[name] = posted[name]
        choice = posted.get(f"{name}-keep", "")
        if choice == "theirs":
            typing.takes_theirs = True
            continue
        version = choice if choice.isdecimal() else posted.get(f"{name}-version", "0")
        try:
            figure = _figure(posted, name, elements[cell.element].decimals, estimated=estimated)
        except ValueError as problem:
            typing.wrong[name] = str(problem)
        else:
            typing.entries[cell.key] = Typed(figure, int(version) if version.isdecimal() else 0)
    return typing


def _figure(posted: Mapping[str, str], name: str, decimals: int, *, estimated: bool) -> Figure | None:
    match posted.get(f"{name}-state", ""):
        case FigureState.NOT_APPLICABLE:
            return Figure(FigureState.NOT_APPLICABLE)
        case FigureState.NOT_STORED:
            note = " ".join(posted.get(f"{name}-note", "").split())
            if not note:
                raise ValueError(_("Ghi số hồ sơ đang lưu số này."))
            return Figure(FigureState.NOT_STORED, None, note[:300])
    figure = parse_figure(posted[name], decimals)
    return replace(figure, state=FigureState.ESTIMATED) if figure and estimated else figure


def section_rows(
    page: ReportPage, section: SectionSpec, *, editable: bool, typing: Typing | None = None
) -> list[dict[str, Any]]:
    """One row for each box, as the tag figure_field takes it."""
    return [_row(page, cell, editable=editable, typing=typing or Typing()) for cell in section.cells]


def _row(page: ReportPage, cell: CellSpec, *, editable: bool, typing: Typing) -> dict[str, Any]:
    name, element = name_of(cell.key), page.elements[cell.element]
    stored = page.around.values.get(cell.key)
    figure = stored.value if stored else None
    found = problems_at(page, str(cell.key))
    warnings = [p for p in found if p.severity is Severity.WARNING]
    proposed = page.suggestions.get(cell.key)
    before = page.around.history[0].get(cell.key) if page.around.history else None
    wrong = [typing.wrong[name]] if name in typing.wrong else []
    return {
        "name": name,
        "key": cell.key,
        "label": cell.label,
        "unit": element.unit,
        "help": cell.help,
        "part": cell.of_which is not None,
        "text": typing.texts.get(
            name, "" if figure is None or figure.value is None else _text(figure, element.decimals)
        ),
        "state": figure.state if figure else FigureState.REPORTED,
        "note": figure.note if figure else "",
        "states": _states(cell, sensitive=element.sensitive),
        "previous": in_words(before, element.decimals) if before else None,
        "last_year": _told(page.around.last_year.get(cell.key), element.decimals),
        "readonly": not editable or cell.key in page.around.locked,
        "errors": [*wrong, *(p.message for p in found if p.severity is Severity.ERROR)],
        "warnings": [p.message for p in warnings],
        "ask_reason": bool(warnings) and editable,
        "reason": next((r for p in warnings if (r := page.reason(p))), ""),
        "inputmode": "decimal" if element.decimals else "numeric",
        "placeholder": "" if proposed is None else format_number(proposed, element.decimals),
        "version": page.versions.get(cell.key, 0),
        "conflict": _conflict(typing.conflicts.get(name), element.decimals),
        "required": cell.required,
        "is_set": figure is not None,
    }


def _conflict(conflict: Conflict | None, decimals: int) -> dict[str, Any] | None:
    if conflict is None:
        return None
    return {
        "mine": in_words(conflict.mine, decimals),
        "theirs": in_words(conflict.theirs, decimals),
        "by": conflict.theirs_by,
        "version": conflict.version,
    }


def _text(figure: Figure, decimals: int) -> str:
    assert figure.value is not None
    return format_number(figure.value, decimals)


def _told(figure: Figure | None, decimals: int) -> str | None:
    return in_words(figure, decimals) if figure else None


def _states(cell: CellSpec, *, sensitive: bool) -> list[tuple[str, str]]:
    """None but the plain number: no choice is shown."""
    states = [(str(FigureState.REPORTED), _("Ghi số"))]
    if cell.not_applicable:
        states.append((str(FigureState.NOT_APPLICABLE), _("Không áp dụng")))
    if sensitive:
        states.append((str(FigureState.NOT_STORED), _("Không lưu ở đây")))
    return states if len(states) > 1 else []


def problems_at(page: ReportPage, place: str) -> list[Problem]:
    return [p for p in page.problems_by_place.get(place, ()) if p.code not in SILENT_PROBLEMS]


class ForUnitForm(forms.Form):
    """The letter that someone who keys for a unit has before them."""

    source_reference = forms.CharField(
        label=gettext_lazy("Nhập thay theo văn bản"),
        max_length=300,
        help_text=gettext_lazy("Số, ký hiệu, ngày của báo cáo giấy đơn vị đã gửi; ghi vào từng số liệu."),
    )


class DocumentForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("Số, ký hiệu"), max_length=80)
    issued_on = forms.DateField(
        label=gettext_lazy("Ngày ký"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class SignedFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Bản đã ký"),
        help_text=gettext_lazy("PDF, ảnh chụp (JPG, PNG) hoặc DOCX, tối đa 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx"}),
    )


class BaselineForm(forms.Form):
    """The stocks on the eve of a first report, with the document that they come from."""

    def __init__(self, page: ReportPage, day: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys: dict[str, CellKey] = {}
        for key, label in opening_boxes(page):
            name = name_of(key)
            self.keys[name] = key
            self.fields[name] = forms.CharField(
                label=label, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
            )
        self.fields["document"] = forms.CharField(
            label=_("Văn bản làm căn cứ"), max_length=300, help_text=_("Số, ký hiệu, ngày của văn bản có số này.")
        )
        self.decimals = {name: page.elements[key.element].decimals for name, key in self.keys.items()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.figures: dict[CellKey, Figure] = {}
        for name, key in self.keys.items():
            try:
                figure = parse_figure(cleaned.get(name, ""), self.decimals[name])
            except ValueError as problem:
                self.add_error(name, str(problem))
            else:
                if figure is not None:
                    self.figures[key] = figure
        if not self.figures and not self.errors:
            raise forms.ValidationError(_("Chưa ghi số nào."))
        return cleaned


def opening_boxes(page: ReportPage) -> list[tuple[CellKey, str]]:
    """What a form looks up as it stood at the start of its window, with the words for it."""
    asked = {cell.key for derived in page.form.derived for cell in derived.formula.cells() if cell.function == "open"}
    boxes = [
        (c.key, f"{s.title}: {c.label.lower()}")
        for s in page.form.sections
        for c in s.cells
        if c.prefill == "opening_derived"
    ]
    return boxes + [(d.key, d.label) for d in page.form.derived if d.key in asked]
