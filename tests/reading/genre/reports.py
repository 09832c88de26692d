"""The reporting regime: sentences of words/reports.toml, with the dates they mean."""

from datetime import date

from tests.reading.genre.frame import short_date
from tests.reading.genre.page import Page
from tests.reading.genre.setting import Setting
from tests.reading.genre.words import book, fill, lower

DAYS = ("10", "12", "14", "15", "16", "18", "20", "25")


def draw_report(page: Page, setting: Setting, taken: set[int]) -> None:
    """One sentence of the regime as the next numbered item; `taken` are those the plan has already."""
    rng = page.rng
    reports = book("reports")["report"]
    choice = rng.choice([n for n in range(len(reports)) if n not in taken])
    taken.add(choice)
    report = reports[choice]
    who = [setting.bodies[role] for role in ("others", "locals") if role in setting.bodies]
    names = " và ".join(body.name if n == 0 else lower_name(body.name) for n, body in enumerate(who))
    once = date(setting.year, rng.randint(int(setting.month[-2:]), 12), rng.randint(20, 28))
    slots = {
        "who": names, "lwho": lower(names) if names.startswith("Các") else names, "to": setting.standing.name,
        "d": rng.choice(DAYS), "e": rng.choice(("05", "03", "10")), "once": short_date(once),
    }  # fmt: skip
    text = page.numbered(1, fill(report["text"], slots, rng))
    agencies = [page.word(body.name) for body in who]
    for due in report["due"]:
        once_due = once.isoformat() if due.get("once") else None
        rule = fill(due["rule"], slots, rng) if "rule" in due else None
        page.note(
            "reporting", quote=page.word(fill(due["quote"], slots, rng)), who=agencies,
            to=[page.word(setting.standing.name)], what=due["what"], period="once" if once_due else due.get("period"),
            due=once_due, rule=rule, exclusive=due.get("exclusive"), section=page.where,
        )  # fmt: skip
    if report.get("duty"):
        page.note_task("duties", text, agencies=agencies)


def lower_name(name: str) -> str:
    return lower(name) if name.startswith("Các") else name
