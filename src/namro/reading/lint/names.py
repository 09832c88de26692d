"""Names of bodies and places: those nobody knows, and those that are another name with a slip in it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files

import regex
from rapidfuzz import fuzz

from namro.kernel.vietnamese import fold, search_key
from namro.reading.draft import Item
from namro.reading.lint.findings import Finding, LintContext
from namro.reading.lint.sheet import Sheet
from namro.reading.lint.short_forms import long_form

# Names that stand for no single unit of the province: groups, people, bodies of the centre or of another level.
_OF_NO_UNIT = regex.compile(
    r"(?:cac|nhung|moi|toan the|don vi|co quan|dia phuong|chinh quyen|cap uy|thu truong|nguoi dung dau|luc luong"
    r"|chu dau tu|chinh phu|thu tuong|quoc hoi|bo (?!chi huy|tu lenh|doi)|ban chi dao|to cong tac|to giup viec|hoi dong"
    r"|doan kiem tra|truong|phong|cong an (?:xa|phuong|cap)|tram|doanh nghiep|co so|so, ban|ban, nganh)\b"
)


_LEVELS = [
    (regex.compile(r"\b(?:cap huyen|cac huyen(?:,? (?:thanh pho|thanh|thi xa|thi))*)\b"), "huyen"),
    (regex.compile(r"\b(?:cap xa|cac xa(?:,? (?:phuong|dac khu|thi tran))*)\b"), "xa"),
]


def body_key(name: str) -> str:
    """The form in which names of bodies are compared: no marks, usual abbreviations and levels in one way."""
    words = (fold(long_form(word)) if word.isupper() else search_key(word) for word in name.split())
    key = " ".join(word for word in words if word)
    for pattern, level in _LEVELS:
        key = pattern.sub(level, key)
    return key


def named_bodies(sheet: Sheet) -> list[tuple[str, Item]]:
    """Every name of a body that has to do something, with the item that names it."""
    keys = {"duties": ("agencies",), "targets": ("owner",), "annex_tasks": ("lead",), "projects": ("lead",)}
    found = [
        (name, item)
        for kind, lists in keys.items()
        for item in sheet.items(kind)
        for key in lists
        for name in item.get(key) or []
    ]
    return found + [(item["unit_name"], item) for item in sheet.items("allocations") if item.get("unit_name")]


def unknown_units(sheet: Sheet, context: LintContext) -> Iterator[Finding]:
    """One finding for each name that the unit tree does not hold on the plan's date."""
    if context.check_name is None:
        return
    first: dict[str, Item] = {}
    for name, item in named_bodies(sheet):
        if not _OF_NO_UNIT.match(body_key(name)):
            first.setdefault(name, item)
    for name, item in first.items():
        check = context.check_name(name)
        if not check.is_known:
            guess = f"; có lẽ là {check.likely}" if check.likely else ""
            yield Finding(
                "unknown_unit",
                sheet.place_of(item),
                f"Danh sách đơn vị vào ngày ban hành không có “{name}”{guess}.",
                "Sửa tên theo danh sách đơn vị, hoặc thêm đơn vị rồi đọc lại.",
            )


_DISTRICT = regex.compile(r"(?:huyen|thi xa|thanh pho|quan) [a-z']+(?: [a-z']+){0,3}")
_NEAR = 80  # of 100: two letters in a name of ten
_END_OF_DISTRICTS = date(2025, 7, 1)  # Luật Tổ chức chính quyền địa phương 2025


@cache
def _districts() -> dict[str, frozenset[str]]:
    """Districts by province, both folded without their kind, as of 30 June 2025 (data/README.md)."""
    found: dict[str, set[str]] = {}
    with (files("namro.reading.lint") / "data" / "districts-2025-06-30.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(_proper(fold(row["province"])), set()).add(row["district"])
    return {province: frozenset(names) for province, names in found.items()}


def _proper(name: str) -> str:
    """A folded name without its kind."""
    return regex.sub(r"^(?:tinh|thanh pho|huyen|thi xa|quan) ", "", name)


def district_slips(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """A district that the plan's province did not have, while it had one of nearly that name.

    Only for plans of the time of districts, and only where the name stands as a whole: in a table or a list of units.
    """
    known = {fold(name): name for name in _own_districts(sheet)}
    named = {fold(item["unit_name"]): item for item in sheet.items("allocations") if item.get("unit_name")}
    free = [name for name in known if name not in named]
    for key, item in named.items():
        if not free or key in known or not _DISTRICT.fullmatch(key):
            continue
        likely = max(free, key=lambda name: fuzz.ratio(name, key))
        if fuzz.ratio(_proper(likely), _proper(key)) >= _NEAR:
            yield _slip(sheet, item, " ".join(item["unit_name"].split()), known[likely])


def _own_districts(sheet: Sheet) -> frozenset[str]:
    issued, issuer = sheet.issued_on, fold(sheet.header.get("issuer") or "")
    if issued is None or issued >= _END_OF_DISTRICTS:
        return frozenset()
    return next((names for province, names in _districts().items() if issuer.endswith(province)), frozenset())


def _slip(sheet: Sheet, item: Item, name: str, likely: str) -> Finding:
    return Finding(
        "name_slip",
        sheet.place_of(item),
        f"“{name}” có lẽ là “{likely}” ghi sai.",
        "Đối chiếu với bản ký; sửa tên rồi mới giao chỉ tiêu.",
    )


def body_slips(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """A body whose name is one word short of a name that stands elsewhere in full."""
    named = {body_key(name): (name, item) for name, item in named_bodies(sheet)}
    full = {short: name for key, (name, _item) in named.items() for short in _one_word_short(key)}
    for key, (name, item) in named.items():
        if key in full:
            yield _slip(sheet, item, name, full[key])


def _one_word_short(key: str) -> list[str]:
    """The name without one of its inner words; names may well differ at their ends («Công an», «Công an tỉnh»)."""
    words = key.split()
    if len(words) < 4:
        return []
    return [" ".join(words[:at] + words[at + 1 :]) for at in range(1, len(words) - 1) if words[at] not in _SMALL_WORDS]


_SMALL_WORDS = frozenset(
    ["va", "cac", "cua", "tinh", "thanh", "pho", "xa", "phuong", "huyen", "viet", "nam", "cap", "ve", "khac"]
)
