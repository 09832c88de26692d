"""What is appended: tables of goals, of tasks and of shares given to each unit. Cells are parted by tabs."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from tests.reading.genre.frame import short_date
from tests.reading.genre.goals import figure
from tests.reading.genre.page import Page
from tests.reading.genre.setting import TWO_TIER, Setting
from tests.reading.genre.words import book, capital, fill
from tests.reading.genre.work import duties_of

ROMAN = ("I", "II", "III")
SIGNS = (("=", ""), ("=", ""), (">=", "Ít nhất "), (">=", "Tối thiểu "), (">", "Trên "))
LEADERS = ("police", "health", "labour", "education", "culture", "information", "justice", "office")
QUARTERS = {"I": ("01-01", "03-31"), "II": ("04-01", "06-30"), "III": ("07-01", "09-30"), "IV": ("10-01", "12-31")}


def append(page: Page, setting: Setting) -> None:
    """None to three annexes, each with its title and the plan it belongs to."""
    rng = page.rng
    tables: list[tuple[str, Callable[[Page, Setting], None]]] = []
    if rng.random() < 0.4:
        tables.append(("Chỉ tiêu chủ yếu về công tác {t} năm {year}", goals_table))
    if rng.random() < 0.4:
        tables.append(("Danh mục nhiệm vụ trọng tâm thực hiện công tác {t} năm {year}", tasks_table))
    if rng.random() < 0.4 and setting.level in ("province", "committee", "force", "district"):
        tables.append((setting.topic["allocation"]["title"], shares_table))
    document = page.truth["documents"][-1]
    for n, (title, table) in enumerate(tables):
        label = f"PHỤ LỤC {ROMAN[n]}" if len(tables) > 1 else "PHỤ LỤC"
        page.annex, page.path, page.counts = label.replace("PHỤ LỤC", "PL"), [], []
        title = fill(title, setting.slots, rng)
        page.lines += ["", label, title.upper() if rng.random() < 0.6 else title]
        page.lines.append(belongs(document))
        table(page, setting)


def belongs(document: dict[str, Any]) -> str:
    if document["number"] is None:
        return "(Kèm theo Kế hoạch)"
    issued = short_date(date.fromisoformat(document["issued_on"]))
    return f"(Kèm theo Kế hoạch số {document['number']} ngày {issued} của {document['issuer']})"


def row(page: Page, *cells: str) -> None:
    page.line("\t".join(cells))


def goals_table(page: Page, setting: Setting) -> None:
    """Rows of what is measured and how much, some with a column for the unit or for who leads."""
    rng = page.rng
    apart, led = rng.random() < 0.4, rng.random() < 0.4
    heads = ["STT", rng.choice(("Nội dung chỉ tiêu", "Chỉ tiêu", "Tên chỉ tiêu"))]
    heads += ["Đơn vị tính"] if apart else []
    heads += [rng.choice((f"Chỉ tiêu năm {setting.year}", "Chỉ tiêu giao", f"Kế hoạch năm {setting.year}"))]
    heads += ["Cơ quan chủ trì"] if led else []
    row(page, *heads)
    leaders = [setting.standing, *(setting.bodies[role] for role in LEADERS if role in setting.bodies)]
    entries = [(kind, entry) for kind in ("shares", "counts", "falls", "rises") for entry in setting.topic[kind]]
    chosen = rng.sample(entries, min(len(entries), rng.randint(4, 9)))
    groups = [group["heading"] for group in setting.topic["groups"]] if rng.random() < 0.4 else []
    again = rng.random() < 0.5
    for n, (kind, entry) in enumerate(chosen):
        if groups and n % 3 == 0:
            row(page, ROMAN[n // 3], groups[n // 3 % len(groups)].upper(), *[""] * (len(heads) - 2))
        owner = [rng.choice(leaders).name] if led else []
        number = n % 3 + 1 if groups and again else n + 1
        goal_row(page, setting, str(number), kind, entry, owner, apart=apart)


def goal_row(
    page: Page, setting: Setting, n: str, kind: str, entry: dict[str, Any], owner: list[str], *, apart: bool
) -> None:
    rng = page.rng
    unit = entry["unit"] if kind == "counts" else "%"
    measure = fill(name_measure(kind, entry), setting.slots, rng)
    value = rng.randint(*entry["range"])
    sign, words = rng.choice(SIGNS) if value < 100 else ("=", "")
    number = figure(value, padded=kind == "counts")
    amount = f"{words}{number}" if apart else f"{words}{number}{'' if unit == '%' else ' '}{unit}"
    cells = [measure, unit, amount] if apart else [measure, amount]
    row(page, n, *cells, *owner)
    change = {"falls": "decrease", "rises": "increase"}.get(kind)
    page.path = [n]
    page.note(
        "targets",
        quote=page.word("\t".join(cells)),
        section=page.where,
        measure=page.word(measure),
        comparator=sign if not change else change + sign.strip("="),
        value=value,
        value_to=None,
        unit=unit,
        reference=None,
        by=f"{setting.year}-12-31",
        recurrence=None,
        owner=[page.word(name) for name in owner],
    )


def name_measure(kind: str, entry: dict[str, Any]) -> str:
    if kind == "shares":
        return f"Tỷ lệ {entry['subject']} {entry['predicate']}"
    if kind == "counts":
        return f"{entry['verb']} {entry['unit']} {entry['tail']}"
    return f"{'Giảm' if kind == 'falls' else 'Tỷ lệ tăng'} {entry['subject']}"


def draw_time(page: Page, year: int) -> tuple[str, str, str, bool]:
    """What the time cell says, its first and last day, and whether the task comes back."""
    rng = page.rng
    quarter = rng.choice(tuple(QUARTERS))
    first, last = (f"{year}-{day}" for day in QUARTERS[quarter])
    whole = (f"{year}-01-01", f"{year}-12-31")
    return rng.choice(
        (
            (f"Quý {quarter}/{year}", first, last, False),
            (f"Quý {quarter} năm {year}", first, last, False),
            (f"Tháng 4/{year}", f"{year}-04-01", f"{year}-04-30", False),
            (f"Tháng 10/{year}", f"{year}-10-01", f"{year}-10-31", False),
            (f"Thường xuyên trong năm {year}", *whole, True),
            (f"Quý I/{year} và thực hiện thường xuyên trong năm {year}", *whole, True),
        )
    )


def tasks_table(page: Page, setting: Setting) -> None:
    rng = page.rng
    heads = ["TT", "Nội dung thực hiện", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian thực hiện"]
    row(page, *heads)
    bodies = [body for body in setting.bodies.values() if body.role not in ("locals", "others")]
    for n in range(1, rng.randint(5, 10)):
        lead, other = rng.sample(bodies, 2)
        task = rng.choice(duties_of(setting, lead.role, rng)).removesuffix(".")
        with_whom = rng.choice(
            ([other.name], [other.name, setting.bodies["locals"].name], ["Các cơ quan, đơn vị liên quan"])
        )
        time, first, last, again = draw_time(page, setting.year)
        row(page, str(n), capital(task), lead.name, " và ".join(with_whom), time)
        page.note(
            "annex_tasks",
            no=n,
            quote=" ".join(page.word(task).split()[:12]),
            lead=[page.word(lead.name)],
            coordinating=[page.word(name) for name in with_whom],
            time=time,
            time_from=first,
            time_to=last,
            recurring=again,
            level=None,
        )


def units_of(setting: Setting) -> Sequence[str]:
    """The units that get a share, by the map of that year."""
    places = book("places")
    if setting.level == "district":
        return [f"Xã {name}" for name in places["communes"]]
    if setting.month >= TWO_TIER:
        return [
            *(
                f"{kind} {name}"
                for kind, key in (("Xã", "communes"), ("Phường", "wards"), ("Đặc khu", "islands"))
                for name in places[key]
            )
        ]
    return [*(f"Thị xã {name}" for name in places["towns"]), *(f"Huyện {name}" for name in places["districts"])]


def shares_table(page: Page, setting: Setting) -> None:
    """A row for each unit, with one share or with one for each of two years, and the sums."""
    rng, share = page.rng, setting.topic["allocation"]
    title, unit = capital(page.lines[-2].lower()), share["unit"]
    years = [setting.year, setting.year + 1] if rng.random() < 0.25 else []
    columns = [f"Năm {year}" for year in years] or [share["column"]]
    if years:
        page.lines.append(f"(Đơn vị tính: {unit})")
    tables = [f"{title} - {column}" if years else title for column in columns]
    row(page, "STT", rng.choice(("Đơn vị", "Tên đơn vị", "Địa phương")), *columns)
    totals = [0] * len(columns)
    names = units_of(setting)
    for n, name in enumerate(rng.sample(names, rng.randint(6, min(12, len(names)))), 1):
        values = [rng.randint(*share["range"]) for _ in columns]
        totals = [total + value for total, value in zip(totals, values, strict=True)]
        row(page, str(n), name, *(figure(value, padded=True) for value in values))
        for table, value in zip(tables, values, strict=True):
            page.note("allocations", table=table, unit_name=name, value=value, unit=unit)
    sums = [figure(total) for total in totals]
    row(page, *rng.choice((["", "Tổng cộng", *sums], ["Tổng số", "", *sums[:-1], f"{sums[-1]} {unit}"])))
    for table, total in zip(tables, totals, strict=True):
        page.note("stated_totals", table=table, value=total, unit=unit)
