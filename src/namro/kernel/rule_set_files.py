"""A rule set from its file (TOML, docs/adr/0050): everything that is wrong is said at once, with its line."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from namro.kernel.problems import Problem
from namro.kernel.rule_set_tables import Mistakes, Table
from namro.kernel.rule_sets import (
    READINGS,
    Band,
    Choice,
    ClassRule,
    CountOf,
    Criterion,
    Flag,
    Measure,
    Option,
    RuleSet,
    Scale,
)
from namro.kernel.toml_lines import line_map

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
_SYNTAX_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
YEARS = (((12, 15), (12, 14)), ((1, 1), (12, 31)))
Coded = TypeVar("Coded", Measure, Flag, Option, Choice, Scale, ClassRule, Criterion)


class RuleSetMistakes(ValueError):
    """What a file says is no rule set; `problems` tells all that is wrong, in the order of lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(f"{p.place}: {p.message} {p.remedy}" for p in problems))
        self.problems = tuple(problems)


def read_rule_set(content: bytes, filename: str, *, elements: Collection[str] | None = None) -> RuleSet:
    """elements: codes of the catalogue that formulas may use, None to take any. Raises RuleSetMistakes."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        mistakes = Mistakes(filename, {})
        mistakes.add_at(
            content.count(b"\n", 0, wrong.start) + 1, "Tệp không phải chữ UTF-8.", "Lưu lại tệp với mã hóa UTF-8."
        )
        raise RuleSetMistakes(mistakes.all()) from wrong
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise RuleSetMistakes(_syntax(str(wrong), text, filename)) from wrong
    mistakes = Mistakes(filename, line_map(text))
    found = _File(Table(data, (), mistakes), elements).read(hashlib.sha256(content).hexdigest())
    if problems := mistakes.all():
        raise RuleSetMistakes(problems)
    return found


def _syntax(said: str, text: str, filename: str) -> tuple[Problem, ...]:
    mistakes = Mistakes(filename, {})
    place = _SYNTAX_PLACE.search(said)
    line = int(place[1]) if place else text.count("\n") + 1
    column = f", cột {place[2]}" if place else ""
    mistakes.add_at(
        line,
        f"Không đúng cú pháp TOML từ dòng {line}{column}.",
        "Xem lại dấu bằng, dấu nháy, dấu ngoặc và tên khóa lặp lại ở dòng này hoặc ngay trên đó.",
    )
    return mistakes.all()


class _File:
    def __init__(self, top: Table, elements: Collection[str] | None) -> None:
        self.top = top
        self.elements = elements
        self.measures: dict[str, Measure] = {}
        self.flags: dict[str, Flag] = {}

    def read(self, digest: str) -> RuleSet:
        top = self.top
        code = top.text("code")
        if code and not _CODE.fullmatch(code):
            top.wrong("code", f"Mã «{code}» có chữ không dùng được.", "Chỉ dùng chữ không dấu, số, dấu chấm, gạch.")
        first, last = top.day("valid_from"), top.day("valid_to", needed=False)
        if first and last and last < first:
            top.wrong("valid_to", "Ngày hết hiệu lực trước ngày có hiệu lực.", "Sửa valid_from hoặc valid_to.")
        start, end, article = self._period()
        self.measures = self._unique(top.rows("measures"), self._measure)
        self.flags = self._unique(top.rows("flags", needed=False), self._flag)
        options = tuple(self._unique(top.rows("options", needed=False), self._option).values())
        scales = self._unique(top.rows("scales"), self._scale)
        if scales and "commune" not in scales:
            remedy = 'Thêm [[scales]] với code = "commune".'
            top.mistakes.add(("scales", 0), "Chưa có cấp «commune» (xã, phường, đặc khu).", remedy)
        self._check_counts(scales)
        found = RuleSet(
            code=code,
            number=top.text("number"),
            title=top.text("title"),
            issuer=top.text("issuer"),
            issued_on=top.day("issued_on") or date.min,
            valid_from=first or date.min,
            valid_to=last,
            source=top.text("source"),
            doubts=top.texts("doubts", needed=False),
            period_start=start,
            period_end=end,
            period_article=article,
            measures=self.measures,
            flags=self.flags,
            options=options,
            scales=tuple(scales.values()),
            digest=digest,
        )
        top.done()
        return found

    def _period(self) -> tuple[tuple[int, int], tuple[int, int], str]:
        table = self.top.table("period")
        if table is None:
            return (12, 15), (12, 14), ""
        start, end, article = table.month_day("start"), table.month_day("end"), table.text("article")
        if (start, end) not in YEARS:
            table.wrong("start", "Chưa có kỳ đánh giá như thế.", "Dùng 15/12 – 14/12 hoặc 1/1 – 31/12.")
        table.done()
        return start, end, article

    def _unique(self, rows: Iterable[Table], read: Callable[[Table], Coded]) -> dict[str, Coded]:
        found: dict[str, Coded] = {}
        for row in rows:
            one = read(row)
            row.done()
            if one.code in found:
                row.wrong("code", f"Mã «{one.code}» đã dùng ở trên.", "Đặt mã khác.")
            found[one.code] = one
        return found

    def _measure(self, row: Table) -> Measure:
        counted = row.has("counts_of")
        return Measure(
            code=row.text("code"),
            name=row.text("name"),
            unit=row.text("unit"),
            article=row.text("article", needed=False),
            decimals=row.number("decimals", needed=False),
            formula=None if counted else row.formula("formula", self.elements),
            counts=row.texts("counts", needed=False),
            counts_of=row.text("counts_of") if counted else "",
        )

    def _flag(self, row: Table) -> Flag:
        article = row.text("article", needed=False)
        return Flag(code=row.text("code"), name=row.text("name"), tags=row.texts("tags"), article=article)

    def _option(self, row: Table) -> Option:
        choices: dict[str, Choice] = self._unique(row.rows("choices"), self._choice)
        code, default = row.text("code"), row.text("default")
        if choices and default not in choices:
            row.wrong("default", f"Không có cách đọc «{default}».", f"Dùng một trong: {', '.join(choices)}.")
        if code in READINGS:
            for unknown in choices.keys() - set(READINGS[code]):
                row.wrong(
                    "choices",
                    f"Chương trình không biết cách đọc «{unknown}» của «{code}».",
                    f"Dùng trong số: {', '.join(READINGS[code])}.",
                )
        elif not any(choice.measures for choice in choices.values()):
            row.wrong(
                "code",
                f"Chương trình không biết chỗ để ngỏ «{code}».",
                f"Dùng một trong: {', '.join(READINGS)}; hoặc cho mỗi cách đọc một công thức (measures).",
            )
        name, explanation = row.text("name"), row.text("explanation")
        return Option(code=code, name=name, explanation=explanation, default=default, choices=tuple(choices.values()))

    def _choice(self, row: Table) -> Choice:
        swapped = {}
        if (table := row.table("measures", needed=False)) is not None:
            for code in table.data:
                if code not in self.measures:
                    table.wrong(code, f"Không có đại lượng «{code}».", f"Dùng một trong: {', '.join(self.measures)}.")
                if (formula := table.formula(code, self.elements)) is not None:
                    swapped[code] = formula
        return Choice(code=row.text("code"), name=row.text("name"), meaning=row.text("meaning"), measures=swapped)

    def _scale(self, row: Table) -> Scale:
        classes: dict[str, ClassRule] = self._unique(row.rows("classes"), self._class)
        ordered = tuple(sorted(classes.values(), key=lambda one: -one.rank))
        ranks = [one.rank for one in ordered if not one.drug_free and not one.fallback]
        if len(set(ranks)) < len(ranks):
            row.wrong("classes", "Hai loại có cùng bậc «rank».", "Loại nặng hơn ghi bậc lớn hơn.")
        for what, said in (("drug_free", "phép thử không ma túy"), ("fallback", "loại còn lại")):
            if sum(getattr(one, what) for one in ordered) > 1:
                row.wrong("classes", f"Có hai {said} ({what}) trong một cấp.", "Giữ lại một.")
        for one in ordered:
            self._check_references(row, one, classes)
        return Scale(
            code=row.text("code"),
            name=row.text("name"),
            article=row.text("article"),
            levels=row.texts("levels"),
            classes=ordered,
        )

    def _class(self, row: Table) -> ClassRule:
        criteria: dict[str, Criterion] = self._unique(row.rows("criteria"), self._criterion)
        needed = row.number("min_true")
        if criteria and not 1 <= needed <= len(criteria):
            row.wrong("min_true", f"Cần {needed} tiêu chí mà có {len(criteria)}.", f"Ghi từ 1 đến {len(criteria)}.")
        return ClassRule(
            code=row.text("code"),
            name=row.text("name"),
            article=row.text("article"),
            rank=row.number("rank", needed=not (row.has("drug_free") or row.has("fallback"))),
            min_true=needed,
            criteria=tuple(criteria.values()),
            drug_free=row.truth("drug_free"),
            fallback=row.truth("fallback"),
            gives_way=row.truth("gives_way"),
            higher_counts=row.truth("higher_counts"),
        )

    def _criterion(self, row: Table) -> Criterion:
        kinds = [key for key in ("measure", "any_of", "count_of", "zero") if row.has(key)]
        if len(kinds) > 1 or (not kinds and not row.has("flag")):
            row.wrong(
                "code",
                "Một tiêu chí phải có đúng một trong: measure, any_of, count_of, zero (hoặc chỉ flag).",
                "Giữ lại một cách tính.",
            )
        bands: tuple[Band, ...] = ()
        if "any_of" in kinds:
            bands = tuple(self._band(part) for part in row.rows("any_of"))
        elif "measure" in kinds:
            bands = (self._band(row, alone=False),)
        counting = row.table("count_of") if "count_of" in kinds else None
        return Criterion(
            code=row.text("code"),
            point=row.text("point", needed=False),
            text=row.text("text"),
            article=row.text("article"),
            bands=bands,
            count_of=None if counting is None else self._count_of(counting),
            flag=row.code(self.flags, "cờ", "flag", needed=False),
            zero=row.code(self.measures, "đại lượng", "zero", needed=False),
            exempt=self._exempt(row),
            exact=row.truth("exact"),
        )

    def _exempt(self, row: Table) -> tuple[str, ...]:
        found = row.texts("exempt", needed=False)
        for unknown in set(found) - self.measures.keys():
            row.wrong("exempt", f"Không có đại lượng «{unknown}».", f"Dùng một trong: {', '.join(self.measures)}.")
        return found

    def _band(self, row: Table, *, alone: bool = True) -> Band:
        low, high = row.threshold("at_least"), row.threshold("below")
        if low is None and high is None:
            row.wrong("measure", "Tiêu chí chưa có ngưỡng.", "Ghi at_least (từ …) hoặc below (dưới …), hoặc cả hai.")
        if low is not None and high is not None and high <= low:
            row.wrong("below", "Ngưỡng trên không lớn hơn ngưỡng dưới.", "Sửa at_least hoặc below.")
        band = Band(
            measure=row.code(self.measures, "đại lượng", "measure"),
            per=row.code(self.measures, "đại lượng", "per", needed=False),
            at_least=low,
            below=high,
        )
        if alone:
            row.done()
        return band

    def _count_of(self, row: Table) -> CountOf:
        # Which classes there are is known when the whole scale has been read: _check_references.
        higher = not row.has("or_higher") or row.truth("or_higher")
        found = CountOf(class_code=row.text("class"), min_true=row.number("min_true"), or_higher=higher)
        row.done()
        return found

    def _check_references(self, scale: Table, one: ClassRule, classes: Mapping[str, ClassRule]) -> None:
        place = list(classes).index(one.code)
        for number, criterion in enumerate(one.criteria):
            counted = criterion.count_of
            if counted is not None and counted.class_code and counted.class_code not in classes:
                scale.mistakes.add(
                    (*scale.path, "classes", place, "criteria", number, "count_of"),
                    f"Không có loại «{counted.class_code}».",
                    f"Dùng một trong: {', '.join(classes)}.",
                )

    def _check_counts(self, scales: Mapping[str, Scale]) -> None:
        for number, measure in enumerate(self.measures.values()):
            if not measure.counts_of:
                continue
            path = ("measures", number)
            if (scale := scales.get(measure.counts_of)) is None:
                known = ", ".join(scales)
                self.top.mistakes.add(
                    (*path, "counts_of"), f"Không có cấp «{measure.counts_of}».", f"Dùng một trong: {known}."
                )
                continue
            for unknown in set(measure.counts) - {one.code for one in scale.classes}:
                classes = ", ".join(one.code for one in scale.classes)
                self.top.mistakes.add((*path, "counts"), f"Không có loại «{unknown}».", f"Dùng: {classes}.")
