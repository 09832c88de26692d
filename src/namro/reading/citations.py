"""Other official documents that the text cites."""

from __future__ import annotations

import regex

from namro.reading.dates import DAY, day_of
from namro.reading.draft import Draft, Item
from namro.reading.elements import Paragraph
from namro.reading.text import Clean, holds_any
from namro.reading.zones import KINDS

NUMBER = (
    r"\d{1,5}[a-z]?\s?(?:/\s?\d{4}\s?)?[/\-]\s?\p{Lu}[\p{Lu}\p{Ll}\d&]*\d*"
    r"(?:\s?[-/]\s?(?:\p{Lu}[\p{L}\d&]*|(?<=QH\s?-\s?)\d\d)){0,6}"
)
KIND_SIGNS = {
    "KH": "Kế hoạch", "QĐ": "Quyết định", "CT": "Chỉ thị", "NQ": "Nghị quyết", "TB": "Thông báo", "BC": "Báo cáo",
    "HD": "Hướng dẫn", "CTR": "Chương trình", "ĐA": "Đề án", "PA": "Phương án", "KL": "Kết luận", "CĐ": "Công điện",
    "TTR": "Tờ trình", "NĐ": "Nghị định", "TT": "Thông tư", "TTLT": "Thông tư liên tịch",
}  # fmt: skip
_KINDS = "|".join(
    sorted(
        [*KINDS, "Luật", "Bộ luật", "Pháp lệnh", "Thông tư liên tịch", "Hiến pháp", "Quy chế phối hợp"],
        key=len,
        reverse=True,
    )
)
_CITED = regex.compile(
    rf"(?:(?P<kind>(?i:{_KINDS}))(?:\s+\p{{Ll}}+){{0,3}}\s+)?(?:(?:số|"
    rf"Số|SỐ)\s*[:.]?\s*)?(?<![\d/])(?P<number>{NUMBER})(?=(?P<after>[^;]{{0,160}}))"
)
_LIKE_A_NUMBER = regex.compile(r"\d\s?[/\-]\s?\p{Lu}")
_SAYS_NUMBER = regex.compile(r"số\s*[:.]?\s*$", regex.IGNORECASE)
_DATED = regex.compile(rf"\s*,?\s*(?:\([^)]*\)\s*)?ngày\s*(?={DAY.pattern})", regex.IGNORECASE)
_ISSUER = regex.compile(
    r"\s*,?\s*của\s+(?P<issuer>\p{Lu}[^,;.()“\"]*?)(?=\s+(?:về|phê duyệt|ban hành|quy định|hướng dẫn|"
    r"triển khai|trên địa bàn|thực hiện|tại|sửa đổi|thông báo|phê chuẩn|xây dựng)\b|[,;.()“\"]|$)"
)
_BAR_OR_DASH = regex.compile(r"\s*([/\-])\s*")
_LAW = regex.compile(
    r"(?P<title>(?:Luật|Bộ luật|Pháp lệnh)\s+\p{L}[^;.:()\n]{2,90}?)(?:\s+(?:năm\s+(?P<year>(?:19|"
    r"20)\d\d))|\s+(?=ngày\s+\d))",
    regex.IGNORECASE,
)
_SIGNS = {
    "TTg": "Thủ tướng Chính phủ", "CP": "Chính phủ", "QH": "Quốc hội", "BCA": "Bộ Công an",
    "BQP": "Bộ Quốc phòng", "BYT": "Bộ Y tế", "BTC": "Bộ Tài chính",
    "TW": "Ban Chấp hành Trung ương", "BNV": "Bộ Nội vụ", "BGDĐT": "Bộ Giáo dục và Đào tạo",
    "BTP": "Bộ Tư pháp", "VPCP": "Văn phòng Chính phủ",
}  # fmt: skip


def tidy_number(number: str) -> str:
    return _BAR_OR_DASH.sub(r"\1", number).strip()


def read_citations(draft: Draft) -> None:
    """Reads documents and their headers; writes citations, each number once; laws by name and year."""
    own = {tidy_number(d.header.get("number") or "").upper() for d in draft.documents}
    seen: dict[str, Item] = {}
    for line in _all_lines(draft):
        for item in [*_numbered(draft, line), *_laws(draft, line)]:
            key = (item["number"] or item["title"]).upper()
            if key in own:
                continue
            known = seen.setdefault(key, item)
            for name in ("kind", "date", "issuer"):
                known[name] = known[name] or item[name]
    draft.citations = list(seen.values())


def _all_lines(draft: Draft) -> list[Clean]:
    lines: list[Clean] = []
    for document in draft.documents:
        for element in [
            *document.front,
            *document.body,
            *(e for a in document.annexes for e in [*a.head, *a.elements]),
        ]:
            lines += [element.line] if isinstance(element, Paragraph) else element.lines()
    return lines


def _numbered(draft: Draft, line: Clean) -> list[Item]:
    found: list[Item] = []
    if not _LIKE_A_NUMBER.search(line.text):
        return found
    for match in _CITED.finditer(line.text, timeout=5):
        if not match["kind"] and not _SAYS_NUMBER.search(line.text[: match.start("number")]):
            continue
        found.append(_citation(draft, line, match))
    return found


def _citation(draft: Draft, line: Clean, match: regex.Match[str]) -> Item:
    number = tidy_number(match["number"])
    after, date = match["after"], None
    at = 0
    dated = _DATED.match(after)
    if dated:
        day = DAY.match(after, dated.end())
        date = day_of(day) if day else None
        at = day.end() if day else dated.end()
    issuer = _ISSUER.match(after, at)
    name = issuer["issuer"].strip() if issuer else _by_sign(number)
    kind = match["kind"]
    quote = draft.quote(line, match.start(), match.start("after") + (issuer.end() if issuer else at))
    return {
        "kind": _kind(kind) or kind_by_number(number),
        "number": number,
        "date": date.isoformat() if date else None,
        "issuer": name,
        **quote,
    }


def kind_by_number(number: str | None) -> str | None:
    """107/KH-UBND is a plan; None where the number has no sign of a kind."""
    parts = regex.split(r"[/\-]", number or "")
    return next((KIND_SIGNS[part.upper()] for part in parts if part.upper() in KIND_SIGNS), None)


def _kind(text: str | None) -> str | None:
    return text[0].upper() + text[1:].lower() if text else None


def _by_sign(number: str) -> str | None:
    """The issuer that the last letters of the number stand for."""
    parts = regex.split(r"[/\-]", number)
    return next(
        (_SIGNS[name] for part in reversed(parts) for name in [regex.sub(r"\d+$", "", part)] if name in _SIGNS), None
    )


def _laws(draft: Draft, line: Clean) -> list[Item]:
    found: list[Item] = []
    if not holds_any(line.text, ("luật", "pháp lệnh")):
        return found
    for match in _LAW.finditer(line.text, timeout=5):
        if regex.search(r"\bsố \d", match["title"]):
            continue
        day = DAY.search(line.text, match.end(), match.end() + 30)
        date = day_of(day) if day and not match["year"] else None
        kind = "Bộ luật" if match["title"].lower().startswith("bộ luật") else _kind(match["title"].split()[0])
        title = match.group().strip() if match["year"] else match["title"].strip()
        found.append(
            {
                "kind": kind,
                "number": None,
                "date": date.isoformat() if date else None,
                "issuer": None,
                "title": title,
                **draft.quote(line, match.start(), match.end()),
            }
        )
    return found
