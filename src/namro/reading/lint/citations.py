"""Documents cited so that nobody can be sure which one is meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import regex

from namro.kernel.times import short_date
from namro.reading.dates import DAY, day_of
from namro.reading.draft import Item
from namro.reading.lint.findings import Finding, LintContext, Place
from namro.reading.lint.sheet import Sheet, day
from namro.reading.lint.words import say_list, say_some

_LAWS = {"luật", "bộ luật", "pháp lệnh", "hiến pháp"}
_LAW_NUMBER = regex.compile(r"/(?:QH|UBTVQH)\d+$")
_HAS_YEAR = regex.compile(r"/(?:19|20)\d\d/")
_DATE_AFTER = r"[^;.()“”]{0,12}?ngày\s+"


def undated_citations(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """One finding for the file. Laws are cited without number and date (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
    undated = [
        item
        for item in _numbered(sheet)
        if not item.get("date") and not _dates(sheet, item["number"]) and not _is_only_mentioned(sheet, item["number"])
    ]
    if undated:
        names = [f"{item.get('kind') or 'Văn bản'} {item['number']}" for item in undated]
        yield Finding(
            "citation_without_date",
            sheet.place_of(undated[0]),
            f"Viện dẫn không ghi ngày ban hành: {say_some(names)}.",
            "Ghi ngày ban hành ở lần viện dẫn đầu tiên.",
        )


def _is_only_mentioned(sheet: Sheet, number: str) -> bool:
    """Named inside the title of what amends it, or as the paper that this very annex belongs to."""
    mention = regex.compile(rf"(?:sửa đổi|bổ sung|thay thế|một số điều|kèm)[^;.]{{0,60}}{regex.escape(number)}")
    return any(mention.search(line.text) for line in sheet.lines if number in line.text)


def later_citations(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """A document cited that is younger than the plan."""
    for citation in _numbered(sheet):
        written = day(citation.get("date"))
        if written and sheet.issued_on and written > sheet.issued_on:
            yield Finding(
                "citation_after_issue",
                sheet.place_of(citation),
                f"{citation.get('kind') or 'Văn bản'} {citation['number']} ghi ngày {short_date(written)}, "
                f"sau ngày ban hành văn bản này ({short_date(sheet.issued_on)}).",
                "Kiểm tra lại ngày của văn bản viện dẫn và ngày ký.",
            )


def twice_dated_citations(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """The same number with two dates. Numbers begin anew each year, so that other years may be other documents."""
    for citation in _numbered(sheet):
        found = _dates(sheet, citation["number"])
        written = day(citation.get("date"))
        if written:
            found.setdefault(written, sheet.place_of(citation))
        days = sorted(found)
        if len(days) > 1 and _is_one_document(citation["number"], days):
            yield Finding(
                "citation_with_two_dates",
                max(found.values(), key=lambda place: place.start),
                f"{citation.get('kind') or 'Văn bản'} {citation['number']} được ghi hai ngày khác nhau: "
                f"{say_list([short_date(each) for each in days])}.",
                "Tra văn bản gốc, sửa cho thống nhất.",
            )


def _numbered(sheet: Sheet) -> list[Item]:
    """Citations that must carry a date, without the numbers of the papers in the file themselves."""
    own = {header.get("number") for header in sheet.headers.values()}
    return [
        item
        for item in sheet.items("citations")
        if item.get("number") and item["number"] not in own and not _is_law(item)
    ]


def _is_law(item: Item) -> bool:
    kind = (item.get("kind") or "").lower()
    return kind in _LAWS or (not kind and bool(_LAW_NUMBER.search(item["number"])))


def _dates(sheet: Sheet, number: str) -> dict[date, Place]:
    """Every date that follows the number somewhere in the text, with the place where it does first."""
    pattern = regex.compile(
        rf"(?<![\d/]){regex.escape(number)}(?![\p{{L}}\d/]){_DATE_AFTER}(?P<day>{DAY.pattern})", DAY.flags
    )
    found: dict[date, Place] = {}
    for line in sheet.lines:
        if number not in line.text:
            continue
        for match in pattern.finditer(line.text, timeout=5):
            written = DAY.search(match["day"])
            value = day_of(written) if written else None
            if value:
                found.setdefault(value, line.place(match.start(), match.end()))
    return found


def _is_one_document(number: str, days: list[date]) -> bool:
    first, *others = days
    return bool(_HAS_YEAR.search(number)) or any(
        other.year == first.year or (other.month, other.day) == (first.month, first.day) for other in others
    )
