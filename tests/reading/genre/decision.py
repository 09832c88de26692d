"""A decision that encloses the plan: two documents in one file."""

from dataclasses import replace
from datetime import date

from tests.reading.genre.frame import cite, draw_issue, letterhead, long_date, sign
from tests.reading.genre.page import Page
from tests.reading.genre.setting import Setting
from tests.reading.genre.words import fill


def enclose(page: Page, setting: Setting) -> None:
    """The decision with its articles and signature, then the title of the plan. Notes both documents."""
    rng = page.rng
    issue = replace(draw_issue(page, setting, "QĐ-UBND"), draft=False)
    title = fill(rng.choice(setting.topic["titles"]), setting.slots, rng)
    page.lines += letterhead(setting, issue)
    named = f"Về việc ban hành Kế hoạch {title[:1].lower()}{title[1:]}"
    page.lines += ["", "QUYẾT ĐỊNH", named, "", setting.issuer.upper(), ""]
    page.note(
        "documents", quote=page.lines[0], kind="Quyết định", number=issue.number, issued_on=issue.day.isoformat(),
        place=setting.place, issuer=setting.issuer, title=named, signer=None, recipients=[], **issue.period(title),
    )  # fmt: skip
    page.lines += [f"Căn cứ {cite(page, setting, *source)};" for source in rng.sample(setting.topic["sources"], 2)]
    page.lines += [f"Theo đề nghị của {setting.standing.name}.", "", "QUYẾT ĐỊNH:", ""]
    page.lines.append(f"Điều 1. Ban hành kèm theo Quyết định này Kế hoạch {title[:1].lower()}{title[1:]}.")
    order = (
        f"Giao {setting.standing.name} chủ trì, phối hợp với các cơ quan, đơn vị liên quan tổ chức thực hiện Kế hoạch."
    )
    page.lines.append(f"Điều 2. {order}")
    page.note("duties", quote=" ".join(order.split()[:12]), section="Điều 2", agencies=[setting.standing.name])
    page.lines.append(
        f"Điều 3. Chánh Văn phòng Ủy ban nhân dân {setting.area}, Thủ trưởng các cơ quan, đơn vị có liên quan "
        "chịu trách nhiệm thi hành Quyết định này./."
    )
    sign(page, setting, page.truth["documents"][0], ["Như Điều 3"])
    page.lines += ["", "KẾ HOẠCH", title, enclosed_by(setting, issue.number, issue.day), ""]
    page.note(
        "documents", quote=f"KẾ HOẠCH\n{title}", kind="Kế hoạch", number=None, issued_on=issue.day.isoformat(),
        place=None, issuer=setting.issuer, title=title, signer=None, recipients=[], **issue.period(title),
    )  # fmt: skip


def enclosed_by(setting: Setting, number: str, day: date) -> str:
    return f"(Ban hành kèm theo Quyết định số {number} {long_date(day)} của {setting.issuer})"
