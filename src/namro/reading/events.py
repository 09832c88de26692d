"""Conferences, reviews, campaigns and days that the plan announces."""

from __future__ import annotations

import regex

from namro.reading.draft import Draft, Item
from namro.reading.headings import Role
from namro.reading.text import Clean, holds_any

_WHEN = (
    r"(?:vào\s+|trong\s+)?(?:quý\s+[IVX\d]+(?:\s*(?:/|năm)\s*\d{4})?|tháng\s+\d{1,2}(?:\s*(?:/|năm)\s*\d{4})?|"
    r"ngày\s+\d{1,2}/\d{1,2}(?:/\d{4})?|\d{1,2}/\d{1,2}(?:/\d{4})?|(?:cuối\s+|đầu\s+)?năm\s+\d{4}|h[ằàa]ng\s+"
    r"năm)"
)
_WHAT = (
    r"(?:[Hh]ội nghị\s+(?:sơ kết|tổng kết|triển khai|chuyên đề|tập huấn)|[Hh]ội thi|[Hh]ội thảo|sơ kết(?:\s+"
    r"giữa kỳ)?|tổng kết(?:\s+giai đoạn)?|[Mm]ít tinh|[Ll]ễ (?:ra quân|phát động|kỷ niệm|mít tinh|ký kết)|"
    r"Tháng (?:hành động|cao điểm)|Ngày (?:quốc tế|toàn dân)|đợt cao điểm|[Dd]iễn đàn|[Cc]uộc thi)"
)
_KEYS = ("hội", "kết", "mít tinh", "lễ", "tháng", "ngày", "cao điểm", "diễn đàn", "cuộc thi")  # one is in every event
_EVENT = regex.compile(rf"(?P<what>{_WHAT}(?:[^.;:()\n]{{0,90}}?))\s*\(?(?P<when>{_WHEN})\)?")


def read_events(draft: Draft) -> None:
    """Reads the trees and the fronts; writes events: what is held, and when if the text says."""
    seen: set[tuple[str, str]] = set()
    for document in draft.plans():
        for node in document.tree.walk():
            if node.text and node.role != Role.SITUATION:
                for item in _events(draft, node.paragraph.line):  # type: ignore[union-attr]
                    key = (item["what"].lower(), item["when"])
                    if key not in seen:
                        seen.add(key)
                        draft.events.append({**item, "section": node.section})


def _events(draft: Draft, line: Clean) -> list[Item]:
    found = []
    for match in _EVENT.finditer(line.text, timeout=5) if holds_any(line.text, _KEYS) else ():
        what = regex.sub(r"\s+(?:vào|trong)$", "", match["what"].strip(' ,(“”"'))
        found.append(
            {
                **draft.quote(line, match.start(), match.end()),
                "what": what[0].upper() + what[1:],
                "when": match["when"].strip(),
            }
        )
    return found
