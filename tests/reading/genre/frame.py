"""What stands around the body of a plan: letterhead, title, legal basis; recipients and signature."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from tests.reading.genre.page import Page
from tests.reading.genre.setting import Setting
from tests.reading.genre.words import book, capital, fill

STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


def draw_person(rng: Random) -> str:
    places = book("places")
    return " ".join(rng.choice(places[part]) for part in ("surnames", "middles", "given"))


def long_date(day: date) -> str:
    return f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"


def short_date(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


@dataclass(frozen=True)
class Issue:
    """Number and day of a document, and the years it may cover. A draft has neither yet."""

    number: str
    day: date
    later: str
    draft: bool = False

    @property
    def stated(self) -> dict[str, str | None]:
        """What the letterhead says of number and day."""
        if self.draft:
            return {"number": None, "issued_on": None}
        return {"number": self.number, "issued_on": self.day.isoformat()}

    def period(self, title: str) -> dict[str, str | None]:
        """The years the title names; a plan for one day or a feast covers no year."""
        if " Ngày " in title or "Tết" in title:
            return {"period_from": None, "period_to": None}
        last = self.later if "giai đoạn" in title else self.day.year
        return {"period_from": f"{self.day.year}-01-01", "period_to": f"{last}-12-31"}


def draw_issue(page: Page, setting: Setting, code: str) -> Issue:
    n = page.rng.randint(3, 480)
    day = date(setting.year, int(setting.month[-2:]), page.rng.randint(2, 28))
    number = f"{n}-{code}" if setting.level == "party" else f"{n:02d}/{code}"
    return Issue(number, day, setting.slots["later"], draft=page.rng.random() < 0.07)


def open_document(page: Page, setting: Setting) -> None:
    """Letterhead, kind and title; notes the document."""
    issue = draw_issue(page, setting, setting.code)
    title = fill(page.rng.choice(setting.topic["titles"]), setting.slots, page.rng)
    page.lines += letterhead(setting, issue)
    page.lines += ["", "KẾ HOẠCH", title, ""]
    page.note(
        "documents", quote=page.lines[0], kind="Kế hoạch", place=setting.place, issuer=setting.issuer, title=title,
        signer=None, recipients=[], **issue.stated, **issue.period(title),
    )  # fmt: skip


def letterhead(setting: Setting, issue: Issue) -> list[str]:
    number, when = issue.number, long_date(issue.day)
    if issue.draft:
        number = f"      {number.lstrip('0123456789')}"
        when = f"ngày      tháng {issue.day.month:02d} năm {issue.day.year}"
    place = f"{setting.place}, {when}"
    if setting.level == "party":
        own = [setting.issuer.removeprefix("Ban Thường vụ ").upper(), "*", f"Số {number}"]
        return [*own, "ĐẢNG CỘNG SẢN VIỆT NAM", place]
    name = setting.issuer.removesuffix(f" tỉnh {setting.province}") if setting.level == "department" else setting.issuer
    name = name.upper()
    own = [f"ỦY BAN NHÂN DÂN\n{name.removeprefix('ỦY BAN NHÂN DÂN ')}"] if name.startswith("ỦY BAN") else [name]
    if setting.parent:
        own = [setting.parent.upper(), *own]
    return [*own, "-------", f"Số: {number}", *STATE, "---------------", place]


def state_basis(page: Page, setting: Setting) -> None:
    """The documents that the plan rests on, then the sentence that issues it; declares short forms."""
    rng = page.rng
    sources = rng.sample(setting.topic["sources"], rng.randint(1, 3))
    cited = [cite(page, setting, *source) for source in sources]
    long, short = setting.topic["long"], setting.topic["short"]
    declared = rng.choice(
        (f"{long} ({short})", f"{long} (viết tắt là {short})", f"{long} (sau đây viết tắt là {short})")
    )
    abbreviates = rng.random() < 0.6
    subject = declared if abbreviates else long
    issues = rng.choice(("ban hành", "xây dựng"))
    close = f"{setting.issuer} {issues} Kế hoạch công tác {subject} năm {setting.year}, cụ thể như sau:"
    if rng.random() < 0.5:
        page.lines += [f"Căn cứ {source};" for source in cited]
        page.lines.append(close)
    else:
        page.lines.append(f"Thực hiện {'; '.join(cited)}; {close}")
    if abbreviates:
        page.swaps.append((long, short))
        page.note("abbreviations", short=short, long=long)
    if rng.random() < 0.5:
        page.swaps.append(("Ủy ban nhân dân", "UBND"))


def cite(page: Page, setting: Setting, kind: str, code: str, issuer: str, about: str) -> str:
    rng = page.rng
    issuer = fill(issuer, setting.slots, rng)
    day = date(setting.year - rng.randint(1, 3), rng.randint(1, 12), rng.randint(1, 28))
    n = rng.randint(2, 2400)
    if code == "CT/TW":
        number = f"{n % 60 + 1}-CT/TW"
    elif code in ("NĐ-CP", "TT-BTC"):
        number = f"{n % 160 + 1}/{day.year}/{code}"
    else:
        number = f"{n}/{code}"
    page.note("citations", kind=kind, number=number, date=day.isoformat(), issuer=issuer)
    dated = short_date(day) if rng.random() < 0.5 else long_date(day).removeprefix("ngày ")
    before, comma = rng.choice((" số", " số", " số", "")), rng.choice(("", "", ","))
    return f"{kind}{before} {number}{comma} ngày {dated} của {issuer} {about}"


SIGNING = {
    "force": (("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), ("", "GIÁM ĐỐC")),
    "department": (("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), ("", "GIÁM ĐỐC")),
    "ministry": (("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"),),
    "party": (("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ"),),
    "committee": (("TM. BAN CHỈ ĐẠO", "TRƯỞNG BAN"), ("KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN")),
}
RANKS = ("", "Đại tá ", "Thượng tá ")
CHAIR = (("TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"))


def close_document(page: Page, setting: Setting) -> None:
    """Recipients and signature, as the truth about the first document has them."""
    bodies = page.rng.sample(list(setting.bodies.values()), 3)
    sign(page, setting, page.truth["documents"][0], [capital(body.name) for body in bodies])


def sign(page: Page, setting: Setting, document: dict[str, Any], recipients: list[str]) -> None:
    rng = page.rng
    recipients = [*recipients, f"Lưu: VT, {rng.choice(('NC', 'KGVX', 'TH', 'PV01'))}"]
    page.lines += ["", "Nơi nhận:", *(f"- {name};" for name in recipients[:-1]), f"- {recipients[-1]}."]
    authority, position = rng.choice(SIGNING.get(setting.level, CHAIR))
    name = draw_person(rng)
    rank = rng.choice(RANKS) if setting.level == "force" else ""
    mark = rng.choice(([], [], ["(Đã ký)"], ["(Ký, đóng dấu)"]))
    page.lines += ["", *(line for line in authority.split("\n") if line), position, "", *mark, f"{rank}{name}"]
    signer = {"name": name, "position": position.capitalize(), "authority": authority.replace("\n", " / ")}
    document |= {"recipients": recipients, "signer": signer}
