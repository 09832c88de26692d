"""What the consolidated report says: nothing that its figures do not carry; every figure leads to its entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from namro.catalogue.models import Indicator
from namro.kernel.figures import format_number
from namro.kernel.times import Period, PeriodKind, Regime, campaign, stage
from namro.organisations.models import Unit
from namro.plans.models import DraftItem, Plan, Target, Task, TaskUnit
from namro.plans.rules import Comparator, ItemKind, Part
from namro.publishing.builders import consolidated
from namro.publishing.builders.consolidated import Material, OwnWords, Section
from namro.publishing.builders.consolidated.section import places, printed
from namro.publishing.builders.consolidated.sections import ANNEXES, PARTS, WRITERS
from namro.publishing.gathering import gather
from namro.publishing.outlines import outline_for, outlines
from namro.publishing.rules import ReportLetterhead
from namro.reporting import actions as reporting
from namro.reporting import queries as reports
from namro.reporting.difficulty_rules import DifficultyKind
from namro.reporting.models import Difficulty, FigureRevision, Narrative
from namro.writing.docx import render
from namro.writing.model import Block, Bullet, Heading, Note, Paragraph, Table
from namro.writing.text import body_text
from tests.apps.reporting import (
    CLOSINGS,
    IN_TIME,
    LATE,
    NOTHING_LEFT,
    Q1,
    Q2,
    accepted,
    baseline,
    cells,
    make_plan,
    report_of,
    sent,
)
from tests.cast import Cast, make_cast, start_chain_anew

ON = date(2026, 3, 20)
NEW = "Người nghiện mới đưa vào danh sách trong kỳ"
GAP_OF_CAUSES = "[Nguyên nhân khách quan, chủ quan: cán bộ tổng hợp viết]"


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def quarter(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """Commune a accepted with 30 new addicts (24 a year ago), b sent late, health silent; a target and two tasks."""
    with django_db_blocker.unblock(), transaction.atomic():
        start_chain_anew()
        cast = make_cast()
        make_quarter(cast)
        yield cast
        transaction.set_rollback(True)


def make_quarter(cast: Cast) -> None:
    plan = make_plan(cast)
    for unit in (cast.a, cast.b):
        baseline(cast, unit, **CLOSINGS, **NOTHING_LEFT)
        last_year(cast, unit, addicts_new=24)
    accepted(cast, cast.a, by=cast.clerk_a, addicts_new=30)
    sent(cast, cast.b, by=cast.clerk_b, at=LATE, addicts_new=2)
    add_target(plan, cast.police)
    add_task(plan, cast.health, "Tập huấn cho trạm y tế", date(2026, 5, 10))
    add_task(plan, cast.police, "Ban hành hướng dẫn biểu mẫu", date(2026, 2, 20))
    write(cast.a, "difficulties", "Thiếu cán bộ chuyên trách.")


def write(unit: Unit, code: str, text: str) -> None:
    Narrative.objects.update_or_create(report=report_of(unit), code=code, defaults={"text": text})


def last_year(cast: Cast, unit: Unit, **figures: int) -> None:
    reporting.record_baseline(
        by=cast.standing,
        at=IN_TIME,
        unit=unit,
        period=Q1.same_last_year(),
        figures=cells(**figures),
        document="Báo cáo số 3/BC",
    )


def item_of(plan: Plan, kind: ItemKind) -> DraftItem:
    return DraftItem.objects.create(draft=plan.draft, kind=kind, position=plan.draft.items.count() + 1, data={})


def add_target(plan: Plan, unit: Unit) -> Target:
    return Target.objects.create(
        item=item_of(plan, ItemKind.TARGET),
        document=plan.draft.document,
        plan=plan,
        measure="Tỷ lệ người nghiện ma túy được tư vấn cai nghiện",
        comparator=Comparator.AT_LEAST,
        value=Decimal(50),
        unit_label="%",
        responsible_unit=unit,
        indicator=Indicator.objects.get(code="addicts_counselled_share"),
    )


def add_task(plan: Plan, unit: Unit, text: str, due_on: date) -> None:
    task = Task.objects.create(
        item=item_of(plan, ItemKind.DUTY), document=plan.draft.document, plan=plan, text=text, due_on=due_on
    )
    TaskUnit.objects.create(task=task, unit=unit, part=Part.LEAD)


def material(**options: object) -> Material:
    return gather(plan=Plan.objects.get(), period_code=Q1.code, on=ON, **options)  # type: ignore[arg-type]


def section(of: Material, code: str) -> Section:
    return next(each for each in consolidated.sections(of) if each.code == code)


def texts(blocks: Iterable[Block]) -> list[str]:
    """Every piece of text of some blocks; of a table without the running numbers and the units of measure."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Table():
                found += [cell for row in block.rows for cell in row.cells[1:] or row.cells]
                found += block.notes
            case Heading() | Note():
                found.append(block.text)
            case Paragraph() | Bullet():
                found.append("".join(run.text for run in block.runs))
    return found


def words_of(of: Material, code: str) -> str:
    return "\n".join(texts(section(of, code).blocks))


# --- sentences ---


def test_a_comparison_is_made_over_the_units_that_have_told(quarter: Cast) -> None:
    said = words_of(material(), "situation.managed")
    assert f"{NEW}: 30 người (thiếu số của 1/2 đơn vị), tăng 6 người, tương đương 25% so với cùng kỳ" in said


def test_a_figure_of_a_unit_that_told_only_once_is_not_compared(quarter: Cast) -> None:
    last_year(quarter, quarter.a, users_new=3)
    of = material(include_submitted=True)
    said = words_of(of, "situation.managed")
    assert "Người sử dụng trái phép mới có quyết định quản lý: 0 người" in said
    assert "giảm 16 người, tương đương 33,3% so với cùng kỳ" in said  # both told: 32 now, 48 then
    rows = table_of(section(of, "annex.figures")).rows
    (row,) = [row for row in rows if row.cells[1].startswith("Người sử dụng trái phép mới")]
    assert row.cells.count("–") == 2


def table_of(of: Section) -> Table:
    return next(block for block in of.blocks if isinstance(block, Table))


def test_what_nobody_told_is_not_said(quarter: Cast) -> None:
    of = material()
    assert not section(of, "money").blocks
    assert not section(of, "directives").blocks
    document = body_text(render(consolidated.assemble(consolidated.sections(of), {}, material=of), at=LATE))
    assert "Kinh phí" not in document.split("Phụ lục I")[0]


def test_units_missing_are_named_and_returned_figures_are_not_zero(quarter: Cast) -> None:
    said = words_of(material(), "reporting")
    assert "1/3 đơn vị được giao báo cáo" in said
    assert "Chưa gửi báo cáo (1 đơn vị): Sở Y tế." in said
    assert "không được coi là không phát sinh" in said


def test_a_target_says_its_arithmetic_in_the_text_and_its_reason_in_the_annex(quarter: Cast) -> None:
    of = material()
    (result,) = of.targets
    said = words_of(of, "groups.rehab")
    assert "Tỷ lệ người nghiện ma túy được tư vấn cai nghiện» (ít nhất 50%)" in said
    assert result.result is not None
    assert result.result.explanation in said
    assert result.sentence.partition(": ")[2][1:] in words_of(of, "annex.targets")


def test_tasks_due_next_are_listed_with_who_and_overdue_ones_as_a_shortcoming(quarter: Cast) -> None:
    of = material()
    assert "Sở Y tế: Tập huấn cho trạm y tế (hạn 10/5/2026)" in words_of(of, "next")
    assert "Đôn đốc hoàn thành 1 nhiệm vụ đã quá hạn" in words_of(of, "next")
    assert f"{quarter.police.names.get().name}: Ban hành hướng dẫn biểu mẫu" in words_of(of, "shortcomings")


def test_the_same_difficulty_of_several_units_is_said_once_with_its_answer(quarter: Cast) -> None:
    write(quarter.b, "difficulties", "thiếu cán bộ  chuyên trách")
    Difficulty.objects.create(
        unit=quarter.health,
        kind=DifficultyKind.DIFFICULTY,
        text="Thiếu cán bộ chuyên trách",
        state="PASSED_UP",
        passed_to="Bộ Y tế",
        raised_by=quarter.standing,
        raised_at=IN_TIME,
    )
    said = words_of(material(include_submitted=True), "difficulties")
    assert said.count("chuyên trách") == 1
    assert "Phường Bình Thử" in said
    assert "Sở Y tế" in said
    assert "đã chuyển Bộ Y tế xem xét" in said


def test_money_is_said_by_kind_and_project_with_its_rate(quarter: Cast) -> None:
    of = with_money(material(), allotted={"p1_investment": 800, "p4_recurrent": 200}, disbursed={"p1_investment": 250})
    said = words_of(of, "money")
    assert "Kinh phí thực hiện Kế hoạch: được giao 1.000 triệu đồng; đã giải ngân 250 triệu đồng, đạt 25%" in said
    assert "Vốn đầu tư: được giao 800 triệu đồng; đã giải ngân 250 triệu đồng, đạt 31,3%" in said
    rows = [row.cells for row in table_of(section(of, "money")).rows]
    assert rows == [
        ("1", "Dự án 1", "Vốn đầu tư", "800", "250", "31,3%"),
        ("2", "Dự án 4", "Vốn sự nghiệp", "200", "–", "–"),
        ("", "Tổng cộng", "", "1.000", "250", "25%"),
    ]


def with_money(of: Material, *, allotted: dict[str, int], disbursed: dict[str, int]) -> Material:
    from namro.kernel.consolidation import Total
    from namro.kernel.elements import CellKey

    def total(value: int) -> Total[int]:
        return Total(value=Decimal(value), reported=1, expected=1)

    totals = {CellKey("capital_allotted", cell): total(value) for cell, value in allotted.items()}
    totals |= {CellKey("capital_disbursed", cell): total(value) for cell, value in disbursed.items()}
    column = replace(of.figures.year_to_date, totals=totals)
    return replace(of, figures=replace(of.figures, year_to_date=column))


# --- campaigns and stages ---


def over(period: Period, kind: PeriodKind) -> Material:
    """The report of another span, as if the plan asked for it."""
    figures = reports.consolidated(Plan.objects.get(), period, on=ON, with_revisions=True)
    outline = outline_for(ReportLetterhead.POLICE, kind, on=ON)
    return replace(material(), figures=figures, windows=reports.windows(figures), outline=outline)


def test_a_campaign_is_told_window_by_window_and_never_beside_the_start_of_the_year(quarter: Cast) -> None:
    of = over(campaign(Q1.start, Q2.end, Regime.STATUTORY), PeriodKind.CAMPAIGN)
    assert [column.period for column in of.windows] == [Q1, Q2]
    assert "lũy kế từ đầu năm" not in words_of(of, "situation.managed")
    assert all("Lũy kế" not in column.title for column in table_of(section(of, "annex.figures")).columns)
    assert untraced(of) == []


def test_a_stage_is_made_of_its_years_and_shows_no_table_where_the_plan_asks_one_year_alone(quarter: Cast) -> None:
    of = over(stage(2025, 2026), PeriodKind.STAGE)
    assert [column.period.label for column in of.windows] == ["Năm 2025", "Năm 2026"]
    assert section(of, "windows").says_nothing


# --- every number leads to its entries ---

# Dates, codes of documents, names of periods and annexes, article numbers: no figures.
NO_FIGURES = re.compile(
    r"\d{2}/\d{1,2}/\d{4}|[\w.]*\d+/[\d/]*[A-ZĐ][\w-]*|(?:quý|tháng|năm|giai đoạn) [IVX\d]+(?:[/–]\d+)?"
    r"|6 tháng|9 tháng|[IVX]+/\d{4}|«[^»]*»|\(\d+\)$|xã? số \d+"
)
NUMBER = re.compile(r"\d[\d.]*(?:,\d+)?")


def numbers(text: str) -> set[str]:
    return {found.rstrip(".") for found in NUMBER.findall(NO_FIGURES.sub(" ", text))}


def untraced(of: Material) -> list[str]:
    """Numbers that are printed somewhere without a line of that place for them."""
    missing = []
    for each in consolidated.sections(of):
        if each.code in ("opening", "closing"):
            continue
        led = {n for line in each.lines for n in NUMBER.findall(f"{line.label} {line.value} {line.note}")}
        led = {n.rstrip(".") for n in led}
        for text in texts(each.blocks):
            missing += [f"{each.code}: {n} in «{text}»" for n in numbers(text) - led]
    return missing


@pytest.mark.parametrize("letterhead", list(ReportLetterhead))
def test_every_printed_number_has_a_line(quarter: Cast, letterhead: ReportLetterhead) -> None:
    of = with_money(material(letterhead=letterhead), allotted={"p1_investment": 800}, disbursed={"p1_investment": 250})
    assert untraced(of) == []


def test_the_annex_of_figures_adds_up_to_the_entries_under_each_line(quarter: Cast) -> None:
    lines = [line for line in section(material(), "annex.figures").lines if line.place == "cột thực hiện kỳ này"]
    values = dict(FigureRevision.objects.values_list("pk", "value"))
    traced = [line for line in lines if line.revisions]
    assert len(traced) > 30
    for line in traced:
        total = sum((values[pk] or Decimal(0) for pk in line.revisions), Decimal(0))
        assert line.value in (format_number(total), format_number(total, 1)), line


def test_the_docx_prints_the_figures_of_the_lines(quarter: Cast) -> None:
    of = material()
    parts = consolidated.sections(of)
    printed_text = body_text(render(consolidated.assemble(parts, {}, material=of), at=LATE))
    lines = consolidated.printed_lines(parts, {})
    assert {line.place.partition(",")[0] for line in lines} >= {"Mục I.1", "Phụ lục I", "Phụ lục IV"}
    for line in lines:
        for number in numbers(line.value):
            assert number in printed_text


# --- the officer's own words ---


def test_own_words_take_the_place_of_a_judgement_and_of_its_gap(quarter: Cast) -> None:
    of = material()
    parts = consolidated.sections(of)
    assert "causes" in [gap.code for gap in consolidated.open_gaps(parts, {})]
    own = {"causes": "Địa bàn rộng.\n- Cán bộ kiêm nhiệm\n+ nhất là ở cấp xã"}
    said = body_text(render(consolidated.assemble(parts, own, material=of), at=LATE))
    assert GAP_OF_CAUSES not in said
    assert "\nĐịa bàn rộng.\n- Cán bộ kiêm nhiệm\n+ nhất là ở cấp xã\n" in said
    assert "causes" not in [gap.code for gap in consolidated.open_gaps(parts, own)]
    assert GAP_OF_CAUSES in body_text(render(consolidated.assemble(parts, {}, material=of), at=LATE))


def test_own_words_follow_facts_that_come_from_figures(quarter: Cast) -> None:
    of = material()
    parts = consolidated.sections(of)
    assert section(of, "situation.managed").own is OwnWords.FOLLOW
    said = body_text(
        render(consolidated.assemble(parts, {"situation.managed": "Nhận định thêm."}, material=of), at=LATE)
    )
    assert said.index(NEW) < said.index("Nhận định thêm.")


def test_words_put_in_place_of_figures_take_their_lines_along(quarter: Cast) -> None:
    of = material()
    parts = consolidated.sections(of)
    causes = section(of, "causes")
    assert causes.prose.lines
    kept = consolidated.printed_lines(parts, {"causes": "Lời của cán bộ."})
    assert len(kept) == len(consolidated.printed_lines(parts, {})) - len(causes.prose.lines)


def test_words_open_a_section_that_figures_leave_empty_and_numbers_follow(quarter: Cast) -> None:
    parts = consolidated.sections(material())
    assert section(material(), "money").number == ""
    with_words = {each.code: each.number for each in printed(parts, {"money": "Chưa được phân bổ."})}
    assert with_words["money"] == "3"
    assert places(printed(parts, {"money": "x"}))[[*with_words].index("money")] == "Mục II.3"


def test_words_of_a_section_that_is_no_more_are_left_out(quarter: Cast) -> None:
    of = material()
    said = consolidated.assemble(consolidated.sections(of), {"old": "Lời cũ"}, material=of)
    assert "Lời cũ" not in body_text(render(said, at=LATE))


# --- outlines ---


@pytest.mark.parametrize("kind", list(PeriodKind))
@pytest.mark.parametrize("letterhead", list(ReportLetterhead))
def test_every_kind_of_period_has_an_outline_for_each_letterhead(
    kind: PeriodKind, letterhead: ReportLetterhead
) -> None:
    codes = [row.code for row in outline_for(letterhead, kind, on=date(2026, 3, 20)).sections]
    assert len(codes) == len(set(codes))
    assert {"opening", "situation", "groups", "difficulties", "proposals", "next", "closing"} <= set(codes)


def test_outlines_name_their_source_and_only_contents_that_exist() -> None:
    headings = {"results", "directing", "assessment", "obstacles"}
    for outline in outlines():
        assert outline.citation
        assert {row.code for row in outline.sections} <= WRITERS.keys() | PARTS.keys() | headings | {"money", "windows"}
        assert set(outline.annexes) <= ANNEXES.keys()


def test_before_an_outline_was_in_force_there_is_none() -> None:
    with pytest.raises(ValueError, match="Chưa có đề cương"):
        outline_for(ReportLetterhead.POLICE, PeriodKind.MONTH, on=date(2020, 1, 1))
