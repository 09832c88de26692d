"""Who has to do what: duties that nobody has, bodies without a duty, bodies that will not get the paper."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from namro.reading.agencies import HEAD_START, find_subject
from namro.reading.draft import Item
from namro.reading.headings import Role
from namro.reading.lint.findings import Finding, LintContext
from namro.reading.lint.recipients import Recipients
from namro.reading.lint.sheet import Line, Sheet
from namro.reading.lint.words import say_list, say_some

_NEAR_START = 60  # characters in which a sentence or heading names who acts


def duties_without_body(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """One finding for each section that assigns work without saying to whom."""
    by_section: dict[str, list[Item]] = {}
    for duty in sheet.items("duties"):
        if not duty.get("agencies") and not _names_somebody(sheet, duty):
            by_section.setdefault(duty.get("section") or "", []).append(duty)
    for duties in by_section.values():
        more = f" (và {len(duties) - 1} việc khác cùng mục)" if len(duties) > 1 else ""
        yield Finding(
            "duty_without_body",
            sheet.place_of(duties[0]),
            f"Việc này không nêu cơ quan nào phải làm{more}.",
            "Ghi rõ cơ quan chủ trì, hoặc chuyển thành nhiệm vụ chung.",
        )


def _names_somebody(sheet: Sheet, duty: Item) -> bool:
    """A body stands where the duty or a heading above it begins, or the duty is a heading: then the text is sound."""
    line = sheet.line_at(duty["span"][0]) if duty.get("span") else None
    if line is not None and (line.at["block"] in sheet.headings or _is_heading(sheet, line, duty)):
        return True
    while line is not None:
        if HEAD_START.search(line.text[:_NEAR_START]):
            return True
        line = sheet.line_of_block(line.at["parent"]) if line.at.get("parent") is not None else None
    return False


def _is_heading(sheet: Sheet, line: Line, duty: Item) -> bool:
    """A line without a full stop, with the text of its section after it."""
    is_whole = duty["span"][1] <= line.at["span"][1] and line.text[-1:] not in ".;:/"
    return is_whole and _goes_on(sheet, line)


def bodies_without_duty(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """A numbered heading that is only the name of a body, with nothing below it."""
    spans = [tuple(item["span"]) for name in ("duties", "reporting") for item in sheet.items(name) if item.get("span")]
    for line in sheet.lines:
        if line.role != Role.ASSIGNMENT or line.at.get("table") or not line.at.get("marker"):
            continue
        start, end = line.at["span"]
        if line.at["block"] in sheet.headings or any(a < end and start < b for a, b in spans):
            continue
        name = "" if _goes_on(sheet, line) else _heading_name(line)
        if name:
            yield Finding(
                "body_without_duty",
                line.place(),
                f"Mục này chỉ có tên {name} mà không có nhiệm vụ nào bên dưới.",
                "Bổ sung nhiệm vụ, hoặc bỏ mục; nếu bản ký có nhiệm vụ thì máy đã đọc sót.",
            )


def _goes_on(sheet: Sheet, line: Line) -> bool:
    """The next block belongs to the same section: the rest of a paragraph that was cut, or the text of a heading."""
    after = sheet.line_of_block(line.at["block"] + 1)
    same = ("section", "depth", "parent", "document")
    return after is not None and not after.at.get("marker") and all(after.at.get(k) == line.at.get(k) for k in same)


def _heading_name(line: Line) -> str:
    """The body that a heading names and nothing else; "" where there is more."""
    text = regex.sub(r"^\W*[\p{L}\d.]{1,7}[.)]\s+", "", line.text)
    subject = find_subject(text)
    if subject is None or not subject.heading or text[subject.end :].strip(" .:;"):
        return ""
    return say_list(subject.names)


def bodies_not_told(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """Bodies that the text gives work to and that are in no line of «Nơi nhận»: one finding for the plan."""
    recipients = Recipients(sheet.header.get("recipients") or ())
    if not recipients.is_whole or recipients.points_to_text:
        return
    missing: dict[str, Item] = {}
    for duty in sheet.items("duties"):
        for name in duty.get("agencies") or []:
            if not recipients.hold(name):
                missing.setdefault(name, duty)
    if missing:
        yield Finding(
            "body_not_in_recipients",
            sheet.place_of(next(iter(missing.values()))),
            f"Được giao việc nhưng không có trong nơi nhận: {say_some(list(missing))}.",
            "Thêm vào nơi nhận, hoặc gửi kèm công văn cho cơ quan này.",
        )
