"""A programme in words: the sentences that stand at the head of its page and make up the leader's sheet.

Only what the data say: no cause is given that nobody has written down. Shortened so that they are read, never counted
wrongly: where some are named, the sentence says how many there are in all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from namro.kernel.targets import LABELS, Status
from namro.kernel.times import short_date
from namro.plans.models import Plan
from namro.publishing.overview.programme import LateUnit, Programme, TargetLine
from namro.publishing.overview.standing import drug_free_in_words
from namro.reporting.difficulty_rules import DifficultyState

AT_RISK = (Status.MISSED, Status.AT_RISK)
NAMED = 4
LONGEST_MEASURE = 150
LONGEST_QUOTE = 120
MOST_DATES = 1
PLACES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """about: what it tells of, so that a page can lead to its parts. target: of one target alone."""

    about: str
    text: str
    target: int | None = None


def sentences(found: Programme, *, targets: int = 3) -> tuple[Sentence, ...]:
    """How it stands, then which targets are in danger and where, who is late, what waits. targets: the most to name."""
    others = {
        "late": late_reports(found),
        "tasks": late_tasks(found),
        "coverage": coverage(found),
        "drug_free": drug_free(found),
        "classes": found.classes.in_words if found.classes else "",
        "waiting": waiting(found),
    }
    return (
        Sentence(about="standing", text=standing(found)),
        *risks(found, most=targets),
        *(Sentence(about=about, text=text) for about, text in others.items() if text),
    )


def plan_named(plan: Plan) -> str:
    return f"{plan.kind} số {plan.number}" if plan.number else plan.kind


def standing(found: Programme) -> str:
    until = f"Tính đến hết {found.period.label} (ngày {short_date(found.period.end)})"
    if not found.targets:
        return f"{until}, {plan_named(found.plan)} chưa có chỉ tiêu nào được theo dõi."
    counted = [f"{number} {LABELS[status].lower()}" for status, number in found.counts.items()]
    return f"{until}, {plan_named(found.plan)} theo dõi {len(found.targets)} chỉ tiêu: {', '.join(counted)}."


def in_danger(found: Programme) -> list[TargetLine]:
    return [target for target in found.targets if target.status in AT_RISK]


def risks(found: Programme, *, most: int) -> Iterator[Sentence]:
    danger = in_danger(found)
    for target in danger[:most]:
        yield Sentence(about="target", text=risk(target), target=target.id)
    if len(danger) > most:
        yield Sentence(about="targets", text=f"Còn {len(danger) - most} chỉ tiêu khác không đạt hoặc chậm tiến độ.")
    if not danger and found.targets:
        yield Sentence(about="targets", text="Chưa có chỉ tiêu nào không đạt hoặc chậm tiến độ.")


def risk(target: TargetLine) -> str:
    """«Tỷ lệ … chậm tiến độ: 12/40 …; chậm ở Xã A (còn 12). Sở Y tế chịu trách nhiệm.»"""
    label = LABELS[target.status]
    why = target.sentence.removeprefix(f"{label}: ").rstrip(".")
    where = _where(target)
    told = "; ".join(part for part in (why, where if where not in why else "") if part)
    role = "được đề nghị chủ trì" if target.asked else "chịu trách nhiệm"
    measure = upper_first(shortened(target.measure, LONGEST_MEASURE))
    return f"{measure} {lower_first(label)}{f': {told}' if told else ''}. {target.unit_name} {role}."


def _where(target: TargetLine) -> str:
    """The first places of the target's own «chậm ở A (còn 5), B (còn 4), …», and how many there are besides."""
    named = target.where.rstrip(".").split(", ")
    rest = len(target.behind) - PLACES
    if rest <= 0 or len(named) <= PLACES:
        return ", ".join(named)
    return f"{', '.join(named[:PLACES])} và {rest} đơn vị khác"


def late_reports(found: Programme) -> str:
    late = found.late_reports
    if not late:
        return "Không có đơn vị được giao nào chậm báo cáo." if found.tally.expected or found.dates else ""
    count = sum(len(unit.reports) for unit in late)
    return f"{len(late)} đơn vị được giao còn nợ {count} báo cáo đã quá hạn: {named(_days(late), len(late))}."


def _days(late: Iterable[LateUnit]) -> list[str]:
    return [f"{unit.name} ({unit.days} ngày)" for unit in late]


def late_tasks(found: Programme) -> str:
    behind = sorted((unit for unit in found.late if unit.tasks), key=lambda unit: -unit.tasks)
    if not behind:
        return ""
    count = sum(unit.tasks for unit in behind)
    if len(behind) > NAMED:
        most = f"nhiều nhất {behind[0].name} ({behind[0].tasks})"
        return f"{len(behind)} đơn vị còn {count} phần nhiệm vụ quá ngày chưa ghi hoàn thành, {most}."
    told = [f"{unit.name} ({unit.tasks})" for unit in behind]
    return f"{count} phần nhiệm vụ quá ngày chưa ghi hoàn thành: {named(told, len(told))}."


def coverage(found: Programme) -> str:
    if not found.missing:
        return ""
    missing, label = len(found.missing), found.period.label
    if missing == found.communes:
        return f"Chưa có số liệu {label} của xã, phường nào được tính."
    who = named(found.missing, missing)
    return f"Số liệu {label} còn thiếu {missing}/{found.communes} xã, phường: {who}."


def drug_free(found: Programme) -> str:
    return drug_free_in_words(found.drug_free) if found.drug_free else ""


def waiting(found: Programme) -> str:
    if not found.waiting:
        return ""
    oldest = found.waiting[0]
    proposals, others = len(found.proposals), len(found.waiting) - len(found.proposals)
    told = [f"{proposals} kiến nghị"] * bool(proposals) + [f"{others} khó khăn"] * bool(others)
    day = short_date(oldest.item.raised_at.date())
    quote = shortened(oldest.item.text, LONGEST_QUOTE)
    return f"{' và '.join(told)} chưa có trả lời, lâu nhất của {oldest.unit_name} từ ngày {day}: «{quote}»."


def asked_of_leader(found: Programme) -> list[str]:
    """What is proposed and waits, in the words of the units; what has gone upward first."""
    wanted = sorted(found.proposals, key=lambda line: line.item.state != DifficultyState.PASSED_UP)
    return [
        f"{line.unit_name} kiến nghị (ngày {short_date(line.item.raised_at.date())}): "
        f"«{shortened(line.item.text, LONGEST_QUOTE)}»."
        for line in wanted
    ]


def next_dates(found: Programme) -> str:
    """«Sắp đến hạn: ngày 15/12/2026, báo cáo năm 2026 (146 đơn vị chưa gửi) và …; ngày …»"""
    by_day: dict[str, list[str]] = {}
    for one in found.dates:
        what = lower_first(shortened(one.what, LONGEST_QUOTE))
        told = f"{what} ({one.count} đơn vị chưa {'gửi' if one.period else 'xong'})"
        by_day.setdefault(short_date(one.on), []).append(told)
    days = [f"ngày {day}, {' và '.join(told[:2])}" for day, told in list(by_day.items())[:MOST_DATES]]
    return f"Sắp đến hạn: {'; '.join(days)}." if days else ""


def named(names: Sequence[str], count: int) -> str:
    """The first few of `count`, and how many more there are."""
    rest = count - min(len(names), NAMED)
    shown = ", ".join(names[:NAMED])
    return f"{shown} và {rest} đơn vị khác" if rest > 0 else shown


def shortened(text: str, longest: int) -> str:
    """One line, cut between two words where it is longer."""
    line = " ".join(text.split()).rstrip(".;:,")
    if len(line) <= longest:
        return line
    return line[: longest - 1].rsplit(" ", 1)[0].rstrip(".;:,") + " …"


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
