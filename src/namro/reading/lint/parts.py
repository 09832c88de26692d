"""The paper as a whole: parts that stand twice, parts that are missing, papers that do not belong to it."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from namro.kernel.problems import Severity
from namro.kernel.times import short_date
from namro.reading.dates import DAY, day_of
from namro.reading.draft import Item, LeftOut
from namro.reading.lint.findings import Finding, LintContext, Place
from namro.reading.lint.sheet import Line, Sheet, day
from namro.reading.lint.words import say_list

_ATTACHED_TO = regex.compile(
    rf"kèm theo (?P<kind>[\p{{Lu}}][\p{{L}} ]{{3,15}}?) số:?\s*(?P<number>\d+\s*/\s*[\p{{L}}\d\-–/&]+)"
    rf"(?:,? ngày (?P<day>{DAY.pattern}))?",
    regex.IGNORECASE,
)
_NEEDED = {
    "number": "số, ký hiệu",
    "issued_on": "ngày ban hành",
    "issuer": "cơ quan ban hành",
    "recipients": "nơi nhận",
}


def repeated_parts(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    repeated = [entry for entry in sheet.reading.items["left_out"] if entry["reason"] == LeftOut.DUPLICATE]
    if repeated:
        yield Finding(
            "repeated_part",
            Place(*repeated[0]["span"]),
            f"Một phần văn bản lặp nguyên văn hai lần ({len(repeated)} đoạn); máy chỉ đọc lần đầu.",
            "Đối chiếu với bản ký; nếu chỗ lặp đã đè mất một phần khác thì đưa lại tệp đúng.",
        )


def other_documents(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """All documents of the file but the first plan in it. One without a number of its own is issued by another."""
    for header in sheet.headers.values():
        if header is not sheet.header and (header.get("number") or header.get("signer")):
            number = f" số {header['number']}" if header.get("number") else ""
            issuer = f" của {header['issuer']}" if header.get("issuer") else ""
            yield Finding(
                "other_document",
                sheet.place_of(header),
                f"Tệp còn dính một văn bản khác: {header.get('kind') or 'văn bản'}{number}{issuer}.",
                "Tách văn bản này ra tệp riêng nếu không thuộc kế hoạch.",
            )


def incomplete_headers(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    missing = [name for key, name in _NEEDED.items() if not sheet.header.get(key)]
    if missing and sheet.headers:
        yield Finding(
            "header_incomplete",
            sheet.top,
            f"Không đọc được {say_list(missing)} của văn bản.",
            "Điền theo bản ký; nếu bản ký cũng thiếu thì hỏi cơ quan ban hành.",
        )


def annexes_of_another_number(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """An annex that names another number or date than the letterhead, or is the only place that names them."""
    told: set[int] = set()
    for line in sheet.lines:
        header = sheet.headers.get(line.document)
        found = _ATTACHED_TO.search(line.text) if line.part == "annex" and header else None
        if found is None or header is None or found["kind"].lower() != (header.get("kind") or "").lower():
            continue
        place = line.place(found.start(), found.end())
        number, own = _compact(found["number"]), _compact(header.get("number") or "")
        differs = _difference(found, header)
        if own and differs:
            yield Finding(
                "annex_differs_from_letterhead",
                place,
                f"Phụ lục ghi kèm theo {differs[0]} nhưng phần đầu văn bản ghi {differs[1]}.",
                "Đối chiếu với bản ký; sửa phần đầu hoặc dòng này cho khớp.",
            )
        elif own and line.document not in told and not _stands_in_front(sheet, line.document, number):
            told.add(line.document)
            yield Finding(
                "number_only_in_annex",
                place,
                f"Số {header['number']} chỉ có ở phụ lục; phần đầu văn bản không ghi.",
                "Đối chiếu số, ngày với bản ký trước khi dùng.",
                Severity.INFO,
            )


def _compact(number: str) -> str:
    return "".join(number.split()).casefold().replace("–", "-")


def _difference(found: regex.Match[str], header: Item) -> tuple[str, str] | None:
    """What the annex and the letterhead say of number or date, where they differ."""
    if _compact(found["number"]) != _compact(header.get("number") or ""):
        return f"số {''.join(found['number'].split())}", f"số {header.get('number')}"
    written = DAY.search(found["day"]) if found["day"] else None
    said, own = day_of(written) if written else None, day(header.get("issued_on"))
    if said and own and said != own:
        return f"ngày {short_date(said)}", f"ngày {short_date(own)}"
    return None


def _stands_in_front(sheet: Sheet, document: int, number: str) -> bool:
    return any(
        number in _compact(line.text) for line in sheet.lines if line.document == document and line.part == "front"
    )


def lost_headings(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """A list that starts again, or skips a number, under a heading that is not there."""
    for lines in _bodies(sheet):
        tops = sum(1 for line in lines if line.at.get("depth") == 1)
        groups = _groups_under_nothing(lines)
        for first in groups:
            label = _lost_label(first)
            if label or tops + len(groups) > 1:
                where = f"“{label}.” " if label else ""
                yield Finding(
                    "lost_heading",
                    first.place(0, 60),
                    f"Mất đề mục {where}ở trước đoạn này: số thứ tự bắt đầu lại hoặc bị cách quãng.",
                    "Đối chiếu với bản ký để biết các đoạn dưới thuộc mục nào, của cơ quan nào.",
                    Severity.WARNING,
                )


def _bodies(sheet: Sheet) -> list[list[Line]]:
    """The lines of the body of each plan."""
    return [[line for line in sheet.lines if line.document == n and line.part == "body"] for n in sorted(sheet.plans)]


def _groups_under_nothing(lines: list[Line]) -> list[Line]:
    """The first line below each heading that is lost; a lost heading has no line, so what is below it has no parent."""
    firsts: list[Line] = []
    before: Line | None = None
    for line in lines:
        if line.at.get("parent") is not None or line.at.get("table"):
            continue
        if line.at["depth"] > 1 and (before is None or _begins_anew(before, line)):
            firsts.append(line)
        before = line
    return firsts


def _begins_anew(before: Line, line: Line) -> bool:
    if before.at["depth"] != line.at["depth"]:
        return True
    return bool(line.at.get("marker")) and line.at["marker"] in {"1", "I", "a", "A"}


def _lost_label(line: Line) -> str:
    """The number that the missing heading must have had, proved by the section of what is below it."""
    above, _, own = line.section.rpartition(".")
    return above.rpartition(".")[2] if own == line.at.get("marker") else ""
