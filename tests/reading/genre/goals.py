"""Sentences that state goals, each with what it measures: shares, ceilings, counts, goals for each unit, changes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from random import Random
from typing import Any

from tests.reading.genre.words import capital, fill

SHARES = (
    ("=", "{v}% {s} {p}"),
    ("=", "{v}% số {s} {p}"),
    ("=", "tỷ lệ {s} {p} đạt {v}%"),
    (">=", "ít nhất {v}% {s} {p}"),
    (">=", "tối thiểu {v}% số {s} {p}"),
    (">=", "từ {v}% {s} trở lên {p}"),
    (">=", "tỷ lệ {s} {p} đạt từ {v}% trở lên"),
    (">=", "tỷ lệ {s} {p} đạt ít nhất {v}%"),
    (">=", "tỷ lệ {s} {p} không dưới {v}%"),
    ("=", "nâng tỷ lệ {s} {p} lên {v}%"),
    ("=", "{s} {p} đạt tỷ lệ {v}%"),
    (">", "trên {v}% {s} {p}"),
    (">", "hơn {v}% số {s} {p}"),
    (">", "tỷ lệ {s} {p} đạt trên {v}%"),
    ("range", "từ {v} - {w}% {s} {p}"),
    ("range", "từ {v}% đến {w}% số {s} {p}"),
)
CEILINGS = (
    ("<=", "tỷ lệ {s} không quá {v}%"),
    ("<", "tỷ lệ {s} dưới {v}%"),
    ("<", "khống chế tỷ lệ {s} ở mức dưới {v}%"),
    ("<=", "tỷ lệ {s} tối đa {v}%"),
    ("<", "giảm tỷ lệ {s} xuống dưới {v}%"),
    ("<=", "tỷ lệ {s} không vượt quá {v}%"),
)
COUNTS = (
    ("=", "{verb} {v} {unit} {tail}"),
    (">=", "{verb} ít nhất {v} {unit} {tail}"),
    (">=", "{verb} tối thiểu {v} {unit} {tail}"),
    (">=", "{verb} từ {v} {unit} {tail} trở lên"),
    (">=", "{verb} không dưới {v} {unit} {tail}"),
    (">", "{verb} trên {v} {unit} {tail}"),
    ("range", "{verb} từ {v} đến {w} {unit} {tail}"),
    ("range", "{verb} {v} - {w} {unit} {tail}"),
)
EACH = (
    ("=", "{every} {verb} {v} {unit} {tail}"),
    (">=", "{every} {verb} ít nhất {v} {unit} {tail}"),
    (">=", "{every} {verb} được tối thiểu {v} {unit} {tail}"),
    (">=", "{verb} ít nhất {every} {v} {unit} {tail}"),
)
CHANGES = {
    "decrease": (
        ("decrease", "giảm {v}% {s} so với năm {prev}"),
        ("decrease", "{s} giảm {v}% so với cùng kỳ năm trước"),
        ("decrease>=", "giảm ít nhất {v}% {s} so với năm {prev}"),
        ("decrease>=", "kéo giảm tối thiểu {v}% {s} so với năm {prev}"),
        ("decrease>=", "{s} giảm từ {v}% trở lên so với cùng kỳ năm {prev}"),
        ("decrease>", "{s} giảm trên {v}% so với cùng kỳ năm {prev}"),
        ("range", "giảm từ {v} - {w}% {s} so với năm {prev}"),
        ("range", "{s} giảm từ {v}% đến {w}% so với năm {prev}"),
    ),
    "increase": (
        ("increase", "tăng {v}% {s} so với năm {prev}"),
        ("increase", "{s} tăng {v}% so với cùng kỳ năm {prev}"),
        ("increase", "{s} nhiều hơn {v}% so với năm {prev}"),
        ("increase>=", "{s} tăng ít nhất {v}% so với năm {prev}"),
        ("increase>=", "{s} tăng từ {v}% trở lên so với năm {prev}"),
        ("increase>", "{s} tăng trên {v}% so với năm {prev}"),
        ("range", "{s} tăng từ {v} - {w}% so với cùng kỳ năm {prev}"),
    ),
}
# (words before, end of time, recurrence)
OPENINGS = (
    ("", None, None), ("", None, None), ("phấn đấu ", None, None), ("phấn đấu đạt mục tiêu ", None, None),
    ("đến cuối năm {year}, ", "{year}-12-31", None), ("hết năm {year}, phấn đấu ", "{year}-12-31", None),
    ("đến ngày 31/12/{year}, ", "{year}-12-31", None), ("trong năm {year}, ", "{year}-12-31", None),
    ("hằng năm, ", None, "yearly"), ("bảo đảm ", None, None), ("phấn đấu đến hết năm {year}, ", "{year}-12-31", None),
)  # fmt: skip


@dataclass(frozen=True)
class Goal:
    quote: str
    measure: str
    comparator: str
    value: float
    unit: str
    value_to: float | None = None
    reference: str | None = None
    by: str | None = None
    recurrence: str | None = None

    def entry(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Sentence:
    """Words without a marker, and the goals that stand in them."""

    text: str
    goals: Sequence[Goal] = field(default_factory=tuple)


def figure(value: float, *, padded: bool = False) -> str:
    """As offices write it: a comma for decimals, a point for thousands, two digits for small counts."""
    if value != int(value):
        return str(value).replace(".", ",")
    return f"{int(value):02d}" if padded and value < 10 else f"{int(value):,}".replace(",", ".")


def make_goal(kind: str, entry: dict[str, Any], slots: dict[str, str], rng: Random) -> Sentence:
    """One goal of `kind` ("shares", "ceilings", "counts", "each", "falls", "rises") as a clause, not yet a sentence."""
    patterns = {"shares": SHARES, "ceilings": CEILINGS, "counts": COUNTS, "each": EACH}.get(kind)
    patterns = patterns or CHANGES["decrease" if kind == "falls" else "increase"]
    low, high = entry["range"]
    value = rng.uniform(low, high) if high < 1 else rng.randint(low, high)
    value = round(value, 1) if high < 1 else value
    if kind == "shares" and value > 96:
        value = 100
    allowed = [p for p in patterns if value < 100 or kind not in ("shares", "ceilings") or p[0] == "="]
    comparator, pattern = rng.choice(allowed)
    value_to = value + rng.randint(1, 4) if comparator == "range" else None
    counted = kind in ("counts", "each")
    words = {name: str(entry[key]) for name, key in PARTS.items() if key in entry}
    words |= {"v": figure(value, padded=counted), "w": figure(value_to or 0, padded=counted)}
    if kind == "counts":
        words["verb"] = words["verb"][:1].lower() + words["verb"][1:]
    clause = fill(fill(pattern, words, rng), slots, rng)
    measure = " ".join(words[name] for name in ("every", "s", "p", "unit", "tail") if name in words)
    reference = clause[clause.index("so với") :] if "so với" in clause else None
    goal = Goal(
        clause, fill(measure, slots, rng), comparator, value, entry.get("unit", "%"), value_to, reference,
    )  # fmt: skip
    return Sentence(clause, (goal,))


PARTS = {"s": "subject", "p": "predicate", "verb": "verb", "unit": "unit", "tail": "tail", "every": "every"}


def open_goal(clause: Sentence, slots: dict[str, str], rng: Random) -> Sentence:
    """The clause as the start of a sentence: with a time, an appeal or nothing before it."""
    words, by, recurrence = rng.choice(OPENINGS[:2] if clause.text.startswith("mỗi") else OPENINGS)
    (goal,) = clause.goals
    quote = goal.quote if words else capital(goal.quote)
    timed = replace(goal, quote=quote, by=by and fill(by, slots, rng), recurrence=recurrence)
    return Sentence(capital(fill(words, slots, rng) + clause.text), (timed,))


def join_goals(parts: Sequence[Sentence], rng: Random, *, past: str = "") -> Sentence:
    """Several goals in one sentence, the first of them opened already. `past` is a figure that is no goal."""
    mark = rng.choice(("; ", "; ", ", "))
    last = rng.choice((mark, "; đồng thời, ", " và "))
    *others, end = [part.text for part in parts]
    text = mark.join(others) + last + end if others else end
    return Sentence(f"{text}{past}.", tuple(goal for part in parts for goal in part.goals))
