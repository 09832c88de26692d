"""The parts that say what must be done: tasks for everybody, and the work assigned to named bodies."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from tests.reading.genre.goals import Sentence, join_goals, make_goal, open_goal
from tests.reading.genre.page import Page
from tests.reading.genre.reports import report_alone
from tests.reading.genre.setting import Body, Setting
from tests.reading.genre.words import book, capital, fill, lower

ASKED = ("front", "youth", "women", "farmers", "veterans", "union", "procuracy", "court")
TOGETHER = (
    ("procuracy", "court"),
    ("farmers", "veterans"),
    ("women", "youth"),
    ("finance", "planning"),
    ("culture", "information"),
)
GOAL_KINDS = ("shares", "shares", "shares", "counts", "falls", "rises", "each", "ceilings")


def draw_goals(setting: Setting, rng: Random, count: int) -> list[Sentence]:
    """`count` clauses that state a goal, no two from one entry of the vocabulary."""
    pool = [(kind, entry) for kind in dict.fromkeys(GOAL_KINDS) for entry in setting.topic.get(kind, ())]
    chosen = rng.sample(pool, min(count, len(pool)))
    return [make_goal(kind, entry, setting.slots, rng) for kind, entry in chosen]


def write_goals(page: Page, clauses: Sequence[Sentence], setting: Setting, *, level: int) -> None:
    """Each clause an item of its own, or two to three in one sentence."""
    rest = list(clauses)
    while rest:
        count = page.rng.choice((1, 1, 1, 2, 3))
        now, rest = rest[:count], rest[count:]
        first = open_goal(now[0], setting.slots, page.rng)
        shared = now[-1].goals[-1].unit == "%" and now[-1].goals[-1].reference is None
        past = (
            f" (năm {setting.year - 1} đạt {page.rng.randint(40, 90)}%)" if shared and page.rng.random() < 0.15 else ""
        )
        sentence = join_goals([first, *now[1:]], page.rng, past=past)
        page.numbered(level, sentence.text)
        page.note_goals(sentence, [])


def write_goals_by_date(page: Page, clauses: Sequence[Sentence], setting: Setting) -> None:
    """Under a line that says until when, each clause on its own."""
    year = page.rng.choice((setting.year, int(setting.slots["later"])))
    page.numbered(2, page.rng.choice((f"Đến năm {year}:", f"Đến hết năm {year}:", f"Phấn đấu đến cuối năm {year}:")))
    for clause in clauses:
        (goal,) = clause.goals
        goal = replace(goal, quote=capital(goal.quote), by=f"{year}-12-31")
        sentence = Sentence(f"{goal.quote}{page.rng.choice('.;')}", (goal,))
        page.numbered(3, sentence.text)
        page.note_goals(sentence, [])


def write_groups(page: Page, setting: Setting) -> None:
    """Tasks for everybody, as groups of bullets or as paragraphs under one number."""
    rng = page.rng
    groups = [*setting.topic["groups"], *book("common")["groups"]]
    groups = rng.sample(groups, min(len(groups), rng.randint(3, 5)))
    aside = rng.sample(setting.topic["others_numbers"], len(setting.topic["others_numbers"]))
    flat = rng.random() < 0.3
    for group in groups:
        items = rng.sample(group["items"], rng.randint(2, len(group["items"])))
        if aside and rng.random() < 0.3:
            items.append(aside.pop())
        if flat:
            items = items[:2]
        else:
            page.numbered(1, group["heading"])
        for item in items:
            text = page.numbered(1 if flat else 2, fill(item, setting.slots, rng))
            page.note_task("general_tasks", text)


def duties_of(setting: Setting, role: str, rng: Random) -> list[str]:
    """What such a body is told to do, of the subject and in general, in a random order."""
    said = [*setting.topic["duties"].get(role, ()), *book("common")["duties"].get(role, ())]
    return [fill(text, setting.slots, rng) for text in rng.sample(said, min(len(said), rng.randint(1, 5)))]


def partners(setting: Setting, body: Body, rng: Random) -> str:
    others = [other.name for other in setting.bodies.values() if other != body and other.role != "locals"]
    names = rng.sample(others, min(len(others), rng.randint(1, 2)))
    return ", ".join([*names, "các cơ quan, đơn vị liên quan"][:-1]) + " và các cơ quan, đơn vị liên quan"


def assign(page: Page, setting: Setting) -> None:
    """The part on who does what: bodies one by one, some of them together, in the manner of this office."""
    rng = page.rng
    manner = rng.choice(("bullets", "bullets", "bullets", "inline", "paragraph", "told", "led"))
    bodies = [body for body in setting.bodies.values() if duties_of(setting, body.role, rng)]
    last = [body for body in bodies if body.role in ("locals", "others")]
    others = rng.sample([body for body in bodies if body not in last], min(len(bodies) - len(last), rng.randint(5, 12)))
    others.sort(key=lambda body: (body != setting.standing, body.role in ASKED))
    colon = rng.choice(("", "", ":", " có trách nhiệm:"))
    if rng.random() < 0.2:
        share_out(page, setting)
    for together in gather(others + last, rng):
        tasks = [task for body in together for task in duties_of(setting, body.role, rng)]
        tasks = list(dict.fromkeys(tasks))
        way = manner if len(together) == 1 or manner in ("told", "led") else "bullets"
        if way == "bullets" and len(tasks) == 1 and rng.random() < 0.5:
            way = "inline"
        WAYS[way](page, setting, together, tasks, colon)


def share_out(page: Page, setting: Setting) -> None:
    """Work for all before the bodies are named: it stands in this part, yet is a task for everybody."""
    page.numbered(1, "Nhiệm vụ chung")
    for text in book("common")["shared"]:
        page.note_task("general_tasks", page.numbered(2, text))


def gather(bodies: list[Body], rng: Random) -> list[list[Body]]:
    """Some pairs under one heading, the others alone."""
    by_role = {body.role: body for body in bodies}
    pairs = {pair[0]: pair for pair in TOGETHER if all(role in by_role for role in pair) and rng.random() < 0.4}
    second = {pair[1] for pair in pairs.values()}
    return [
        [by_role[role] for role in pairs.get(body.role, (body.role,))] for body in bodies if body.role not in second
    ]


def heading(together: list[Body], setting: Setting, rng: Random) -> str:
    names = [body.name for body in together]
    text = rng.choice((", ", " và ")).join(names)
    if together[0] == setting.standing and rng.random() < 0.4:
        return f"{text} (Cơ quan Thường trực)"
    return f"Đề nghị {text}" if together[0].role in ASKED and rng.random() < 0.6 else text


def note(page: Page, text: str, together: Sequence[Body]) -> None:
    page.note_task("duties", text, agencies=[page.word(body.name) for body in together])


def with_goal(page: Page, setting: Setting, task: str) -> Sentence:
    """The task, now and then with a goal at its end."""
    if page.rng.random() > 0.12:
        return Sentence(task)
    (clause,) = draw_goals(setting, page.rng, 1)
    if page.rng.random() < 0.3:
        timed = tuple(replace(goal, by=f"{setting.year}-12-31") for goal in clause.goals)
        return Sentence(f"{task.removesuffix('.')}; phấn đấu trong năm {setting.year} {clause.text}.", timed)
    words = page.rng.choice(("phấn đấu", "bảo đảm"))
    return Sentence(f"{task.removesuffix('.')}; {words} {clause.text}.", clause.goals)


def in_bullets(page: Page, setting: Setting, together: list[Body], tasks: list[str], colon: str) -> None:
    page.numbered(1, heading(together, setting, page.rng) + colon)
    for task in tasks:
        sentence = with_goal(page, setting, task)
        note(page, page.numbered(2, sentence.text), together)
        page.note_goals(sentence, [page.word(body.name) for body in together])
    role = together[0].role
    if role == "health" and setting.level == "province" and page.rng.random() < 0.4:
        text = page.numbered(2, fill(page.rng.choice(book("common")["below"]), setting.slots, page.rng))
        page.note_task("duties", text, agencies=[f"Trung tâm Kiểm soát bệnh tật {setting.area}"])
    if role == "locals" and page.rng.random() < 0.5:
        report_alone(page, setting, together)


def in_line(page: Page, setting: Setting, together: list[Body], tasks: list[str], colon: str) -> None:
    """Name and colon before the work, all of it in one paragraph."""
    text = page.numbered(1, f"{heading(together, setting, page.rng)}: {' '.join(tasks[:2])}")
    note(page, text.split(": ", 1)[1], together)


def in_paragraphs(page: Page, setting: Setting, together: list[Body], tasks: list[str], colon: str) -> None:
    """The name on a line of its own, then paragraphs without any mark."""
    page.numbered(1, heading(together, setting, page.rng))
    for task in tasks:
        page.line(task)
        note(page, page.word(task), together)


def told(page: Page, setting: Setting, together: list[Body], tasks: list[str], colon: str) -> None:
    """A sentence that names the body as the one who does it."""
    rng, task = page.rng, lower(tasks[0])
    names = rng.choice((", ", " và ")).join(body.name for body in together)
    others = partners(setting, together[0], rng)
    asked = "Đề nghị" if together[0].role in ASKED else "Giao"
    text = rng.choice((
        f"{asked} {names} chủ trì, phối hợp với {others} {task}",
        f"{names} chủ trì, phối hợp với {others} {task}",
        f"{asked} {names} {task}",
        f"{asked} {names} là cơ quan đầu mối, {task}",
        f"{names} có trách nhiệm {task}",
        f"{names} căn cứ chức năng, nhiệm vụ được giao, {task}",
        f"{names} chịu trách nhiệm {task}",
    ))  # fmt: skip
    note(page, page.numbered(1, text), together)


def led(page: Page, setting: Setting, together: list[Body], tasks: list[str], colon: str) -> None:
    """A paragraph says who leads and with whom; the bullets below it name nobody."""
    names, others = " và ".join(body.name for body in together), partners(setting, together[0], page.rng)
    page.numbered(1, f"Giao {names} chủ trì, phối hợp với {others} thực hiện các nhiệm vụ sau:")
    for task in tasks:
        note(page, page.numbered(2, task), together)


WAYS = {"led": led, "bullets": in_bullets, "inline": in_line, "paragraph": in_paragraphs, "told": told}
