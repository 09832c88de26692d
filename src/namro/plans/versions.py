"""How a plan says that it amends or replaces another one, and how two versions differ, item by item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from rapidfuzz.fuzz import ratio

from namro.kernel.vietnamese import canon


class VersionKind(StrEnum):
    AMENDS = "AMENDS"
    REPLACES = "REPLACES"


class Change(StrEnum):
    SAME = "SAME"
    CHANGED = "CHANGED"
    ADDED = "ADDED"
    REMOVED = "REMOVED"


# ---- what the text says ----


@dataclass(frozen=True, slots=True)
class Mention:
    """That a text amends or replaces the document of a number; start to end: the words that say so."""

    kind: VersionKind
    number: str
    issued_on: date | None
    start: int
    end: int


_VERB = re.compile(r"(?P<replaces>thay\s+thế|bãi\s+bỏ)|sửa\s+đổi|điều\s+chỉnh|bổ\s+sung", re.IGNORECASE)
# From the verb to the number: the kind of document, perhaps «một số nội dung của», no end of sentence between them.
_OBJECT = re.compile(
    r"""[^.;:]{0,160}?\bsố(?:\s*:)?\s*(?P<number>\d+[a-z]?\s*/\s*[\w&/\-]*[^\W\d_])
        (?:\s*,?\s*ngày\s+(?P<day>\d{1,2})(?:\s*[/.-]\s*|\s+tháng\s+)(?P<month>\d{1,2})
            (?:\s*[/.-]\s*|\s+năm\s+)(?P<year>\d{4}))?
    """,
    re.IGNORECASE | re.VERBOSE,
)


def number_key(number: str) -> str:
    """A document number without regard to case, blanks and ways of typing Đ: «58/KH-UBND»."""
    return re.sub(r"\s+", "", canon(number)).upper()


def mentions(text: str) -> list[Mention]:
    """Documents with a number that a text says it amends, supplements or replaces, in order.

    What a cited document does to a third one is told in the same words: whoever asks must know which numbers matter.
    """
    one_style = canon(text)
    source = one_style if len(one_style) == len(text) else text
    found: dict[str, Mention] = {}
    for verb in _VERB.finditer(source):
        said = _OBJECT.match(source, verb.end())
        if said is None:
            continue
        kind = VersionKind.REPLACES if verb["replaces"] else VersionKind.AMENDS
        number = number_key(said["number"])
        if number not in found:
            found[number] = Mention(kind, number, _day(said), verb.start(), said.end())
    return list(found.values())


def _day(said: re.Match[str]) -> date | None:
    try:
        return date(int(said["year"]), int(said["month"]), int(said["day"])) if said["year"] else None
    except ValueError:
        return None


# ---- how two versions differ ----


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as it is compared. said: what it says beyond its text, such as the bodies it is given to."""

    id: int
    kind: str
    section: str
    text: str
    said: str
    at: int


@dataclass(frozen=True, slots=True)
class Pair:
    """An item of the earlier version beside its match in the later one; one of them is None for ADDED and REMOVED."""

    change: Change
    earlier: Entry | None
    later: Entry | None

    @property
    def entry(self) -> Entry:
        found = self.later or self.earlier
        assert found is not None
        return found


# Of 100: below it two sentences are two matters. Under the same number of the outline less is enough.
_ALIKE = 62.0
_ALIKE_IN_PLACE = 48.0
_SAME_PLACE = 8.0


def compare(earlier: Sequence[Entry], later: Sequence[Entry]) -> list[Pair]:
    """Every item once, in the order of the later version; what was removed stands where it stood."""
    matched: dict[int, Entry] = {}
    for kind in dict.fromkeys(entry.kind for entry in later):
        ours = [entry for entry in later if entry.kind == kind]
        matched |= _matches([entry for entry in earlier if entry.kind == kind], ours)
    taken = {entry.id for entry in matched.values()}
    gone = sorted((entry for entry in earlier if entry.id not in taken), key=lambda entry: entry.at)
    pairs: list[Pair] = []
    for entry in sorted(later, key=lambda entry: entry.at):
        before = matched.get(entry.id)
        if before is not None:
            while gone and gone[0].at < before.at:
                pairs.append(Pair(Change.REMOVED, gone.pop(0), None))
        pairs.append(Pair(_change(before, entry), before, entry))
    return pairs + [Pair(Change.REMOVED, entry, None) for entry in gone]


def _change(before: Entry | None, entry: Entry) -> Change:
    if before is None:
        return Change.ADDED
    is_same = (_key(before.text), _key(before.said)) == (_key(entry.text), _key(entry.said))
    return Change.SAME if is_same else Change.CHANGED


def _matches(earlier: Sequence[Entry], later: Sequence[Entry]) -> dict[int, Entry]:
    """By id of the later entry: equal texts first (the same place before another), then the most alike."""
    scored = []
    texts = {entry.id: _key(entry.text) for entry in earlier}
    for entry in later:
        text = _key(entry.text)
        for other in earlier:
            in_place = bool(entry.section) and entry.section == other.section
            alike = ratio(text, texts[other.id], score_cutoff=_ALIKE_IN_PLACE if in_place else _ALIKE)
            if alike:
                scored.append((alike + _SAME_PLACE * in_place, entry, other))
    scored.sort(key=lambda one: -one[0])
    found: dict[int, Entry] = {}
    taken: set[int] = set()
    for _score, entry, other in scored:
        if entry.id not in found and other.id not in taken:
            found[entry.id] = other
            taken.add(other.id)
    return found


def _key(text: str) -> str:
    return " ".join(canon(text).lower().split())


@dataclass(frozen=True, slots=True)
class Run:
    """Words that both versions have (SAME), or only the earlier (REMOVED) or the later one (ADDED)."""

    change: Change
    text: str


def word_changes(before: str, after: str) -> list[Run]:
    """Two texts in one, word by word; blanks and tone-mark styles are no difference."""
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, [canon(word) for word in old], [canon(word) for word in new], autojunk=False)
    runs: list[Run] = []
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            runs.append(Run(Change.SAME, " ".join(new[c:d])))
            continue
        if b > a:
            runs.append(Run(Change.REMOVED, " ".join(old[a:b])))
        if d > c:
            runs.append(Run(Change.ADDED, " ".join(new[c:d])))
    return runs


def counts(pairs: Iterable[Pair]) -> dict[Change, int]:
    found = dict.fromkeys(Change, 0)
    for pair in pairs:
        found[pair.change] += 1
    return found
