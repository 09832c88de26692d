"""The projects that make up a programme, with who leads each of them and with whom."""

from tests.reading.genre.page import Page
from tests.reading.genre.setting import Setting


def write_projects(page: Page, setting: Setting) -> None:
    """A group of the tasks for everybody; nothing where the subject has no projects or a lead is missing here."""
    projects = setting.topic.get("projects", ())
    leads = {role for project in projects for role in leads_of(project)}
    if not projects or not leads <= set(setting.bodies):
        return
    page.numbered(1, "Thực hiện các dự án thành phần")
    for n, project in enumerate(projects, 1):
        code = f"Dự án {n}"
        if "lead" in project:
            write_one(page, setting, 2, code, code, project["name"], project["lead"])
            continue
        page.numbered(2, f"{code}: {project['name']}.")
        page.note("projects", code=code, name=page.word(project["name"]), lead=[], coordinating=[])
        for m, (name, lead) in enumerate(project["parts"], 1):
            write_one(page, setting, 3, f"Tiểu dự án {m}", f"{code} / Tiểu dự án {m}", name, lead)


def leads_of(project: dict[str, object]) -> list[str]:
    parts = project.get("parts", [])
    assert isinstance(parts, list)
    return [str(project["lead"])] if "lead" in project else [part[1] for part in parts]


def write_one(page: Page, setting: Setting, level: int, label: str, code: str, name: str, role: str) -> None:
    rng = page.rng
    lead = setting.bodies[role]
    other = rng.choice([body for body in setting.bodies.values() if body.role not in (role, "others")])
    coordinating = [other.name, "các cơ quan liên quan"]
    given = f"(giao {lead.name} chủ trì, phối hợp với {' và '.join(coordinating)} thực hiện)"
    text = page.numbered(level, f"{label}: {name} {given}.")
    page.note_task("general_tasks", text)
    page.note(
        "projects", code=code, name=page.word(name), lead=[page.word(lead.name)],
        coordinating=[page.word(body) for body in coordinating],
    )  # fmt: skip
