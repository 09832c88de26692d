"""A form as a workbook: one sheet a form, only the boxes to be filled unlocked, last time's figures beside them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from namro.kernel.elements import CellKey, ElementSpec
from namro.kernel.figures import Figure, FigureState
from namro.kernel.form_sheets import (
    CODE_KEY,
    HIDDEN_SHEET,
    LAYOUT,
    LETTER_KEY,
    STATE_WORDS,
    TOKEN_PIECE,
    Column,
    box_key,
    words_key,
)
from namro.kernel.forms import CellSpec, FormSpec, Prefill, SectionSpec
from namro.writing.sheet_formulas import check_formulas
from namro.writing.sheet_looks import (
    FONT,
    HEAD_ROWS,
    HEADINGS,
    LINE,
    LOOKS,
    ONE_LINE,
    WIDTHS,
    amount_rule,
    state_rule,
    words_rule,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSheet:
    """One report as it is to be filled. token, code: see kernel.form_sheets.

    texts: words by narrative. locked: boxes that are shown and not asked. letter: whether the sheet asks for the
    unit's letter, as it does of whoever types for a unit.
    """

    form: FormSpec
    elements: Mapping[str, ElementSpec]
    unit: str
    plan: str
    period: str
    days: str
    due: str
    code: str
    token: str
    values: Mapping[CellKey, Figure] = field(default_factory=dict)
    opening: Mapping[CellKey, Figure] = field(default_factory=dict)
    previous: Mapping[CellKey, Figure] = field(default_factory=dict)
    last_year: Mapping[CellKey, Figure] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    locked: frozenset[CellKey] = frozenset()
    demonstration: bool = False


def render_forms(sheets: Sequence[FormSheet], *, at: datetime) -> bytes:
    """The file of one unit; the same sheets and instant give the same bytes."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": sheets[0].form.title if sheets else "", "created": at.replace(tzinfo=None)})
    looks = {name: book.add_format({"font_name": FONT, "font_size": 11, **look}) for name, look in LOOKS.items()}
    names: set[str] = set()
    for sheet in sheets:
        page = book.add_worksheet(_sheet_name(sheet.form.code, names))
        _Writer(book, page, looks, sheet).write()
    _hide_tokens(book, sheets)
    book.close()
    return stream.getvalue()


def _sheet_name(code: str, taken: set[str]) -> str:
    """At most 31 letters without the signs that Excel forbids, each name once."""
    base = re.sub(r"[\[\]:*?/\\']", " ", code).strip()[:27] or "Biểu"
    name = next(n for n in (base, *(f"{base} ({i})" for i in range(2, 1000))) if n.lower() not in taken)
    taken.add(name.lower())
    return name


def _hide_tokens(book: Workbook, sheets: Iterable[FormSheet]) -> None:
    page = book.add_worksheet(HIDDEN_SHEET)
    page.write_string(0, 0, LAYOUT)
    for row, sheet in enumerate(sheets, start=1):
        page.write_string(row, 0, sheet.code)
        for n, start in enumerate(range(0, len(sheet.token), TOKEN_PIECE), start=1):
            page.write_string(row, n, sheet.token[start : start + TOKEN_PIECE])
    page.protect()
    page.very_hidden()


class _Writer:
    """Writes one sheet from top to bottom; `row` is the next free one, counted from 0 as xlsxwriter does."""

    def __init__(self, book: Workbook, page: Worksheet, looks: Mapping[str, Format], sheet: FormSheet) -> None:
        self.book, self.page, self.looks, self.sheet = book, page, looks, sheet
        self.row = 0
        self.rows: dict[CellKey, int] = {}
        self.openings: dict[CellKey, int] = {}
        self._numbers: dict[tuple[str, int], Format] = {}

    def write(self) -> None:
        self._set_up()
        self._head()
        asked = self._asked_openings()
        for section in self.sheet.form.sections:
            self._section(section)
        self._computed_openings(asked - self.openings.keys())
        self._checks()
        self._words()

    def _set_up(self) -> None:
        page = self.page
        for column, width in WIDTHS.items():
            options = {"hidden": True} if column == Column.KEY else {}
            page.set_column(column, column, width, None, options)
        page.protect("", {"format_columns": True, "format_rows": True})
        page.set_landscape()
        page.set_paper(9)
        page.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.5)
        page.fit_to_pages(1, 0)
        page.repeat_rows(HEAD_ROWS - 1)
        page.freeze_panes(HEAD_ROWS, Column.AMOUNT)
        page.set_footer(f"&L{self.sheet.code}&RTrang &P/&N")
        page.hide_gridlines(2)

    def _head(self) -> None:
        sheet = self.sheet
        title = f"{sheet.form.title} (SỐ LIỆU MINH HỌA)" if sheet.demonstration else sheet.form.title
        lines = [
            ("title", title),
            ("about", f"{sheet.unit} · {sheet.period} ({sheet.days}) · Hạn gửi: {sheet.due}"),
            ("about", sheet.plan),
        ]
        for look, text in lines:
            self.page.write_string(self.row, Column.NUMBER, text, self.looks[look])
            self.row += 1
        self._labelled(CODE_KEY, "Mã tệp (không sửa)", sheet.code, "code")
        self._labelled(LETTER_KEY, "Văn bản của đơn vị (chỉ ghi khi nhập thay): số, ký hiệu, ngày", "", "words")
        guide = (
            "Ghi vào ô vàng. Không phát sinh thì ghi 0; để trống là chưa có số. Không ghi họ tên, năm sinh, địa chỉ."
        )
        self.page.write_string(self.row, Column.NUMBER, guide, self.looks["help"])
        self.row += 1
        for column, heading in HEADINGS.items():
            self.page.write_string(self.row, column, heading, self.looks["heading"])
        self.page.set_row(self.row, 46)
        self.row += 1

    def _labelled(self, key: str, label: str, value: str, look: str) -> None:
        page, row = self.page, self.row
        page.write_string(row, Column.KEY, key, self.looks["key"])
        page.write_string(row, Column.LABEL, label, self.looks["about"])
        page.merge_range(row, Column.AMOUNT, row, Column.NOTE, value, self.looks[look])
        self.row += 1

    def _asked_openings(self) -> set[CellKey]:
        """What the rules and computed elements of the form look up as it stood at the start."""
        form = self.sheet.form
        computed = {c.key for d in form.derived for c in d.formula.cells() if c.function == "open"}
        return computed & self.sheet.opening.keys()

    def _section(self, section: SectionSpec) -> None:
        self._band(f"{section.code}. {section.title}" + (f" ({section.owner})" if section.owner else ""))
        for number, cell in enumerate(section.cells, start=1):
            if cell.prefill is Prefill.OPENING_DERIVED and (opening := self.sheet.opening.get(cell.key)):
                self._opening(cell.key, "Đầu kỳ (số cuối kỳ trước đã duyệt)", opening)
            self._box(number, cell)

    def _band(self, text: str) -> None:
        self.page.merge_range(self.row, Column.NUMBER, self.row, Column.REASON, text, self.looks["section"])
        self.page.set_row(self.row, LINE + 3)
        self.row += 1

    def _computed_openings(self, keys: set[CellKey]) -> None:
        """Openings that belong to no box: shown, since identities stand on them."""
        labels = {d.key: d.label for d in self.sheet.form.derived}
        if keys:
            self._band("Số đầu kỳ khác (máy điền)")
        for key in sorted(keys):
            self._opening(key, labels.get(key, str(key)), self.sheet.opening[key])

    def _opening(self, key: CellKey, label: str, figure: Figure) -> None:
        self._plain_row(label, self.sheet.elements[key.element].unit, "opening")
        self._figure(Column.AMOUNT, figure, self.sheet.elements[key.element].decimals)
        self.openings[key] = self.row
        self.row += 1

    def _plain_row(self, label: str, unit: str, look: str) -> None:
        for column in Column:
            if column != Column.KEY:
                self.page.write_blank(self.row, column, None, self.looks["plain"])
        self.page.write_string(self.row, Column.LABEL, label, self.looks[look])
        self.page.write_string(self.row, Column.UNIT, unit, self.looks["middle"])
        self.page.set_row(self.row, LINE * (1 + len(label) // ONE_LINE))

    def _box(self, number: int, cell: CellSpec) -> None:
        page, element = self.page, self.sheet.elements[cell.element]
        self._plain_row(cell.label, element.unit, "part" if cell.of_which else "plain")
        page.write_string(self.row, Column.KEY, box_key(cell.key), self.looks["key"])
        page.write_number(self.row, Column.NUMBER, number, self.looks["middle"])
        for column, figures in ((Column.PREVIOUS, self.sheet.previous), (Column.LAST_YEAR, self.sheet.last_year)):
            if cell.key in figures:
                self._figure(column, figures[cell.key], element.decimals)
        if cell.key in self.sheet.locked:
            if cell.key in self.sheet.values:
                self._figure(Column.AMOUNT, self.sheet.values[cell.key], element.decimals)
        else:
            self._asked(cell, element)
        self.rows[cell.key] = self.row
        self.row += 1

    def _asked(self, cell: CellSpec, element: ElementSpec) -> None:
        page, figure = self.page, self.sheet.values.get(cell.key)
        amount = self._number_look("input", element.decimals)
        if figure is not None and figure.value is not None:
            page.write_number(self.row, Column.AMOUNT, float(figure.value), amount)
        else:
            page.write_blank(self.row, Column.AMOUNT, None, amount)
        state = figure.state if figure else FigureState.REPORTED
        page.write_string(self.row, Column.STATE, STATE_WORDS[state], self.looks["choice"])
        if element.sensitive:
            page.write_string(self.row, Column.NOTE, figure.note if figure else "", self.looks["input"])
        page.write_blank(self.row, Column.REASON, None, self.looks["reason"])
        page.data_validation(self.row, Column.AMOUNT, self.row, Column.AMOUNT, amount_rule(cell, element))
        page.data_validation(self.row, Column.STATE, self.row, Column.STATE, state_rule(cell, element))

    def _number_look(self, look: str, decimals: int) -> Format:
        if (look, decimals) not in self._numbers:
            places = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
            about = {"font_name": FONT, "font_size": 11, **LOOKS[look], "num_format": places, "align": "right"}
            self._numbers[look, decimals] = self.book.add_format(about)
        return self._numbers[look, decimals]

    def _figure(self, column: Column, figure: Figure, decimals: int) -> None:
        """A locked figure: its number, or the words for it."""
        if figure.value is not None and figure.state is FigureState.REPORTED:
            self.page.write_number(self.row, column, float(figure.value), self._number_look("shown", decimals))
        elif figure.value is not None:
            self.page.write_string(self.row, column, f"ước {_plain(figure.value)}", self.looks["shown"])
        else:
            self.page.write_string(self.row, column, STATE_WORDS[figure.state], self.looks["shown"])

    def _checks(self) -> None:
        for key, formula in check_formulas(self.sheet.form, self.rows, self.openings).items():
            self.page.write_formula(self.rows[key], Column.CHECK, formula, self.looks["check"], "")
        wrong = {"type": "text", "criteria": "begins with", "value": "Sai", "format": self.looks["wrong"]}
        self.page.conditional_format(HEAD_ROWS, Column.CHECK, self.row, Column.CHECK, wrong)

    def _words(self) -> None:
        if self.sheet.form.narratives:
            self._band("Phần lời")
        for narrative in self.sheet.form.narratives:
            page, row, most = self.page, self.row, narrative.max_length
            page.write_string(row, Column.KEY, words_key(narrative.code), self.looks["key"])
            label = f"{narrative.label} (tối đa {most} ký tự)"
            page.merge_range(row, Column.NUMBER, row, Column.UNIT, label, self.looks["plain"])
            text = self.sheet.texts.get(narrative.code, "")
            page.merge_range(row, Column.AMOUNT, row, Column.REASON, text, self.looks["words"])
            page.set_row(row, 90)
            page.data_validation(row, Column.AMOUNT, row, Column.AMOUNT, words_rule(most))
            self.row += 1


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")
