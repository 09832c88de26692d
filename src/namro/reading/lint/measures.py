"""What a target measures, in a form that can be compared with another's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from namro.kernel.vietnamese import search_key
from namro.reading.draft import Item

# Different words for the same: the communes of the province, the people's committee's health stations.
_SAME = [
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\b(?:don vi hanh chinh|dia ban) cap xa\b|\bxa phuong(?: dac khu| thi tran)?\b|\bcap xa\b", " xa "),
        (r"\bkhong co\b", "khong"),
        (r"\bte nan ma tuy\b", "ma tuy"),
        (r"\btram y te (?:tuyen |cap )?xa\b|\bco so y te (?:tuyen |cap )?xa\b", "tram y te xa"),
    )
]
_NARROWING = re.compile(
    r"\b(?:bat buoc|tu nguyen|tai cong dong|tai gia dinh|lan dau|moi phat hien|nghiem trong|nu gioi)\b"
)
_EMPTY = frozenset(
    {
        "ban", "bao", "cac", "chi", "cho", "co", "cua", "cung", "dam", "dat", "dau", "den", "dia", "dinh",
        "don", "dung", "duoc", "giam", "hien", "hoan", "it", "ket", "ky", "la", "le", "len", "moi", "muc",
        "nam", "ngay", "nham", "nhat", "nhung", "o", "phan", "qua", "quy", "so", "tai", "tang", "thang",
        "thanh", "theo", "thuc", "ti", "tieu", "tinh", "toan", "tong", "tren", "tro", "trong", "truoc", "tu",
        "ty", "va", "ve", "vi", "voi", "xay",
    }
)  # fmt: skip


def words_of(text: str) -> frozenset[str]:
    """The words that say what is measured, numbers and small words left out, different words for the same made one."""
    key = search_key(text)
    for pattern, words in _SAME:
        key = pattern.sub(words, key)
    return frozenset(word for word in key.split() if not word.isdigit()) - _EMPTY


@dataclass(frozen=True)
class Measure:
    item: Item

    @cached_property
    def words(self) -> frozenset[str]:
        return words_of(self.item.get("measure") or "")

    @cached_property
    def narrowing(self) -> frozenset[str]:
        """What sets it apart from a measure of the same words."""
        return frozenset(_NARROWING.findall(search_key(self.item.get("measure") or "")))

    @property
    def value(self) -> float:
        return float(self.item["value"])

    @cached_property
    def unit(self) -> str:
        return search_key(self.item.get("unit") or "") or str(self.item.get("unit") or "")

    @cached_property
    def comparator(self) -> str:
        return str(self.item.get("comparator") or "=")

    @property
    def is_change(self) -> bool:
        return self.comparator.startswith(("increase", "decrease"))


def likeness(one: Measure, other: Measure) -> float:
    """Shared words of all words; 0 where either has fewer than two."""
    if min(len(one.words), len(other.words)) < 2:
        return 0.0
    return len(one.words & other.words) / len(one.words | other.words)
