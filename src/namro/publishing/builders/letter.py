"""The official letter (công văn) that sends a published plan and its assignment table to the units."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from namro.plans import wording
from namro.plans.assignment import Assignment
from namro.plans.queries import RuleRow
from namro.publishing.builders.assignment import archive, letterhead, official_name, plan_in_words, signature
from namro.writing import words
from namro.writing.model import Block, OfficialDocument, bullet, paragraph

# More bodies than this are addressed together; the assignment table names them.
NAMED_IN_ADDRESS = 12
FORMS_NAMED = 3


def build_letter(assignment: Assignment, *, on: date, demo: bool) -> OfficialDocument:
    plan = assignment.plan
    return OfficialDocument(
        letterhead=letterhead(assignment.standing, on=on),
        kind=None,
        title=f"triển khai thực hiện {plan_in_words(plan)}",
        addressees=_addressees(assignment),
        body=tuple(_body(assignment)),
        signature=signature(assignment.standing),
        recipients=(
            "Như trên",
            f"{official_name(assignment.owner)} (để báo cáo)",
            f"Lưu: VT, {archive(assignment.standing)}",
        ),
        demonstration=demo,
    )


def _addressees(assignment: Assignment) -> tuple[str, ...]:
    own = assignment.standing.name
    names = [body.name for body in (*assignment.ordered, *assignment.asked) if body.name != own]
    distinct = list(dict.fromkeys(names))
    if len(distinct) <= NAMED_IN_ADDRESS:
        return tuple(distinct) or ("Các cơ quan, đơn vị",)
    asked = ("Các cơ quan, tổ chức được đề nghị phối hợp trong bảng phân công",) if assignment.asked else ()
    return ("Các cơ quan, đơn vị được giao nhiệm vụ, chỉ tiêu trong bảng phân công", *asked)


def _body(assignment: Assignment) -> Iterator[Block]:
    plan = assignment.plan
    yield paragraph(
        f"Thực hiện {plan_in_words(plan)} của {plan.issuer or official_name(assignment.owner)} về "
        f"{plan.title[:1].lower()}{plan.title[1:]}, {assignment.standing.name} gửi kèm bảng phân công nhiệm vụ, "
        "chỉ tiêu và trao đổi một số nội dung sau:"
    )
    if assignment.ordered:
        yield paragraph(
            "1. Cơ quan, đơn vị được giao nhiệm vụ, chỉ tiêu căn cứ bảng phân công cử cán bộ phụ trách từng nội dung, "
            "tổ chức thực hiện và chịu trách nhiệm về tiến độ, kết quả."
        )
    if assignment.asked:
        names = words.join_list([body.name for body in assignment.asked])
        yield paragraph(f"2. Đề nghị {names} quan tâm phối hợp thực hiện các nội dung nêu trong bảng phân công.")
    dated = [row for row in assignment.rules if row.rule.rule or row.rule.once_on]
    number = 2 + bool(assignment.asked)
    if dated:
        yield paragraph(f"{number}. Báo cáo gửi về {assignment.standing.name} theo thời hạn:")
        yield from (bullet(f"{_report_line(row)};") for row in dated[:-1])
        yield bullet(f"{_report_line(dated[-1])}.")
    yield paragraph(
        f"Quá trình thực hiện có vướng mắc, đề nghị trao đổi với {assignment.standing.name} để phối hợp giải quyết."
    )


def _report_line(row: RuleRow) -> str:
    rule = row.rule
    due = wording.due_rule(rule.rule, rule.once_on, exclusive=rule.exclusive)
    forms = [form.title for form in row.forms if form.title]
    named = "; ".join(forms) if len(forms) <= FORMS_NAMED else "theo biểu dành cho từng loại đơn vị"
    return f"{rule.title}: {due}" + (f" ({named})" if forms else "")
