"""The reporting regime: sentences of words/reports.toml, with the dates they mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.reading.genre.frame import short_date
from tests.reading.genre.page import Page
from tests.reading.genre.setting import Body, Setting
from tests.reading.genre.words import book, fill, lower

DAYS = ("10", "12", "14", "15", "16", "18", "20", "25")


@dataclass(frozen=True)
class Regime:
    """Who reports, and the dates drawn for one sentence."""

    who: Sequence[Body]
    once: date
    slots: dict[str, str]

    def due(self, entry: dict[str, Any], year: int) -> date | None:
        """The single date of an entry, None for a rule or where no date is stated."""
        if entry.get("once"):
            return self.once
        return date(year, 12, int(self.slots["d"])) if entry.get("december") else None


def draw_regime(page: Page, setting: Setting, who: Sequence[Body]) -> Regime:
    rng = page.rng
    first, *rest = [body.name for body in who]
    names = " và ".join([first, *(as_second(name) for name in rest)])
    once = date(setting.year, rng.randint(int(setting.month[-2:]), 12), rng.randint(20, 28))
    drawn = {"d": rng.choice(DAYS), "e": rng.choice(("03", "05", "10")), "once": short_date(once)}
    who_slots = {"who": names, "lwho": as_second(names), "to": setting.standing.name}
    return Regime(who, once, setting.slots | who_slots | drawn)


def as_second(name: str) -> str:
    return lower(name) if name.startswith("Các") else name


def note_due(page: Page, setting: Setting, regime: Regime, entry: dict[str, Any]) -> None:
    due = regime.due(entry, setting.year)
    page.note(
        "reporting",
        quote=page.word(fill(entry["quote"], regime.slots, page.rng)),
        who=[page.word(body.name) for body in regime.who],
        to=[page.word(setting.standing.name)],
        what=entry["what"],
        period="once" if due else entry.get("period"),
        due=due and due.isoformat(),
        rule=fill(entry["rule"], regime.slots, page.rng) if "rule" in entry else None,
        exclusive=entry.get("exclusive"),
        section=page.where,
    )


def draw_report(page: Page, setting: Setting, taken: set[int]) -> None:
    """One sentence of the regime as the next numbered item; `taken` are those the plan has already."""
    reports = book("reports")["report"]
    choice = page.rng.choice([n for n in range(len(reports)) if n not in taken])
    taken.add(choice)
    report = reports[choice]
    who = [setting.bodies[role] for role in ("others", "locals") if role in setting.bodies]
    regime = draw_regime(page, setting, [setting.standing] if report.get("standing") else who)
    text = page.numbered(1, fill(report["text"], regime.slots, page.rng))
    for entry in report["due"]:
        note_due(page, setting, regime, entry)
    if report.get("duty"):
        page.note_task("duties", text, agencies=[page.word(body.name) for body in who])


def report_alone(page: Page, setting: Setting, who: Sequence[Body]) -> None:
    """A bullet under the heading of those who must report: it names nobody."""
    bare = page.rng.choice(book("reports")["bare"])
    regime = draw_regime(page, setting, who)
    page.numbered(2, fill(bare["text"], regime.slots, page.rng))
    note_due(page, setting, regime, bare)


def watch_over(page: Page, setting: Setting) -> None:
    """The standing body told to follow the plan and to sum up by a day of each year: work and a report at once."""
    day = page.rng.choice(DAYS)
    told = f"Giao {setting.standing.name} theo dõi, đôn đốc, kiểm tra việc thực hiện Kế hoạch này"
    due = f"tổng hợp kết quả, báo cáo {setting.above} trước ngày {day}/12 hằng năm"
    text = page.numbered(1, f"{told}; {due}.")
    who = [page.word(setting.standing.name)]
    page.note_task("duties", text, agencies=who)
    page.note(
        "reporting", quote=page.word(due), who=who, to=[page.word(setting.above)], what="báo cáo", period="year",
        due=None, rule=f"year:12-{day}", exclusive=True, section=page.where,
    )  # fmt: skip
