"""One whole plan: which parts it has, in what order, in which habit of numbering."""

from random import Random
from typing import Any

from tests.reading.genre.annexes import append
from tests.reading.genre.decision import enclose
from tests.reading.genre.frame import close_document, open_document, state_basis
from tests.reading.genre.numbering import HABITS
from tests.reading.genre.page import Page
from tests.reading.genre.projects import write_projects
from tests.reading.genre.reports import draw_report, watch_over
from tests.reading.genre.setting import Setting, draw_setting
from tests.reading.genre.words import book, fill
from tests.reading.genre.work import assign, draw_goals, note, write_goals, write_goals_by_date, write_groups

DUTY_HEADINGS = ("Phân công nhiệm vụ", "Tổ chức thực hiện", "Phân công tổ chức thực hiện", "Phân công trách nhiệm")
TASK_HEADINGS = (
    "Nhiệm vụ, giải pháp",
    "Nội dung, nhiệm vụ trọng tâm",
    "Nhiệm vụ và giải pháp chủ yếu",
    "Nội dung thực hiện",
)
GOAL_HEADINGS = ("Chỉ tiêu", "Mục tiêu, chỉ tiêu", "Các chỉ tiêu chủ yếu", "Mục tiêu cụ thể")
REPORT_HEADINGS = ("Chế độ thông tin, báo cáo", "Chế độ báo cáo")


def make_plan(seed: int) -> tuple[str, dict[str, Any]]:
    """A plan's text, and what it says in the form of the references. The same seed gives the same plan."""
    rng = Random(seed)
    setting = draw_setting(rng)
    page = Page(rng, rng.choice(HABITS))
    enclosed = setting.level == "province" and page.habit.name != "articles" and rng.random() < 0.2
    if enclosed:
        enclose(page, setting)
    else:
        open_document(page, setting)
        state_basis(page, setting)
    write_body(page, setting)
    if not enclosed:
        close_document(page, setting)
    append(page, setting)
    return page.text(), {"file": f"{seed}.txt", **page.truth}


def write_body(page: Page, setting: Setting) -> None:
    rng = page.rng
    if rng.random() < 0.3:
        look_back(page, setting)
    state_purpose(page, setting)
    state_goals(page, setting)
    page.section(rng.choice(TASK_HEADINGS))
    write_groups(page, setting)
    if rng.random() < 0.5:
        write_projects(page, setting)
    if rng.random() < 0.5:
        state_money(page, setting)
    page.section(rng.choice(DUTY_HEADINGS))
    assign(page, setting)
    state_regime(page, setting)
    page.line(fill(rng.choice(book("common")["closings"]), setting.slots, rng))


def look_back(page: Page, setting: Setting) -> None:
    page.section("Đặc điểm, tình hình")
    for text in page.rng.sample(setting.topic["outlook"], 2):
        page.numbered(1, fill(text, setting.slots, page.rng))


def state_purpose(page: Page, setting: Setting) -> None:
    common, rng = book("common"), page.rng
    page.section("Mục đích, yêu cầu")
    for heading, key in (("Mục đích", "purposes"), ("Yêu cầu", "requirements")):
        page.numbered(1, heading)
        for text in rng.sample(common[key], 2):
            page.numbered(2, fill(text, setting.slots, rng))


def state_goals(page: Page, setting: Setting) -> None:
    """The goals one by one, or under a general aim, or by the date they are due."""
    rng = page.rng
    clauses = draw_goals(setting, rng, rng.randint(3, 8))
    shape = rng.choice(("plain", "plain", "aim", "dates"))
    page.section("Mục tiêu" if shape != "plain" else rng.choice(GOAL_HEADINGS))
    if shape == "plain":
        write_goals(page, clauses, setting, level=1)
        return
    page.numbered(1, f"Mục tiêu chung: {fill(rng.choice(book('common')['general_aims']), setting.slots, rng)}")
    page.numbered(1, rng.choice(("Mục tiêu cụ thể", "Chỉ tiêu cụ thể:")))
    if shape == "aim":
        write_goals(page, clauses, setting, level=2)
    else:
        write_goals_by_date(page, clauses, setting)


def state_money(page: Page, setting: Setting) -> None:
    common, rng = book("common"), page.rng
    page.section("Kinh phí thực hiện")
    page.line(rng.choice(common["money"]))
    finance = setting.bodies.get("finance")
    if finance and rng.random() < 0.4:
        names = {"finance": finance.name, "standing": setting.standing.name}
        text = fill(rng.choice(common["money_duties"]), names, rng)
        page.line(text)
        note(page, page.word(text), [finance])


def state_regime(page: Page, setting: Setting) -> None:
    """The reporting regime as a part of its own, or at the end of the part that assigns the work."""
    if page.rng.random() < 0.6:
        page.section(page.rng.choice(REPORT_HEADINGS))
    if page.rng.random() < 0.3:
        watch_over(page, setting)
    taken: set[int] = set()
    for _ in range(page.rng.randint(1, 3)):
        draw_report(page, setting, taken)
