"""What a target measures, in a form that can be compared with another's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import regex

from namro.kernel.vietnamese import search_key
from namro.reading.draft import Item

# Different words for the same: the communes of the province, the people's committee's health stations.
_SAME = [
    (regex.compile(pattern), words)
    for pattern, words in (
        (r"\b(?:don vi hanh chinh|dia ban) cap xa\b|\bxa phuong(?: dac khu| thi tran)?\b|\bcap xa\b", " xa "),
        (r"\bkhong co\b", "khong"),
        (r"\bte nan ma tuy\b", "ma tuy"),
        (r"\btram y te (?:tuyen |cap )?xa\b|\bco so y te (?:tuyen |cap )?xa\b", "tram y te xa"),
    )
]
_EMPTY = frozenset(
    {
        "so", "ty", "le", "ti", "cac", "nhung", "duoc", "va", "ve", "cua", "tren", "tai", "o", "trong",
        "nam", "co", "dat", "xay", "dung", "phan", "dau", "hoan", "thanh", "muc", "tieu", "chi", "dia",
        "ban", "tinh", "toan", "bao", "dam", "cho", "voi", "la", "moi", "den", "tu", "ket", "qua", "thuc",
        "hien", "don", "vi", "tong", "theo", "quy", "dinh", "nham",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Measure:
    item: Item

    @cached_property
    def words(self) -> frozenset[str]:
        text = search_key(self.item.get("measure") or "")
        for pattern, words in _SAME:
            text = pattern.sub(words, text)
        return frozenset(text.split()) - _EMPTY

    @property
    def value(self) -> float:
        return float(self.item["value"])

    @property
    def unit(self) -> str:
        return search_key(self.item.get("unit") or "") or str(self.item.get("unit") or "")

    @property
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
