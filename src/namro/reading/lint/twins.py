"""Things said twice: one target with two values, one number for two measures, the same task again, the plan above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

import regex
from rapidfuzz import fuzz

from namro.kernel.problems import Severity
from namro.kernel.vietnamese import fold, search_key
from namro.reading.draft import Item
from namro.reading.lint.findings import Finding, LintContext
from namro.reading.lint.measures import Measure, likeness
from namro.reading.lint.sheet import Line, Sheet
from namro.reading.lint.words import say_number, shorten

_SAME, _AKIN = 0.8, 0.6
_SAME_TASK = 88  # of 100
_SHORT_TASK = 30  # letters; shorter ones may be alike and mean it
_PAPER = regex.compile(r"(?<!\d)\d+(?:/\d{4})?/[\p{Lu}][\p{L}\-]+")
_ALL_OF_THEM = 100
_MOST = 300  # pairs grow with the square; no plan known has a hundred targets
_SIGNS = {">=": "ít nhất", ">": "trên", "<=": "không quá", "<": "dưới"}


def two_values(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """The same target with another value, or with the same value once as a floor and once bare.

    Each is held against the place that says it first.
    """
    seen: dict[tuple[str, bool], list[Measure]] = defaultdict(list)
    for other in _targets(sheet):
        akin = seen[other.unit, other.is_change]
        one = next((each for each in akin if _is_same(sheet, each, other)), None)
        akin.append(other)
        if one is None or (one.value, one.comparator) == (other.value, other.comparator):
            continue
        differs = one.value != other.value
        yield Finding(
            "same_target_two_values" if differs else "same_target_two_readings",
            sheet.place_of(other.item),
            f"Cùng một chỉ tiêu nhưng ghi hai {'mức' if differs else 'cách'}: “{_say(one)}”"
            f"{_where(sheet, one)} và “{_say(other)}” ở đây ({shorten(other.item['measure'], 60)}).",
            "Đối chiếu với bản ký; chọn một mức và ghi thống nhất.",
            Severity.WARNING if differs else Severity.INFO,
        )


def _targets(sheet: Sheet) -> list[Measure]:
    found = (target for target in sheet.targets if target.item.get("value") is not None and target.item.get("span"))
    return list(islice(found, _MOST))


def _is_same(sheet: Sheet, one: Measure, other: Measure) -> bool:
    """Of two measures in one unit: the same, for the same time and the same owners, said in two places."""
    return (
        likeness(one, other) >= _SAME
        and one.narrowing == other.narrowing
        and _line(sheet, one) is not _line(sheet, other)
        and _agree(one.item.get("owner"), other.item.get("owner"))
        and _is_due_alike(one, other)
        and _agree(sheet.years_named(one.item), sheet.years_named(other.item))
    )


def _agree(one: object, other: object) -> bool:
    """What one of them leaves open does not set them apart."""
    return not one or not other or one == other


def _line(sheet: Sheet, measure: Measure) -> Line | None:
    return sheet.line_at(measure.item["span"][0])


def _say(measure: Measure) -> str:
    sign = _SIGNS.get(measure.comparator, "")
    unit = measure.item.get("unit") or ""
    return f"{sign} {say_number(measure.value)}{'' if unit == '%' else ' '}{unit}".strip()


def _where(sheet: Sheet, measure: Measure) -> str:
    section = sheet.place_of(measure.item).section
    return f" ở mục {section}" if section else " ở trên"


def one_number_for_two(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """Equal values in two parts of the paper that look like one target and measure two things.

    They look like one where both rest on the same paper, or where a share is of a group and of a part of it.
    Each is held against the first such place.
    """
    seen: dict[tuple[float, str], list[Measure]] = defaultdict(list)
    for other in _targets(sheet):
        equal = seen[other.value, other.unit]
        one = next((each for each in equal if _part(each) != _part(other) and _look_like_one(each, other)), None)
        equal.append(other)
        if one is not None:
            yield Finding(
                "equal_number_other_measure",
                sheet.place_of(other.item),
                f"Cùng con số {_say(other)} nhưng đo hai thứ: “{shorten(_what(one), 70)}”{_where(sheet, one)}, "
                f"“{shorten(_what(other), 70)}” ở đây.",
                "Hỏi cơ quan soạn thảo xem là một hay hai chỉ tiêu.",
            )


def _part(measure: Measure) -> str:
    return (measure.item.get("section") or "").split(".")[0]


def _look_like_one(one: Measure, other: Measure) -> bool:
    papers = [set(_PAPER.findall(measure.item["quote"])) for measure in (one, other)]
    if papers[0] & papers[1]:
        return fold(_what(one)) != fold(_what(other))
    is_narrower = likeness(one, other) >= _AKIN and one.narrowing != other.narrowing
    return is_narrower and one.unit == "%" and one.value != _ALL_OF_THEM


def _what(measure: Measure) -> str:
    """What is measured; for a share of a quota, the words before the number say it."""
    said = measure.item.get("measure") or ""
    quote = " ".join(measure.item["quote"].split())
    return quote if fold(said).startswith("chi tieu") else said


def weaker_than_above(sheet: Sheet, context: LintContext) -> Iterator[Finding]:
    """Only shares are compared: a unit's part of a count is rightly smaller than the whole."""
    if context.parent is None:
        return
    above = [Measure(item) for item in context.parent.get("targets") or [] if item.get("value") is not None]
    paper: Item = next(iter(context.parent.get("documents") or []), {})
    name = " ".join(filter(None, (paper.get("kind"), paper.get("number")))) or "kế hoạch cấp trên"
    for own in _targets(sheet):
        alike = [each for each in above if each.unit == own.unit == "%" and each.is_change == own.is_change]
        best = max(alike, key=lambda each: likeness(own, each), default=None)
        if (
            best
            and likeness(own, best) >= _SAME
            and _is_weaker(own, best)
            and _agree(own.item.get("by"), best.item.get("by"))
        ):
            yield Finding(
                "weaker_than_parent",
                sheet.place_of(own.item),
                f"Chỉ tiêu {_say(own)} thấp hơn mức {_say(best)} của {name} ({shorten(own.item['measure'], 60)}).",
                "Nâng lên bằng kế hoạch cấp trên, hoặc ghi rõ được cấp trên cho phép.",
            )


def _is_due_alike(one: Measure, other: Measure) -> bool:
    return _agree(one.item.get("by"), other.item.get("by"))


def _is_weaker(own: Measure, above: Measure) -> bool:
    if above.comparator in {"<", "<="}:
        return own.value > above.value
    is_strict = above.comparator.endswith(">") and not own.comparator.endswith(">")
    return own.value < above.value or (own.value == above.value and is_strict)


def repeated_tasks(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """Two rows of an annex that give the same work to the same body; each is held against the first such row."""
    seen: list[tuple[Item, str]] = []
    for task in islice((task for task in sheet.items("annex_tasks") if task.get("span")), _MOST):
        key = search_key(task["quote"])
        same_lead = ((each, said) for each, said in seen if each.get("lead") == task.get("lead"))
        first = next((each for each, said in same_lead if _alike(said, key)), None)
        seen.append((task, key))
        if first is not None:
            yield Finding(
                "repeated_task",
                sheet.place_of(task),
                f"Nhiệm vụ {_number(task)} gần như trùng nhiệm vụ {_number(first)}, cùng cơ quan chủ trì.",
                "Gộp lại, hoặc nói rõ hai việc khác nhau ở đâu.",
                Severity.INFO,
            )


def _alike(one: str, other: str) -> bool:
    return min(len(one), len(other)) > _SHORT_TASK and fuzz.ratio(one, other, score_cutoff=_SAME_TASK) > 0


def _number(task: Item) -> str:
    return f"số {task['no']}" if task.get("no") else f"“{shorten(task['quote'], 40)}”"
