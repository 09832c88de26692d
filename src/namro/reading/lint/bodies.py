"""Who has to do what: duties that nobody has, bodies without a duty, bodies that will not get the paper."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from namro.kernel.vietnamese import fold
from namro.reading.agencies import find_subject
from namro.reading.draft import Item
from namro.reading.lint.findings import Finding, LintContext
from namro.reading.lint.names import body_key
from namro.reading.lint.sheet import Line, Sheet
from namro.reading.lint.words import say_list, say_some
from namro.reading.roles import Role

_ALL = regex.compile(r"\b(?:nhu (?:tren|muc|phan|dieu|khoan|thanh phan)|cac don vi co ten|theo danh sach)\b")
_TO_ALL_AGENCIES = regex.compile(r"\bcac (?:so|ban|co quan)\b.*\b(?:nganh|don vi)\b|\bcac so, nganh\b|\bcac so\b")
_TO_ALL_MASS = regex.compile(r"doan the|to chuc chinh tri|\b3 he\b|mttq|mat tran")
_MASS = regex.compile(r"mat tran|^hoi |doan|^lien (?:doan|hiep|minh)|cong doan")
_TO_ALL_PLACES = regex.compile(r"\b(?:ubnd|uy ban nhan dan)\b.*\b(?:cac|xa|phuong|huyen|thanh|thi)\b|cac dia phuong")
_PLACES = regex.compile(
    r"^(?:uy ban nhan dan )?(?:cac )?(?:xa|phuong|huyen|thanh pho|thi xa|dac khu|dia phuong)|cap (?:xa|huyen)"
)
_GROUP = regex.compile(
    r"^(?:cac|nhung|moi|toan the|thu truong|nguoi dung dau|lanh dao|don vi|co quan|dia phuong|chu dau tu)\b"
)


def duties_without_body(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """One finding for each section that assigns work without saying to whom."""
    by_section: dict[str, list[Item]] = {}
    for duty in sheet.items("duties"):
        if not duty.get("agencies"):
            by_section.setdefault(duty.get("section") or "", []).append(duty)
    for duties in by_section.values():
        more = f" (và {len(duties) - 1} việc khác cùng mục)" if len(duties) > 1 else ""
        yield Finding(
            "duty_without_body",
            sheet.place_of(duties[0]),
            f"Việc này không nêu cơ quan nào phải làm{more}.",
            "Ghi rõ cơ quan chủ trì, hoặc chuyển thành nhiệm vụ chung.",
        )


def bodies_without_duty(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """A numbered heading that is only the name of a body, with nothing below it."""
    used = {line.at["parent"] for line in sheet.lines if line.at.get("parent") is not None}
    spans = [tuple(item["span"]) for name in ("duties", "reporting") for item in sheet.items(name) if item.get("span")]
    for line in sheet.lines:
        if line.role != Role.ASSIGNMENT or line.at.get("table") or not line.at.get("marker"):
            continue
        start, end = line.at["span"]
        if line.at["block"] in used or any(a < end and start < b for a, b in spans):
            continue
        name = _heading_name(line)
        if name:
            yield Finding(
                "body_without_duty",
                line.place(),
                f"Mục này chỉ có tên {name} mà không có nhiệm vụ nào bên dưới.",
                "Bổ sung nhiệm vụ, hoặc bỏ mục; nếu bản ký có nhiệm vụ thì máy đã đọc sót.",
            )


def _heading_name(line: Line) -> str:
    """The body that a heading names and nothing else; "" where there is more."""
    text = regex.sub(r"^\W*[\p{L}\d.]{1,7}[.)]\s+", "", line.text)
    subject = find_subject(text)
    if subject is None or not subject.heading or text[subject.end :].strip(" .:;"):
        return ""
    return say_list(subject.names)


def bodies_not_told(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """Bodies that the text gives work to and that are in no line of «Nơi nhận»: one finding for the plan."""
    recipients = [fold(line) for line in sheet.header.get("recipients") or []]
    if not recipients or any(_ALL.search(line) for line in recipients):
        return
    missing: dict[str, Item] = {}
    for duty in sheet.items("duties"):
        for name in duty.get("agencies") or []:
            if not _is_told(name, recipients):
                missing.setdefault(name, duty)
    if missing:
        first = next(iter(missing.values()))
        yield Finding(
            "body_not_in_recipients",
            sheet.place_of(first),
            f"Được giao việc nhưng không có trong nơi nhận: {say_some(list(missing))}.",
            "Thêm vào nơi nhận, hoặc gửi kèm công văn cho cơ quan này.",
        )


def _is_told(name: str, recipients: list[str]) -> bool:
    key = body_key(name)
    if _GROUP.match(key) and not _PLACES.search(key):
        return True
    own = any(key in body_key(line) or body_key(line) in key for line in recipients if len(line) > 6)
    if own:
        return True
    if _PLACES.search(key):
        return any(_TO_ALL_PLACES.search(line) for line in recipients)
    if not any(_TO_ALL_AGENCIES.search(line) for line in recipients):
        return False
    return not _MASS.search(key) or any(_TO_ALL_MASS.search(line) for line in recipients)
